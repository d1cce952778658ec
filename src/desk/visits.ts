/**
 * The sites that a Meter Operator's engineers are to visit in a week: where an answer is ours to give,
 * nothing is drafted yet, and the deadline is in that week or, of this week, has passed.
 */
import { z } from 'zod';
import { endOfDay, localDateOf, startOfDay } from '../calendar/index.ts';
import { meterOperatorSide } from '../market/index.ts';
import { siteTold } from '../process/index.ts';
import { workingDaysLeft } from '../report/index.ts';
import { owesOf } from './checks.ts';
import { siteShape } from './check-shapes.ts';
import { inOrder } from './find-words.ts';
import { maySeeAddresses, siteShownTo } from './looks.ts';
import { type Desk, operation } from './operation.ts';
import { flow, localDate, mpan, mpid } from './terms.ts';

/** Ours: more visits than this no list is printed for; the nearest deadlines are kept. */
const visitsMax = 1_000;

const visitShape = z
  .strictObject({
    mpan,
    supplier: mpid,
    stage: z.string(),
    owes: z.array(flow).describe('what is to be told after the visit'),
    dueOn: localDate,
    workingDaysLeft: z.number().int().nullable().describe('negative once the deadline has passed'),
    overdue: z.boolean(),
    area: z
      .string()
      .describe('the first half of the postcode; empty where it is not told or shown'),
    site: siteShape,
  })
  .meta({ id: 'Visit' });
type Visit = z.output<typeof visitShape>;

export const visits = operation({
  name: 'visits',
  group: 'Checks',
  summary: 'The sites that a Meter Operator is to visit in a week, by postcode',
  role: 'viewer',
  takes: z.strictObject({
    week: localDate.optional().describe('any day of the week; this week if left out'),
  }),
  answers: z.strictObject({
    from: localDate.describe('the Monday of the week'),
    to: localDate,
    isOurs: z.boolean().describe('false where this gateway is a Supplier’s: it visits nobody'),
    isMore: z.boolean().describe(`whether more than ${visitsMax} are due; the nearest are here`),
    items: z.array(visitShape),
  }),
  route: 'GET /visits',
  typed: '',
  example: { week: '2026-08-12' },
  csv: ({ items }) => ({
    columns: [
      'postcode',
      'address',
      'mpan',
      'meters',
      'supplier',
      'stage',
      'owes',
      'dueOn',
      'workingDaysLeft',
      'technology',
    ],
    rows: items.map((one) => [
      one.site.postcode,
      one.site.addressLines.join(', '),
      one.mpan,
      one.site.meters.map(({ id }) => id).join(' '),
      one.supplier,
      one.stage,
      one.owes.join(' '),
      one.dueOn,
      one.workingDaysLeft,
      one.site.technology,
    ]),
  }),
  looks: ({ items }) => items.map((one) => one.mpan),
  run: async (desk, { week }) => {
    const { store, rules, clock, config } = desk.gateway;
    const today = localDateOf(rules.zone, clock.now());
    const { from, to } = weekOf(week ?? today);
    const isOurs = config.role === meterOperatorSide;
    if (!isOurs) return { from, to, isOurs, isMore: false, items: [] };
    const isThisWeek = from <= today && today <= to;
    const due = {
      after: isThisWeek ? null : startOfDay(rules.zone, from),
      until: endOfDay(rules.zone, to),
    };
    const page = await store.checksPage(
      { owner: meterOperatorSide, owed: false, due },
      { by: 'due', descending: false },
      { after: null, limit: visitsMax },
    );
    const rows = page?.items ?? [];
    const states = await store.loadMpans(rows.map((row) => row.mpan));
    const items: Visit[] = [];
    for (const row of rows) {
      const state = states.get(row.mpan)?.state;
      if (state === undefined || row.dueOn === null || row.approved.length > 0) continue;
      const told = siteTold(rules.catalogue, state, inOrder(await store.journalOf(row.mpan)));
      const site = siteShownTo(desk.asker, told);
      items.push({
        mpan: row.mpan,
        supplier: row.supplier,
        stage: row.state,
        owes: [...owesOf(desk.gateway, row)],
        dueOn: row.dueOn,
        workingDaysLeft: workingDaysLeft(rules, row.mpan, row.dueOn, today),
        overdue: row.dueOn < today,
        area: areaOf(site.postcode),
        site,
      });
    }
    const isMore = (page?.next ?? null) !== null;
    return { from, to, isOurs, isMore, items: sorted(desk, items) };
  },
});

/** Monday to Sunday. */
function weekOf(day: string): { readonly from: string; readonly to: string } {
  const date = Temporal.PlainDate.from(day);
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return { from: monday.toString(), to: monday.add({ days: 6 }).toString() };
}

/** A postcode ends with a digit and two letters; what comes before them is its area. */
const areaOf = (postcode: string | null): string =>
  (postcode ?? '')
    .toUpperCase()
    .replaceAll(/\s/g, '')
    .replace(/\d[A-Z]{2}$/, '');

/** By postcode, as one drives; what has none comes last. Who sees no address learns none by the order. */
function sorted({ asker }: Desk, items: readonly Visit[]): Visit[] {
  if (!maySeeAddresses(asker)) return [...items];
  const order = new Intl.Collator('en-GB', { numeric: true });
  const keyOf = ({ area, site, mpan: number }: Visit): string =>
    [area === '' ? '~' : area, site.postcode ?? '', ...site.addressLines, number].join(' ');
  return items.toSorted(
    (a, b) => Number(a.area === '') - Number(b.area === '') || order.compare(keyOf(a), keyOf(b)),
  );
}
