/** That nothing new goes unfrozen: what is served or may be typed must stand in a list of these tests. */

export function refuseUnasked(
  there: readonly string[],
  asked: readonly string[],
  where: string,
): void {
  const known = new Set(asked);
  const missing = [...new Set(there.map(plain))].filter((one) => !known.has(one));
  if (missing.length === 0) return;
  throw new Error(`no golden file asks ${missing.join(', ')}: add a row to test/golden/${where}`);
}

/** What a parameter may look like is no part of its name. */
const plain = (path: string): string => path.replace(/\{.*\}/, '');

/** An address of its own, and not what all requests pass; what pages load is no answer. */
export const isNamed = (path: string): boolean =>
  !path.includes('*') && !path.startsWith('/assets/');

export const isPage = (path: string): boolean =>
  !/^\/(api\/|openapi\.json$)|\.(txt|csv|ics)$/.test(path);
