/** The checks and where each stands. */
import { z } from 'zod';
import { endOfDay, startOfDay } from '../calendar/index.ts';
import { checkMpan } from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { meterOperatorSide, type Side, supplierSide } from '../market/index.ts';
import { checkOrders, type ListedCheckFilter, type StoredCheck } from '../store/index.ts';
import { workingDaysLeft } from '../report/index.ts';
import { claimantOf, whoseAsked, claimFilter } from './claims.ts';
import { dueWithin, type Horizon, horizonOf, latenessOf, nearnesses } from './horizon.ts';
import { checkRowShape } from './list-shapes.ts';
import { given } from './listing.ts';
import { type Desk, operation, type Settled, Unfit } from './operation.ts';
import {
  askedFlow,
  askedMpid,
  descending,
  keysOf,
  localDate,
  ownerRole,
  pageOf,
  paging,
  yes,
} from './terms.ts';
import { type RowValues, sortedPage } from './whole-list.ts';

/** The whole of an MPAN must be one; how one begins may be anything. */
function isNoOtherNumber(digits: string, context: z.RefinementCtx): void {
  const fault = digits.length === 13 ? checkMpan(digits) : true;
  if (fault !== true) context.addIssue({ code: 'custom', message: `is not an MPAN: ${fault}` });
}

/** Beside those of the store. */
const orders = {
  supplier: ({ supplier }) => supplier,
  meterOperator: ({ meterOperator }) => meterOperator,
  profile: ({ profile }) => profile,
  closed: ({ closedOn }) => closedOn,
} as const satisfies RowValues<StoredCheck>;

export const checks = operation({
  name: 'checks',
  group: 'Checks',
  summary: 'The checks and where each stands',
  role: 'viewer',
  takes: z.strictObject({
    mpan: z
      .string()
      .transform((typed) => typed.replaceAll(/\s/g, ''))
      .pipe(
        z
          .string()
          .regex(/^\d{1,13}$/, 'digits')
          .superRefine(isNoOtherNumber),
      )
      .optional()
      .describe('an MPAN, or the digits it begins with'),
    state: z.string().min(1).max(60).optional().describe('the stage that is open, or closed'),
    late: z
      .enum(nearnesses)
      .optional()
      .describe('how near the deadline is; near: over, or due within two Working Days'),
    breached: z.literal('true').optional().describe('only those that are over their deadline'),
    due: localDate.optional().describe('only those due on this date'),
    turn: z.enum(['us', 'them']).optional().describe('whose turn it is, seen from this gateway'),
    owner: ownerRole.optional().describe('whose turn it is: X Supplier, M Meter Operator'),
    party: askedMpid.optional().describe('with this participant on the other side'),
    supplier: askedMpid.optional(),
    meterOperator: askedMpid.optional(),
    open: yes.optional(),
    owed: yes.optional().describe('whether flows wait to be approved or sent'),
    flow: askedFlow.optional().describe('only where this flow waits to be approved or sent'),
    claim: whoseAsked,
    by: z
      .enum([...checkOrders, ...keysOf(orders)])
      .default('mpan')
      .describe('in which order'),
    order: descending,
    ...paging,
  }),
  answers: pageOf(checkRowShape),
  route: 'GET /checks',
  typed: '',
  example: { late: 'breached', by: 'due' },
  run: async (desk, { by, order, limit, cursor, ...asked }) => {
    const { gateway } = desk;
    const horizon = horizonOf(gateway);
    const filter = filterOf(desk, horizon, asked);
    const stored = checkOrders.find((one) => one === by);
    const sort = { by: stored ?? 'mpan', descending: order === 'descending' };
    const { items, ...page } = await sortedPage(
      { limit, cursor },
      (place) => gateway.store.checksPage(filter, sort, place),
      {
        by,
        order,
        orders,
        idOf: ({ mpan: of, supplier, sequence }) => `${of} ${supplier} ${sequence}`,
      },
    );
    return { items: items.map((row) => checkRow(gateway, horizon, row)), ...page };
  },
});

