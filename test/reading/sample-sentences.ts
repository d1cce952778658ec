/** The sentences that come with Pawl, as `samples/sentences*.csv` has them. */
import { readdirSync, readFileSync } from 'node:fs';

const samples = new URL('../../samples/', import.meta.url);

/** A sentence in quotes or without, the finding an analyst gave, and the code if there is one. */
const row = /^(?:"((?:[^"]|"")*)"|([^",\n]*)),(\w+)(?:,(\w*))?$/gm;

export const sampleFiles: readonly string[] = readdirSync(samples)
  .filter((name) => /^sentences.*\.csv$/.test(name))
  .sort();

export function sentencesOf(
  name: string,
): readonly { readonly sentence: string; readonly code: string }[] {
  const [, ...rows] = readFileSync(new URL(name, samples), 'utf8').matchAll(row);
  return rows.map(([, quoted, plain, , code = '']) => ({
    sentence: quoted?.replaceAll('""', '"') ?? plain ?? '',
    code,
  }));
}
