/** The bank holidays in force, and what falls on each day. */
import { z } from 'zod';
import {
  bundledBankHolidays,
  endOfDay,
  type Instant,
  localDateOf,
  ruleSetName,
  startOfDay,
} from '../calendar/index.ts';
import { type Gateway, undoableCalendar } from '../gateway/index.ts';
import { operation } from './operation.ts';
import { wholeNumber, division, instant, localDate } from './terms.ts';

export const calendar = operation({
  name: 'calendar holidays',
  group: 'Calendar',
  summary: 'The bank holidays in force, by division and covered year, and where they come from',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({
    calendar: division.describe('the division of MPANs that have none of their own'),
    byDistributor: z.record(z.string(), division),
    zone: z.string(),
    ruleSet: z.string(),
    divisions: z.array(
      z.strictObject({
        name: division,
        version: z.string(),
        years: z.array(
          z.strictObject({
            year: z.string(),
            bankHolidays: z.array(localDate),
            source: z.string().describe('with what they came last'),
            since: instant.nullable().describe('null for what came with Pawl'),
          }),
        ),
      }),
    ),
    acts: z
      .array(
        z.strictObject({
          did: z.enum(['accepted', 'taken back']),
          source: z.string().describe('the feed, by its name in calendar/'),
          at: instant,
          who: z.string(),
          reason: z.string(),
          proposedBy: z.string().nullable(),
        }),
      )
      .describe('what people did with feeds, the newest first'),
    undoable: z
      .strictObject({ source: z.string(), mergedAt: instant })
      .nullable()
      .describe('the feed that calendar undo takes back'),
  }),
  route: 'GET /calendar',
  typed: '',
  example: {},
  run: async ({ gateway }) => {
    const { config, calendars, rules } = gateway;
    const stored = await gateway.store.calendars();
    const undoable = await undoableCalendar(gateway);
    return {
      calendar: config.calendar,
      byDistributor: config.calendars,
      zone: rules.zone,
      ruleSet: ruleSetName(rules.ruleSet),
      divisions: Object.entries(calendars.newest()).map(([name, years]) => {
        const origins = originsOf(stored, name);
        return {
          name,
          version: calendars.named(name)?.version ?? '',
          years: Object.entries(years).map(([year, bankHolidays]) => ({
            year,
            bankHolidays,
            source: origins.get(year)?.source ?? '',
            since: origins.get(year)?.since ?? null,
          })),
        };
      }),
      acts: stored.toReversed().flatMap(({ source, mergedAt: at, undo, accepted }) => {
        const act = undo ?? accepted;
        if (act === undefined) return [];
        const { who, reason, proposedBy = null } = act;
        const did = undo === undefined ? 'accepted' : 'taken back';
        return [{ did, source, at, who, reason, proposedBy } as const];
      }),
      undoable: undoable === null ? null : { source: undoable.source, mergedAt: undoable.mergedAt },
    };
  },
});

interface Origin {
  readonly source: string;
  readonly since: Instant | null;
}

/** With what the bank holidays of each year of a division came last. */
function originsOf(
  stored: Awaited<ReturnType<Gateway['store']['calendars']>>,
  division: string,
): ReadonlyMap<string, Origin> {
  let known: Readonly<Record<string, readonly string[]>> = bundledBankHolidays[division] ?? {};
  const origins = new Map<string, Origin>(
    Object.keys(known).map((year) => [year, { source: 'this version of Pawl', since: null }]),
  );
  for (const { mergedAt, source, bankHolidays, undo } of stored) {
    const merged = bankHolidays[division] ?? {};
    for (const [year, dates] of Object.entries(merged)) {
      if (dates.join() === known[year]?.join()) continue;
      const from = undo === undefined ? `calendar/${source}` : `before calendar/${source}`;
      origins.set(year, { source: from, since: mergedAt });
    }
    known = merged;
  }
  return origins;
}

export const calendarDays = operation({
  name: 'calendar days',
  group: 'Calendar',
  summary: 'How many open deadlines fall on each day',
  role: 'viewer',
  takes: z.strictObject({
    from: localDate.optional().describe('from this day on; today if left out'),
    to: localDate.optional().describe('up to and including this day; four weeks if left out'),
  }),
  answers: z.strictObject({
    from: localDate,
    to: localDate,
    days: z
      .array(
        z.strictObject({
          on: localDate,
          number: wholeNumber,
          ours: wholeNumber.describe('of this gateway'),
        }),
      )
      .describe('the days on which one falls'),
  }),
  route: 'GET /calendar/days',
  typed: '',
  example: {},
  run: async ({ gateway: { store, rules, config, clock } }, asked) => {
    const { zone } = rules;
    const from = asked.from ?? localDateOf(zone, clock.now());
    const to = asked.to ?? Temporal.PlainDate.from(from).add({ days: 27 }).toString();
    const days = new Map<string, { on: string; number: number; ours: number }>();
    const rows = await store.deadlines(startOfDay(zone, from), endOfDay(zone, to));
    for (const { dueAt, owner, number } of rows) {
      // A deadline is the first instant after its day.
      const on = localDateOf(
        zone,
        Temporal.Instant.from(dueAt).subtract({ seconds: 1 }).toString(),
      );
      const day = days.get(on) ?? { on, number: 0, ours: 0 };
      days.set(on, day);
      day.number += number;
      if (owner === config.role) day.ours += number;
    }
    return { from, to, days: [...days.values()] };
  },
});
