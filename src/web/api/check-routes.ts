/** One MPAN: its checks, stages and events, now or as they were known at an instant; one alert. */
import { z } from 'zod';
import {
  type Explained,
  explainMpan,
  pageOfHistory,
  shortEvent,
  traceAlert,
} from '../../account/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import {
  alertShape,
  eventShape,
  explainedShape,
  profileStatus,
  stageShape,
} from './check-shapes.ts';
import { cursorOf, placeIn } from './cursor.ts';
import { type Route, route } from './route.ts';
import {
  askedInstant,
  flow,
  instant,
  localDate,
  mpan,
  mpanParams,
  mpid,
  pageOf,
  paging,
} from './terms.ts';

const group = 'Checks';

const asOf = z.strictObject({
  asOf: askedInstant.optional().describe('as it was known at this instant; now unless said'),
});

const explained = async (
  gateway: Gateway,
  of: string,
  at: string | undefined,
): Promise<Explained> => explainMpan(gateway, of, at ?? gateway.clock.now());

const checkRoute = route({
  method: 'GET',
  path: '/checks/:mpan',
  group,
  summary: 'Where the checks of an MPAN stand, and whose turn it is',
  role: 'viewer',
  params: mpanParams,
  query: asOf,
  answer: explainedShape,
  problems: [404, 409],
  handle: async ({ gateway, params, query }) => {
    const whole = await explained(gateway, params.mpan, query.asOf);
    const { events: _events, page: _page, pages: _pages, ...rest } = pageOfHistory(whole, null);
    return rest;
  },
});

/** A page of what is at hand as a whole. */
function someOf<T>(
  all: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly items: T[]; readonly next: string | null } {
  const from = placeIn(cursor, z.number().int().min(1)) ?? 0;
  const to = from + limit;
  return { items: all.slice(from, to), next: to < all.length ? cursorOf(to) : null };
}

const stagesRoute = route({
  method: 'GET',
  path: '/checks/:mpan/stages',
  group,
  summary: 'The stages that the checks of an MPAN have passed, in order',
  role: 'viewer',
  params: mpanParams,
  query: asOf.extend(paging),
  answer: pageOf(
    z.strictObject({ supplier: mpid, sequence: z.number().int(), ...stageShape.shape }),
  ),
  problems: [404, 409],
  handle: async ({ gateway, params, query }) => {
    const { checks } = await explained(gateway, params.mpan, query.asOf);
    const items = checks.flatMap(({ supplier, sequence, stages }) =>
      stages.map((stage) => ({ supplier, sequence, ...stage })),
    );
    return someOf(items, query);
  },
});

const eventsRoute = route({
  method: 'GET',
  path: '/checks/:mpan/events',
  group,
  summary:
    'Everything that happened to an MPAN in the order in which it counts, and how it was read',
  role: 'viewer',
  params: mpanParams,
  query: asOf.extend(paging),
  answer: pageOf(eventShape).extend({ mpan, asOf: instant }),
  problems: [404, 409],
  handle: async ({ gateway, params, query }) => {
    const { mpan: of, asOf: at, events } = await explained(gateway, params.mpan, query.asOf);
    const { items, next } = someOf(events, query);
    return { mpan: of, asOf: at, items: items.map(shortEvent), next };
  },
});

const deadlineShape = z.strictObject({
  stage: z.string(),
  owes: z.array(flow),
  startedAt: instant,
  startedOn: localDate,
  workingDays: z.number().int(),
  dueOn: localDate,
  dueAt: instant,
  ruleSet: z.string(),
  calendarVersion: z.string(),
  holidaysSkipped: z.array(localDate),
  weekendDays: z.number().int(),
});

const sourceShape = z.strictObject({
  file: z.string(),
  path: z.string().nullable().describe('null where the file is not kept any more'),
  flow: flow.nullable(),
  fileIdentifier: z.string(),
  line: z.number().int(),
  words: z.array(
    z.strictObject({
      line: z.number().int(),
      item: z.string(),
      words: z.string(),
      finding: z.string().nullable(),
      rule: z.string().nullable(),
    }),
  ),
});

const traceShape = z
  .strictObject({
    alert: alertShape,
    deadline: deadlineShape.nullable(),
    rule: z
      .strictObject({
        profile: z.string(),
        title: z.string(),
        source: z.string(),
        status: profileStatus,
        says: z.string(),
      })
      .nullable(),
    event: eventShape.nullable().describe('what began the stage'),
    source: sourceShape.nullable().describe('null where a person acted'),
    takenBack: z
      .strictObject({ at: instant, since: z.array(eventShape) })
      .nullable()
      .describe('when, and what had come since it was raised: the last hundred of it'),
  })
  .meta({ id: 'Trace' });

const traceRoute = route({
  method: 'GET',
  path: '/alerts/:key',
  group: 'Alerts',
  summary: 'An alert and what it rests on: deadline, rule, event, file, line and words',
  role: 'viewer',
  params: z.strictObject({
    key: z.string().min(1).max(200).describe('key of the alert, its slashes as %2F'),
  }),
  answer: traceShape,
  problems: [404, 409],
  handle: async ({ gateway, params }) => {
    const { event, takenBack, ...rest } = await traceAlert(gateway, params.key);
    return {
      ...rest,
      event: event === null ? null : shortEvent(event),
      takenBack:
        takenBack === null ? null : { ...takenBack, since: takenBack.since.map(shortEvent) },
    };
  },
});

export const checkRoutes: readonly Route[] = [checkRoute, stagesRoute, eventsRoute, traceRoute];
