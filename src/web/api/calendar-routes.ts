/** Working Days: the bank holidays in force, and when something that starts is due. */
import { z } from 'zod';
import {
  type Deadline,
  deadlineFor,
  instantOfLocal,
  isLocalDate,
  notCovered,
  ruleSetName,
} from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { previewUndo } from '../../rules/index.ts';
import { acting } from '../acts.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from './route.ts';
import { instant, localDate, mpan, mpid, reason } from './terms.ts';

const group = 'Calendar';

const division = z.string().min(1).max(60).describe('whose bank holidays, such as scotland');

const holidaysRoute = route({
  method: 'GET',
  path: '/calendar',
  group,
  summary: 'The bank holidays in force, by division and covered year',
  role: 'viewer',
  answer: z.strictObject({
    calendar: division.describe('the division of MPANs that have none of their own'),
    byDistributor: z.record(z.string(), division),
    zone: z.string(),
    ruleSet: z.string(),
    divisions: z.array(
      z.strictObject({
        name: division,
        version: z.string(),
        years: z.array(z.strictObject({ year: z.string(), bankHolidays: z.array(localDate) })),
      }),
    ),
  }),
  handle: async ({ gateway }) => {
    const { config, calendars, rules } = gateway;
    return {
      calendar: config.calendar,
      byDistributor: config.calendars,
      zone: rules.zone,
      ruleSet: ruleSetName(rules.ruleSet),
      divisions: Object.entries(calendars.newest()).map(([name, years]) => ({
        name,
        version: calendars.named(name)?.version ?? '',
        years: Object.entries(years).map(([year, bankHolidays]) => ({ year, bankHolidays })),
      })),
    };
  },
});

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;

function isStart(text: string): boolean {
  const [date = '', time, ...rest] = text.split('T');
  return isLocalDate(date) && rest.length === 0 && (time === undefined || timeOfDay.test(time));
}

const dueQuery = z.strictObject({
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
});

const dueRoute = route({
  method: 'GET',
  path: '/calendar/due',
  group,
  summary: 'When something that starts on a day is due, as pawl calendar due',
  role: 'viewer',
  query: dueQuery,
  answer: z.strictObject({
    startedOn: localDate,
    dueOn: localDate,
    dueAt: instant,
    ruleSet: z.string(),
    calendarVersion: z.string(),
  }),
  problems: [409],
  handle: async ({ gateway, query }) => {
    const { rules, config } = gateway;
    const name = query.calendar ?? config.calendar;
    const calendar = gateway.calendars.named(name);
    const ruleSet = {
      cutoff: query.cutoff ?? config.cutoff,
      nonWorkingTrigger: query.nonWorkingTrigger ?? config.nonWorkingTrigger,
    };
    const startedAt = instantOfLocal(rules.zone, query.start.replaceAll(/\D/g, '').padEnd(14, '0'));
    const { zone } = rules;
    const { workingDays } = query;
    const deadline: Deadline | typeof notCovered =
      calendar === undefined
        ? notCovered
        : deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays });
    if (calendar === undefined || deadline === notCovered) throw unknownYears(gateway, name);
    return { ...deadline, ruleSet: ruleSetName(ruleSet), calendarVersion: calendar.version };
  },
});

function unknownYears({ calendars }: Gateway, name: string): Problem {
  const known = Object.entries(calendars.newest()).map(([of, years]) => {
    const all = Object.keys(years).sort();
    return `${of} ${all[0]} to ${all.at(-1)}`;
  });
  return new Problem(
    409,
    notCovered,
    `the bank holidays of ${name} are not known for all of that time`,
    `known are ${known.join(', ')}; a newer feed in calendar/ adds years`,
  );
}

const checksShown = 100;

const undoPreviewRoute = route({
  method: 'GET',
  path: '/calendar/undo',
  group,
  summary: 'What taking back the bank holidays merged last would change',
  role: 'approver',
  answer: z.strictObject({
    source: z.string().describe('the feed, by its name in calendar/'),
    mergedAt: instant,
    proposedBy: z.string().nullable().describe('who proposed it, under four eyes'),
    days: z.array(z.strictObject({ division, date: localDate, isHoliday: z.boolean() })),
    lostYears: z.array(z.strictObject({ division, year: z.string() })),
    changed: z.number().int().describe('how many checks would change'),
    checks: z
      .array(
        z.strictObject({
          mpan,
          supplier: mpid,
          sequence: z.number().int(),
          changes: z.array(
            z.strictObject({
              what: z.enum(['state', 'outcome', 'deadline', 'alert']),
              from: z.string().nullable(),
              to: z.string().nullable(),
            }),
          ),
          why: z.array(z.string()),
        }),
      )
      .describe(`the first ${checksShown} of them`),
  }),
  problems: [409],
  handle: async ({ gateway }) => {
    const found = await previewUndo(gateway, checksShown);
    const { undoable, days, lostYears, checks: changed, shown } = found;
    const { source, mergedAt, proposedBy } = undoable;
    return { source, mergedAt, proposedBy, days, lostYears, changed, checks: [...shown] };
  },
});

const undoRoute = route({
  method: 'POST',
  path: '/calendar/undo',
  group,
  summary: 'Take back the bank holidays merged last, as pawl calendar undo',
  role: 'approver',
  body: z.strictObject({ reason }),
  answer: z.strictObject({
    kind: z.enum(['undone', 'proposed']),
    source: z.string(),
    mergedAt: instant,
  }),
  problems: [409],
  handle: async ({ web, context, body }) =>
    acting(web, context, { role: 'approver', reason: body.reason }, (gateway, act, deeds) =>
      deeds.undoCalendar(gateway, act),
    ),
});

export const calendarRoutes: readonly Route[] = [
  holidaysRoute,
  dueRoute,
  undoPreviewRoute,
  undoRoute,
];
