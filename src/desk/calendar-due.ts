/** When something that starts on a day is due. */
import { z } from 'zod';
import {
  type BankHolidays,
  bundledBankHolidays,
  type Calendar,
  calendarOf,
  deadlineFor,
  instantOfLocal,
  isLocalDate,
  notCovered,
  type RuleSet,
  ruleSetName,
} from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { operation } from './operation.ts';
import { division, instant, localDate } from './terms.ts';

const timeOfDay = '([01]\\d|2[0-3]):[0-5]\\d';
const startTime = new RegExp(`^${timeOfDay}(:[0-5]\\d)?$`);

function isStart(text: string): boolean {
  const [date = '', time, ...rest] = text.split(/[T ]/);
  return isLocalDate(date) && rest.length === 0 && (time === undefined || startTime.test(time));
}

const takes = z.strictObject({
  start: z
    .string()
    .refine(isStart, 'must be a date or a local time, such as 2026-08-03 or 2026-08-03T16:30')
    .refine((text) => text >= '1950' && text < '2200', 'must be from 1950 to 2199')
    .describe('a date, or a local time such as 2026-08-03T16:30 where a cut-off matters'),
  workingDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(9_999)
    .default(10)
    .describe('Working Days allowed'),
  calendar: division.optional().describe('whose bank holidays; from the configuration if left out'),
  cutoff: z
    .string()
    .regex(new RegExp(`^${timeOfDay}$`), 'a local time such as 17:00')
    .optional()
    .describe('local time at which a Working Day ends; from the configuration if left out'),
  nonWorkingTrigger: z.enum(['asIs', 'rollForward']).optional(),
  rollForward: z
    .literal('true')
    .optional()
    .describe('a start on a non-Working Day counts as the next Working Day'),
});

export const calendarDue = operation({
  name: 'calendar due',
  group: 'Calendar',
  summary: 'The deadline of what started on a date, or at a local date-time',
  role: 'viewer',
  takes,
  answers: z.strictObject({
    startedOn: localDate,
    dueOn: localDate,
    dueAt: instant,
    ruleSet: z.string(),
    calendarVersion: z.string(),
  }),
  route: 'GET /calendar/due',
  typed: '<start>',
  example: { start: '2026-08-03' },
  problems: [409],
  run: async ({ gateway: { rules, config, calendars } }, asked) => {
    const name = asked.calendar ?? config.calendar;
    const calendar = calendars.named(name);
    const known = { name, calendar, holidays: calendars.newest(), zone: rules.zone };
    return dueBy(known, config, asked);
  },
});

/** The same by the bank holidays of this version of Pawl, and by no configuration. */
export async function calendarDueAlone(asked: z.output<typeof takes>) {
  const name = asked.calendar ?? 'england-and-wales';
  const calendar = calendarOf(bundledBankHolidays, name);
  const known = { name, calendar, holidays: bundledBankHolidays, zone: 'Europe/London' };
  return dueBy(known, { cutoff: null, nonWorkingTrigger: 'asIs' }, asked);
}

interface Known {
  readonly name: string;
  readonly calendar: Calendar | undefined;
  readonly holidays: BankHolidays;
  readonly zone: string;
}

function dueBy(
  { name, calendar, holidays, zone }: Known,
  usual: RuleSet,
  asked: z.output<typeof takes>,
) {
  const { start, workingDays, cutoff = usual.cutoff, rollForward } = asked;
  const trigger = rollForward === 'true' ? 'rollForward' : asked.nonWorkingTrigger;
  const ruleSet = { cutoff, nonWorkingTrigger: trigger ?? usual.nonWorkingTrigger };
  const startedAt = instantOfLocal(zone, start.replaceAll(/\D/g, '').padEnd(14, '0'));
  const deadline =
    calendar === undefined
      ? notCovered
      : deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays });
  if (calendar === undefined || deadline === notCovered) throw unknownYears(holidays, name);
  return { ...deadline, ruleSet: ruleSetName(ruleSet), calendarVersion: calendar.version };
}

function unknownYears(holidays: BankHolidays, name: string): EngineError {
  const known = Object.entries(holidays).map(([of, years]) => {
    const all = Object.keys(years).sort();
    return `${of} ${all[0]} to ${all.at(-1)}`;
  });
  return new EngineError(
    notCovered,
    `the bank holidays of ${name} are not known for all of that time`,
    `known: ${known.join(', ')}; a newer feed in calendar/ adds years`,
  );
}
