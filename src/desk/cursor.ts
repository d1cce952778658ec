/**
 * Cursors: the place at which a page ends, in a form that is only for giving back. A place names the
 * last row by its keys, so that rows which come or go meanwhile move nothing.
 */
import { z } from 'zod';
import { type Listed, notOfThisList } from './listing.ts';

export const placeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');

/** Throws Unfit for what no page has given. */
export function placeAfter<Shape extends z.ZodType>(
  cursor: string | undefined,
  shape: Shape,
): z.output<Shape> | null {
  if (cursor === undefined) return null;
  const read = shape.safeParse(jsonIn(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (read.success) return read.data;
  throw notOfThisList();
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page of what is at hand as a whole, in the order of its keys; what comes or goes moves nothing. */
export function pageByKey<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  {
    limit,
    cursor,
    isDescending = false,
  }: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly isDescending?: boolean;
  },
): Listed<T> {
  const after = placeAfter(cursor, z.string());
  const isBefore = (one: string, other: string): boolean =>
    isDescending ? one > other : one < other;
  const left = all
    .filter((item) => after === null || isBefore(after, keyOf(item)))
    .sort((a, b) => (isBefore(keyOf(a), keyOf(b)) ? -1 : 1));
  const items = left.slice(0, limit);
  const last = items.at(-1);
  const isMore = last !== undefined && left.length > limit;
  return { items, next: isMore ? placeCursor(keyOf(last)) : null, counted: allOf(all) };
}

/** A page of what is at hand as a whole. */
export function someOf<T>(
  all: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Listed<T> & { readonly items: T[] } {
  const from = placeAfter(cursor, z.number().int().min(1)) ?? 0;
  const to = from + limit;
  const next = to < all.length ? placeCursor(to) : null;
  return { items: all.slice(from, to), next, counted: allOf(all) };
}

const allOf = ({ length }: readonly unknown[]) => ({ number: length, isMore: false });
