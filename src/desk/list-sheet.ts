/** The table that a list is by itself: a row for each item, a column for each of its names. */
import { z } from 'zod';

/** What of an answer stands in a CSV. */
export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** Of a list whose items are values with names: a row for each, a column for each name. */
export function listSheet(answers: z.ZodType): ((answer: unknown) => Sheet) | undefined {
  if (!(answers instanceof z.ZodObject)) return undefined;
  const { items } = answers.shape as Readonly<Record<string, unknown>>;
  if (!(items instanceof z.ZodArray) || !(items.element instanceof z.ZodObject)) return undefined;
  const columns = Object.keys(items.element.shape);
  return (answer) => {
    const { items: all } = answer as {
      readonly items: readonly Readonly<Record<string, unknown>>[];
    };
    return { columns, rows: all.map((item) => columns.map((column) => cellOf(item[column]))) };
  };
}

function cellOf(value: unknown): Sheet['rows'][number][number] {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  const isWords = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  if (isWords) return value.join(' ');
  const isCited = Array.isArray(value) && value.every(hasWords);
  return isCited ? value.map(({ words }) => words).join(' | ') : JSON.stringify(value);
}

/** What was read in a file, with where it stands there. */
const hasWords = (value: unknown): value is { readonly words: string } =>
  typeof value === 'object' &&
  value !== null &&
  'words' in value &&
  typeof value.words === 'string';
