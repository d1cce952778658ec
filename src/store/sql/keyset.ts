/**
 * Reads a list a page at a time in the order of an index: each part of it is one range of one index,
 * and a page begins where the key of the last item says. Nothing is skipped or sorted, and counted no
 * further than is wanted.
 */
import { type Cursor, cursorOf, cursorText } from '../cursor.ts';
import type { Counted, Page, Place } from '../lists.ts';
import type { SqlRow, SqlValue } from '../rows.ts';
import type { Reads } from './reads.ts';

/** A condition and the values of its question marks. */
export type SqlClause = readonly [text: string, ...values: SqlValue[]];

export interface KeyPart {
  /** Left out: the rows whole, or their keys alone where a store reads the rows by these. */
  readonly columns?: string;
  /** A table and the index to use; named, so that no other plan can be taken for it. */
  readonly from: string;
  readonly where: readonly SqlClause[];
  /** What no index has and is looked at in each row: a count looks at no more rows than it counts. */
  readonly inEach?: readonly SqlClause[];
  /** How many items a row stands for, as SQL; one, if left out. */
  readonly items?: string;
  /** Where the part begins; needed only as long as no key says so. */
  readonly begin?: SqlClause | undefined;
  /** What it is in the order of. Names must be among the columns, and together be unique. */
  readonly key: readonly string[];
  readonly descending: boolean;
  /** The last of a key is a number, unless it is said to be a name. */
  readonly isNamed?: true;
}

/** Null if `after` is no place in this list. */
export async function readPage(
  reads: Reads,
  list: string,
  parts: readonly KeyPart[],
  place: Place,
): Promise<Page<SqlRow> | null> {
  const from = place.after === null ? null : cursorOf(list, place.after);
  if (place.after !== null && (from === null || !fits(parts, from))) return null;
  const rows: SqlRow[] = [];
  let last: Cursor | null = null;
  for (let at = from?.part ?? 0; at < parts.length; at += 1) {
    const part = parts[at] as KeyPart;
    const wanted = place.limit - rows.length;
    // One more than is wanted tells whether there is a next page.
    const found = await rowsOf(reads, part, at === from?.part ? from.key : null, wanted + 1);
    const shown = found.slice(0, wanted);
    rows.push(...shown);
    const end = shown.at(-1);
    if (end !== undefined) last = { part: at, key: keyOf(part, end) };
    if (found.length > wanted) {
      return { items: rows, next: last === null ? null : cursorText(list, last) };
    }
  }
  return { items: rows, next: null };
}

/** A list of its own each: a place in one is none in the other. */
export const turned = (list: string, { isRising }: { readonly isRising?: true }): string =>
  isRising === true ? `${list} up` : list;

/** The same, with how many there are of the whole list where that is wanted. */
export async function readCounted(
  reads: Reads,
  list: string,
  parts: readonly KeyPart[],
  place: Place,
): Promise<Page<SqlRow> | null> {
  const page = await readPage(reads, list, parts, place);
  if (page === null || place.countTo === undefined) return page;
  return { ...page, counted: await countedTo(reads, parts, place.countTo) };
}

export async function countedTo(
  { all }: Reads,
  parts: readonly KeyPart[],
  most: number,
): Promise<Counted> {
  let [looked, number] = [0, 0];
  for (const part of parts) {
    if (looked > most) break;
    const { from, inEach = [], items = '1' } = part;
    const [condition, values] = conditionOf(part);
    // Where not all are looked at, it is those that the list begins with.
    const [row] = await all(
      `select count(*) as looked, sum(number) as number
        from (select ${fitting(inEach, items)} as number from ${from}${condition}${orderOf(part)}
          limit ?) as found`,
      ...inEach.flatMap(([, ...some]) => some),
      ...values,
      most + 1 - looked,
    );
    looked += Number(row?.['looked']);
    number += Number(row?.['number'] ?? 0);
  }
  return { number: Math.min(number, most), isMore: looked > most || number > most };
}

