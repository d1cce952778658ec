/** What the findings of the broken files say, word for word: people mend files by these sentences. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createFlowReader, defaultLimits, type Finding } from '../../src/flow/index.ts';
import { shippedReference } from '../../src/market/index.ts';
import { catalogue } from './examples.ts';

const folders = [
  'broken-envelopes',
  'broken-groups-and-items',
  'set-aside',
  'asset-metering-flows',
];
const samples = new URL('../../samples/', import.meta.url);

/** Somebody has taught the letter of an AMVLP. */
const roleOf = (letter: string, date: string) =>
  letter === 'Y' ? { role: 'AMVLP', name: 'AMVLP' } : shippedReference.meaningOf(letter, date);

function sentencesOf(folder: string): readonly string[] {
  const inside = new URL(`${folder}/`, samples);
  return readdirSync(inside)
    .filter((name) => name.endsWith('.usr'))
    .sort()
    .flatMap((name) => {
      const all: Finding[] = [];
      const reader = createFlowReader(catalogue, {
        limits: defaultLimits,
        roleOf,
        onInstance: ({ findings }) => void all.push(...findings),
      });
      reader.push(readFileSync(new URL(name, inside)));
      all.unshift(...reader.end().findings);
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
