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
