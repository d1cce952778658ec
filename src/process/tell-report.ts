/**
 * Answers in words: a D0002 is first asked whether it is about the check at all, then read by the
 * rules; a D0221 says that the visit failed. An answer without a request is kept as an orphan.
 */

import { localDateOf } from '../calendar/index.ts';
import { type Group, itemsOf } from '../flow/index.ts';
import { labelOf, type Reading, readReport, type Words } from '../reading/index.ts';
import { exceptionId } from './advance.ts';
import type { CheckState } from './check.ts';
import type { FlowEvent } from './event.ts';
import { cite, type Evidence } from './evidence.ts';
import {
  advancingOf,
  afterClosure,
  hearSignal,
  isAccepted,
  isSenderWrong,
  raiseHere,
  raiseLoose,
  reading,
  type Telling,
} from './hear.ts';
import { compared } from './item-words.ts';
import { stageOf } from './machine.ts';
import { metersThere } from './meter-evidence.ts';
import type { Signal } from './profile.ts';
import {
  doubtEvidence,
  doubtInWords,
  doubtOf,
  type MeterDoubt,
  reportRecords,
  type Spoken,
  spokenIn,
} from './report-meters.ts';
import type { EventReading, MpanState } from './state.ts';
import { sameText } from './tell-request.ts';
import { markReported } from './visits.ts';
import { closedCheckOf, openCheckOf } from './which-check.ts';
import { goesOn } from './wrapped-text.ts';

export function tellReport(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  const report = reportWords(groups);
  const on = localDateOf(rules.zone, event.receivedAt);
  const read = readReport(rules.reading, { ...report, on });
  const reasons = itemsOf(groups, '004', 'J0173');
  const open = openCheckOf(state, event.toMpid);
  const weighed = open === undefined ? null : weigh(state, open, read, groups);
  const doubt = weighed?.doubt ?? null;
  const finding = doubt === null ? read.finding : 'unclear';
  const evidence = cite(
    event,
    read.reasons.length > 0
      ? read.reasons.map((reason) =>
          // What one clause says by itself is not what the report says when it is unclear.
          finding === 'unclear' ? { ...reason, finding } : reason,
        )
      : nothingSaid(groups, report, finding),
  );
  if (weighed !== null && doubt !== null) {
    evidence.push(...cite(event, [doubtEvidence(doubt, weighed.spoken.line)]));
  }
  const check = open ?? closedCheckOf(state, event.toMpid, telling.at);
  const label = () => labelOf(rules.reading, [...reasons, ...report.texts.map(({ text }) => text)]);
  if (check === undefined) {
    return label() === 'strong'
      ? keepOrphan(telling, event)
      : reading(telling, 'notOurs', 'no check, no label');
  }
  const isAbout =
    read.isAboutBackstop ||
    reasons.some((reason) => check.requestReasons.includes(sameText(reason))) ||
    itemsOf(groups, '004', 'J1012').some((date) => check.requestDates.includes(date)) ||
    label() !== 'none';
  if (!isAbout) {
    return reading(telling, 'noted', 'a D0002 about something else', { check });
  }
  const says = `report: ${finding}`;
  const signal = reportSignal[finding];
  if (open === undefined) return afterClosure(telling, check, signal, says, evidence);
  if (isSenderWrong(telling, event)) return raiseHere(telling, open, 'SENDER_NOT_APPOINTED');
  const isBeforeRequest = stageOf(open.machine) === 'notified' && !open.machine.memory.requested;
  if (isBeforeRequest) {
    if (!isAccepted(telling, 'RESPONSE_WITHOUT_REQUEST')) return keepOrphan(telling, event);
    // A person has settled that this is the answer, so the request must have been made.
    open.machine = {
      ...open.machine,
      memory: { ...open.machine.memory, requested: true },
    };
  }
  markReported(rules, state, open, event);
  const { machine } = advancingOf(telling, open.profile);
  if (!machine.isNoted(stageOf(open.machine), signal)) {
    open.evidence.push(...evidence);
    keepUnclear(open, event, finding, report);
  }
  const cause = doubt === null ? telling : { ...telling, why: doubtInWords(doubt, reportSpeaks) };
  const heard = hearSignal(cause, open, signal, says, evidence);
  const isRemembered = open.machine.memory.report === signal;
  if (weighed !== null && isRemembered) {
    const { fileIdentifier } = event;
    const { spoken } = weighed;
    const rule = doubt?.rule ?? null;
    open.reportSpoke = { signal: reportSignal[read.finding], spoken, fileIdentifier, rule };
  } else if (isRemembered) delete open.reportSpoke;
  return heard;
}

/** Keeps what an unclear report says in all, not only the words that were not understood. */
function keepUnclear(
  check: CheckState,
  { fileIdentifier }: FlowEvent,
  finding: Reading['finding'],
  { texts, codes }: ReturnType<typeof reportWords>,
): void {
  if (finding !== 'unclear') return;
  const said = [...texts, ...codes].map(({ text }) => text.trim()).filter((text) => text !== '');
  if (compared(said) === '') delete check.unclearReport;
  else check.unclearReport = { fileIdentifier, texts: said };
}

export const reportSpeaks = 'the report speaks';

