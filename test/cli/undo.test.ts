/** Undoing and taking back at the command line, without a gateway beside it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { demonstrationMpans as mpans } from '../../src/demo/index.ts';
import { demoWorkspace, pawl } from './pawl.ts';

const outbox = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'outbox')).filter((name) => name.endsWith('.usr'));

test('what is approved is kept back, once does not wait for it, and undo keeps it', async () => {
  const folder = demoWorkspace({ send: 'approve', undoSeconds: 3_600 });
  const there = (...args: readonly string[]) => pawl(...args, '--workspace', folder);
  await there('once');
  const approved = await there('approve', '--flow', 'D0001', '--who', 'anna');
  expect(approved).toMatchObject({ code: 0 });
  expect(approved.out).toMatch(
    /Approved 2 flows\.\n2 flows, approved by anna, can be undone until/,
  );
  expect((await there('once')).code).toBe(0);
  expect(outbox(folder)).toEqual([]);
  expect((await there('undo')).out).toContain('2 flows. pawl undo ID… keeps some back');
  const id = `${mpans.toInvestigate}-D0001`;
  const undone = await there('undo', id, '--who', 'bert', '--reason', 'wrong list');
  expect([undone.code, undone.out]).toEqual([0, expect.stringContaining('Undone: 1 flow')]);
  const again = await there('undo', id, '--who', 'bert');
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('MOVED_ON')]);
  expect((await there('acts', '--act', 'takeBack')).out).toContain('take back: approve D0001');
}, 60_000);

test('what was kept back goes out with the first pass after that', async () => {
  const folder = demoWorkspace({ send: 'approve', undoSeconds: 4 });
  const there = (...args: readonly string[]) => pawl(...args, '--workspace', folder);
  await there('once');
  await there('approve', 'all');
  await sleep(4_500);
  expect((await there('once')).out).toContain('outbox/D0001_MOPX_PW');
  expect(outbox(folder).length).toBeGreaterThan(0);
  const late = await there('undo', '--all');
  expect([late.code, late.err]).toEqual([1, expect.stringContaining('MOVED_ON')]);
}, 60_000);

test('a decision is taken back, and a stale revision is refused', async () => {
  const folder = demoWorkspace({ send: 'approve' });
  const there = (...args: readonly string[]) => pawl(...args, '--workspace', folder);
  await there('once');
  const explained = await there('explain', mpans.unclear, '--json');
  const { revision } = JSON.parse(explained.out) as { revision: number };
  const decide = ['decide', mpans.unclear, 'has', '--reason', 'photo seen'];
  const first = await there(...decide, '--who', 'anna', '--revision', String(revision));
  expect(first.out).toContain('Decided has');
  const stale = await there(...decide, '--who', 'bert', '--revision', String(revision));
  expect([stale.code, stale.err]).toEqual([
    1,
    expect.stringMatching(/MOVED_ON.*anna: decide has/s),
  ]);
  expect((await there('decision', mpans.unclear)).out).toContain(
    'decide has, by anna: "photo seen"',
  );
  const back = await there('take-back', mpans.unclear, '--who', 'anna');
  expect(back.out).toContain(`Taken back: decide has, of MPAN ${mpans.unclear}.`);
  expect(back.out).toContain('The check is in deciding.');
}, 60_000);
