/** Saved views: filters of a list under a name, of one person or shared, with how many they show. */
import { z } from 'zod';
import { savedViews, type ViewOfPerson } from '../gateway/index.ts';
import { isSamePerson } from '../process/index.ts';
import { checks, listFilter } from './checks.ts';
import { exceptions } from './exceptions.ts';
import { given } from './listing.ts';
import { type Desk, fitting, operation, Unfit } from './operation.ts';
import { itemFilter } from './queue-filter.ts';
import { reason, wholeNumber } from './terms.ts';

const lists = { checks, exceptions } as const;
const list = z.enum(['checks', 'exceptions']).describe('the list that it narrows');
const name = z.string().trim().min(1, 'a view needs a name').max(60).describe('name of the view');
const why = reason.optional().describe('why; it is kept in the journal');

/** What a view may not hold: whose data it is, what was said of it, and a place in the list. */
const notKept = ['mpan', 'words', 'limit', 'cursor'];
/** Ours: more than this is many. */
const countMax = 1_000;
/** Ours: a count may be so old. */
const freshMs = 30_000;

/** The query of a list as a view keeps it. Throws Unfit for what the list does not take. */
function keptQuery(of: ViewOfPerson['list'], text: string): Readonly<Record<string, string>> {
  const query = Object.fromEntries(
    [...new URLSearchParams(text)]
      .filter(([, value]) => value.trim() !== '')
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const wrong = notKept.find((key) => Object.hasOwn(query, key));
  if (wrong !== undefined) {
    throw new Unfit([{ field: 'query', message: `a view keeps no ${wrong}` }]);
  }
  const { columns, ...asked } = query;
  if (columns !== undefined && !/^[A-Za-z,]{1,200}$/.test(columns)) {
    throw new Unfit([{ field: 'query', message: 'columns must be their names, with commas' }]);
  }
  fitting(lists[of].takes, asked);
  return query;
}

const viewShape = z
  .strictObject({
    name,
    owner: z.string(),
    isOwn: z.boolean(),
    isShared: z.boolean(),
    list,
    query: z.string().describe('as it stands in an address'),
    number: wholeNumber
      .nullable()
      .describe('how many it shows, up to a thousand; null where it fits the list no more'),
    isMore: z.boolean().describe('true where it shows more'),
  })
  .meta({ id: 'View' });

export const views = operation({
  name: 'views',
  group: 'Desk',
  summary: 'Saved views, your own and shared ones, and how many each shows',
  role: 'viewer',
  takes: z.strictObject({ list: list.optional() }),
  answers: z.strictObject({ items: z.array(viewShape) }),
  route: 'GET /views',
  typed: '',
  example: {},
  run: async (desk, { list: of }) => {
    const seen = (await savedViews(desk.gateway)).filter(
      (one) =>
        one.list === (of ?? one.list) && (one.isShared || isSamePerson(one.owner, desk.asker.name)),
    );
    const items: z.input<typeof viewShape>[] = [];
    for (const view of seen) {
      const number = await counted(desk, view);
      items.push({
        name: view.name,
        owner: view.owner,
        isOwn: isSamePerson(view.owner, desk.asker.name),
        isShared: view.isShared,
        list: view.list,
        query: new URLSearchParams(view.query).toString(),
        number: number === null ? null : Math.min(number, countMax),
        isMore: number !== null && number > countMax,
      });
    }
    const order = ({ isOwn, name: called }: (typeof items)[number]): string =>
      `${isOwn ? 0 : 1} ${called.toLowerCase()}`;
    return { items: items.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
  },
});

/** What was counted, so that a page that is looked at often counts seldom. */
const counts = new WeakMap<object, Map<string, { readonly at: number; readonly number: number }>>();

async function counted(
  desk: Desk,
  { list: of, query: { columns: _columns, ...query } }: ViewOfPerson,
): Promise<number | null> {
  const { store } = desk.gateway;
  const known = counts.get(store) ?? new Map<string, { at: number; number: number }>();
  counts.set(store, known);
  // What is whose depends on who asks, and what is late on when.
  const key = JSON.stringify([of, query, query['claim'] === undefined ? '' : desk.asker.name]);
  const at = Date.parse(desk.gateway.clock.now());
  const before = known.get(key);
  if (before !== undefined && Math.abs(at - before.at) < freshMs) return before.number;
  try {
    const number = await numberOf(desk, of, query);
    known.set(key, { at, number });
    return number;
  } catch (error) {
    // A stage may have gone from the profiles since it was saved.
    if (error instanceof Unfit) return null;
    throw error;
  }
}

function numberOf(
  desk: Desk,
  of: ViewOfPerson['list'],
  query: ViewOfPerson['query'],
): Promise<number> {
  const { store } = desk.gateway;
  const most = countMax + 1;
  if (of === 'checks') {
    return store.countChecks(listFilter(desk, fitting(checks.takes, query)), most);
  }
  const {
    open,
    by: _by,
    order: _order,
    limit: _limit,
    cursor: _cursor,
    ...narrow
  } = fitting(exceptions.takes, query);
  return store.countExceptions(
    given({
      ...itemFilter(desk, narrow),
      open: open === 'any' ? undefined : open === 'true' || open === 'yes',
    }),
    most,
  );
}

const answered = z.strictObject({ name, query: z.string() });

export const viewSave = operation({
  name: 'view save',
  group: 'Acts',
  summary: 'Save the filters of a list under a name, for yourself or for all',
  role: 'operator',
  takes: z.strictObject({
    name,
    list,
    query: z
      .string()
      .max(1_000)
      .describe('its filters, as in an address: late=breached&claim=mine'),
    shared: z.enum(['yes', 'no']).default('no').describe('whether colleagues see it'),
    reason: why,
  }),
  answers: answered,
  route: 'POST /views',
  typed: '<name>',
  example: { name: 'Breached and mine', list: 'checks', query: 'late=breached&claim=mine' },
  problems: [409],
  run: async (
    { gateway, act },
    { name: called, list: of, query: text, shared, reason: because },
  ) => {
    const query = keptQuery(of, text);
    const view = { name: called, list: of, query, isShared: shared === 'yes' };
    await act(because ?? null, (deeds, by) => deeds.saveView(gateway, view, by));
    return { name: called, query: new URLSearchParams(query).toString() };
  },
});

export const viewDrop = operation({
  name: 'view drop',
  group: 'Acts',
  summary: 'Drop a saved view; a shared one of a colleague takes an approver',
  role: 'operator',
  takes: z.strictObject({
    name,
    owner: z.string().trim().min(1).max(100).optional().describe('whose it is; yours, if left out'),
    reason: why,
  }),
  answers: z.strictObject({ name }),
  route: 'POST /views/drop',
  typed: '<name>',
  example: { name: 'Breached and mine' },
  problems: [404, 409],
  run: async ({ gateway, asker, act }, { name: called, owner = asker.name, reason: because }) => {
    const which = { name: called, owner, forOthers: asker.role === 'approver' };
    await act(because ?? null, (deeds, by) => deeds.dropView(gateway, which, by));
    return { name: called };
  },
});
