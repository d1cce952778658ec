/**
 * Reads a list a page at a time in the order of an index: each part of it is one range of one index,
 * and a page begins where the key of the last item says. Nothing is counted, skipped or sorted.
 */
import type { SQLInputValue } from 'node:sqlite';
import { type Cursor, cursorOf, cursorText } from '../cursor.ts';
import type { Page, Place } from '../lists.ts';
import type { SqlRow } from './rows.ts';

export type All = (text: string, ...values: SQLInputValue[]) => SqlRow[];

/** A condition and the values of its question marks. */
export type SqlClause = readonly [text: string, ...values: SQLInputValue[]];

export interface KeyPart {
  readonly columns: string;
  /** A table and the index to use; named, so that no other plan can be taken for it. */
  readonly from: string;
  readonly where: readonly SqlClause[];
  /** Where the part begins; needed only as long as no key says so. */
  readonly begin?: SqlClause | undefined;
  /** What it is in the order of. Names must be among the columns, and together be unique. */
  readonly key: readonly string[];
  readonly descending: boolean;
}

/** Null if `after` is no place in this list. */
export function readPage(
  all: All,
  list: string,
  parts: readonly KeyPart[],
  place: Place,
): Page<SqlRow> | null {
  const from = place.after === null ? null : cursorOf(list, place.after);
  if (place.after !== null && (from === null || !fits(parts, from))) return null;
  const rows: SqlRow[] = [];
  let last: Cursor | null = null;
  for (let at = from?.part ?? 0; at < parts.length; at += 1) {
    const part = parts[at] as KeyPart;
    const wanted = place.limit - rows.length;
    // One more than is wanted tells whether there is a next page.
    const found = rowsOf(all, part, at === from?.part ? from.key : null, wanted + 1);
    const shown = found.slice(0, wanted);
    rows.push(...shown);
    const end = shown.at(-1);
    if (end !== undefined) last = { part: at, key: part.key.map((name) => keyValue(end[name])) };
    if (found.length > wanted) {
      return { items: rows, next: last === null ? null : cursorText(list, last) };
    }
  }
  return { items: rows, next: null };
}

/** How many rows these parts have, up to so many. */
export function countOf(all: All, parts: readonly KeyPart[], most: number): number {
  let number = 0;
  for (const part of parts) {
    if (number >= most) break;
    const [condition, values] = conditionOf(part);
    const [row] = all(
      `select count(*) as number from (select 1 from ${part.from}${condition} limit ?)`,
      ...values,
      most - number,
    );
    number += Number(row?.['number']);
  }
  return number;
}

/** One page of lists in the same ascending order, each of which was read from the same place. */
export function mergedPage(
  list: string,
  pages: readonly (Page<SqlRow> | null)[],
  key: readonly string[],
  { limit }: Place,
): Page<SqlRow> | null {
  if (pages.includes(null)) return null;
  const rows = pages
    .flatMap((page) => page?.items ?? [])
    .sort((a, b) => (isBefore(a, b, key) ? -1 : 1));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rows.length > limit || pages.some((page) => page?.next !== null);
  const next = { part: 0, key: key.map((name) => keyValue(last?.[name])) };
  return { items: shown, next: isMore && last !== undefined ? cursorText(list, next) : null };
}

function isBefore(a: SqlRow, b: SqlRow, key: readonly string[]): boolean {
  for (const name of key) {
    const [one, other] = [keyValue(a[name]), keyValue(b[name])];
    if (one !== other) return one < other;
  }
  return false;
}

const fits = (parts: readonly KeyPart[], { part, key }: Cursor): boolean =>
  parts[part]?.key.length === key.length;

const keyValue = (value: SqlRow[string] | undefined): string | number =>
  typeof value === 'number' ? value : String(value);

/** " where ..." of a part, from its beginning or from where a key says. */
export function conditionOf(
  { begin, where }: Pick<KeyPart, 'begin' | 'where'>,
  start: SqlClause | undefined = begin,
): readonly [text: string, values: SQLInputValue[]] {
  const some = start === undefined ? where : [start, ...where];
  const text = some.map(([words]) => words).join(' and ');
  return [text === '' ? '' : ` where ${text}`, some.flatMap(([, ...values]) => values)];
}

function rowsOf(all: All, part: KeyPart, after: Cursor['key'] | null, limit: number): SqlRow[] {
  const { columns, from, key, descending } = part;
  const [condition, values] = conditionOf(part, after === null ? part.begin : pastKey(part, after));
  const order = key.map((name) => (descending ? `${name} desc` : name)).join(', ');
  return all(
    `select ${columns} from ${from}${condition} order by ${order} limit ?`,
    ...values,
    limit,
  );
}

function pastKey({ key, descending }: KeyPart, after: Cursor['key']): SqlClause {
  const marks = key.map(() => '?').join(', ');
  return [`(${key.join(', ')}) ${descending ? '<' : '>'} (${marks})`, ...after];
}
