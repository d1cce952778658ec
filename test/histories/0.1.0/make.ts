/**
 * Makes the workspaces beside this file with the code of the version that the folder is named after.
 * Run once, in a checkout of that version: `node scripts/with-node.mjs PATH/make.ts CHECKOUT`. It is
 * kept so that a reader sees what was done; newer code must not write these files.
 */
/* oxlint-disable typescript/no-explicit-any -- no type of this version describes the older one */
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';

const checkout = resolve(process.argv[2] ?? '.');
// Of the older version, so that no type of this one describes it.
const load = (path: string): Promise<any> => import(join(checkout, path));

const { openEngine } = await load('src/engine.ts');
const { readConfig } = await load('src/config/index.ts');
const { createLog } = await load('src/log.ts');
const { fixedClock } = await load('src/clock.ts');
const { runCommand } = await load('src/replay/command.ts');
const { readScenario, dropsOf, toInstant } = await load('src/replay/scenario.ts');
const { makeWorkspace } = await load('src/cli/init.ts');
const { eraseMpan } = await load('src/keeping/index.ts');
const files = await load('test/support/flow-files.ts');

interface Step {
  readonly at: string;
  readonly profile?: string;
  readonly into?: string;
  readonly paths?: readonly string[];
  readonly write?: readonly [name: string, text: string];
  readonly command?: readonly string[];
  readonly erase?: string;
}

/** The steps of a story of that version, up to an instant. */
function storySteps(name: string, until = '9999'): Step[] {
  const folder = join(checkout, 'samples', name);
  const { steps, profile } = readScenario(folder);
  return steps
    .map(
      (step: any): Step => ({
        at: toInstant(step.at),
        profile,
        into: step.into,
        paths: dropsOf(step).map((file: string) => join(folder, file)),
        ...(step.command === undefined ? {} : { command: step.command }),
      }),
    )
    .filter(({ at }: Step) => at < until);
}

const own = (at: string, into: string, name: string, text: string): Step => ({
  at,
  profile: 'option-1',
  into,
  write: [name, text],
});

async function make(name: string, written: any, all: readonly Step[]): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-history-'));
  makeWorkspace(workspace, { mpid: written.mpid, role: written.role });
  const steps = [...all].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const clock = fixedClock(steps[0]?.at ?? '');
  const storePath = join(workspace, 'data', 'pawl.db');
  const open = (profile: string) => {
    const settings = { ...written, profile };
    writeFileSync(join(workspace, 'pawl.config.json'), `${JSON.stringify(settings, null, 2)}\n`);
    const config = readConfig(settings, 'pawl.config.json');
    const log = createLog('silent', 'none');
    return openEngine({
      workspace,
      config,
      written: settings,
      clock,
      log,
      storePath,
      progress: null,
    });
  };
  let profile = steps[0]?.profile ?? 'option-1';
  let engine = await open(profile);
  for (const [index, step] of steps.entries()) {
    for (;;) {
      const wake = await engine.gateway.store.nextWake();
      if (wake === null || wake >= step.at) break;
      if (wake > clock.now()) clock.set(wake);
      await engine.pass({ final: true });
    }
    if (step.at > clock.now()) clock.set(step.at);
    if (step.profile !== undefined && step.profile !== profile) {
      await engine.close();
      profile = step.profile;
      engine = await open(profile);
    }
    const into = join(workspace, step.into ?? 'inbox');
    for (const path of step.paths ?? []) {
      copyFileSync(path, join(into, `${index}-${path.split('/').at(-1)}`));
    }
    if (step.write !== undefined) writeFileSync(join(into, step.write[0]), step.write[1]);
    await engine.pass({ final: true });
    if (step.command !== undefined) await runCommand(engine.gateway, step.command);
    if (step.erase !== undefined) {
      await eraseMpan(engine.gateway, step.erase, { who: 'story', reason: 'asked for' });
    }
    await engine.pass({ final: true });
  }
  await engine.close();
  const database = new DatabaseSync(storePath);
  database.exec('pragma wal_checkpoint(truncate)');
  database.exec('vacuum');
  database.close();
  const kept: Record<string, string> = {};
  const names: string[] = readdirSync(workspace, { recursive: true, encoding: 'utf8' });
  for (const path of names.sort()) {
    const full = join(workspace, path);
    const isKept =
      statSync(full).isFile() && !/(-wal|-shm|lock)$|^(reports|approvals)\//.test(path);
    if (isKept) kept[relative(workspace, full)] = readFileSync(full).toString('base64');
  }
  const bytes = gzipSync(JSON.stringify(kept), { level: 9 });
  writeFileSync(new URL(`${name}.json.gz`, import.meta.url), bytes);
  console.log(name, bytes.length, 'bytes', Object.keys(kept).length, 'files');
  rmSync(workspace, { recursive: true });
}

const { mpanOf, requestFile, reportFile } = files;
const least = { calendarFeed: false, chaseAt: null };

await make('supplier', { mpid: 'SUPP', role: 'X', send: 'approve', cutoff: '17:00', ...least }, [
  ...storySteps('option-1-no-backstop-replaced-in-time'),
  ...storySteps('option-1-report-late-breach-then-resolved'),
  ...storySteps('late-news-takes-a-breach-back'),
  ...storySteps('answer-before-its-request'),
  ...storySteps('report-unclear-then-decided', '2026-06-11T09:09:00Z'),
  ...storySteps('option-2-backstop-stated'),
  ...storySteps('removal-not-seen'),
  ...storySteps('three-visits-fail', '2026-05-19'),
  ...storySteps('option-3-half-an-answer', '2026-10-20'),
  ...storySteps('cannot-draft-then-approved', '2026-07-06T09:00:00Z'),
  ...storySteps('meter-operator-changes'),
  ...storySteps('option-1-backstop-present'),
  { at: '2026-10-01T08:00:00Z', erase: '1012042740075' },
  // Answered in the very second of the cut-off, and received after the breach was told.
  own(
    '2026-10-19T09:00:00Z',
    'sent',
    'request.usr',
    requestFile('HQ01', [mpanOf(801), mpanOf(802)], '20261019100000'),
  ),
  own(
    '2026-11-02T17:30:00Z',
    'inbox',
    'report.usr',
    reportFile('HR01', [mpanOf(801)], 'NO BACKSTOP FITTED', '20261102170000'),
  ),
  { at: '2026-11-03T09:00:00Z' },
]);

const visits = (rows: readonly string[]): string =>
  ['mpan,visitedOn,outcome,meterId,remarks', ...rows, ''].join('\r\n');
await make('meter-operator', { mpid: 'MOPX', role: 'M', send: 'automatic', ...least }, [
  ...storySteps('meter-operator-reports-and-replaces'),
  ...storySteps('meter-operator-side-supply-lost'),
  ...storySteps('meter-operator-answers-twice', '2026-09-10'),
  // A visit told before its request, one while the request is open, and one that failed.
  own(
    '2026-09-11T09:00:00Z',
    'inbox',
    'visits-1.csv',
    visits([`${mpanOf(811)},2026-09-10,hasBackstop,,`]),
  ),
  own(
    '2026-09-14T09:00:00Z',
    'inbox',
    'request.usr',
    requestFile('HQ02', [mpanOf(811), mpanOf(812), mpanOf(813)], '20260914090000'),
  ),
  own(
    '2026-09-17T09:00:00Z',
    'inbox',
    'visits-2.csv',
    visits([`${mpanOf(812)},2026-09-16,noAccess,,`]),
  ),
  { at: '2026-09-18T09:00:00Z' },
]);
