/** The page on which a calendar is taken back, and what the calendar page tells of it. */
import { expect, test } from 'vitest';
import { feedOf } from '../support/flow-files.ts';
import { openWebDesk } from './desk.ts';

const post = (reason: string, more: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ reason, ...more }).toString(),
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

test('an approver sees what a refused feed changes and accepts it, from the queue and the calendar', async () => {
  const desk = await openWebDesk();
  desk.drop('calendar/<less>.json', feedOf(2026, []).replace('2026-12-28', '2026-12-25'));
  await desk.pass();
  const queue = await (await desk.as('viewer', '/exceptions')).text();
  expect(queue).toContain('FEED_REFUSED');
  expect(queue).toContain('calendar/&lt;less&gt;.json is not merged');
  const address = '/calendar/accept?feed=%3Cless%3E.json';
  expect(await (await desk.as('approver', '/calendar')).text()).toContain(`href="${address}"`);
  expect(await (await desk.as('operator', '/calendar')).text()).not.toContain('/calendar/accept');
  const shown = await (await desk.as('approver', address)).text();
  expect(shown).toContain('england-and-wales: Mon 28 Dec 2026 is no bank holiday');
  const sha256 = /name="sha256" value="([0-9a-f]{64})"/.exec(shown)?.[1] ?? '';
  const fields = { feed: '<less>.json', sha256 };
  for (const role of ['viewer', 'operator'] as const) {
    expect((await desk.as(role, address)).status).toBe(403);
    expect((await desk.as(role, '/calendar/accept', post('because', fields))).status).toBe(403);
  }
  const another = { ...fields, sha256: '0'.repeat(64) };
  expect((await desk.as('approver', '/calendar/accept', post('x', another))).status).toBe(409);
  expect((await desk.as('approver', '/calendar/accept?feed=none')).status).toBe(404);
  const done = await desk.as('approver', '/calendar/accept', post('withdrawn', fields));
  expect([done.status, done.headers.get('location')]).toEqual([303, '/calendar?did=feedAccepted']);
  await desk.pass();
  await desk.pass();
  expect(await (await desk.as('approver', '/calendar')).text()).toContain('by anna: withdrawn');
  expect(await (await desk.as('viewer', '/exceptions')).text()).not.toContain('FEED_REFUSED');
  expect(desk.bugs).toEqual([]);
});
