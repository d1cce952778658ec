/** The chain behind an alert, in words: each step under the one that rests on it. */
import { alertInWords, eventInWords, type Trace } from '../account/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { EventReading } from '../process/index.ts';
import { count, dateInWords, instantInWords, quoted, say } from './print.ts';

export function tellTrace({ rules }: Gateway, trace: Trace): void {
  const { zone } = rules;
  tellAlert(zone, trace);
  tellDeadline(zone, trace);
  tellRule(trace);
  tellEvent(zone, trace);
  tellSource(trace);
}

function tellAlert(zone: string, { alert, takenBack }: Trace): void {
  say(`Alert ${alert.key}`);
  say(`  ${alertInWords(alert)}`);
  say(`  raised on ${instantInWords(zone, alert.at)}`);
  if (takenBack === null) return;
  const { at, since } = takenBack;
  say(`  taken back on ${instantInWords(zone, at)}; what had come since it was raised:`);
  if (since.length === 0) say('    no event: the calendar or a rule had changed');
  for (const reading of since) say(`    ${whatCame(reading)}`);
}

const whatCame = ({ event, says }: EventReading): string =>
  `${eventInWords(event)}: ${says}${event.file === '' ? '' : ` (${event.file} line ${event.line})`}`;

function tellDeadline(zone: string, { deadline }: Trace): void {
  say();
  say('Deadline');
  if (deadline === null) {
    say('  not known any more');
    return;
  }
  const { stage, startedAt, workingDays, dueOn, dueAt, ruleSet, calendarVersion } = deadline;
  const { holidaysSkipped, weekendDays } = deadline;
  say(`  ${stage} began on ${instantInWords(zone, startedAt)}`);
  const days = count(workingDays, 'Working Day', 'Working Days');
  say(`  ${days} after that day: ${dateInWords(dueOn)}, over at ${dueAt}`);
  const holidays = holidaysSkipped.map(dateInWords).join(', ');
  const bank = holidays === '' ? 'no bank holidays' : `bank holidays ${holidays}`;
  say(`  not counted: ${count(weekendDays, 'day')} of weekends, ${bank}`);
  say(`  calendar ${calendarVersion}, rule set ${ruleSet}`);
}

function tellRule({ rule }: Trace): void {
  say();
  say('Rule');
  if (rule === null) {
    say('  the profile is not defined any more');
    return;
  }
  const mark =
    rule.status === 'draft-2008' ? 'draft-2008: a draft, not a rule in force' : rule.status;
  say(`  ${rule.says}`);
  say(`  profile ${rule.profile}: ${rule.title} (${rule.source}; ${mark})`);
  say(
    '  what a Working Day is, and that the first day is not counted: ours (docs/process.md, Stages and their clocks)',
  );
}

function tellEvent(zone: string, { event: reading }: Trace): void {
  say();
  say('Event');
  if (reading === null) {
    say('  what began the stage is not known any more');
    return;
  }
  const { event, means, says, from, to } = reading;
  say(`  ${instantInWords(zone, event.effectiveAt)}  ${eventInWords(event)}`);
  say(`  ${means}: ${says}${to === null ? '' : `; ${from ?? 'unopened'} → ${to}`}`);
  say(`  taken in on ${instantInWords(zone, event.receivedAt)}, journal key ${event.key}`);
}

function tellSource({ event, source }: Trace): void {
  if (event === null) return;
  say();
  say('Source');
  if (source === null) {
    say('  a person acted; no file');
    return;
  }
  const { file, path, flow, fileIdentifier, line, words } = source;
  say(`  ${path ?? `${file}, which is not kept any more`}, line ${line}`);
  if (flow !== null) say(`  ${flow}, File Identifier ${fileIdentifier}`);
  for (const one of words) {
    const read = one.rule === null ? '' : `: ${one.finding}, by rule ${one.rule}`;
    say(`  line ${one.line}, ${one.item} ${quoted(one.words)}${read}`);
  }
}
