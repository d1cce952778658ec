/**
 * Where a page of a list ended, as text that means nothing to whoever carries it. It names its list
 * and order, so that it is not taken for a place in another.
 */

type CursorValue = string | number;

export interface Cursor {
  /** Lists are put together from parts, one after the other; which one the page ended in. */
  readonly part: number;
  /** The values of its last item, in the order of the list. */
  readonly key: readonly CursorValue[];
}

export const cursorText = (list: string, { part, key }: Cursor): string =>
  Buffer.from(JSON.stringify([list, part, ...key]), 'utf8').toString('base64url');

/** Null for text that is no place in this list. */
export function cursorOf(list: string, text: string): Cursor | null {
  const [named, part, ...key] = valuesIn(text);
  if (named !== list || typeof part !== 'number' || !Number.isInteger(part)) return null;
  return { part, key };
}

function valuesIn(text: string): readonly CursorValue[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(values) && values.every(isCursorValue) ? values : [];
  } catch {
    return [];
  }
}

const isCursorValue = (value: unknown): value is CursorValue =>
  typeof value === 'string' || Number.isFinite(value);
