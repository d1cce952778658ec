/** What the fuzz begins from: the files of the stories, the shipped data, and one of each that they lack. */
import { readdirSync, readFileSync } from 'node:fs';
import { goodFiles } from '../flow/examples.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): Buffer => readFileSync(new URL(path, root));

const samples: readonly string[] = readdirSync(new URL('samples/', root), {
  recursive: true,
  encoding: 'utf8',
})
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => !name.includes('/expected/'))
  .sort();

/** Of many alike the small ones. */
const files = (pattern: RegExp): Buffer[] =>
  samples
    .filter((name) => pattern.test(name))
    .map((name) => read(`samples/${name}`))
    .filter(({ length }) => length < 20_000);

const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value, null, 1));

export const flowSeeds: readonly Buffer[] = [
  ...Object.values(goodFiles).map((file) => Buffer.from(file)),
  ...files(/\.usr$/),
];

export const csvSeeds: readonly Buffer[] = files(
  /(?<!cm-components[^/]*)(?<!sentences[^/]*)(?<!reference\/[^/]*)\.csv$/,
);
export const componentSeeds: readonly Buffer[] = files(/cm-components[^/]*\.csv$/);
export const sentenceSeeds: readonly Buffer[] = files(/^sentences[^/]*\.csv$/)
  .concat(read('samples/sentences.csv'))
  .flatMap((file) => file.toString().split('\n').slice(1))
  .map((line) => Buffer.from(line.replace(/,[^,]*$/, '').replace(/^"|"$/g, '')))
  .filter(({ length }) => length > 3);

/** The first rows of a register say what its form is. */
const firstRows = (file: Buffer): Buffer =>
  Buffer.from(file.toString().split('\n').slice(0, 12).join('\n'));

export const registerSeeds = {
  compliance: firstRows(read('approvals/compliance.csv')),
  protocols: firstRows(read('approvals/protocols.csv')),
};

export const feedSeeds: readonly Buffer[] = [
  ...files(/bank-holidays\.json$/),
  text({
    'england-and-wales': {
      division: 'england-and-wales',
      events: ['2028-12-25', '2029-01-01', '2030-04-19'].map((date) => ({
        title: 'Bank holiday',
        date,
        notes: '',
        bunting: true,
      })),
    },
    scotland: { division: 'scotland', events: [] },
  }),
];

export const dipSeeds: readonly Buffer[] = files(/^dip\/.*\.json$/);

/** Definitions in our form, and in the public one as far as it can be made from ours. */
export const editionSeeds: readonly Buffer[] = ['D0151_001', 'D0142_001', 'D0221_001'].flatMap(
  (name) => {
    const own = read(`flows/${name}.json`);
    const { flow, version, routes, groups } = JSON.parse(own.toString()) as {
      flow: string;
      version: string;
      routes: string[];
      groups: { id: string; name: string; parent: string | null; items: { ref: string }[] }[];
    };
    const written = {
      flowId: flow,
      flowVersion: version,
      flowName: name,
      routes: routes.map((route) => ({ from: route.split('>')[0], to: route.split('>')[1] })),
      groups: Object.fromEntries(
        groups.map(({ id, name, parent, items }) => [
          id,
          {
            name,
            parent,
            cardinality: { min: 1, max: null },
            fields: items.map(({ ref }) => ({ ref, name: ref, format: 'DATE(0)', required: true })),
          },
        ]),
      ),
    };
    return [own, text(written)];
  },
);

export const isdSeeds: readonly Buffer[] = files(/^reference\/.*\.csv$/);

/** The configurations that docs/configuration.md shows, and those of the stories. */
export const configSeeds: readonly Buffer[] = [
  ...[
    ...read('docs/configuration.md')
      .toString()
      .matchAll(/```json\n([^]*?)```/g),
  ].map(([, shown = '']) => Buffer.from(shown)),
  ...files(/scenario\.json$/).flatMap((file) => {
    const { config } = JSON.parse(file.toString()) as { config?: unknown };
    return config === undefined ? [] : [text(config)];
  }),
];
