/**
 * More than comes on any day: very many files at once, one that is very large, one whose writer takes an
 * hour, names that nobody would choose. Each is taken in by a real engine on a real folder, and then
 * everything that was dropped is looked for: in the receipts, among the checks, and by `verify`.
 */
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { openEngine } from '../../src/engine.ts';
import { makeFolders } from '../../src/files/index.ts';
import { verify } from '../../src/keeping/index.ts';
import { createLog } from '../../src/log.ts';
import type { Receipt } from '../../src/store/index.ts';
import { badMpanOf, mpanOf, notificationFile, notificationsCsv } from '../support/flow-files.ts';

export interface Flooded {
  /** Files that were dropped. */
  readonly files: number;
  /** Files without their receipt, and checks that are not there. */
  readonly lost: number;
  /** Receipts and checks beyond those. */
  readonly doubled: number;
  /** Problems that verify found, digests of stored files among them. */
  readonly problems: number;
  /** Files still in their folder that should not be. */
  readonly lying: number;
  /** Outcomes and codes of findings, and how often. */
  readonly told: Readonly<Record<string, number>>;
}

type Desk = Awaited<ReturnType<typeof openDesk>>;

async function openDesk(settings: Record<string, unknown>) {
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-flood-'));
  makeFolders(workspace);
  const least = { mpid: 'SUPP', role: 'X', send: 'never', calendarFeed: false, chaseAt: null };
  const engine = await openEngine({
    workspace,
    config: readConfig({ ...least, ...settings }, 'floods'),
    clock: fixedClock('2026-08-05T12:00:00Z'),
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  return { workspace, engine, inbox: (name: string) => join(workspace, 'inbox', name) };
}

/** `checks`: how many there must be. `isOdd`: of files that stay where they are. */
async function lookedOver(
  { workspace, engine }: Desk,
  dropped: ReadonlySet<string>,
  checks: number,
  isOdd: (name: string) => boolean = () => false,
): Promise<Flooded> {
  const { store } = engine.gateway();
  const receipts: readonly Receipt[] = await store.receipts();
  const told: Record<string, number> = {};
  const seen = new Map<string, number>();
  for (const { name, outcome, findings } of receipts) {
    for (const word of [outcome, ...new Set(findings.map(({ code }) => code))]) {
      told[word] = (told[word] ?? 0) + 1;
    }
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  const found = (await store.checks({})).length;
  const missing = [...dropped].filter((name) => !seen.has(name)).length;
  const { problems } = await verify(engine.gateway());
  const lying = readdirSync(join(workspace, 'inbox')).filter((name) => !isOdd(name)).length;
  return {
    files: dropped.size,
    lost: missing + Math.max(0, checks - found),
    doubled: receipts.length - seen.size + Math.max(0, found - checks),
    problems: problems.length,
    lying,
    told,
  };
}

async function within<T>(
  settings: Record<string, unknown>,
  work: (desk: Desk) => Promise<T>,
): Promise<T> {
  const desk = await openDesk(settings);
  try {
    return await work(desk);
  } finally {
    await desk.engine.close();
    rmSync(desk.workspace, { recursive: true, force: true });
  }
}

async function passUntilIdle({ engine }: Desk): Promise<void> {
  for (;;) {
    const { receipts, isMore } = await engine.pass({ final: false });
    if (receipts.length === 0 && isMore !== true) return;
  }
}

const identifier = (n: number): string => String(n).padStart(10, '0');

/** So many files, each about an MPAN of its own, lie there at once. */
export const manyAtOnce = (count: number): Promise<Flooded> =>
  within({}, async (desk) => {
    const dropped = new Set<string>();
    for (let n = 0; n < count; n += 1) {
      const name = `n${n}.usr`;
      writeFileSync(desk.inbox(name), notificationFile(identifier(n), [mpanOf(n)]));
      dropped.add(name);
    }
    await passUntilIdle(desk);
    return lookedOver(desk, dropped, count);
  });

/**
 * One flow file of so many bytes, of which `good` instances are good and the rest is refused, and a
 * sparse one over the limit of a file.
 */
export const oneLarge = (bytes: number, good: number): Promise<Flooded> =>
  within({ limits: { fileSizeMaxBytes: bytes * 2 } }, async (desk) => {
    const [header = '', ...rest] = notificationFile('LARGE00001', [mpanOf(0)]).split('\r\n');
    const instance = (mpan: string, words: string): string =>
      `${rest
        .slice(0, 4)
        .join('\r\n')
        .replace(mpanOf(0), mpan)
        .replace('SITE CAPABLE OF EXPORTING', words)}\r\n`;
    const handle = openSync(desk.inbox('large.usr'), 'w');
    let [size, instances] = [writeSync(handle, `${header}\r\n`), 0];
    const long = 'X'.repeat(3_800);
    for (; instances < good || size < bytes; instances += 1) {
      const isGood = instances < good;
      const mpan = isGood ? mpanOf(instances) : badMpanOf(instances);
      size += writeSync(handle, instance(mpan, isGood ? 'SITE CAPABLE OF EXPORTING' : long));
    }
    const counts = `${instances * 4}||${instances}`;
    writeSync(handle, `ZPT|LARGE00001|${counts}|20260803100000|\r\n`);
    closeSync(handle);
    const sparse = openSync(desk.inbox('sparse.usr'), 'w');
    ftruncateSync(sparse, bytes * 2 + 1);
    closeSync(sparse);
    await desk.engine.pass({ final: true });
    return lookedOver(desk, new Set(['large.usr', 'sparse.usr']), good);
  });

/**
 * A flow file and a CSV to which their writers add something every few seconds for so long, with small
 * files beside, one a minute. The time of files is set by hand, so that an hour takes a minute and the
 * quiet periods are those that a gateway has by itself.
 */
export const slowWriters = (seconds: number, everySeconds = 4): Promise<Flooded> =>
  within({}, async (desk) => {
    const real = Date.now;
    let nowMs = real();
    Date.now = () => nowMs;
    try {
      const rows = Math.floor(seconds / everySeconds);
      const mpans = Array.from({ length: rows }, (_, n) => mpanOf(n));
      const flow = notificationFile('SLOW000001', mpans);
      const csv = notificationsCsv(mpans.map((_, n) => ({ mpan: mpanOf(1_000_000 + n) })));
      const dropped = new Set(['slow.usr', 'slow.csv']);
      const put = (name: string, text: string): void => {
        appendFileSync(desk.inbox(name), text);
        utimesSync(desk.inbox(name), nowMs / 1_000, nowMs / 1_000);
      };
      const share = (text: string, turn: number): string =>
        text.slice(
          Math.floor((text.length * turn) / rows),
          Math.floor((text.length * (turn + 1)) / rows),
        );
      let small = 0;
      for (let turn = 0; turn < rows; turn += 1) {
        put('slow.usr', share(flow, turn));
        put('slow.csv', share(csv, turn));
        if ((turn * everySeconds) % 60 === 0) {
          const name = `small${small}.usr`;
          put(name, notificationFile(identifier(small), [mpanOf(2_000_000 + small)]));
          dropped.add(name);
          small += 1;
        }
        await desk.engine.pass({ final: false });
        // A second is over before the writers come again.
        nowMs += 1_000;
        await desk.engine.pass({ final: false });
        nowMs += (everySeconds - 1) * 1_000;
      }
      nowMs += 60_000;
      await passUntilIdle(desk);
      return await lookedOver(desk, dropped, 2 * rows + small);
    } finally {
      Date.now = real;
    }
  });

const oddNames = [
  ' ',
  '-rf',
  '--help.usr',
  'a b\tc',
  'line\nend.usr',
  'cr\r\nlf.usr',
  '\u001b[2J.usr',
  '$(id).usr',
  '`id`;|&.usr',
  '"quoted".usr',
  "it's.usr",
  '%00%2e%2e%2f.usr',
  '..usr..',
  '...',
  'a.usr.findings.json',
  'a.usr',
  'A.USR',
  'a~2.usr',
  'CON',
  'nul.usr',
  'trailing. ',
  '\u202eurs.usr',
  'caf\u00e9.usr',
  'cafe\u0301.usr',
  '\u{1f4a1}.usr',
  '\ufeff.usr',
  '__proto__',
  'constructor',
  '0',
  `${'x'.repeat(251)}.usr`,
  '\u00e9'.repeat(127),
].filter((name) => !name.startsWith('.'));

/** Files with odd names, so many times over; one name a round is no UTF-8 and stays where it is. */
export const strangeNames = (rounds: number): Promise<Flooded> =>
  within({}, async (desk) => {
    const dropped = new Set<string>();
    let count = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const odd of oddNames) {
        const name = round === 0 ? odd : `${round}${odd}`.slice(0, odd.length < 100 ? 255 : 126);
        if (dropped.has(name)) continue;
        writeFileSync(desk.inbox(name), notificationFile(identifier(count), [mpanOf(count)]));
        dropped.add(name);
        count += 1;
      }
      const bytes = Buffer.concat([Buffer.from(desk.inbox(`${round}`)), Buffer.from([0xe9])]);
      writeFileSync(bytes, 'x');
      dropped.add(`${round}%E9`);
    }
    await passUntilIdle(desk);
    return lookedOver(desk, dropped, count, (name) => name.includes('\ufffd'));
  });
