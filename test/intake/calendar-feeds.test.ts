import { expect, test } from 'vitest';
import { feedOf, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const dueOf = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ stages }) => stages.at(-1)?.dueOn);

test('a feed moves open deadlines and leaves closed stages as they were', async () => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1), mpanOf(2)]));
  await own.take('r.usr', reportFile('R1', [mpanOf(2)], 'BACKSTOP FITTED'));
  expect(await dueOf(own)).toEqual(['2026-08-18', '2026-08-18']);
  own.drop('calendar/new.json', feedOf(2026, ['2026-08-12']));
  expect((await own.pass()).feeds).toEqual(['new.json']);
  expect(await dueOf(own)).toEqual(['2026-08-19', '2026-08-18']);
  expect((await own.pass()).feeds).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

test('a feed is remembered after a restart, and the same bytes are merged once', async () => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  own.drop('calendar/a.json', feedOf(2026, ['2026-08-12']));
  own.drop('calendar/b.json', feedOf(2026, ['2026-08-12']));
  expect((await own.pass()).feeds).toEqual(['a.json']);
  const again = await own.reopen();
  expect((await again.pass()).feeds).toEqual([]);
  expect(await dueOf(again)).toEqual(['2026-08-19']);
  expect(await again.problems()).toEqual([]);
});

test('a feed that is broken is left where it is, and taken once it is whole', async () => {
  const own = await openTestGateway();
  own.drop('calendar/a.json', feedOf(2026, []).slice(0, 40));
  own.drop('calendar/note.txt', 'not a feed');
  expect((await own.pass()).feeds).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  own.drop('calendar/a.json', feedOf(2026, ['2026-08-12']));
  expect((await own.pass()).feeds).toEqual(['a.json']);
  expect(own.files('calendar')).toEqual(['a.json', 'note.txt']);
});

const lines = async (own: TestGateway) =>
  (await own.gateway.store.receipts()).filter(({ folder }) => folder === 'calendar');
const year = (own: TestGateway, of = 2026) =>
  own.gateway.calendars.newest()['england-and-wales']?.[of];
const feedWith = (dates: readonly string[], division = 'england-and-wales'): string =>
  JSON.stringify({ [division]: { events: dates.map((date) => ({ title: 'Day', date })) } });

test.each([
  ['with one date', feedWith(['2026-12-25']), '1 bank holidays where 8 are known'],
  [
    'that lacks a day',
    feedOf(2026, []).replace('"2026-12-28"', '"2026-12-25"'),
    '7 bank holidays where 8 are known',
  ],
  ['with one date of a new year', feedWith(['2031-12-25']), 'no known year has fewer than 8'],
  ['of another division', feedWith(['2026-12-25'], 'scotland'), 'scotland 2026 has 1'],
  ['that leaps over years', feedWith(['2026-01-01', '2040-01-01']), '2026 has 1'],
])('a feed %s is refused, and people are told why', async (_, text, why) => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  const before = JSON.stringify(own.gateway.calendars.newest());
  own.drop('calendar/a.json', text);
  for (let pass = 0; pass < 3; pass += 1) {
    const { feeds, odd = [] } = await own.pass();
    expect([feeds, odd.map((entry) => entry.why)]).toEqual([[], [expect.stringContaining(why)]]);
  }
  expect(JSON.stringify(own.gateway.calendars.newest())).toBe(before);
  expect(await dueOf(own)).toEqual(['2026-08-18']);
  expect(await lines(own)).toMatchObject([
    { name: 'a.json', outcome: 'left', findings: [{ code: 'FEED_REFUSED' }] },
  ]);
  own.drop('calendar/a.json', feedOf(2026, ['2026-08-12']));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await own.pass()).toMatchObject({ feeds: ['a.json'], odd: [] });
});

test('an older feed does not take the place of a newer one, also where a day was moved', async () => {
  const own = await openTestGateway();
  const bundled = feedOf(2026, []);
  own.drop('calendar/moved.json', bundled.replace('2026-08-31', '2026-08-24'));
  expect((await own.pass()).feeds).toEqual(['moved.json']);
  own.drop('calendar/old.json', bundled);
  const { feeds, odd = [] } = await own.pass();
  expect(feeds).toEqual([]);
  expect(odd[0]?.why).toContain('before a newer feed, without 2026-08-24');
  expect(year(own)).toContain('2026-08-24');
  expect((await (await own.reopen()).pass()).feeds).toEqual([]);
});
