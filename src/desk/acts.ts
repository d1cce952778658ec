/** Who did what: decisions, approvals and everything else that people did, from the journal. */
import { z } from 'zod';
import { actionInWords, isSamePerson, type OperatorEvent } from '../process/index.ts';
import type { TeamEntry } from '../store/index.ts';
import { countOperation, facetsAmong } from './facets.ts';
import { given, instantsOf, rising } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import {
  askedMpan,
  wholeNumber,
  instant,
  localDate,
  mpan,
  pageOf,
  paging,
  turnedOrder,
} from './terms.ts';
import { type Read, type RowValues, sortedPage, wholeOf } from './whole-list.ts';

const actName = z.enum([
  'decide',
  'cancel',
  'resolve',
  'approve',
  'takeBack',
  'resubmit',
  'claim',
  'handOver',
  'release',
  'note',
  'call',
  'saveView',
  'dropView',
]);

type Entry = OperatorEvent | TeamEntry;

const orders = {
  who: (one) => one.who.toLowerCase(),
  act: (one) => actInList(one).act,
  mpan: ({ mpan: of }) => (of === '' ? null : of),
} as const satisfies RowValues<Entry>;

const columns = [
  'at',
  'who',
  'act',
  'says',
  'isProposal',
  'proposedBy',
  'mpan',
  'items',
  'reason',
] as const;

const filters = {
  who: z.string().trim().min(1).max(100).optional().describe('login of a person'),
  act: actName.optional().describe('only acts of this kind, and proposals of them'),
  mpan: askedMpan.optional().describe('only what is about this MPAN'),
  from: localDate.optional().describe('done on or after this day'),
  to: localDate.optional().describe('done on or before this day'),
};

export const acts = operation({
  name: 'acts',
  group: 'Desk',
  summary: 'Who did what, and why: decisions, approvals, cancellations, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    ...filters,
    by: z.enum(['at', 'who', 'act', 'mpan']).default('at').describe('in which order'),
    order: turnedOrder,
    ...paging,
  }),
  answers: pageOf(
    z
      .strictObject({
        at: instant,
        who: z.string(),
        act: actName,
        says: z.string().describe('the act in words'),
        isProposal: z.boolean().describe('true where it counts when another person does it too'),
        proposedBy: z.string().nullable().describe('whose proposal it confirms'),
        mpan: mpan.nullable().describe('null for what is about files, or about many MPANs'),
        items: wholeNumber.describe('of an act about a group: how many items the entry is about'),
        reason: z.string(),
      })
      .meta({ id: 'Act' }),
  ),
  csv: ({ items }) => ({ columns, rows: items.map((one) => columns.map((name) => one[name])) }),
  route: 'GET /acts',
  typed: '',
  example: { who: 'anna', from: '2026-08-01' },
  run: async (desk, { limit, cursor, by, order: said, ...asked }) => {
    const order = said ?? (by === 'at' ? 'descending' : 'ascending');
    const { items, ...page } = await sortedPage(
      { limit, cursor },
      reading(desk, { ...asked, order }),
      {
        by,
        order,
        orders,
        idOf: ({ key }) => key,
      },
    );
    return { items: items.map(actInList), ...page };
  },
});

type Asked = z.output<z.ZodObject<typeof filters>> & {
  readonly order?: 'ascending' | 'descending' | undefined;
};

function reading({ gateway }: Desk, { from, to, order, ...filter }: Asked): Read<Entry> {
  const narrow = { ...filter, ...rising(order), ...instantsOf(gateway, { from, to }) };
  return async (place) => gateway.store.actsPage(given(narrow), place);
}

export const actsCount = countOperation(acts, {
  things: 'acts',
  names: ['act', 'who'],
  facetsOf: async (desk, { act, who, mpan: of, from, to }) =>
    facetsAmong(
      (await wholeOf(reading(desk, { mpan: of, from, to }))) ?? [],
      {
        act: { wordOf: (one: Entry) => actInList(one).act },
        who: {
          wordOf: (one: Entry) => one.who,
          fits: (word, wanted) => word !== null && isSamePerson(word, wanted),
        },
      },
      { act, who },
    ),
});

export function actInList(event: Entry) {
  return event.kind === 'operator' ? operatorAct(event) : teamAct(event);
}

const teamAct = (entry: TeamEntry) => ({
  at: entry.receivedAt,
  who: entry.who,
  act: entry.act,
  says: inWords(entry),
  isProposal: false,
  proposedBy: null,
  mpan: entry.mpan === '' ? null : entry.mpan,
  items: 1,
  reason: entry.reason,
});

/** What was written and said is not told here, nor how people call their own views. */
function inWords(entry: TeamEntry): string {
  switch (entry.act) {
    case 'claim':
      return 'claim';
    case 'handOver':
      return `hand over to ${entry.to ?? ''}`;
    case 'release':
      return 'give the claim back';
    case 'note':
      return 'note';
    case 'call':
      return `call ${entry.party}`;
    case 'saveView':
      return entry.isShared ? `save the shared view ${entry.name}` : 'save a view';
    case 'dropView':
      return entry.isShared ? `drop the shared view ${entry.name}` : 'drop a view';
  }
}

function operatorAct({ receivedAt, who, action, proposedBy, mpan: of, reason }: OperatorEvent) {
  const isProposal = action.name === 'propose';
  const done = isProposal ? action.action : action;
  return {
    at: receivedAt,
    who,
    act: done.name,
    says: saysOf(done),
    isProposal,
    proposedBy: proposedBy ?? null,
    mpan: of === '' ? null : of,
    items: done.name === 'resolve' ? (done.items?.length ?? 1) : 1,
    reason,
  };
}

function saysOf(done: Exclude<OperatorEvent['action'], { name: 'propose' }>): string {
  if (done.name === 'resubmit') {
    return `${done.isBrought === true ? 'bring in' : 'resubmit'} ${done.source}`;
  }
  return done.name === 'takeBack' ? `take back: ${actionInWords(done.act)}` : actionInWords(done);
}
