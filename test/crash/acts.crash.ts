/**
 * kill -9 of what people do: a migration, a backup, a restore, a purge, an erasing, new rules. The act is
 * killed at a named point or at any moment, done again as a person would, and then the gateway makes its
 * passes: the end must be that of an act that nobody disturbed.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Of } from '../../src/files/index.ts';
import { openSqliteStore } from '../../src/store/index.ts';
import { sqliteMigrations } from '../../src/store/migrate.ts';
import { mpanOf, notificationFile, reportFile, requestFile } from '../support/flow-files.ts';
import { seeded } from '../support/seeded.ts';
import { type ActPoint, count, killsAtRandom, shareOfActs } from './counted.ts';
import {
  doAct,
  makeWorkspace,
  passOnce,
  play,
  setBatch,
  setClock,
  uninterrupted,
} from './driver.ts';
import { endOf } from './oracle.ts';
import { crashConfig, storyOf } from './story.ts';

const root = mkdtempSync(join(tmpdir(), 'pawl-acts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const seed = Number(process.env['PAWL_SEED'] ?? Date.now() % 100_000);

const story = storyOf(2);
const base = join(root, 'base');
const backup = join(root, 'base.backup');
const histories = new URL('../histories/0.1.0/', import.meta.url);

/** Settles a check whose answer was "BACKSTOP FITTED": the fourth of the first batch. */
const closedMpan = mpanOf(3);
const actsAt = '2026-10-20T09:00:00Z';
/** A person does again what was killed; the gateway makes its passes then, in every run. */
const againAt = '2026-10-20T09:05:00Z';
const migrationsOf010 = 8;

interface Act {
  readonly name: string;
  readonly point: ActPoint | 'before-rename';
  /** How often it comes by the point. */
  readonly times: number;
  readonly args: (workspace: string) => readonly string[];
  /** Makes ready what the act needs. */
  readonly prepare: (workspace: string) => void;
}

const killsEach = Math.max(1, Math.round((killsAtRandom * shareOfActs) / 8));

const configure = (workspace: string, more: object): void =>
  writeFileSync(join(workspace, 'pawl.config.json'), JSON.stringify({ ...crashConfig, ...more }));

/** What was sent has been taken away, so that nothing keeps it from being erased. */
function readerWasThere(workspace: string): void {
  rmSync(join(workspace, 'outbox'), { recursive: true });
  mkdirSync(join(workspace, 'outbox'));
}

const acts: readonly Act[] = [
  {
    name: 'backup',
    point: 'mid-backup',
    times: 1,
    args: (workspace) => ['backup', `${workspace}.backup`],
    prepare: () => undefined,
  },
  {
    name: 'purge',
    point: 'mid-purge',
    times: 4,
    args: () => ['purge'],
    prepare: (workspace) =>
      configure(workspace, {
        retention: { archive: '30 days', closedChecks: '30 days', alerts: '30 days' },
      }),
  },
  {
    name: 'erase',
    point: 'mid-erase',
    times: 2,
    args: () => ['erase', closedMpan],
    prepare: readerWasThere,
  },
  {
    name: 'erase',
    point: 'before-rename',
    times: 2,
    args: () => ['erase', closedMpan],
    prepare: readerWasThere,
  },
  {
    name: 'new rules',
    point: 'mid-adoption',
    times: 3,
    args: () => ['open'],
    prepare: (workspace) => configure(workspace, { lateClaimWorkingDays: 99 }),
  },
  {
    name: 'one decision about many reports',
    point: 'mid-decision',
    times: 3,
    args: () => ['decide-many'],
    prepare: () => undefined,
  },
  {
    name: 'restore',
    point: 'mid-restore',
    times: 6,
    args: () => ['restore', backup],
    prepare: () => undefined,
  },
  {
    name: 'migration of 0.1.0',
    point: 'mid-migration',
    times: sqliteMigrations().length - migrationsOf010,
    args: () => ['open'],
    prepare: (workspace) => {
      const packed = gunzipSync(readFileSync(new URL('supplier.json.gz', histories)));
      const files = JSON.parse(packed.toString('utf8')) as Record<string, string>;
      rmSync(workspace, { recursive: true });
      for (const [path, bytes] of Object.entries(files)) {
        mkdirSync(dirname(join(workspace, path)), { recursive: true });
        writeFileSync(join(workspace, path), Buffer.from(bytes, 'base64'));
      }
      setBatch(workspace, '');
    },
  },
  {
    name: 'all migrations',
    point: 'mid-migration',
    times: sqliteMigrations().length,
    args: () => ['open'],
    prepare: (workspace) => {
      rmSync(workspace, { recursive: true });
      makeWorkspace(workspace, crashConfig, actsAt);
    },
  },
];

