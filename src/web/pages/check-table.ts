/** Checks as the rows of a table, the same wherever checks are listed. */
import { html } from 'hono/html';
import { localTimeOf } from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { CheckSort } from '../../store/index.ts';
import { standingBadge } from './lateness.ts';
import type { Html } from './layout.ts';
import { type ListedCheck, nameInWords, partyInWords, waitsFor } from './names.ts';
import { type Column, day, mpanLink, table } from './pieces.ts';

interface CheckTable {
  readonly caption: string;
  readonly checks: readonly ListedCheck[];
  /** Where a heading leads that changes the order; null where the order is given. */
  readonly sorted?: { readonly by: CheckSort; readonly hrefOf: (sort: CheckSort) => string };
  /** True where rows can be chosen to be approved. */
  readonly canChoose?: boolean;
  /** Whether it has a column of what is to be sent, and to whom. */
  readonly hasFlows?: boolean;
  /** Which columns beside the MPAN; the usual ones if left out. */
  readonly shown?: readonly CheckColumn[];
}

/** What may stand beside the MPAN, in this order, each with its heading. */
export const checkColumns = {
  stands: 'Stands',
  stage: 'Stage',
  waits: 'Waits for',
  due: 'Due',
  opened: 'Opened',
  supplier: 'Supplier',
  meterOperator: 'Meter Operator',
  profile: 'Profile',
  closed: 'Closed',
} as const;
export type CheckColumn = keyof typeof checkColumns;
export const usualColumns: readonly CheckColumn[] = ['stands', 'stage', 'waits', 'due', 'opened'];

const sortsBy: Partial<Record<CheckColumn, CheckSort['by']>> = {
  stage: 'stage',
  waits: 'waits',
  due: 'due',
  opened: 'opened',
};
const extras: ReadonlySet<CheckColumn> = new Set(['stage', 'opened', 'profile', 'supplier']);

export function checkTable(
  gateway: Gateway,
  {
    caption,
    checks,
    sorted,
    canChoose = false,
    hasFlows = canChoose,
    shown = usualColumns,
  }: CheckTable,
): Html {
  const sort = (by: CheckSort['by']): Pick<Column, 'sort'> => {
    if (sorted === undefined) return {};
    const isBy = sorted.by.by === by;
    const { descending } = sorted.by;
    return {
      sort: {
        href: sorted.hrefOf({ by, descending: isBy && !descending }),
        order: !isBy ? null : descending ? 'descending' : 'ascending',
      },
    };
  };
  const isClaimed = checks.some(({ claimedBy }) => claimedBy !== null);
  const columns: Column[] = [
    { name: 'MPAN', ...sort('mpan') },
    ...shown.map((name): Column => {
      const by = sortsBy[name];
      const isExtra = extras.has(name);
      return { name: checkColumns[name], isExtra, ...(by === undefined ? {} : sort(by)) };
    }),
    ...(isClaimed ? [{ name: 'Claimed by' }] : []),
    ...(hasFlows ? [{ name: canChoose ? 'Approve' : 'To send' }] : []),
  ];
  const rows = checks.map((check) => [
    mpanLink(check.mpan),
    ...shown.map((name) => cellOf[name](gateway, check)),
    ...(isClaimed ? [check.claimedBy] : []),
    ...(hasFlows ? [flowsOf(gateway, check, canChoose)] : []),
  ]);
  return table({ caption, columns, rows });
}

const cellOf: Readonly<
  Record<CheckColumn, (gateway: Gateway, check: ListedCheck) => Html | string>
> = {
  stands: (_, check) => standingBadge(check),
  stage: (_, { state }) => nameInWords(state),
  waits: waitsFor,
  due: (_, { closedOn, dueOn }) => (closedOn !== null || dueOn === null ? '' : day(dueOn)),
  opened: (_, { openedOn }) => day(openedOn),
  supplier: (gateway, { supplier }) => partyInWords(gateway, supplier),
  meterOperator: (gateway, { meterOperator: party }) =>
    party === null ? 'not known' : partyInWords(gateway, party),
  profile: (_, { profile }) => profile,
  closed: (_, { closedOn }) => (closedOn === null ? '' : day(closedOn)),
};

/** Each flow with its recipient, with a box where it can be approved; its value is what is approved. */
function flowsOf(
  { rules }: Gateway,
  { mpan, owed, approved, recipient }: ListedCheck,
  canChoose: boolean,
): Html {
  return html`${owed.map((flow) =>
    canChoose
      ? html`<label><input type="checkbox" name="ids" value="${mpan}-${flow}"> ${flow} to ${recipient ?? ''}<span class="unseen"> of ${mpan}</span></label> `
      : html`${flow} to ${recipient ?? ''} `,
  )}${approved.map(
    ({ flow, to, who, until }) =>
      html`<span class="soft">${flow} to ${to}, approved by ${who}, goes out at ${localTimeOf(rules.zone, until)}</span> `,
  )}`;
}