const fitting = (inEach: readonly SqlClause[], items: string): string =>
  inEach.length === 0
    ? items
    : `case when ${inEach.map(([words]) => words).join(' and ')} then ${items} else 0 end`;

/** How many rows these parts have, up to so many. */
export async function countOf(
  reads: Reads,
  parts: readonly KeyPart[],
  most: number,
): Promise<number> {
  const { number, isMore } = await countedTo(reads, parts, most - 1);
  return isMore ? most : number;
}

/** One page of lists in the same ascending order of names, each of which was read from the same place. */
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
  const next = { part: 0, key: key.map((name) => String(last?.[name])) };
  return { items: shown, next: isMore && last !== undefined ? cursorText(list, next) : null };
}

function isBefore(a: SqlRow, b: SqlRow, key: readonly string[]): boolean {
  for (const name of key) {
    const [one, other] = [String(a[name]), String(b[name])];
    if (one !== other) return one < other;
  }
  return false;
}

/** Ours: no list has more items, and no store a greater number. */
const mostNumber = 0x7fff_ffff;

/** Whether a place can be one of these parts. */
export const fits = (parts: readonly KeyPart[], { part, key }: Cursor): boolean =>
  parts[part]?.key.length === key.length &&
  key.every((value, at) =>
    isNumber(parts[part] as KeyPart, at)
      ? Number.isInteger(value) && Number(value) <= mostNumber
      : typeof value === 'string',
  );

const isNumber = ({ key, isNamed }: KeyPart, at: number): boolean =>
  isNamed !== true && at === key.length - 1;

/** Where a row stands in a part. */
export const keyOf = (part: KeyPart, row: SqlRow): Cursor['key'] =>
  part.key.map((name, at) => (isNumber(part, at) ? Number(row[name]) : String(row[name])));

/** Between which of these instants a deadline is, from 0 before the first, as SQL; null without one. */
export const nearnessOf = (dueBy: readonly string[], orNone = 'false'): string =>
  `case when ${orNone} or coalesce(due_at, '') = '' then null
    ${dueBy.map((_, at) => `when due_at <= ? then ${at}`).join(' ')} else ${dueBy.length} end`;

/** " where ..." of a part, from its beginning or from where a key says. */
export function conditionOf(
  { begin, where }: Pick<KeyPart, 'begin' | 'where'>,
  start: SqlClause | undefined = begin,
): readonly [text: string, values: SqlValue[]] {
  const some = start === undefined ? where : [start, ...where];
  const text = some.map(([words]) => words).join(' and ');
  return [text === '' ? '' : ` where ${text}`, some.flatMap(([, ...values]) => values)];
}

/** What is read of each row of a part. */
export const rowColumns = ({ isWholeAtOnce }: Reads, { columns, key }: KeyPart): string =>
  columns ?? (isWholeAtOnce ? '*' : key.join(', '));

function rowsOf(
  reads: Reads,
  part: KeyPart,
  after: Cursor['key'] | null,
  limit: number,
): Promise<SqlRow[]> {
  const whole = { ...part, where: [...part.where, ...(part.inEach ?? [])] };
  const start = after === null ? part.begin : pastKey(part, after);
  const [condition, values] = conditionOf(whole, start);
  return reads.all(
    `select ${rowColumns(reads, part)} from ${part.from}${condition}${orderOf(part)} limit ?`,
    ...values,
    limit,
  );
}

const orderOf = ({ key, descending }: KeyPart): string =>
  ` order by ${key.map((name) => (descending ? `${name} desc` : name)).join(', ')}`;

function pastKey({ key, descending }: KeyPart, after: Cursor['key']): SqlClause {
  const marks = key.map(() => '?').join(', ');
  return [`(${key.join(', ')}) ${descending ? '<' : '>'} (${marks})`, ...after];
}
