/**
 * Every sentence that comes with Pawl, and what is read in it: the finding, and the words and the rule
 * of each reason. A change of the rules or the grammar shows here sentence by sentence. What is meant
 * is written anew (`npm test -- test/reading/frozen.test.ts --update`) and read, line by line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readingRules, tryReading } from '../../src/reading/index.ts';

const samples = new URL('../../samples/', import.meta.url);

/** A sentence in quotes or without, the finding an analyst gave, and the code if there is one. */
const row = /^(?:"((?:[^"]|"")*)"|([^",\n]*)),(\w+)(?:,(\w*))?$/gm;

function sentencesOf(
  name: string,
): readonly { readonly sentence: string; readonly code: string }[] {
  const [, ...rows] = readFileSync(new URL(name, samples), 'utf8').matchAll(row);
  return rows.map(([, quoted, plain, , code = '']) => ({
    sentence: quoted?.replaceAll('""', '"') ?? plain ?? '',
    code,
  }));
}

function readingOf(sentence: string, code: string): string {
  const given = { line: 0, sentence, code, expected: 'unclear' } as const;
  const { found, reasons } = tryReading(readingRules, given);
  const why = reasons.map(({ finding, words, rule }) => `  "${words}": ${finding}, by ${rule}`);
  return [`${found}: ${code === '' ? '' : `code ${code}, `}${sentence}`, ...why].join('\n');
}

/** So few that a difference is found, and so many that the list of tests stays short. */
const together = 20;

const files = readdirSync(samples).filter((name) => /^sentences.*\.csv$/.test(name));

describe.each(files.sort())('%s', (name) => {
  const sentences = sentencesOf(name);
  const starts = Array.from(
    { length: Math.ceil(sentences.length / together) },
    (_, at) => at * together,
  );
  test.each(starts)('from sentence %d', (from) => {
    const some = sentences.slice(from, from + together);
    expect(
      some.map(({ sentence, code }) => readingOf(sentence, code)).join('\n'),
    ).toMatchSnapshot();
  });
});
