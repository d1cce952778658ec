/**
 * Is this meter type listed for this Code of Practice and issue on this day? The one rule: no answer
 * says that a meter does not comply. A type that is not listed may be used under a Metering
 * Dispensation (BSCP32), of which the register knows nothing.
 */
import type { LocalDate } from '../../calendar/index.ts';
import {
  type Committees,
  committeesFor,
  type Issuing,
  isHalfHourlyCop,
  isSameCop,
  issuingOn,
  type Testing,
  testingFor,
} from './cop-rules.ts';
import { sinceInWords } from './in-words.ts';
import { knownDateInWords } from './known-date.ts';
import { citedBy, oursIn, type Sentence, sentenceAt } from './papers.ts';
import type { ComplianceEntry } from './register.ts';
import { isSameName, listStandingOf } from './standing.ts';

export const complianceStatuses = [
  'LISTED',
  'SUPERSEDED',
  'NOT_LISTED',
  'WITHDRAWN',
  'UNDETERMINED',
  'NOT_APPLICABLE',
] as const;
type ComplianceStatus = (typeof complianceStatuses)[number];

export interface ComplianceQuestion {
  readonly on: LocalDate;
  readonly model: string;
  readonly cop: string;
  /** Null asks for any. */
  readonly issue: string | null;
  readonly manufacturer: string | null;
  readonly variant: string | null;
  readonly firmware: string | null;
  /** J0483, where it is known. */
  readonly meterType: string | null;
}

interface ComplianceAnswer {
  readonly status: ComplianceStatus;
  readonly says: string;
  /** The entries that the status rests on. */
  readonly entries: readonly ComplianceEntry[];
  readonly committees: Committees;
  readonly testing: Testing;
  readonly issuing: Issuing;
  /** What the register cannot know, where the type is not listed. */
  readonly dispensation: string | null;
  readonly sources: readonly Sentence[];
}

export function complianceOf(
  entries: readonly ComplianceEntry[],
  question: ComplianceQuestion,
): ComplianceAnswer {
  const { cop, on } = question;
  const committees = committeesFor(cop);
  const testing = testingFor(cop, on);
  const issuing = issuingOn(cop, on);
  const verdict = verdictOf(entries, question, testing);
  const isOpen = !['LISTED', 'NOT_APPLICABLE'].includes(verdict.status);
  const cited = verdict.entries.flatMap(({ reference }) => citedBy(reference));
  const rulings = [committees, testing, issuing].flatMap(({ source }) => source ?? []);
  const dispensed = isOpen ? [sentenceAt('ISG 255/05 1.2')] : [];
  return {
    ...verdict,
    committees,
    testing,
    issuing,
    dispensation: isOpen ? dispensation : null,
    sources: [
      ...new Map([...cited, ...rulings, ...dispensed].map((one) => [one.at, one])).values(),
    ],
  };
}

const dispensation =
  'This does not say that a meter fails to comply: a Metering Dispensation under BSCP32 may exist.';

type Verdict = Pick<ComplianceAnswer, 'status' | 'says' | 'entries'>;

function verdictOf(
  all: readonly ComplianceEntry[],
  question: ComplianceQuestion,
  testing: Testing,
): Verdict {
  const { cop, on, meterType } = question;
  const none = (status: ComplianceStatus, says: string): Verdict => ({ status, says, entries: [] });
  if (meterType !== null && isNonHalfHourly(meterType)) {
    const says = `meter type ${meterType} (J0483) is non-half-hourly, and the register is of half-hourly CoPs`;
    return none('NOT_APPLICABLE', says);
  }
  if (!isHalfHourlyCop(cop)) return none('NOT_APPLICABLE', testing.says);
  const ofType = all.filter((entry) => isOfType(entry, question));
  const ofCop = ofType.filter(
    ({ cop: own, issue }) =>
      isSameCop(own, cop) && (question.issue === null || issue === question.issue),
  );
  if (ofCop.length === 0) {
    if (testing.needed === 'no') return none('NOT_APPLICABLE', testing.says);
    if (testing.needed === 'undetermined') return none('UNDETERMINED', testing.says);
    return none('NOT_LISTED', ofType.length === 0 ? typeUnknown(question) : otherCops(ofType, on));
  }
  const { firmware } = question;
  const asked = ofCop.filter((one) => firmware === null || isSameName(one.firmware, firmware));
  if (asked.length === 0) {
    const known = [...new Set(ofCop.map((one) => one.firmware))].join(', ');
    return none('NOT_LISTED', `the register has no firmware ${firmware} for it; it has ${known}`);
  }
  return verdictAmong(asked, ofCop, on);
}

/** The best that any of the entries asked for comes to. */
function verdictAmong(
  asked: readonly ComplianceEntry[],
  ofCop: readonly ComplianceEntry[],
  on: LocalDate,
): Verdict {
  const inState = (state: ReturnType<typeof listStandingOf>): readonly ComplianceEntry[] =>
    asked.filter((entry) => listStandingOf(entry, on) === state);
  const listed = inState('in');
  if (listed.length > 0) return { status: 'LISTED', says: sinceWhen(listed), entries: listed };
  const open = inState('undetermined');
  if (open.length > 0) {
    return { status: 'UNDETERMINED', says: whyUndetermined(open, on), entries: open };
  }
  const past = inState('past');
  if (past.length === 0) {
    const begins = asked.map(({ from }) => from ?? '').sort()[0] ?? '';
    const says = `it is on the list only since ${knownDateInWords(begins)}`;
    return { status: 'NOT_LISTED', says, entries: inState('before') };
  }
  return pastVerdict(past, ofCop, on);
}

