/** One MPAN's history in words: where each check stands, then how it came there, event by event. */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { EventReading, ProcessEvent } from '../process/index.ts';
import type { Explained, ExplainedCheck } from './explain.ts';
import { alertInWords } from './once.ts';
import { count, dateInWords, instantInWords, owesInWords, roleInWords, say } from './print.ts';
import { sayStages } from './stage-table.ts';
import type { Standing } from './stored-checks.ts';

export function tellExplained({ rules }: Gateway, explained: Explained): void {
  const { mpan, asOf, checks, events, exceptions, alerts } = explained;
  const { zone } = rules;
  say(`MPAN ${mpan}, as known on ${instantInWords(zone, asOf)}`);
  if (checks.length === 0) say('No check has been opened for it.');
  for (const check of checks) tellCheck(check);
  say();
  say('What happened, in the order in which it counts:');
  for (const reading of events) tellEvent(zone, reading);
  if (exceptions.length > 0) {
    say();
    say('Exceptions and notes:');
  }
  for (const { id, code, open, detail, says, remedy } of exceptions) {
    say(`  ${code}${open ? ', open' : ''}: ${says} (${detail})`);
    if (open) say(`    id ${id}; ${remedy}`);
  }
  if (alerts.length > 0) {
    say();
    say('Alerts:');
  }
  for (const alert of alerts) {
    const retracted = alert.retracted ? ' (retracted)' : '';
    say(`  ${instantInWords(zone, alert.at)}  ${alertInWords(alert)}${retracted}`);
  }
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

/** "Meter Operator MOPX owes D0002 by the end of Mon 17 Aug 2026: 3 Working Days left." */
export function standingInWords(standing: Standing): string {
  const { owner, owedBy, owes, awaited, dueOn, overdue, workingDaysLeft } = standing;
  const who = `${roleInWords(owner)}${owedBy === null ? '' : ` ${owedBy}`}`;
  const what = awaited ? owesInWords(owes) : 'the removal of the old meter (08A)';
  if (dueOn === null)
    return `${who} owes ${what}; the bank holidays to say until when are missing.`;
  const days = workingDaysLeft === null ? null : Math.abs(workingDaysLeft);
  if (overdue) {
    const over = days === null ? '' : `, ${count(days, 'Working Day', 'Working Days')} ago`;
    return `OVERDUE: ${who} owes ${what}, which was due on ${dateInWords(dueOn)}${over}.`;
  }
  const left = days === null ? '' : `: ${count(days, 'Working Day', 'Working Days')} left`;
  return `${who} owes ${what} by the end of ${dateInWords(dueOn)}${left}.`;
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
    say(`    "${words}" (${item}, line ${at}) says ${finding}, by rule ${rule}`);
  }
  if (codes.length > 0) say(`    ${codes.join(', ')}`);
}

function eventInWords(event: ProcessEvent): string {
  switch (event.kind) {
    case 'flow': {
      const { flow, sender, fromRole, toMpid, toRole, fileIdentifier } = event;
      return `${flow} from ${sender} (${fromRole}) to ${toMpid} (${toRole}), file ${fileIdentifier}`;
    }
    case 'notification':
      return `notification by ${event.source}, reference ${event.reference}`;
    case 'appointment':
      return `appointment: ${event.what} ${event.party}`;
    case 'visit':
      return `visit on ${dateInWords(event.visitedOn)}: ${event.outcome}`;
    case 'operator':
      break;
  }
  return event.reason === '' ? event.who : `${event.who}: "${event.reason}"`;
}
