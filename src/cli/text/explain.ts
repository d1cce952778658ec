/** `pawl explain`: where each check of an MPAN stands, then how it came there, event by event. */
import {
  alertInWords,
  generationInWords,
  metersInWords,
  standingInWords,
} from '../../account/index.ts';
import { localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, explain } from '../../desk/index.ts';
import { dateInWords, instantInWords, quoted } from '../print.ts';
import { stageLines } from '../stage-table.ts';
import type { AnswerText } from '../typed.ts';

type History = AnswerOf<typeof explain>;

export const operation = explain;

export const telling: AnswerText<History> = {
  *lines(history, { zone }) {
    const { mpan, asOf, checks, events, findings, exceptions, alerts, refused, totals } = history;
    yield `MPAN ${mpan}, as known on ${instantInWords(zone, asOf)}`;
    yield* siteLines(history.site);
    if (checks.length === 0) yield 'No check has been opened for it.';
    for (const check of checks) yield* checkLines(check);
    if (events.length > 0) {
      yield* ['', 'What happened, in the order in which it counts:'];
      yield* pageLines(history);
    }
    for (const event of events) yield* eventLines(zone, event);
    if (findings.length > 0) yield* ['', 'Findings on files that were taken in all the same:'];
    for (const { code, file, line, message } of findings) {
      yield* [`  ${code}: ${message}`, `    ${file} line ${line}`];
    }
    if (exceptions.length > 0) {
      yield* ['', 'Exceptions and notes:'];
      yield* leftOut(exceptions.length, totals.exceptions);
    }
    for (const { id, code, open, detail, says, remedy } of exceptions) {
      yield `  ${code}${open ? ', open' : ''}: ${says} (${detail})`;
      if (open) yield `    id ${id}; ${remedy}`;
    }
    if (alerts.length > 0) {
      yield* ['', 'Alerts:'];
      yield* leftOut(alerts.length, totals.alerts);
    }
    for (const alert of alerts) {
      const retracted = alert.retracted ? ' (retracted)' : '';
      yield `  ${instantInWords(zone, alert.at)}  ${alertInWords(alert)}${retracted}`;
      yield `    pawl trace ${alert.key}`;
    }
    if (refused.length > 0) {
      yield* ['', 'Files that name it and had no effect:'];
      yield* leftOut(refused.length, totals.refused);
    }
    for (const { at, path, line, says } of refused) {
      const where = line === null ? path : `${path} line ${line}`;
      yield `  ${instantInWords(zone, at)}  ${where}: ${says}`;
    }
  },
};

function* siteLines(site: History['site']) {
  const { addressLines, postcode, isAddressShown, references } = site;
  const address = [...addressLines, postcode ?? ''].filter(Boolean).join(', ');
  if (address !== '') yield `  Site: ${address}`;
  if (!isAddressShown) yield '  Site: its address is for operators and approvers';
  for (const line of metersInWords(site)) yield `  Meter: ${line}`;
  const generation = generationInWords(site);
  if (generation !== '') yield `  Generation: ${generation}`;
  for (const { reference, source, notifiedOn } of references) {
    yield `  Reference: ${reference}, by ${source} on ${dateInWords(notifiedOn)}`;
  }
}

function* pageLines({ page, pages, totals }: History) {
  if (pages === 1) return;
  yield `  (page ${page} of ${pages}, of ${totals.events} in all; --page N shows others)`;
}

function* leftOut(shown: number, all: number) {
  if (shown < all) yield `  (the newest ${shown} of ${all}, open ones before others)`;
}

function* checkLines(check: History['checks'][number]) {
  const { sequence, supplier, meterOperator, profile, state, outcome, standing } = check;
  const { profileTitle, profileSource, profileStatus, exportSince, linkedExportMpan } = check;
  const parties = `Supplier ${supplier}, Meter Operator ${meterOperator ?? 'not known'}`;
  yield* ['', `Check ${sequence}: ${parties}`];
  const status =
    profileStatus === 'draft-2008'
      ? 'draft-2008: a draft of 2008, not a rule in force'
      : profileStatus;
  yield `  Profile ${profile}: ${profileTitle} (${profileSource}; ${status})`;
  if (standing !== null) {
    yield `  It is in ${state} since ${dateInWords(standing.startedOn)}.`;
    yield `  ${standingInWords(standing)}`;
  } else {
    yield `  It is ${state}: ${outcome}, since ${dateInWords(check.closedOn ?? check.openedOn)}.`;
  }
  if (linkedExportMpan !== undefined) yield `  Opened by linked export MPAN ${linkedExportMpan}.`;
  if (exportSince !== undefined) yield `  The site exports since ${dateInWords(exportSince)}.`;
  yield* stageLines(check.stages, '  ');
}

function* eventLines(zone: string, event: History['events'][number]) {
  const { effectiveAt, receivedAt, file, line, what } = event;
  const { from, to, says, means, codes, evidence, check } = event;
  yield `  ${instantInWords(zone, effectiveAt)}  ${what}`;
  const isOtherDay = localDateOf(zone, effectiveAt) !== localDateOf(zone, receivedAt);
  const seen = isOtherDay ? `, taken in on ${instantInWords(zone, receivedAt)}` : '';
  if (file !== '') yield `    ${file} line ${line}${seen}`;
  const which = check === null ? '' : ` (check ${check.sequence})`;
  const move = to === null ? '' : from === null || from === to ? `, in ${to}` : `; ${from} → ${to}`;
  yield `    ${means}: ${says}${move}${which}`;
  for (const { words, item, line: at, finding, rule } of evidence) {
    yield `    ${quoted(words)} (${item}, line ${at}) says ${finding}, by rule ${rule}`;
  }
  if (codes.length > 0) yield `    ${codes.join(', ')}`;
}
