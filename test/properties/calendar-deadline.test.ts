import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import {
  bundledBankHolidays,
  calendarOf,
  type Deadline,
  deadlineFor,
  dueSoonAt,
  escalationAt,
  isWorkingDay,
  localDateOf,
  notCovered,
  type RuleSet,
  workingDaysBetween,
} from '../../src/calendar/index.ts';

// One promise: a deadline lies on a Working Day after its start, its warning before it and its
// escalations behind it, and starting later never makes it earlier.

const zone = 'Europe/London';
const calendar = fc.constantFrom(
  calendarOf(bundledBankHolidays, 'england-and-wales')!,
  calendarOf(bundledBankHolidays, 'scotland')!,
);
const ruleSet = fc.record<RuleSet>({
  cutoff: fc.constantFrom(null, '17:00', '12:30'),
  nonWorkingTrigger: fc.constantFrom('asIs', 'rollForward'),
});
// 2012 to the middle of 2028, where both calendars are covered and stay so.
const startedAt = fc
  .integer({ min: 1_325_376_000, max: 1_845_000_000 })
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1_000).toString());
const workingDays = fc.integer({ min: 1, max: 40 });

const covered = <T>(answer: T): Exclude<T, typeof notCovered> => {
  expect(answer).not.toBe(notCovered);
  return answer as Exclude<T, typeof notCovered>;
};

test('is on a Working Day, the count after the start, one day more at most where the rules move it', () => {
  fc.assert(
    fc.property(
      calendar,
      ruleSet,
      startedAt,
      workingDays,
      (calendar, ruleSet, startedAt, workingDays) => {
        const deadline: Deadline = covered(
          deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays }),
        );
        expect(deadline.startedOn).toBe(localDateOf(zone, startedAt));
        expect(isWorkingDay(calendar, deadline.dueOn)).toBe(true);
        const counted = workingDaysBetween(calendar, deadline.startedOn, deadline.dueOn);
        const isPlain = ruleSet.cutoff === null && ruleSet.nonWorkingTrigger === 'asIs';
        expect(isPlain ? [workingDays] : [workingDays, workingDays + 1]).toContain(counted);
        const lastDay = new Date(Date.parse(deadline.dueAt) - 1_000).toISOString();
        expect(localDateOf(zone, `${lastDay.slice(0, 19)}Z`)).toBe(deadline.dueOn);
      },
    ),
  );
});

// Starts close together, in zones whose clocks change at other hours and on other days, with
// cut-offs in the hour that occurs twice.
const closeTogether = fc
  .tuple(startedAt, fc.integer({ min: 0, max: 5 * 86_400 }))
  .map(([one, seconds]): [string, string] => [
    one,
    Temporal.Instant.from(one).add({ seconds }).toString(),
  ]);
const aroundChange = fc
  .tuple(
    fc.constantFrom('2026-10-25T00:00:00Z', '2026-03-29T00:00:00Z', '2021-10-29T00:00:00Z'),
    fc.integer({ min: -7_200, max: 14_400 }),
    fc.integer({ min: 0, max: 7_200 }),
  )
  .map(([change, from, later]): [string, string] => {
    const one = Temporal.Instant.from(change).add({ seconds: from });
    return [one.toString(), one.add({ seconds: later }).toString()];
  });
const anyCutoff = fc.record<RuleSet>({
  cutoff: fc.constantFrom(null, '17:00', '12:30', '00:30', '01:00', '01:30', '23:59'),
  nonWorkingTrigger: fc.constantFrom('asIs', 'rollForward'),
});

test.each(['Europe/London', 'Asia/Amman'])(
  'a later start never gives an earlier deadline (%s)',
  (zone) => {
    fc.assert(
      fc.property(
        calendar,
        anyCutoff,
        fc.oneof(closeTogether, aroundChange),
        (calendar, ruleSet, starts) => {
          const [first, second] = starts.map((startedAt) =>
            covered(deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays: 10 })),
          ) as [Deadline, Deadline];
          expect(first.dueAt <= second.dueAt).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  },
);

test('warning, deadline and escalations follow one another', () => {
  fc.assert(
    fc.property(calendar, ruleSet, startedAt, (calendar, ruleSet, startedAt) => {
      const { dueOn, dueAt } = covered(
        deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays: 10 }),
      );
      const escalated = (number: number) =>
        covered(escalationAt({ calendar, zone, ruleSet, dueOn, number, everyWorkingDays: 5 }));
      const soon = covered(dueSoonAt({ calendar, zone, dueOn, workingDaysBefore: 2 }));
      const instants = [soon, dueAt, escalated(1), escalated(2)];
      expect(instants).toEqual([...new Set(instants)].sort());
    }),
  );
});
