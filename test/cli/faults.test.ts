/** One bad MPAN, met by the commands: the others are done, and no command ends as a bug. */
import { expect, test } from 'vitest';
import { demoWorkspace, start } from './pawl.ts';

const queueOf = (text: string): { what: string; mpan: string }[] => JSON.parse(text);

test('once, queue, verify, health and approve go on beside an MPAN that a fault holds', async () => {
  const folder = demoWorkspace({ send: 'approve' });
  const bare = await start(['once', '--workspace', folder, '--json']).ended;
  expect(bare.code).toBe(0);
  const flows = queueOf((await start(['queue', '--workspace', folder, '--json']).ended).out);
  const mpan = flows.find(({ what }) => what.startsWith('D0'))?.mpan ?? '';
  const env = { PAWL_FAULT_AT: `print:${mpan}` };
  const approved = await start(['approve', 'all', '--workspace', folder], folder, env).ended;
  expect(approved.code).toBe(1);
  expect(approved.out).toContain(`${mpan}`);
  const after = queueOf((await start(['queue', '--workspace', folder, '--json']).ended).out);
  expect(after.map(({ what }) => what)).toContain('PAWL_FAULT');
  expect(after.filter(({ what }) => what.startsWith('D0'))).toEqual([]);
  const held = await start(['once', '--workspace', folder], folder, {
    PAWL_FAULT_AT: `fold:${mpan}`,
  }).ended;
  expect(held.code).toBe(1);
  expect(held.out).toContain(`MPAN ${mpan}: held`);
  const verified = await start(['verify', '--workspace', folder]).ended;
  expect(verified.code).toBe(1);
  expect(verified.out).toContain('PAWL_FAULT');
  expect((await start(['health', '--workspace', folder]).ended).code).toBe(1);
  expect((await start(['explain', mpan, '--workspace', folder]).ended).code).toBe(0);
  // With the next start it is tried again, and is over.
  expect((await start(['once', '--workspace', folder]).ended).code).toBe(0);
  expect((await start(['verify', '--workspace', folder]).ended).code).toBe(0);
}, 120_000);
