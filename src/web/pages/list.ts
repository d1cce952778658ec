/**
 * What every list has: which of how many it shows, and the way to its other pages. The number of the
 * first row goes along with the place of a page.
 */
import { html } from 'hono/html';
import type { Listed } from '../../desk/index.ts';
import { countedInWords, numberInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import type { Html } from './layout.ts';
import { addressOf } from './pieces.ts';

type Counted = Listed<unknown>['counted'];
type Query = Readonly<Record<string, string | number | null | undefined>>;
/** A page of a list, of one that cannot be counted too. */
type Shown = Pick<Listed<unknown>, 'items' | 'next'> & { readonly counted: Counted | null };

/** The number of the first row of a page, as the link to it says. */
const firstRow = ({ req }: Context): number =>
  /^[1-9]\d{0,8}$/.test(req.query('row') ?? '') && (req.query('cursor') ?? '') !== ''
    ? Number(req.query('row'))
    : 1;

/** "1–50 of 3,057", of what is shown of a list; nothing where it shows nothing. */
export function shownRange(context: Context, { items, counted }: Shown): Html | '' {
  if (items.length === 0 || counted === null) return '';
  const first = firstRow(context);
  const last = first + items.length - 1;
  const all = counted.isMore
    ? countedInWords(counted)
    : numberInWords(Math.max(counted.number, last));
  return html`<strong class="range">${numberInWords(first)}–${numberInWords(last)} of ${all}</strong>`;
}

/** The way to the next page of a list, and back to its beginning. `part`: where on the page it stands. */
export function pager(
  context: Context,
  { items, next }: Shown,
  {
    path,
    query,
    part = '',
  }: { readonly path: string; readonly query: Query; readonly part?: string },
): Html | '' {
  const { cursor: _cursor, row: _row, ...rest } = query;
  const isFirst = (context.req.query('cursor') ?? '') === '';
  if (isFirst && next === null) return '';
  const place = { cursor: next, row: firstRow(context) + items.length };
  return html`<nav class="pager" aria-label="Pages">
${isFirst ? '' : html`<a href="${addressOf(path, rest)}${part}">First page</a>`}
${next === null ? '' : html`<a href="${addressOf(path, { ...rest, ...place })}${part}" rel="next">Next page</a>`}
</nav>`;
}