/** What has ended was superseded where another firmware of the same type is on the list now. */
function pastVerdict(
  past: readonly ComplianceEntry[],
  ofCop: readonly ComplianceEntry[],
  on: LocalDate,
): Verdict {
  const later = (entry: ComplianceEntry): readonly ComplianceEntry[] =>
    ofCop.filter(
      (one) =>
        isSameName(one.variant, entry.variant) &&
        one.issue === entry.issue &&
        !isSameName(one.firmware, entry.firmware),
    );
  const followers = past.flatMap(later);
  const successors = followers.filter((one) => listStandingOf(one, on) === 'in');
  if (successors.length > 0) {
    const [successor] = successors;
    const firmware = [...new Set(past.map((one) => one.firmware))].join(', ');
    const from = successor?.from ?? null;
    const when = from === null ? '' : ` in ${knownDateInWords(from)}`;
    const superseded = `firmware ${firmware} was superseded by ${successor?.firmware}${when}`;
    const says = `${superseded}${inBrackets(oursAmong(past))}`;
    return { status: 'SUPERSEDED', says, entries: past };
  }
  const ended = knownDateInWords(
    past
      .map(({ to }) => to ?? '')
      .sort()
      .at(-1) ?? '',
  );
  const perhaps = followers.filter((one) => listStandingOf(one, on) === 'undetermined');
  if (perhaps.length > 0) {
    const says = `it was on the list up to ${ended}${inBrackets(oursAmong(past))}, and whether another firmware has followed it is not determined`;
    return { status: 'UNDETERMINED', says, entries: [...past, ...perhaps] };
  }
  return {
    status: 'WITHDRAWN',
    says: `it was on the list up to ${ended}${inBrackets(oursAmong(past))}`,
    entries: past,
  };
}

const oursAmong = (entries: readonly ComplianceEntry[]): string | null =>
  entries.map(({ reference }) => oursIn(reference)).find((ours) => ours !== null) ?? null;

const inBrackets = (ours: string | null): string => (ours === null ? '' : ` (${ours})`);

const isOfType = (
  entry: ComplianceEntry,
  { manufacturer, model, variant }: ComplianceQuestion,
): boolean =>
  isSameName(entry.model, model) &&
  (manufacturer === null || isSameName(entry.manufacturer, manufacturer)) &&
  (variant === null || isSameName(entry.variant, variant));

const typeUnknown = ({ manufacturer, model, variant }: ComplianceQuestion): string => {
  const names = [manufacturer, model, variant].filter((name) => name !== null).join(' ');
  return `the register has no meter type ${names}`;
};

/** "approved for CoP5 Issue 6 since June 2022 (P3E, R3E; firmware M6X8G0B)". */
function sinceWhen(entries: readonly ComplianceEntry[]): string {
  const names = (of: (entry: ComplianceEntry) => string): string =>
    [...new Set(entries.map(of))].filter((name) => name !== '').join(', ');
  const firmware = names((one) => one.firmware);
  const detail = [names((one) => one.variant), firmware && `firmware ${firmware}`];
  const which = detail.filter((part) => part !== '').join('; ');
  return `approved for ${copsInWords(entries)}${which === '' ? '' : ` (${which})`}`;
}

/** "CoP5 Issue 6 since June 2022"; several that begin together share their beginning. */
export function copsInWords(entries: readonly ComplianceEntry[]): string {
  const bySince = new Map<string, Set<string>>();
  for (const { cop, issue, from } of entries) {
    const names = bySince.get(sinceInWords(from)) ?? new Set();
    bySince.set(sinceInWords(from), names.add(`CoP${cop} Issue ${issue}`));
  }
  return [...bySince].map(([from, names]) => `${[...names].join(', ')}${from}`).join(' and ');
}

function whyUndetermined(entries: readonly ComplianceEntry[], on: LocalDate): string {
  const [entry] = entries;
  const month = on.slice(0, 7);
  if (entries.some(({ from, to }) => from === month || to === month)) {
    return `the paper gives a month, ${knownDateInWords(month)}, and no day in it`;
  }
  return `nothing says since when firmware ${entry?.firmware} has been on the list`;
}

function otherCops(ofType: readonly ComplianceEntry[], on: LocalDate): string {
  const listed = ofType.filter((entry) => listStandingOf(entry, on) === 'in');
  const known = listed.length > 0 ? listed : ofType;
  const names = [...new Set(known.map(({ cop, issue }) => `CoP${cop} Issue ${issue}`))];
  return `the register has this meter type for ${names.join(', ')}`;
}

/**
 * Ours, from the DTC's list of J0483: H is half-hourly, Main, Check, Lag, Lead and Special kinds come
 * with half-hourly metering, and the AMR kinds are for CoP10 by its note; the rest is not.
 */
export const isNonHalfHourly = (meterType: string): boolean =>
  !/^(H|CHECK|LAG_?|LEAD_?|MAIN_?|SPECL|NCAMR|RCAMR|RCAMY)$/i.test(meterType.trim());
