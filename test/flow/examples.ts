/** The catalogue as shipped, and one small correct file of each process flow, for the tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Catalogue, compileCatalogue, createDescriber } from '../../src/flow/index.ts';
import { shippedReference } from '../../src/market/index.ts';

const folder = new URL('../../flows/', import.meta.url);
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

export const definitionNames: readonly string[] = readdirSync(folder)
  .filter((name) => /^D[0-9]{4}_[0-9]{3}\.json$/.test(name))
  .sort();

export const shippedDefinitions = (): unknown[] => definitionNames.map(json);
export const shippedDataItems = (): unknown => json('data-items.json');

export const catalogue: Catalogue = compileCatalogue(shippedDefinitions(), shippedDataItems());

export const D0001 = `ZHV|0000000101|D0001001|X|SUPP|M|MOPX|20260601090000||||TR01|
001|1000000000012|20260605|090000|130000|
002|E12Z000001|
003|01|DISPLAY BLANK|20260528|CUSTOMER REPORTS NO READING|
759|15||
ZPT|0000000101|4||1|20260601090001|
`;

export const D0002 = `ZHV|0000000202|D0002001|M|MOPX|X|SUPP|20260605160000||||TR01|
004|1000000000012|DISPLAY BLANK|20260528|
005|E12Z000001|METER EXCHANGED|
006|01|20260605|METER REPLACED|
760|89||
ZPT|0000000202|4||1|20260605160001|
`;

export const D0142 = `ZHV|0000000303|D0142001|X|SUPP|M|MOPX|20260601090000||||TR01|
267|1200000000020|1|HIGH STREET|||||ANYTOWN|||AA1 1AA|20260610|080000|130000|N||E|0393|INSTALL SINGLE RATE METER|F||
ZPT|0000000303|1||1|20260601090001|
`;

export const D0150 = `ZHV|0000000404|D0150002|M|MOPX|X|SUPP|20260611090000||||TR01|
288|2000000000015|20260610||E|
289|0393|20260610|||
290|E12Z000002|||100|J|ACME 100|MAPX|||||||||||N|20260610|20260101||||H|20260610|
293|S|C|AI|1.00||5|||
08A|E12Z000001|20260610|MAPX|
ZPT|0000000404|5||1|20260611090001|
`;

export const goodFiles = { D0001, D0002, D0142, D0150 } as const;

/** A whole file in words. */
export function describeFile(file: Uint8Array | string) {
  const describer = createDescriber(
    catalogue,
    { number: 1, instances: Number.POSITIVE_INFINITY },
    shippedReference.meaningOf,
  );
  describer.push(typeof file === 'string' ? Buffer.from(file, 'latin1') : file);
  return describer.end().lines;
}
