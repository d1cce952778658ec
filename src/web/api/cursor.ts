/**
 * Cursors: the place at which a page ends, in a form that is only for giving back. A place names the
 * last row by its keys, so that rows which come or go meanwhile move nothing.
 */
import type { z } from 'zod';
import { notOfThisList } from './listing.ts';

export const cursorOf = (place: unknown): string =>
  Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');

/** Throws 400 for what no page has given. */
export function placeIn<Shape extends z.ZodType>(
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
