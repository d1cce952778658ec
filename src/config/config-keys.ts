/** Which keys of two configurations differ, by their whole paths, with no secret in what it tells. */
import { withoutSecrets } from './secret.ts';

export interface KeyDifference {
  readonly key: string;
  /** Null where the key is not written. */
  readonly from: unknown;
  readonly to: unknown;
}

/** Objects are compared key by key; lists and texts as a whole. */
export function keysBetween(before: unknown, after: unknown): readonly KeyDifference[] {
  return differences(before, after, []);
}

function differences(
  before: unknown,
  after: unknown,
  path: readonly string[],
): readonly KeyDifference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      // Where editors find the schema is nobody's rule.
      path.length === 0 && key === '$schema'
        ? []
        : differences(before[key], after[key], [...path, key]),
    );
  }
  return [{ key: path.join('.'), from: shown(path, before), to: shown(path, after) }];
}

/** The value under a key, without the secrets that are in it, or that it is. */
function shown(path: readonly string[], value: unknown): unknown {
  const key = path.at(-1) ?? '';
  const told = withoutSecrets({ [key]: value ?? null });
  return isObject(told) ? told[key] : null;
}

/** A value of a key, for a person. */
export const valueInWords = (value: unknown): string =>
  value === null ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
