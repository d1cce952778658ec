/** Checks as the rows of a table, the same wherever checks are listed. */
import { html } from 'hono/html';
import { localTimeOf } from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { type AnswerOf, type checks, given } from '../../desk/index.ts';
import { standingBadge } from './lateness.ts';
import type { Html } from './layout.ts';
import { nameInWords } from '../../words.ts';
import { type ListedCheck, partyInWords, waitsFor } from './names.ts';
import { type ListColumns, listTable, type ListSort } from './list-table.ts';
import { day, mpanLink } from './pieces.ts';

interface CheckTable {
  readonly caption: string;
  readonly checks: readonly ListedCheck[];
  /** Null where the order is given. */
  readonly sorted?: ListSort | null;
  /** True where rows can be chosen to be approved. */
  readonly canChoose?: boolean;
  /** Whether it has a column of what is to be sent, and to whom. */
  readonly hasFlows?: boolean;
  /** Which columns beside the MPAN, with commas; the usual ones if left out. */
  readonly chosen?: string | undefined;
  readonly counted?: AnswerOf<typeof checks>['counted'];
}

/** What may stand in a list of checks, in this order. */
export const checkColumns = (gateway: Gateway): ListColumns<ListedCheck> => ({
  mpan: { name: 'MPAN', by: 'mpan', isAlways: true, cell: ({ mpan }) => mpanLink(mpan) },
  stands: { name: 'Stands', cell: standingBadge },
  stage: { name: 'Stage', by: 'stage', isExtra: true, cell: ({ state }) => nameInWords(state) },
  waits: { name: 'Waits for', by: 'waits', cell: (check) => waitsFor(gateway, check) },
  due: {
    name: 'Due',
    by: 'due',
    cell: ({ closedOn, dueOn }) => (closedOn !== null || dueOn === null ? '' : day(dueOn)),
  },
  opened: { name: 'Opened', by: 'opened', isExtra: true, cell: ({ openedOn }) => day(openedOn) },
  supplier: {
    name: 'Supplier',
    by: 'supplier',
    isOfFew: true,
    isExtra: true,
    isUnusual: true,
    cell: ({ supplier }) => partyInWords(gateway, supplier),
  },
  meterOperator: {
    name: 'Meter Operator',
    by: 'meterOperator',
    isOfFew: true,
    isUnusual: true,
    cell: ({ meterOperator: party }) =>
      party === null ? 'not known' : partyInWords(gateway, party),
  },
  profile: {
    name: 'Profile',
    by: 'profile',
    isOfFew: true,
    isExtra: true,
    isUnusual: true,
    cell: ({ profile }) => profile,
  },
  closed: {
    name: 'Closed',
    by: 'closed',
    isOfFew: true,
    isUnusual: true,
    cell: ({ closedOn }) => (closedOn === null ? '' : day(closedOn)),
  },
});

export function checkTable(
  gateway: Gateway,
  { caption, checks: rows, sorted = null, canChoose = false, ...more }: CheckTable,
): Html {
  const { hasFlows = canChoose, chosen, counted } = more;
  const isClaimed = rows.some(({ claimedBy }) => claimedBy !== null);
  const columns: ListColumns<ListedCheck> = {
    ...checkColumns(gateway),
    ...(isClaimed
      ? { claimed: { name: 'Claimed by', isAlways: true, cell: ({ claimedBy }) => claimedBy } }
      : {}),
    ...(hasFlows
      ? {
          flows: {
            name: canChoose ? 'Approve' : 'To send',
            isAlways: true,
            cell: (check) => flowsOf(gateway, check, canChoose),
          },
        }
      : {}),
  };
  return listTable({ caption, columns, rows, chosen, sorted, ...given({ counted }) });
}

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