beforeAll(async () => {
  makeWorkspace(base, crashConfig, story[0]?.at ?? '');
  await play(base, story.slice(0, 2), uninterrupted);
  // What comes after it is what a restore has to catch up with.
  await doAct([base, 'backup', backup], {});
  await play(base, story.slice(2), uninterrupted);
  // So many reports say the same that they are decided in three commits.
  const unclear = Array.from({ length: 120 }, (_, n) => mpanOf(5_000 + n));
  const files = {
    'inbox/many-1.usr': notificationFile('MANY1', unclear, '20261001100000'),
    'sent/many-2.usr': requestFile('MANY2', unclear, '20261002100000'),
    'inbox/many-3.usr': reportFile('MANY3', unclear, 'SEE PHOTO', '20261005100000'),
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(base, path), text);
  await passOnce(base);
}, 120_000);

/** The act in a copy of the workspace, killed as it is told to and then done again. */
async function end(act: Act, name: string, how: { crashAt?: string; killAfterMs?: number }) {
  const workspace = join(root, name);
  cpSync(base, workspace, { recursive: true });
  act.prepare(workspace);
  setClock(workspace, actsAt);
  const startedMs = Date.now();
  const wasKilled = await doAct([workspace, ...act.args(workspace)], how);
  const tookMs = Date.now() - startedMs;
  setClock(workspace, againAt);
  if (wasKilled) await doAct([workspace, ...act.args(workspace)], {});
  await passOnce(workspace);
  const look = await lookAt(workspace);
  rmSync(workspace, { recursive: true, force: true });
  return { wasKilled, tookMs, look };
}

async function lookAt(workspace: string) {
  const {
    problems,
    receipts,
    unsettled,
    outbox,
    checks,
    exceptions,
    alerts,
    undelivered,
    files,
    read,
  } = await endOf(workspace, story);
  const keysTold = files
    .filter((name) => name.startsWith('alerts/'))
    .flatMap((name) => read(name).split('\n'))
    .flatMap((line) =>
      line.startsWith('{') && line.endsWith('}') ? [String(JSON.parse(line).key)] : [],
    );
  const left = readdirSync(workspace, { recursive: true, encoding: 'utf8' });
  return {
    problems,
    unsettled,
    undelivered,
    outbox,
    checks,
    exceptions,
    alerts: alerts.map(({ key }) => key),
    // In any order, each once: the same content under the same name in the same place.
    receipts: receipts.map(({ name, sha256, outcome, destination }) => [
      name,
      sha256,
      outcome,
      destination,
    ]),
    files: files
      // The heads of the journal carry the time of each act.
      .filter((name) => !name.startsWith('alerts/') && !name.endsWith('journal-heads.jsonl'))
      .map((name) => [name, name.endsWith('.findings.json') ? '' : sha256Of(read(name))]),
    told: [...new Set(keysTold)].sort(),
    leftovers: left.filter((name) => /\.tmp|\.pawl-taken|probe/.test(name)),
    backup: await backupAt(`${workspace}.backup`),
  };
}

/** A backup that is there is whole, and nothing lies beside it that looks like one. */
async function backupAt(path: string): Promise<unknown> {
  const beside = readdirSync(dirname(path)).filter(
    (name) => name.startsWith(`${basename(path)}.`) && !/-(wal|shm)$/.test(name),
  );
  if (!existsSync(path)) return { beside };
  const store = await openSqliteStore(path);
  const whole = { head: await store.head(), problems: await store.selfCheck(), beside };
  await store.close();
  rmSync(path);
  return whole;
}

const calm = new Map<string, ReturnType<typeof end>>();
const calmOf = (act: Act): ReturnType<typeof end> => {
  const known = calm.get(act.name) ?? end(act, `calm ${act.name}`, {});
  calm.set(act.name, known);
  return known;
};

describe.each(acts)('$name, $point', (act) => {
  const numbers = Array.from({ length: act.times }, (_, index) => index + 1);

  test.each(numbers)(
    `dead at ${act.point}, time %i`,
    async (number) => {
      const quiet = await calmOf(act);
      expect(quiet.look.problems).toEqual([]);
      const one = await end(act, `${act.name} ${number}`, { crashAt: `${act.point}#${number}` });
      expect(one.wasKilled).toBe(true);
      count('act points', 1);
      expect(one.look).toEqual(quiet.look);
    },
    120_000,
  );

  test.skipIf(act.point === 'before-rename')(
    `dead at any moment (seed ${seed})`,
    async () => {
      const quiet = await calmOf(act);
      const random = seeded(seed);
      for (let kill = 0; kill < killsEach; kill += 1) {
        const killAfterMs = random() * quiet.tookMs;
        const one = await end(act, `${act.name} random ${kill}`, { killAfterMs });
        if (one.wasKilled) count('random acts', 1);
        expect([killAfterMs, one.look]).toEqual([killAfterMs, quiet.look]);
      }
    },
    60_000 + killsEach * 30_000,
  );
});
