/**
 * The words that an item of the work queue rests on, and how they are compared with those of others: in
 * small letters and with single blanks, as they are read.
 */
import type { CheckState } from './check.ts';
import type { CitedEvidence } from './evidence.ts';
import type { ExceptionCode } from './exception.ts';

/** What a person settles by reading what was answered. */
const readCodes: ReadonlySet<ExceptionCode> = new Set<ExceptionCode>([
  'REPORT_UNCLEAR',
  'REQUEST_REJECTED',
  'ANSWERS_DISAGREE',
  'NOT_REPLACED',
]);

interface Evidenced {
  readonly evidence: readonly CitedEvidence[];
}

/** What was said last: of an unclear report that report alone, else the newest file of each flow. */
export function wordsOfItem(
  { evidence }: Evidenced,
  code: ExceptionCode,
): readonly CitedEvidence[] {
  if (!readCodes.has(code)) return [];
  const isUnclear = code === 'REPORT_UNCLEAR';
  const spoken = isUnclear ? evidence.filter(({ finding }) => finding === 'unclear') : evidence;
  const said = isUnclear ? spoken.slice(-1) : spoken;
  const newest = new Map(said.map(({ flow, fileIdentifier }) => [flow, fileIdentifier]));
  return spoken.filter(({ flow, fileIdentifier }) => newest.get(flow) === fileIdentifier);
}

/** Parts texts: no item of a flow can have it. */
const between = ' | ';

/** In bytes. Ours: what is longer is read one by one, and a row of an index holds little more. */
export const comparedMax = 1_000;

/** Texts as they are compared; empty where there is none, or too much to be compared. */
export function compared(texts: readonly string[]): string {
  const said = texts
    .flatMap((text) => text.split('|'))
    .map((text) => text.toLowerCase().replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
  const whole = said.join(between);
  return new TextEncoder().encode(whole).length > comparedMax ? '' : whole;
}

/** All that the unclear report says that an item is about, as it stands; none where that is not kept. */
export function unclearTextsOf({
  evidence,
  unclearReport,
}: Pick<CheckState, 'unclearReport'> & Evidenced): readonly string[] {
  const last = evidence.findLast(({ finding }) => finding === 'unclear');
  const isOfIt = last?.flow === 'D0002' && last.fileIdentifier === unclearReport?.fileIdentifier;
  return isOfIt ? (unclearReport?.texts ?? []) : [];
}
