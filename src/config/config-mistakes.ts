/**
 * A mistake in the configuration in words: the key, what stands there, and what should, or the key
 * that was probably meant.
 */
import { z } from 'zod';
import { shortened } from '../shortened.ts';

/** The keys that a schema has at a place, as far as it names them. */
function keysAt(schema: unknown, path: readonly string[]): readonly string[] {
  let shape = schema;
  const part = (of: unknown, key: string): unknown =>
    typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[key] : null;
  // What may also be null is one of two.
  const keysOf = (of: unknown): unknown => {
    const choices = part(of, 'anyOf');
    const all = Array.isArray(choices) ? [of, ...choices] : [of];
    return all.map((one) => part(one, 'properties')).find((keys) => keys instanceof Object);
  };
  for (const key of path) shape = part(keysOf(shape), key);
  return Object.keys(keysOf(shape) ?? {});
}

const apartMax = 2;

/** The known key that differs by the fewest letters; null where none is near. */
function likest(key: string, known: readonly string[]): string | null {
  const near = known
    .filter((name) => Math.abs(name.length - key.length) <= apartMax)
    .map((name) => ({ name, apart: lettersApart(key.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.apart - b.apart)[0];
  return near !== undefined && near.apart <= apartMax ? near.name : null;
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
export function lettersApart(one: string, other: string): number {
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

/** Tells the mistakes in a value: of each the key, what stands there, and what should. */
export function problemsIn(
  value: unknown,
  shape: z.ZodType,
): (issue: z.core.$ZodIssue) => readonly string[] {
  // Made once, and only where it is asked: a file can have as many mistakes as keys.
  let schema: unknown;
  const known = (path: readonly string[]): readonly string[] => {
    schema ??= z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' });
    return keysAt(schema, path);
  };
  return (issue) => problemsOf(issue, value, known);
}

function problemsOf(
  issue: z.core.$ZodIssue,
  value: unknown,
  known: (path: readonly string[]) => readonly string[],
): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const names = known(path);
    return issue.keys.map((key) => {
      const meant = likest(key, names);
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
  return [`${name} is ${shortened(JSON.stringify(found), 60)}: expected ${expected}`];
}

/** What a shape wants, from its message. Choices go without quotes: the log takes quoted words away. */
export const expectedBy = (message: string): string =>
  message
    .replace(/^(Invalid (input|option)|Too (small|big)): /, '')
    .replace(/^expected /, '')
    .replace(/, received \w+$/, '')
    .replace(/^one of .*/, (choices) => choices.replaceAll('"', '').replaceAll('|', ', '));
