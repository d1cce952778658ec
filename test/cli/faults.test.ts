/** One bad MPAN, met by the commands: the others are done, and no command ends as a bug. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { demoWorkspace, start } from './pawl.ts';

interface Item {
  readonly what: string;
  readonly mpan: string;
}

const queueOf = async (folder: string): Promise<Item[]> =>
  JSON.parse((await start(['queue', '--workspace', folder, '--json']).ended).out).items;

test('once, queue, approve, verify, health and explain go on beside an MPAN that a fault holds', async () => {
  const whole = demoWorkspace({ send: 'approve' });
  expect((await start(['once', '--workspace', whole]).ended).code).toBe(0);
  const mpan = (await queueOf(whole)).find(({ what }) => what.startsWith('D0'))?.mpan ?? '';
  const printing = { PAWL_FAULT_AT: `print:${mpan}` };
  const approved = await start(['approve', 'all', '--workspace', whole], whole, printing).ended;
  expect([approved.code, approved.out]).toEqual([1, expect.stringContaining('PAWL_FAULT')]);

  const folder = demoWorkspace({ send: 'approve' });
  const folding = { PAWL_FAULT_AT: `fold:${mpan}` };
  const held = await start(['once', '--workspace', folder], folder, folding).ended;
  expect([held.code, held.out]).toEqual([1, expect.stringContaining(`MPAN ${mpan}: held`)]);
  const queue = await queueOf(folder);
  expect(queue.find(({ what }) => what === 'PAWL_FAULT')?.mpan).toBe(mpan);
  const verified = await start(['verify', '--workspace', folder]).ended;
  expect([verified.code, verified.out]).toEqual([1, expect.stringContaining('PAWL_FAULT')]);
  expect((await start(['health', '--workspace', folder]).ended).code).toBe(1);
  const explained = await start(['explain', mpan, '--workspace', folder], folder, folding).ended;
  expect([explained.code, explained.out]).toEqual([0, expect.stringContaining('PAWL_FAULT')]);

  // With the next start it is tried again, and is over.
  expect((await start(['once', '--workspace', folder]).ended).code).toBe(0);
  expect((await start(['verify', '--workspace', folder]).ended).code).toBe(0);
}, 120_000);

test('run goes on beside an MPAN that a fault holds, and takes in what comes for others', async () => {
  const folder = demoWorkspace({ send: 'approve', csvQuietPeriodMs: 50 });
  expect((await start(['once', '--workspace', folder]).ended).code).toBe(0);
  const [bad, good] = [mpanOf(901), mpanOf(902)];
  const gateway = start(['run', '--workspace', folder], folder, { PAWL_FAULT_AT: `fold:${bad}` });
  const drop = (name: string, mpan: string) =>
    writeFileSync(join(folder, 'inbox', name), notificationsCsv([{ mpan, on: '2025-11-20' }]));
  drop('bad.csv', bad);
  await gateway.says('"name":"bad.csv"');
  drop('good.csv', good);
  await gateway.says('"name":"good.csv"');
  const queue = await queueOf(folder);
  expect(queue.find(({ what }) => what === 'PAWL_FAULT')?.mpan).toBe(bad);
  const checks = JSON.parse((await start(['checks', '--workspace', folder, '--json']).ended).out);
  expect(JSON.stringify(checks)).toContain(good);
  expect(JSON.stringify(checks)).not.toContain(bad);
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);
}, 120_000);
