/** What the findings of the broken files say, word for word: people mend files by these sentences. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFlowFile } from '../../src/flow/index.ts';
import { catalogue } from './examples.ts';

const folders = [
  'broken-envelopes',
  'broken-groups-and-items',
  'set-aside',
  'asset-metering-flows',
];
const samples = new URL('../../samples/', import.meta.url);

function sentencesOf(folder: string): readonly string[] {
  const inside = new URL(`${folder}/`, samples);
  return readdirSync(inside)
    .filter((name) => name.endsWith('.usr'))
    .sort()
    .flatMap((name) => {
      const { file, summary } = parseFlowFile(catalogue, readFileSync(new URL(name, inside)));
      const all = [
        ...summary.findings,
        ...(file?.instances ?? []).flatMap(({ findings }) => findings),
      ];
      const told = new Set(
        all.map(({ code, line, group, item, message }) =>
          [name.slice(0, 2), code, line ?? '-', group ?? '-', item ?? '-', message].join(' '),
        ),
      );
      return [...told];
    });
}

test.each(folders)('%s', (folder) => {
  const sentences = sentencesOf(folder);
  for (const sentence of sentences) expect(sentence).toMatch(/\.$/);
  expect(sentences.join('\n')).toMatchSnapshot();
});
