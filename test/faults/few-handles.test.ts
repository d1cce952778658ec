/**
 * A process that may open no further file (EMFILE): nothing is lost, people are told, and the next pass
 * that can goes on. In a process of its own, because the handles of this one are the test runner's.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { mpanOf, notificationsCsv, requestFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

const settings = { send: 'automatic', quietPeriodMs: 0, csvQuietPeriodMs: 0 };
const source = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href;

const script = (workspace: string): string => `
  import { closeSync, openSync } from 'node:fs';
  import { fixedClock } from '${source('clock.ts')}';
  import { readConfig } from '${source('config/config.ts')}';
  import { openEngine } from '${source('engine.ts')}';
  import { surroundingsOf, watchEngine } from '${source('health/index.ts')}';
  import { createLog } from '${source('log.ts')}';
  const workspace = ${JSON.stringify(workspace)};
  const engine = await openEngine({
    workspace,
    config: readConfig({ mpid: 'SUPP', role: 'X', ...${JSON.stringify(settings)} }, 'test'),
    clock: fixedClock('2026-08-05T12:00:00Z'),
    log: createLog('silent', 'none'),
    storePath: workspace + '/data/pawl.db',
    progress: null,
  });
  const watched = await watchEngine(engine, { surroundings: surroundingsOf(workspace), lastAliveAt: null });
  const taken = [];
  const pass = async () => {
    try { taken.push(...(await watched.pass({ final: false })).receipts.map(({ name }) => name)); }
    catch { taken.push('failed'); }
  };
  const handles = [];
  try { for (;;) handles.push(openSync('/dev/null', 'r')); } catch {}
  await pass();
  const meanwhile = [taken.splice(0), watched.figures.episodes.map(({ code }) => code)];
  for (const handle of handles) closeSync(handle);
  await pass();
  await pass();
  console.log(JSON.stringify({ handles: handles.length, meanwhile, taken, episodes: watched.figures.episodes }));
  await watched.close();
`;

test.skipIf(process.platform === 'win32')(
  'where no file can be opened, the pass is told as failed, and the next takes all in',
  async () => {
    const own = await openTestGateway(settings);
    await own.close();
    own.drop('n.csv', notificationsCsv([1, 2].map((n) => ({ mpan: mpanOf(n) }))));
    own.drop('sent/q.usr', requestFile('Q1', [mpanOf(3)]));
    const path = join(own.workspace, 'data', 'run.mjs');
    writeFileSync(path, script(own.workspace));
    const run = `ulimit -n 128; exec "$0" "$1"`;
    const { stdout } = await promisify(execFile)('sh', ['-c', run, process.execPath, path]);
    const { handles, meanwhile, taken, episodes } = JSON.parse(stdout);
    expect(handles).toBeGreaterThan(20);
    expect(meanwhile[0].filter((name: string) => name !== 'failed')).toEqual([]);
    expect(meanwhile[1].length).toBeGreaterThan(0);
    expect(taken.sort()).toEqual(['n.csv', 'q.usr']);
    expect(episodes).toEqual([]);
    const again = await own.reopen();
    expect(again.files().filter((name) => /^(inbox|sent)\//.test(name))).toEqual([]);
    expect(again.files('outbox').length).toBeGreaterThan(0);
    expect(await again.problems()).toEqual([]);
  },
  60_000,
);
