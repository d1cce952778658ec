/**
 * The table of a list: its columns are values, of which one chooses those that are shown, and a heading
 * sorts where the list has the order. What is asked is all in the address.
 */
import { html } from 'hono/html';
import type { Listed } from '../../desk/index.ts';
import { numberInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import type { Html } from './layout.ts';
import { addressOf, type Column, type Content, table } from './pieces.ts';

interface ListColumn<Row> extends Pick<Column, 'name' | 'isNumber' | 'isExtra'> {
  readonly cell: (row: Row) => Content;
  /** The order that its heading asks for. */
  readonly by?: string;
  /** Its first order is the newest, the most or the largest first. */
  readonly isFalling?: true;
  /** Sorted by it is only what is few enough to be counted. */
  readonly isOfFew?: true;
  /** Always shown: what names a row, and what it is there for. */
  readonly isAlways?: true;
  /** Shown only where it is chosen. */
  readonly isUnusual?: true;
}

export type ListColumns<Row> = Readonly<Record<string, ListColumn<Row>>>;

type Query = Readonly<Record<string, string | number | null | undefined>>;

const choosable = <Row>(columns: ListColumns<Row>): [name: string, ListColumn<Row>][] =>
  Object.entries(columns).filter(([, { isAlways }]) => isAlways !== true);

/** The columns of the address, ticked one by one or with commas; undefined where they are the usual ones. */
export function columnsAsked<Row>({ req }: Context, columns: ListColumns<Row>): string | undefined {
  const said = (req.queries('columns') ?? []).flatMap((text) => text.split(','));
  const asked = choosable(columns).filter(([name]) => said.includes(name));
  const isUsual = choosable(columns).every(
    ([name, { isUnusual }]) => said.includes(name) === (isUnusual !== true),
  );
  return asked.length === 0 || isUsual ? undefined : asked.map(([name]) => name).join(',');
}

const isShown = <Row>(
  name: string,
  { isAlways, isUnusual }: ListColumn<Row>,
  chosen: string | undefined,
): boolean =>
  isAlways === true ||
  (chosen === undefined ? isUnusual !== true : chosen.split(',').includes(name));

/** In the form of the filters: a box for each column. */
export const columnsField = <Row>(
  columns: ListColumns<Row>,
  chosen: string | undefined,
): Html => html`<details id="columns"><summary>Columns</summary>
<p class="choices">${choosable(columns).map(
  ([name, column]) =>
    html`<label><input type="checkbox" name="columns" value="${name}"${isShown(name, column, chosen) ? html` checked` : ''}> ${column.name}</label>
`,
)}</p></details>`;

export interface ListSort {
  readonly path: string;
  /** Of the address, with what is asked of order and columns. */
  readonly query: Query;
  /** In which order the list is where none is asked; null where no heading has it. */
  readonly usual: string | null;
}

/** The heading by which a list is sorted and turned round. */
function sortOf<Row>(
  { by, isFalling, isOfFew }: ListColumn<Row>,
  { path, query, usual }: ListSort,
  isLong: boolean,
): Pick<Column, 'sort'> {
  if (by === undefined || (isOfFew === true && isLong)) return {};
  const { cursor: _cursor, row: _row, order, ...rest } = query;
  const isBy = (query['by'] ?? usual) === by;
  const first = isFalling === true ? 'descending' : 'ascending';
  const now = !isBy ? null : order === 'ascending' || order === 'descending' ? order : first;
  const then =
    now === null || now !== first ? null : isFalling === true ? 'ascending' : 'descending';
  return {
    sort: {
      href: addressOf(path, {
        ...rest,
        by: by === usual && query['by'] == null ? null : by,
        order: then,
      }),
      order: now,
    },
  };
}

interface ListTable<Row> {
  readonly caption: string;
  readonly columns: ListColumns<Row>;
  readonly rows: readonly Row[];
  /** Which are shown beside the name of a row, with commas; the usual ones if left out. */
  readonly chosen?: string | undefined;
  /** Null where the order is given. */
  readonly sorted: ListSort | null;
  readonly counted?: Listed<unknown>['counted'];
}

export function listTable<Row>({
  caption,
  columns,
  rows,
  chosen,
  sorted,
  counted,
}: ListTable<Row>): Html {
  const isLong = counted?.isMore === true;
  const shown = Object.entries(columns).filter(([name, one]) => isShown(name, one, chosen));
  return table({
    caption,
    columns: shown.map(([, column]) => ({
      name: column.name,
      isNumber: column.isNumber === true,
      // What was chosen is wanted, however narrow the screen.
      isExtra: column.isExtra === true && chosen === undefined,
      ...(sorted === null ? {} : sortOf(column, sorted, isLong)),
    })),
    rows: rows.map((row) => shown.map(([, { cell }]) => cell(row))),
  });
}

/** How many of a list each choice of a filter would leave, as its count answers it. */
export interface FilterCounts {
  readonly facets: readonly {
    readonly name: string;
    readonly values: readonly { readonly value: string; readonly number: number }[];
  }[];
}

/** The choices of a filter, each with how many it would leave; without where that is not counted. */
export function withNumbers(
  counted: FilterCounts | null,
  name: string,
  options: readonly (readonly [value: string, words: string])[],
): (readonly [value: string, words: string])[] {
  const facet = counted?.facets.find((one) => one.name === name);
  const numberOf = (value: string): number =>
    value === 'near'
      ? ['breached', 'today', 'soon'].reduce((sum, one) => sum + numberOf(one), 0)
      : (facet?.values.find((one) => one.value === value)?.number ?? 0);
  return facet === undefined
    ? [...options]
    : options.map(([value, words]) => [value, `${words} (${numberInWords(numberOf(value))})`]);
}

/** What a field may hold, each with how many it would leave; nothing where that is not counted. */
export function suggested(
  counted: FilterCounts | null,
  name: string,
  wordsOf: (value: string) => string = (value) => value,
): { readonly attribute: Html | ''; readonly list: Html | '' } {
  const values = counted?.facets.find((one) => one.name === name)?.values ?? [];
  if (values.length === 0) return { attribute: '', list: '' };
  return {
    attribute: html` list="${name}-values"`,
    list: html`<datalist id="${name}-values">${values.map(
      ({ value, number }) =>
        html`<option value="${value}">${wordsOf(value)}: ${numberInWords(number)}</option>`,
    )}</datalist>`,
  };
}
