/** Checks as the rows of a table, the same wherever checks are listed. */
import { html } from 'hono/html';
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
}

export function checkTable(
  gateway: Gateway,
  { caption, checks, sorted, canChoose = false }: CheckTable,
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
  const columns: Column[] = [
    { name: 'MPAN', ...sort('mpan') },
    { name: 'Stands' },
    { name: 'Stage', isExtra: true },
    { name: 'Waits for' },
    { name: 'Due', ...sort('due') },
    { name: 'Opened', isExtra: true, ...sort('opened') },
    ...(canChoose ? [{ name: 'Approve' }] : []),
  ];
  const rows = checks.map((check) => [
    mpanLink(check.mpan),
    standingBadge(check),
    nameInWords(check.state),
    waitsFor(gateway, check),
    check.closedOn !== null || check.dueOn === null ? '' : day(check.dueOn),
    day(check.openedOn),
    ...(canChoose ? [choicesOf(check)] : []),
  ]);
  return table({ caption, columns, rows });
}

/** A box for each flow that waits; its value is what is approved. */
const choicesOf = ({ mpan, owed }: ListedCheck): Html =>
  html`${owed.map(
    (flow) =>
      html`<label><input type="checkbox" name="ids" value="${mpan}-${flow}"> ${flow}<span class="unseen"> of ${mpan}</span></label> `,
  )}`;
