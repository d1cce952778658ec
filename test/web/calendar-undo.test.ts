/** The page on which a calendar is taken back, and what the calendar page tells of it. */
import { expect, test } from 'vitest';
import { feedOf } from '../support/flow-files.ts';
import { openWebDesk } from './desk.ts';

const post = (reason: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ reason }).toString(),
});

test('an approver sees what it changes, says why, and the calendar page keeps it', async () => {
  const desk = await openWebDesk();
  expect((await desk.as('approver', '/calendar/undo')).status).toBe(409);
  desk.drop('calendar/new.json', feedOf(2026, ['2026-08-12']));
  await desk.pass();
  const calendar = async (): Promise<string> => (await desk.as('approver', '/calendar')).text();
  expect(await calendar()).toContain('href="/calendar/undo"');
  const shown = await (await desk.as('approver', '/calendar/undo')).text();
  expect(shown).toContain('england-and-wales: Wed 12 Aug 2026 is no bank holiday');
  expect(shown).toMatch(/checks? would change/);
  for (const role of ['viewer', 'operator'] as const) {
    expect((await desk.as(role, '/calendar/undo')).status).toBe(403);
    expect((await desk.as(role, '/calendar/undo', post('because'))).status).toBe(403);
  }
  expect((await desk.as('approver', '/calendar/undo', post(' '))).status).toBe(400);
  const done = await desk.as('approver', '/calendar/undo', post('no such day'));
  expect([done.status, done.headers.get('location')]).toEqual([303, '/calendar?did=undone']);
  await desk.pass();
  const told = await calendar();
  expect(told).toContain('by anna: no such day');
  expect(told).not.toContain('href="/calendar/undo"');
  expect(await (await desk.as('viewer', '/settings')).text()).toContain('new.json taken back');
  expect(desk.bugs).toEqual([]);
});
