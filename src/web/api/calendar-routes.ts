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
import { waitingCalendars } from '../../account/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { type CalendarPreview, previewAccept, previewUndo } from '../../rules/index.ts';
import { acting } from '../acts.ts';
import { Problem } from '../problem.ts';
import { waitingShape } from './list-shapes.ts';
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

/** What a change of the calendar comes to; the same for every act on it. */
const changeShape = {
  proposedBy: z.string().nullable().describe('who proposed it, under four eyes'),
  days: z.array(z.strictObject({ division, date: localDate, isHoliday: z.boolean() })),
  lostYears: z.array(z.strictObject({ division, year: z.string() })),
  newYears: z.array(z.strictObject({ division, year: z.string(), dates: z.array(localDate) })),
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
};

const changeOf = ({ days, lostYears, newYears, checks: changed, shown }: CalendarPreview) => ({
  days: [...days],
  lostYears: [...lostYears],
  newYears: newYears.map((year) => ({ ...year, dates: [...year.dates] })),
  changed,
  checks: [...shown],
});

const feedName = z.string().min(1).max(255).describe('the feed, by its name in calendar/');
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a digest has 64 hexadecimal digits')
  .describe('SHA-256 of the feed as it was looked at');

const undoPreviewRoute = route({
  method: 'GET',
  path: '/calendar/undo',
  group,
  summary: 'What taking back the bank holidays merged last would change',
  role: 'approver',
  answer: z.strictObject({ source: feedName, mergedAt: instant, ...changeShape }),
  problems: [409],
  handle: async ({ gateway }) => {
    const found = await previewUndo(gateway, checksShown);
    const { source, mergedAt, proposedBy } = found.undoable;
    return { source, mergedAt, proposedBy, ...changeOf(found) };
  },
});

const acceptPreviewRoute = route({
  method: 'GET',
  path: '/calendar/accept',
  group,
  summary: 'What accepting a refused bank-holiday feed would change',
  role: 'approver',
  query: z.strictObject({ feed: feedName }),
  answer: z.strictObject({ source: feedName, sha256, why: z.string(), ...changeShape }),
  problems: [404],
  handle: async ({ gateway, query }) => {
    const found = await previewAccept(gateway, query.feed, checksShown);
    const { name: source, sha256: digest, why, proposedBy } = found.feed;
    return { source, sha256: digest, why, proposedBy, ...changeOf(found) };
  },
});

const acceptRoute = route({
  method: 'POST',
  path: '/calendar/accept',
  group,
  summary: 'Merge a bank-holiday feed that was refused, as pawl calendar accept',
  role: 'approver',
  body: z.strictObject({ feed: feedName, sha256, reason }),
  answer: z.strictObject({ kind: z.enum(['accepted', 'proposed']), source: z.string() }),
  problems: [404, 409],
  handle: async ({ web, context, body }) =>
    acting(web, context, { role: 'approver', reason: body.reason }, (gateway, act, deeds) =>
      deeds.acceptFeed(gateway, body.feed, body.sha256, act),
    ),
});

const waitingRoute = route({
  method: 'GET',
  path: '/calendar/waiting',
  group,
  summary: 'Refused feeds and proposals about the calendar that wait for a person',
  role: 'viewer',
  answer: z.strictObject({ items: z.array(waitingShape) }),
  handle: async ({ gateway }) => ({
    items: (await waitingCalendars(gateway)).map((one) => ({ ...one, notBy: [...one.notBy] })),
  }),
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
  waitingRoute,
  acceptPreviewRoute,
  acceptRoute,
  undoPreviewRoute,
  undoRoute,
];
