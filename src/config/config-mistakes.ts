/**
 * A mistake in the configuration in words: the key, what stands there, and what should, or the key
 * that was probably meant.
 */
import { z } from 'zod';

/** The keys that a shape has at a place, as far as it names them. */
function keysAt(shapeOfAll: z.ZodType, path: readonly string[]): readonly string[] {
  let shape: unknown = z.toJSONSchema(shapeOfAll, { io: 'input', unrepresentable: 'any' });
  const part = (of: unknown, key: string): unknown =>
    typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[key] : null;
  for (const key of path) shape = part(part(shape, 'properties'), key);
  return Object.keys(part(shape, 'properties') ?? {});
}

/** The known key that differs by the fewest letters; null where none is near. */
function likest(key: string, known: readonly string[]): string | null {
  const near = known
    .map((name) => ({ name, apart: lettersApart(key.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.apart - b.apart)[0];
  return near !== undefined && near.apart <= 2 ? near.name : null;
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function lettersApart(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [at, opposite] of Array.from(other).entries()) {
      const changed = (row[at] ?? 0) + (letter === opposite ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** One mistake in words: the key, what stands there, and what should. */
export function problemsOf(issue: z.core.$ZodIssue, value: unknown, shape: z.ZodType): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = likest(key, keysAt(shape, path));
      const hint = meant === null ? '' : `: did you mean ${meant}?`;
      return `${[...path, key].join('.')} is not a key of this file${hint}`;
    });
  }
  const name = path.join('.') || 'the file';
  const found = path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null
        ? (part as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );
  const expected =
    issue.code === 'invalid_key' ? 'keys of another form' : expectedBy(issue.message);
  if (found === undefined) return [`${name} is missing: expected ${expected}`];
  const text = JSON.stringify(found);
  return [`${name} is ${text.length > 60 ? `${text.slice(0, 60)}…` : text}: expected ${expected}`];
}

/** What a shape wants, from its message. Choices go without quotes: the log takes quoted words away. */
export const expectedBy = (message: string): string =>
  message
    .replace(/^(Invalid (input|option)|Too (small|big)): /, '')
    .replace(/^expected /, '')
    .replace(/, received \w+$/, '')
    .replace(/^one of .*/, (choices) => choices.replaceAll('"', '').replaceAll('|', ', '));
