/** What looking for parts of words comes to, whichever index found it. */
import type { Found } from '../search.ts';
import { type SqlRow, textOrNull } from '../rows.ts';
import type { Sought } from '../unit-of-work.ts';
import { foundIn } from './search.ts';

/** A page of rows with their numbers, and after which number the next begins. */
export function soughtPage<Item>(
  rows: readonly SqlRow[],
  limit: number,
  itemOf: (row: SqlRow) => Item,
): { readonly found: readonly Item[]; readonly next: number | null } {
  const last = rows.at(-1);
  const next = last === undefined || rows.length < limit ? null : Number(last['tie']);
  return { found: rows.map(itemOf), next };
}

export const soughtFound = (kind: 'file' | 'outbox', row: SqlRow): Found =>
  foundIn(kind, { why: null, line: null, accepted: null, ...row });

/** A word too short for an index begins a word of a home; the number of a house is a whole one. */
export function shortAs(kind: 'site' | 'file' | 'outbox', word: string): string {
  if (kind !== 'site') return word;
  return /^\d+$/.test(word) ? ` ${word} ` : ` ${word}`;
}

/** How an MPAN is looked for, as it stands. */
export function soughtWords(row: SqlRow): Pick<Sought, 'ids' | 'site'> {
  const wordsOf = (name: 'ids' | 'site'): string[] =>
    (textOrNull(row[name]) ?? '').split(' ').filter((word) => word !== '');
  return { ids: wordsOf('ids'), site: wordsOf('site') };
}
