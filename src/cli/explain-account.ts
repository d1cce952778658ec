/** One MPAN's history in words: where each check stands, then how it came there, event by event. */
import {
  alertInWords,
  type ExplainedCheck,
  type PageOfHistory,
  eventInWords,
  type Remarked,
  standingInWords,
} from '../account/index.ts';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { EventReading } from '../process/index.ts';
import { dateInWords, instantInWords, quoted, say } from './print.ts';
import { sayStages } from './stage-table.ts';

export function tellExplained(
  { rules }: Gateway,
  explained: PageOfHistory,
  findings: readonly Remarked[],
): void {
  const { mpan, asOf, checks, events, exceptions, alerts, refused } = explained;
  const { zone } = rules;
  say(`MPAN ${mpan}, as known on ${instantInWords(zone, asOf)}`);
  if (checks.length === 0) say('No check has been opened for it.');
  for (const check of checks) tellCheck(check);
  if (events.length > 0) {
    say();
    say('What happened, in the order in which it counts:');
    tellPage(explained);
  }
  for (const reading of events) tellEvent(zone, reading);
  if (findings.length > 0) {
    say();
    say('Findings on what came, which refused nothing:');
  }
  for (const { code, file, line, message } of findings) {
    say(`  ${code}: ${message}`);
    say(`    ${file} line ${line}`);
  }
  if (exceptions.length > 0) {
    say();
    say('Exceptions and notes:');
    tellLeftOut(exceptions.length, explained.totals.exceptions);
  }
  for (const { id, code, open, detail, says, remedy } of exceptions) {
    say(`  ${code}${open ? ', open' : ''}: ${says} (${detail})`);
    if (open) say(`    id ${id}; ${remedy}`);
  }
  if (alerts.length > 0) {
    say();
    say('Alerts:');
    tellLeftOut(alerts.length, explained.totals.alerts);
  }
  for (const alert of alerts) {
    const retracted = alert.retracted ? ' (retracted)' : '';
    say(`  ${instantInWords(zone, alert.at)}  ${alertInWords(alert)}${retracted}`);
    say(`    pawl trace ${alert.key}`);
  }
  if (refused.length > 0) {
    say();
    say('Files that name it and counted for nothing:');
    tellLeftOut(refused.length, explained.totals.refused);
  }
  for (const { at, path, line, says } of refused) {
    const where = line === null ? path : `${path} line ${line}`;
    say(`  ${instantInWords(zone, at)}  ${where}: ${says}`);
  }
}

function tellPage({ page, pages, totals }: PageOfHistory): void {
  if (pages > 1)
    say(`  (page ${page} of ${pages}, of ${totals.events} in all; --page N shows others)`);
}

function tellLeftOut(shown: number, all: number): void {
  if (shown < all) say(`  (the newest ${shown} of ${all}, open ones before others)`);
}

function tellCheck(check: ExplainedCheck): void {
  const { sequence, supplier, meterOperator, profile, state, outcome, standing } = check;
  const parties = `Supplier ${supplier}, Meter Operator ${meterOperator ?? 'not known'}`;
  say();
  say(`Check ${sequence}: ${parties}`);
  const status =
    check.profileStatus === 'draft-2008'
      ? 'draft-2008: a draft of 2008, not a rule in force'
      : check.profileStatus;
  say(`  Profile ${profile}: ${check.profileTitle} (${check.profileSource}; ${status})`);
  if (standing !== null) {
    say(`  It is in ${state} since ${dateInWords(standing.startedOn)}.`);
    say(`  ${standingInWords(standing)}`);
  } else {
    say(`  It is ${state}: ${outcome}, since ${dateInWords(check.closedOn ?? check.openedOn)}.`);
  }
  sayStages(check.stages, '  ');
}

function tellEvent(zone: string, reading: EventReading): void {
  const { event, from, to, says, means, codes, evidence, check } = reading;
  const { effectiveAt, receivedAt, file, line } = event;
  say(`  ${instantInWords(zone, effectiveAt)}  ${eventInWords(event)}`);
  const isOtherDay = localDateOf(zone, effectiveAt) !== localDateOf(zone, receivedAt);
  const seen = isOtherDay ? `, taken in on ${instantInWords(zone, receivedAt)}` : '';
  if (file !== '') say(`    ${file} line ${line}${seen}`);
  const which = check === null ? '' : ` (check ${check.sequence})`;
  const move = to === null ? '' : from === null || from === to ? `, in ${to}` : `; ${from} → ${to}`;
  say(`    ${means}: ${says}${move}${which}`);
  for (const { words, item, line: at, finding, rule } of evidence) {
    say(`    ${quoted(words)} (${item}, line ${at}) says ${finding}, by rule ${rule}`);
  }
  if (codes.length > 0) say(`    ${codes.join(', ')}`);
}
