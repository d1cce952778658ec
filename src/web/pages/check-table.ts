/** Checks as the rows of a table, the same wherever checks are listed. */
import { html } from 'hono/html';
import { localTimeOf } from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { CheckSort } from '../../store/index.ts';
import { standingBadge } from './lateness.ts';
import type { Html } from './layout.ts';
import { type ListedCheck, nameInWords, waitsFor } from './names.ts';
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
}

export function checkTable(
  gateway: Gateway,
  { caption, checks, sorted, canChoose = false, hasFlows = canChoose }: CheckTable,
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
    { name: 'Stands' },
    { name: 'Stage', isExtra: true },
    { name: 'Waits for' },
    { name: 'Due', ...sort('due') },
    { name: 'Opened', isExtra: true, ...sort('opened') },
    ...(isClaimed ? [{ name: 'Claimed by' }] : []),
    ...(hasFlows ? [{ name: canChoose ? 'Approve' : 'To send' }] : []),
  ];
  const rows = checks.map((check) => [
    mpanLink(check.mpan),
    standingBadge(check),
    nameInWords(check.state),
    waitsFor(gateway, check),
    check.closedOn !== null || check.dueOn === null ? '' : day(check.dueOn),
    day(check.openedOn),
    ...(isClaimed ? [check.claimedBy] : []),
    ...(hasFlows ? [flowsOf(gateway, check, canChoose)] : []),
  ]);
  return table({ caption, columns, rows });
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
