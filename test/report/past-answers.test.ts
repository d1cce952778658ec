/** How long participants take, as chances: from whose answers, and what those who wait do to them. */
import { expect, test } from 'vitest';
import { bundledBankHolidays, calendarOf } from '../../src/calendar/index.ts';
import { answeredOnDay, placesByChance, pastAnswers } from '../../src/report/past-answers.ts';
import type { StageFact } from '../../src/report/stage-facts.ts';

const calendar = calendarOf(bundledBankHolidays, 'england-and-wales');
const period = { from: '2026-05-07', to: '2026-08-05' };

const answered = (party: string, days: number, next = 'closed backstopPresent'): StageFact => ({
  party,
  owner: 'M',
  stage: 'investigating',
  window: 10,
  startedOn: '2026-07-06',
  dueAt: null,
  endedOn: '2026-07-16',
  status: days > 10 ? 'late' : 'met',
  days,
  deliveredLate: false,
  isAwaited: false,
  next,
});

const waiting = (party: string, startedOn = '2026-07-06'): StageFact => ({
  ...answered(party, 0),
  startedOn,
  endedOn: null,
  status: 'open',
  days: null,
  isAwaited: true,
  next: null,
});

const timesOf = (...facts: readonly (readonly [StageFact, number])[]) =>
  pastAnswers(
    { entries: () => facts.map(([fact, number]) => ({ fact, number })) },
    calendar,
    period,
  );

test('ten answers of its own speak for a participant, else those of its role, else nothing', () => {
  const times = timesOf([answered('MOPX', 3), 9], [answered('MOPY', 5), 1]);
  expect(times('MOPX', 'M', 'investigating')).toMatchObject({ basis: 'all', answers: 10, own: 9 });
  expect(times('MOPY', 'M', 'investigating')).toMatchObject({ basis: 'all', answers: 10, own: 1 });
  expect(times('', 'M', 'investigating')).toMatchObject({ basis: 'all', answers: 10, own: 0 });
  expect(times('MOPX', 'X', 'investigating')).toMatchObject({ basis: 'none', answers: 0 });
  expect(times('MOPX', 'M', 'replacing')).toMatchObject({ basis: 'none', median: null });
  const more = timesOf([answered('MOPX', 3), 10], [answered('MOPY', 5), 1]);
  expect(more('MOPX', 'M', 'investigating')).toMatchObject({ basis: 'own', median: 3 });
  const few = timesOf([answered('MOPX', 3), 9]);
  expect(few('MOPX', 'M', 'investigating')).toMatchObject({ basis: 'none', answers: 9, ways: [] });
});

test('who is still waited for makes an answer less likely, and what is older than the period nothing', () => {
  const alone = timesOf([answered('MOPX', 3), 10])('MOPX', 'M', 'investigating');
  expect(alone.chances).toEqual([0, 0, 0, 1]);
  const half = timesOf([answered('MOPX', 3), 10], [waiting('MOPX'), 10]);
  expect(half('MOPX', 'M', 'investigating').chances).toEqual([0, 0, 0, 0.5]);
  // Those that have waited since long before the period say nothing of its first days.
  const old = timesOf([answered('MOPX', 3), 10], [waiting('MOPX', '2026-01-05'), 990]);
  expect(old('MOPX', 'M', 'investigating').chances).toEqual([0, 0, 0, 1]);
  const before = { ...answered('MOPX', 3), endedOn: '2026-05-06' };
  expect(timesOf([before, 10])('MOPX', 'M', 'investigating').answers).toBe(0);
});

test('a day is drawn only of those that are not over, and never where nobody answered so late', () => {
  const chances = [0, 0.5, 0, 0.5];
  expect([0, 0.49, 0.5, 0.74, 0.75, 0.99].map((one) => answeredOnDay({ chances }, 0, one))).toEqual(
    [1, 1, 3, 3, null, null],
  );
  expect(answeredOnDay({ chances }, 2, 0)).toBe(3);
  expect(answeredOnDay({ chances }, 4, 0)).toBeNull();
  expect(answeredOnDay({ chances: [1] }, -5, 0.999)).toBe(0);
  expect(answeredOnDay({ chances: [] }, 0, 0)).toBeNull();
});

test('an answer leads where answers led, as often', () => {
  const ways = [
    { place: 'a', number: 3 },
    { place: 'b', number: 1 },
  ];
  expect([0, 0.74, 0.75, 0.99].map((one) => placesByChance({ ways }, one)[0])).toEqual([
    'a',
    'a',
    'b',
    'b',
  ]);
  expect(placesByChance({ ways }, 0.9)).toEqual(['b', 'a']);
  expect(placesByChance({ ways: [] }, 0.5)).toEqual([]);
});
