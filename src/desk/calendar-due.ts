/** When something that starts on a day is due. */
import { z } from 'zod';
import {
  type Deadline,
  deadlineFor,
  instantOfLocal,
  isLocalDate,
  notCovered,
  ruleSetName,
} from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import { operation } from './operation.ts';
import { division, instant, localDate } from './terms.ts';

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;

function isStart(text: string): boolean {
  const [date = '', time, ...rest] = text.split('T');
  return isLocalDate(date) && rest.length === 0 && (time === undefined || timeOfDay.test(time));
}

export const calendarDue = operation({
  name: 'calendar due',
  group: 'Calendar',
  summary: 'When something that starts on a day is due, as pawl calendar due',
  role: 'viewer',
  takes: z.strictObject({
    start: z
      .string()
      .refine(isStart, 'a date or a local time is written 2026-08-03 or 2026-08-03T16:30')
      .refine((text) => text >= '1950' && text < '2200', 'lies outside 1950 to 2199')
      .describe('a date, or a local time such as 2026-08-03T16:30 where a cut-off matters'),
    workingDays: z.coerce.number().int().min(1).max(9_999).default(10),
    calendar: division.optional().describe('that of the configuration unless said'),
    cutoff: z
      .string()
      .regex(timeOfDay, 'a local time such as 17:00')
      .optional()
      .describe('local time at which a Working Day ends; that of the configuration unless said'),
    nonWorkingTrigger: z.enum(['asIs', 'rollForward']).optional(),
  }),
  answers: z.strictObject({
    startedOn: localDate,
    dueOn: localDate,
    dueAt: instant,
    ruleSet: z.string(),
    calendarVersion: z.string(),
  }),
  route: 'GET /calendar/due',
  typed: {
    no: 'pawl calendar due needs no workspace: it counts by the bank holidays of the package',
  },
  example: { start: '2026-08-03' },
  problems: [409],
  run: async ({ gateway }, asked) => {
    const { rules, config } = gateway;
    const name = asked.calendar ?? config.calendar;
    const calendar = gateway.calendars.named(name);
    const ruleSet = {
      cutoff: asked.cutoff ?? config.cutoff,
      nonWorkingTrigger: asked.nonWorkingTrigger ?? config.nonWorkingTrigger,
    };
    const startedAt = instantOfLocal(rules.zone, asked.start.replaceAll(/\D/g, '').padEnd(14, '0'));
    const { zone } = rules;
    const { workingDays } = asked;
    const deadline: Deadline | typeof notCovered =
      calendar === undefined
        ? notCovered
        : deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays });
    if (calendar === undefined || deadline === notCovered) throw unknownYears(gateway, name);
    return { ...deadline, ruleSet: ruleSetName(ruleSet), calendarVersion: calendar.version };
  },
});

function unknownYears({ calendars }: Gateway, name: string): EngineError {
  const known = Object.entries(calendars.newest()).map(([of, years]) => {
    const all = Object.keys(years).sort();
    return `${of} ${all[0]} to ${all.at(-1)}`;
  });
  return new EngineError(
    notCovered,
    `the bank holidays of ${name} are not known for all of that time`,
    `known are ${known.join(', ')}; a newer feed in calendar/ adds years`,
  );
}
