/**
 * Secrets in the configuration. Under a key that ends in password, secret, token or url, the file may
 * say `{ "env": "NAME" }` instead of a text, and the text is taken from that environment variable of
 * the process that reads it. The one rule: no message, list, log or history ever shows a secret; it
 * shows the name of the variable, or `(secret)`.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a key has to be called for its text to be a secret. */
export const isSecretKey = (key: string): boolean => /(password|secret|token|url)$/i.test(key);

const hiddenSecret = '(secret)';

export interface MissingVariable {
  readonly key: string;
  readonly variable: string;
}

/** Stands for a secret that is not at hand: it passes for a text and for an address. */
const standIn = 'https://not-set.invalid/';

/** The value with every secret taken from the environment, and the variables that are not set. */
export function withEnvironment(
  value: unknown,
  environment: Environment,
): { readonly value: unknown; readonly missing: readonly MissingVariable[] } {
  const missing: MissingVariable[] = [];
  const read = changed(value, (part, path) => {
    const variable = isSecretKey(path.at(-1) ?? '') ? variableOf(part) : null;
    if (variable === null) return part;
    const text = environment[variable] ?? '';
    if (text !== '') return text;
    missing.push({ key: path.join('.'), variable });
    return standIn;
  });
  return { value: read, missing };
}

/** What `pawl token` makes, wherever in a text it stands. */
const madeToken = /pawl_[\w-]{8,}/g;

/** A password where none belongs: between the user and the host of an address. */
const passwordInAddress = /(\w:\/\/[^\s/:@]*):[^\s/@]+@/g;

/**
 * The value with `(secret)` in the place of every secret that is written down, whatever it is. A
 * token may have been put where its digest belongs, or anywhere else: that is one too.
 */
export const withoutSecrets = (value: unknown): unknown =>
  changed(withoutTokens(value), (part, path) => {
    const key = path.at(-1) ?? '';
    if (/^sha256$/i.test(key)) return isDigest(part) ? part : hiddenSecret;
    const isShown = !isSecretKey(key) || part === null || variableOf(part) !== null;
    return isShown ? part : hiddenSecret;
  });

const isDigest = (part: unknown): boolean =>
  typeof part === 'string' && /^[0-9a-f]{64}$/.test(part);

/** A sentence that may quote a token. */
export const withoutTokensIn = (text: string): string =>
  text
    .replaceAll(madeToken, hiddenSecret)
    .replaceAll(passwordInAddress, (_all, before: string) => `${before}:${hiddenSecret}@`);

function withoutTokens(value: unknown): unknown {
  return changed(value, (part) => {
    if (typeof part === 'string') return withoutTokensIn(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, one]) => [withoutTokensIn(key), one]),
    );
  });
}

/** What `withoutSecrets` made, in a form that the shape of the configuration takes. */
export const withStandIns = (value: unknown): unknown =>
  changed(value, (part) => (part === hiddenSecret ? standIn : part));

/** The environment variables that a configuration names, whatever for. */
export function variablesIn(written: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  changed(written, (part) => {
    const name = variableOf(part);
    if (name !== null) names.add(name);
    return part;
  });
  return names;
}

function variableOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  const [key, name] = entries[0] ?? [];
  const isNamed = entries.length === 1 && key === 'env' && typeof name === 'string';
  return isNamed && name !== '' ? name : null;
}

/** A copy of a JSON value, each part replaced by what `change` makes of it, the outer first. */
function changed(
  value: unknown,
  change: (part: unknown, path: readonly string[]) => unknown,
  path: readonly string[] = [],
): unknown {
  const part = change(value, path);
  if (Array.isArray(part)) {
    return part.map((one, index) => changed(one, change, [...path, String(index)]));
  }
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, one]) => [key, changed(one, change, [...path, key])]),
  );
}
