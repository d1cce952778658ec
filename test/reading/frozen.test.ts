/**
 * Every sentence that comes with Pawl, and what is read in it: the finding, and the words and the rule
 * of each reason. A change of the rules or the grammar shows here sentence by sentence. What is meant
 * is written anew (`npm test -- test/reading/frozen.test.ts --update`) and read, line by line.
 */
import { describe, expect, test } from 'vitest';
import { readingRules, tryReading } from '../../src/reading/index.ts';
import { sampleFiles, sentencesOf } from './sample-sentences.ts';

function readingOf(sentence: string, code: string): string {
  const given = { line: 0, sentence, code, expected: 'unclear' } as const;
  const { found, reasons } = tryReading(readingRules, given);
  const why = reasons.map(({ finding, words, rule }) => `  "${words}": ${finding}, by ${rule}`);
  return [`${found}: ${code === '' ? '' : `code ${code}, `}${sentence}`, ...why].join('\n');
}

/** So few that a difference is found, and so many that the list of tests stays short. */
const together = 20;

describe.each(sampleFiles)('%s', (name) => {
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
