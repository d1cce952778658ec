/**
 * Which mutants of a room are tried: all, or with PAWL_SAMPLE=N about one in N, the same ones for the
 * same PAWL_SAMPLE_SEED, whatever the tests say.
 */
const oneIn = Number(process.env['PAWL_SAMPLE'] ?? 1);
const seed = Number(process.env['PAWL_SAMPLE_SEED'] ?? 1);

export const sample = { oneIn, seed };

interface Place {
  readonly line: number;
  readonly column: number;
}

/** By place, as Stryker's runners have it: lines and columns from 0. */
export function isInSample(mutant: {
  readonly fileName: string;
  readonly location: { readonly start: Place; readonly end: Place };
  readonly replacement: string;
}): boolean {
  if (oneIn === 1) return true;
  const { start, end } = mutant.location;
  const file = mutant.fileName.replaceAll('\\', '/').split('/').slice(-2).join('/');
  const place = [start.line, start.column, end.line, end.column];
  let hash = 0x811c9dc5;
  for (const character of [seed, file, ...place, mutant.replacement].join('|')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  // The low bits of FNV alone are not even.
  return ((hash ^ (hash >>> 15)) >>> 0) % oneIn === 0;
}
