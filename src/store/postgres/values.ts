/**
 * Values on their way to PostgreSQL and back. Arrays go as bytes, which costs half of what text does. A
 * text of PostgreSQL holds no NUL, so one is written otherwise; JSON never has one, and stays as it is.
 */
import type { SqlRow } from '../rows.ts';

export type SentValue = string | number | bigint | boolean | null | Buffer | readonly string[];

const mark = '\u{10FFFF}';

export const packed = (text: string): string =>
  text.includes('\0') || text.includes(mark)
    ? text.replaceAll(mark, `${mark}1`).replaceAll('\0', `${mark}0`)
    : text;

const unpacked = (text: string): string =>
  text.includes(mark) ? text.replaceAll(`${mark}0`, '\0').replaceAll(`${mark}1`, mark) : text;

/** A value as JSON, in exactly the bytes that were digested. */
export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Columns that hold JSON; the state of a check is one of our own words. */
const jsonColumns = new Set([
  'accepted',
  'act',
  'approved',
  'bank_holidays',
  'body',
  'changes',
  'claim',
  'feeds',
  'findings',
  'keys',
  'mpans',
  'said',
  'state',
  'undo',
  'written',
]);

export const isJsonColumn = (name: string): boolean => jsonColumns.has(name);

/** A row as the embedded store gives it. */
export function storedRow(row: Readonly<Record<string, unknown>>): SqlRow {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' && !jsonColumns.has(name) ? unpacked(value) : value,
  ]);
  return Object.fromEntries(entries) as SqlRow;
}

const textOid = 25;
const integerOid = 23;

/** An array as PostgreSQL receives it: one dimension, from 1 on. */
function arrayOf(oid: number, cells: readonly (Buffer | null)[]): Buffer {
  const head = Buffer.alloc(cells.length === 0 ? 12 : 20);
  head.writeInt32BE(cells.length === 0 ? 0 : 1, 0);
  head.writeInt32BE(cells.includes(null) ? 1 : 0, 4);
  head.writeInt32BE(oid, 8);
  if (cells.length > 0) {
    head.writeInt32BE(cells.length, 12);
    head.writeInt32BE(1, 16);
  }
  const parts: Buffer[] = [head];
  for (const cell of cells) {
    const length = Buffer.alloc(4);
    length.writeInt32BE(cell?.length ?? -1);
    parts.push(length);
    if (cell !== null) parts.push(cell);
  }
  return Buffer.concat(parts);
}

/** JSON, or what can hold no NUL. */
export const rawTexts = (texts: readonly (string | null)[]): Buffer =>
  arrayOf(
    textOid,
    texts.map((text) => (text === null ? null : Buffer.from(text))),
  );

export const texts = (values: readonly (string | null)[]): Buffer =>
  rawTexts(values.map((text) => (text === null ? null : packed(text))));

export const integers = (values: readonly (number | null)[]): Buffer =>
  arrayOf(
    integerOid,
    values.map((value) => {
      if (value === null) return null;
      const cell = Buffer.alloc(4);
      cell.writeInt32BE(value);
      return cell;
    }),
  );
