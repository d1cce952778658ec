/**
 * `pawl rules test`: what the reading rules make of sentences whose meaning is known. Without a file
 * it takes the sentences that come with Pawl; in a workspace, its own words count too.
 */
import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../engine-error.ts';
import { recordsOf, writeCsv } from '../files/index.ts';
import {
  type Confusion,
  confusionOf,
  extendReadingRules,
  type ReadingRules,
  type ReportFinding,
  readingRules,
  reportFindings,
  type TrialResult,
  type TrialSentence,
  tryReading,
} from '../reading/index.ts';
import { usage } from './failure.ts';
import { count, say, sayAside, sayJson } from './print.ts';
import { table } from './table.ts';
import { findFolder, findWorkspace } from './workspace.ts';

interface RulesTestOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly all?: boolean;
}

const shippedSentences = [
  'sentences.csv',
  'sentences-first-hand.csv',
  'sentences-second-hand.csv',
  'sentences-third-hand.csv',
  'sentences-fourth-hand.csv',
  'sentences-fifth-hand.csv',
  'sentences-sixth-hand.csv',
  'sentences-seventh-hand.csv',
  'sentences-eighth-hand.csv',
  'sentences-ninth-hand.csv',
  'sentences-tenth-hand.csv',
  'sentences-eleventh-hand.csv',
  'sentences-twelfth-hand.csv',
  'sentences-thirteenth-hand.csv',
  'sentences-fourteenth-hand.csv',
  'sentences-fifteenth-hand.csv',
  'sentences-sixteenth-hand.csv',
  'sentences-seventeenth-hand.csv',
  'sentences-eighteenth-hand.csv',
  'sentences-nineteenth-hand.csv',
  'sentences-twentieth-hand.csv',
  'sentences-twenty-first-hand.csv',
  'sentences-twenty-second-hand.csv',
  'sentences-twenty-third-hand.csv',
  'sentences-twenty-fourth-hand.csv',
  'sentences-twenty-fifth-hand.csv',
  'sentences-twenty-sixth-hand.csv',
  'sentences-twenty-seventh-hand.csv',
  'sentences-twenty-eighth-hand.csv',
  'sentences-twenty-ninth-hand.csv',
  'sentences-thirtieth-hand.csv',
  'sentences-thirty-first-hand.csv',
].map((name) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)));

/** All sentences that come with Pawl, each of its own set; one that two hands wrote counts once. */
export async function readShippedSentences(): Promise<readonly TrialSentence[]> {
  const all = (await Promise.all(shippedSentences.map(readSentences))).flat();
  const keyOf = ({ sentence, code, expected }: TrialSentence) =>
    `${sentence}\0${code}\0${expected}`;
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

export async function rulesTest(
  given: string | undefined,
  options: RulesTestOptions,
): Promise<number> {
  if (options.csv === true && options.json === true) {
    throw usage('--csv and --json cannot be used together', 'leave one of them out');
  }
  const sentences = await (given === undefined ? readShippedSentences() : readSentences(given));
  const rules = rulesOf(options.workspace);
  const results = sentences.map((sentence) => tryReading(rules, sentence));
  const confusion = confusionOf(results);
  if (options.json === true) sayJson({ ...confusion, sentences: results });
  else if (options.csv === true) process.stdout.write(await asCsv(results));
  else tellInWords(results, confusion, options.all === true);
  return confusion.right === confusion.total ? 0 : 1;
}

/** The built-in rules, with the words of the workspace where there is one. */
function rulesOf(given: string | undefined): ReadingRules {
  if (given === undefined && !hasWorkspace()) return readingRules;
  const { config, folder } = findWorkspace(given, 'notNeeded');
  if (Object.keys(config.rules).length > 0) sayAside(`with the words of ${folder}`);
  return extendReadingRules(readingRules, config.rules);
}

function hasWorkspace(): boolean {
  try {
    return findFolder(undefined) !== '';
  } catch (error) {
    if (error instanceof EngineError && error.code === 'WORKSPACE_MISSING') return false;
    throw error;
  }
}

/** Throws NOT_FOUND, and NOT_POSSIBLE naming every row that is no sentence with its answer. */
async function readSentences(path: string): Promise<readonly TrialSentence[]> {
  if (!existsSync(path)) {
    throw new EngineError('NOT_FOUND', `there is no file ${path}`, 'name a CSV file of sentences');
  }
  const sentences: TrialSentence[] = [];
  const problems: string[] = [];
  let header: readonly string[] | null = null;
  for await (const record of recordsOf(createReadStream(path))) {
    const { line, cells } = record;
    if (cells === null) {
      problems.push(`line ${line}: ${record.problem}`);
      continue;
    }
    if (header === null) {
      header = cells.map((cell) => cell.trim());
      if (!header.includes('sentence') || !header.includes('expected')) {
        problems.push(`line ${line}: the first row must name the columns sentence and expected`);
        break;
      }
      continue;
    }
    if (cells.every((cell) => cell.trim() === '')) continue;
    const read = sentenceIn(header, cells, line);
    if (typeof read === 'string') problems.push(read);
    else sentences.push(read);
  }
  if (problems.length === 0 && sentences.length > 0) return sentences;
  throw new EngineError(
    'NOT_POSSIBLE',
    `${path}: ${problems.length === 0 ? 'it has no sentence' : problems.slice(0, 10).join('; ')}`,
    'a header row sentence,expected,code and a row for each sentence; the code may be left out',
  );
}

function sentenceIn(
  header: readonly string[],
  cells: readonly string[],
  line: number,
): TrialSentence | string {
  const cell = (name: string): string => (cells[header.indexOf(name)] ?? '').trim();
  const expected = cell('expected');
  const isFinding = (text: string): text is ReportFinding =>
    (reportFindings as readonly string[]).includes(text);
  if (!isFinding(expected)) {
    return `line ${line}: expected is "${expected}", and must be one of ${reportFindings.join(', ')}`;
  }
  return { line, sentence: cell('sentence'), expected, code: cell('code') };
}

function tellInWords(results: readonly TrialResult[], confusion: Confusion, all: boolean): void {
  for (const result of all ? results : results.filter(({ isRight }) => !isRight)) {
    const { line, sentence, code, expected, found, reasons, isRight } = result;
    const coded = code === '' ? '' : `code ${code}, `;
    say(`line ${line}: ${coded}"${sentence}"`);
    say(`  ${isRight ? `reads ${found}` : `reads ${found}, expected ${expected}`}`);
    for (const { finding, words, rule } of reasons) say(`    "${words}": ${finding}, by ${rule}`);
  }
  const rows = reportFindings
    .map((expected) => [
      expected,
      ...reportFindings.map((found) => String(confusion.counts[expected][found])),
    ])
    .filter(([, ...counts]) => counts.some((number) => number !== '0'));
  for (const text of table(['expected', ...reportFindings], rows)) say(text);
  const { total, right, leftToPerson, wrong } = confusion;
  say(`${count(total, 'sentence')}: ${right} as expected, ${leftToPerson} left to a person,`);
  say(`${wrong} read otherwise than expected.`);
}

const asCsv = (results: readonly TrialResult[]): Promise<string> =>
  writeCsv(
    ['line', 'sentence', 'code', 'expected', 'found', 'right', 'words', 'rules'],
    results.map(({ line, sentence, code, expected, found, isRight, reasons }) => [
      line,
      sentence,
      code,
      expected,
      found,
      isRight,
      reasons.map(({ words }) => words).join(' | '),
      reasons.map(({ rule }) => rule).join(' | '),
    ]),
  );
