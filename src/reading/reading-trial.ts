/**
 * A trial of the reading rules: sentences with the finding a metering analyst would give, and what the
 * rules make of them. It judges nothing but whether the two agree; a wrong finding that decides a
 * check is told apart from a sentence that is merely left to a person.
 */
import type { ReadingRules } from './reading-rules.ts';
import { type Reason, type ReportFinding, readReport, reportFindings } from './report.ts';

export interface TrialSentence {
  readonly line: number;
  readonly sentence: string;
  readonly expected: ReportFinding;
  /** J0024 of the same report; empty where it has none. */
  readonly code: string;
}

export interface TrialResult extends TrialSentence {
  readonly found: ReportFinding;
  readonly reasons: readonly Pick<Reason, 'finding' | 'words' | 'rule'>[];
  readonly isRight: boolean;
}

export function tryReading(rules: ReadingRules, given: TrialSentence): TrialResult {
  const { line, sentence, code } = given;
  const words = (text: string, item: string) => ({ text, line, item, meterId: null });
  const { finding, reasons } = readReport(rules, {
    codes: code === '' ? [] : [words(code, 'J0024')],
    texts: [words(sentence, 'J0012')],
  });
  return {
    ...given,
    found: finding,
    reasons: reasons.map((reason) => ({
      finding: reason.finding,
      words: reason.words,
      rule: reason.rule,
    })),
    isRight: finding === given.expected,
  };
}

export interface Confusion {
  /** How often each was found where each was expected. */
  readonly counts: Readonly<Record<ReportFinding, Readonly<Record<ReportFinding, number>>>>;
  readonly total: number;
  readonly right: number;
  /** Left to a person where the analyst was sure. */
  readonly leftToPerson: number;
  /** Decided, and not as the analyst would have. */
  readonly wrong: number;
}

export function confusionOf(results: readonly TrialResult[]): Confusion {
  const count = (expected: ReportFinding, found: ReportFinding): number =>
    results.filter((one) => one.expected === expected && one.found === found).length;
  const row = (expected: ReportFinding) =>
    Object.fromEntries(reportFindings.map((found) => [found, count(expected, found)]));
  const differing = results.filter(({ isRight }) => !isRight);
  return {
    counts: Object.fromEntries(
      reportFindings.map((expected) => [expected, row(expected)]),
    ) as Confusion['counts'],
    total: results.length,
    right: results.length - differing.length,
    leftToPerson: differing.filter(({ found }) => found === 'unclear').length,
    wrong: differing.filter(({ found }) => found !== 'unclear').length,
  };
}