type Asked = Omit<z.output<typeof checks.takes>, 'by' | 'order' | 'limit' | 'cursor'>;

/** How checks are picked of which flows wait: as the list is narrowed. */
const { mpan, state, late, due, turn, flow, party, claim } = checks.takes.shape;
export const asListed = { mpan, state, late, due, turn, flow, party, claim };

/** What a list asks of the store, without its order. */
export const listFilter = (
  desk: Pick<Desk, 'gateway' | 'asker'>,
  {
    by: _by,
    order: _order,
    limit: _limit,
    cursor: _cursor,
    ...asked
  }: z.output<typeof checks.takes>,
): ListedCheckFilter => filterOf(desk, horizonOf(desk.gateway), asked);

/** The same as a filter of the store. */
export const owingFilter = (
  desk: Pick<Desk, 'gateway' | 'asker'>,
  asked: Pick<Asked, keyof typeof asListed>,
): ListedCheckFilter => filterOf(desk, horizonOf(desk.gateway), asked);

export function filterOf(
  desk: Pick<Desk, 'gateway' | 'asker'>,
  horizon: Horizon,
  asked: Asked,
): ListedCheckFilter {
  const { late, breached, due, turn, party, owner, state, claim: whose, ...filter } = asked;
  const { gateway } = desk;
  const { zone } = gateway.rules;
  const { role } = gateway.config;
  const other = role === supplierSide ? meterOperatorSide : supplierSide;
  const near = late ?? (breached === undefined ? undefined : 'breached');
  return given({
    ...filter,
    claim: claimFilter(desk, whose),
    state: state === undefined ? undefined : knownState(gateway, state),
    owner: turn === undefined ? owner : turn === 'us' ? role : other,
    ...(party === undefined
      ? {}
      : { [other === meterOperatorSide ? 'meterOperator' : 'supplier']: party }),
    due:
      due !== undefined
        ? { after: startOfDay(zone, due), until: endOfDay(zone, due) }
        : near === undefined
          ? undefined
          : dueWithin(horizon, near),
  });
}

/** The stages of all profiles in force, and closed. */
export const statesOf = ({ rules }: Gateway): string[] => [
  ...new Set([...rules.machines.values()].flatMap(({ profile }) => Object.keys(profile.stages))),
  'closed',
];

/** Throws Unfit for the name of no stage. */
function knownState(gateway: Gateway, state: string): string {
  const known = statesOf(gateway);
  if (known.includes(state)) return state;
  throw new Unfit([{ field: 'state', message: `must be one of ${known.join(', ')}` }]);
}

export const isOverdue = ({ awaited, dueAt }: StoredCheck, now: string): boolean =>
  awaited && dueAt !== null && dueAt <= now;

export const sideOwing = ({ owner }: StoredCheck): Side | null =>
  owner === supplierSide || owner === meterOperatorSide ? owner : null;

/** What the open stage owes by its profile. */
export const owesOf = ({ rules }: Gateway, { profile, state }: StoredCheck): readonly string[] =>
  rules.machines.get(profile)?.profile.stages[state]?.owes ?? [];

/** A row of the store as lists answer it. */
const checkRow = (
  gateway: Gateway,
  horizon: Horizon,
  row: StoredCheck,
): Settled<z.output<typeof checkRowShape>> => ({
  ...row,
  owner: sideOwing(row),
  overdue: isOverdue(row, horizon.now),
  late: row.awaited && row.dueAt !== null ? latenessOf(horizon, row.dueAt) : null,
  owes: owesOf(gateway, row),
  workingDaysLeft:
    row.closedOn === null
      ? workingDaysLeft(gateway.rules, row.mpan, row.dueOn, horizon.today)
      : null,
  owed: row.owed === '' ? [] : row.owed.split(','),
  approved: row.approved,
  claimedBy: claimantOf(gateway, row),
  recipient: gateway.config.role === supplierSide ? row.meterOperator : row.supplier,
});
