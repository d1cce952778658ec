/**
 * Writes into docs/reading-rules.md how the reading rules fared with the sentences that come with
 * Pawl, between its markers; a test compares the page with what this makes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readShippedSentences } from '../src/cli/rules-test.ts';
import {
  confusionOf,
  readingRules,
  reportFindings,
  type TrialResult,
  tryReading,
} from '../src/reading/index.ts';
import { wrapped } from './wrap.ts';

const page = new URL('../docs/reading-rules.md', import.meta.url);
const begin = '<!-- generated: trial -->';
const end = '<!-- /generated -->';

export const readPage = (): string => readFileSync(page, 'utf8');

/** What the rules make of every sentence that comes with Pawl. */
export async function trial(): Promise<readonly TrialResult[]> {
  const sentences = await readShippedSentences();
  return sentences.map((sentence) => tryReading(readingRules, sentence));
}

/** The page with its generated part made anew. Throws where the markers are missing. */
export async function withGenerated(markdown: string): Promise<string> {
  const from = markdown.indexOf(begin);
  const to = markdown.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error('docs/reading-rules.md has no place for the trial');
  const part = partOf(await trial());
  return wrapped(`${markdown.slice(0, from + begin.length)}\n${part}\n${markdown.slice(to)}`);
}

function partOf(results: readonly TrialResult[]): string {
  const { counts, total, right, leftToPerson, wrong } = confusionOf(results);
  const rows = reportFindings.map((expected) => {
    const cells = reportFindings.map((found) => counts[expected][found] || '');
    return `| **${expected}** | ${cells.join(' | ')} |`;
  });
  const differing = results
    .filter(({ isRight, found }) => !isRight && found !== 'unclear')
    .map(
      ({ sentence, expected, found }) =>
        `| ${sentence.replaceAll('|', '\\|')} | ${expected} | ${found} |`,
    );
  return [
    `${total} sentences: ${right} as expected, ${leftToPerson} left to a person where the analyst was sure, ${wrong} decided otherwise.`,
    [
      `| Expected, and found: | ${reportFindings.join(' | ')} |`,
      `|---|${'---:|'.repeat(reportFindings.length)}`,
      ...rows,
    ].join('\n'),
    ...(differing.length === 0
      ? ['None was decided otherwise. `pawl rules test` lists those that were left to a person.']
      : [
          'The sentences that were decided otherwise:',
          ['| Sentence | Expected | Found |', '|---|---|---|', ...differing].join('\n'),
        ]),
  ].join('\n\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(page, await withGenerated(readPage()));