/** Of which meters a report says what would close the check, and why that is not enough. */
function weigh(
  state: MpanState,
  check: CheckState,
  { finding, reasons }: Reading,
  groups: readonly Group[],
): { readonly spoken: Spoken; readonly doubt: MeterDoubt | null } | null {
  if (finding !== 'has' && finding !== 'cannotReverse') return null;
  const spoken = spokenIn(reportRecords(groups), reasons);
  return { spoken, doubt: doubtNow(state, check, spoken, check.machine.memory.meter) };
}

const doubtNow = (
  state: MpanState,
  check: CheckState,
  spoken: Spoken,
  meter: Signal | null,
): MeterDoubt | null =>
  doubtOf(
    spoken,
    metersThere(state.meters, check.provisional?.newMeters ?? []),
    meter === 'meterReplaced',
  );

/**
 * Weighs a report anew by what a D0150 has told of the meters. Where two answers are owed, either may
 * come first, and the report may name a meter that only the D0150 introduces.
 */
export function weighAgain(
  telling: Telling,
  check: CheckState,
  answer: Signal | undefined,
): MeterDoubt | null {
  const { reportSpoke } = check;
  const { memory } = check.machine;
  if (reportSpoke === undefined || memory.report === null) return null;
  const { signal, spoken, fileIdentifier } = reportSpoke;
  const meter = answer === undefined || answer === 'meterRefreshed' ? memory.meter : answer;
  const doubt = doubtNow(telling.state, check, spoken, meter);
  const rule = doubt?.rule ?? null;
  if (rule === reportSpoke.rule) return doubt;
  check.reportSpoke = { ...reportSpoke, rule };
  const report = doubt === null ? signal : reportSignal.unclear;
  check.machine = { ...check.machine, memory: { ...memory, report } };
  const said = signal === reportSignal.has ? 'has' : 'cannotReverse';
  const row =
    doubt === null
      ? {
          finding: said,
          line: spoken.line,
          item: 'J0004',
          words: spoken.saying.join(', '),
          rule: 'meters-known',
        }
      : doubtEvidence(doubt, spoken.line);
  check.evidence.push({ ...row, flow: 'D0002', fileIdentifier });
  return doubt;
}

const reportSignal: Readonly<Record<Reading['finding'], Signal>> = {
  has: 'reportedHas',
  hasNot: 'reportedHasNot',
  replaced: 'reportedReplaced',
  cannotReverse: 'reportedCannotReverse',
  unclear: 'reportedUnclear',
  rejected: 'requestRejected',
  noAccess: 'workFailed',
};

function reportWords(groups: readonly Group[]): { codes: Words[]; texts: Words[] } {
  const codes: Words[] = [];
  const texts: Words[] = [];
  const take = (list: Words[], group: Group, item: string, meterId: string | null): void => {
    const text = group.values[item];
    if (text !== undefined) list.push({ text, line: group.line, item, meterId });
  };
  for (const group of groups.flatMap((instance) => instance.children)) {
    if (group.id === '760') {
      take(codes, group, 'J0024', null);
      take(texts, group, 'J0012', null);
    } else if (group.id === '005') {
      const meterId = group.values['J0004'] ?? null;
      take(texts, group, 'J0012', meterId);
      let before = '';
      for (const register of group.children) {
        const last = texts.at(-1);
        const text = register.values['J0008'] ?? '';
        // A full text goes on in the next record: read apart, half of a denial could affirm.
        if (last?.item === 'J0008' && last.meterId === meterId && goesOn(before, text, 200)) {
          texts[texts.length - 1] = { ...last, text: `${last.text} ${text}` };
        } else take(texts, register, 'J0008', meterId);
        before = text;
      }
    }
  }
  return { codes, texts };
}

/**
 * The evidence of a report that says nothing about the backstop: whatever it says instead, so that a
 * person reads it. Without a word anywhere it is the first record, and no words.
 */
function nothingSaid(
  groups: readonly Group[],
  { codes, texts }: { readonly codes: readonly Words[]; readonly texts: readonly Words[] },
  finding: string,
): Evidence[] {
  const written = [...texts, ...codes].filter(({ text }) => text.trim() !== '');
  const none = { line: groups[0]?.line ?? 0, item: 'J0012', text: '' };
  return (written.length === 0 ? [none] : written).map(({ line, item, text }) => ({
    finding,
    line,
    item,
    words: text.trim(),
    rule: 'nothing-said',
  }));
}

function keepOrphan(telling: Telling, event: FlowEvent): EventReading {
  const { state } = telling;
  const { flow, fileIdentifier, key } = event;
  if (state.resolutions[exceptionId(state.mpan, 'RESPONSE_WITHOUT_REQUEST', key)] === undefined) {
    state.orphans.push({ flow, fileIdentifier, key, at: telling.at, to: event.toMpid });
  }
  const kept = raiseLoose(telling, 'RESPONSE_WITHOUT_REQUEST');
  return { ...kept, means: 'orphan' };
}

/** A D0221: the work failed, whatever the reason; the code is shown, not judged. */
export function tellFailedVisit(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  const says = `the visit failed (code ${groups[0]?.values['J0024'] ?? ''})`;
  const check = openCheckOf(state, event.toMpid);
  if (check === undefined) {
    const closed = closedCheckOf(state, event.toMpid, telling.at);
    return closed === undefined
      ? reading(telling, 'notOurs', 'a failed visit without a check')
      : afterClosure(telling, closed, 'workFailed', says);
  }
  if (isSenderWrong(telling, event)) return raiseHere(telling, check, 'SENDER_NOT_APPOINTED');
  markReported(rules, state, check, event);
  return hearSignal(telling, check, 'workFailed', says);
}
