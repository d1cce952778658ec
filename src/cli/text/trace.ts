/** `pawl trace`: the chain behind an alert, each step under the one that rests on it. */
import { alertInWords } from '../../account/index.ts';
import { type AnswerOf, trace } from '../../desk/index.ts';
import { count, dateInWords, instantInWords, quoted } from '../print.ts';
import type { AnswerText } from '../typed.ts';

type Trace = AnswerOf<typeof trace>;
type Event = NonNullable<Trace['event']>;

export const operation = trace;

export const telling: AnswerText<Trace> = {
  *lines(traced, { zone }) {
    yield* alertLines(zone, traced);
    yield* deadlineLines(zone, traced);
    yield* ruleLines(traced);
    yield* eventLines(zone, traced);
    yield* sourceLines(traced);
  },
};

function* alertLines(zone: string, { alert, takenBack }: Trace) {
  yield `Alert ${alert.key}`;
  yield `  ${alertInWords(alert)}`;
  yield `  raised on ${instantInWords(zone, alert.at)}`;
  if (takenBack === null) return;
  const { at, since } = takenBack;
  yield `  taken back on ${instantInWords(zone, at)}; what had come since it was raised:`;
  if (since.length === 0) yield '    no event: the calendar or a rule had changed';
  for (const event of since) yield `    ${whatCame(event)}`;
}

const whatCame = ({ what, says, file, line }: Event): string =>
  `${what}: ${says}${file === '' ? '' : ` (${file} line ${line})`}`;

function* deadlineLines(zone: string, { deadline }: Trace) {
  yield* ['', 'Deadline'];
  if (deadline === null) {
    yield '  no longer known';
    return;
  }
  const { stage, startedAt, workingDays, dueOn, dueAt, ruleSet, calendarVersion } = deadline;
  const { holidaysSkipped, weekendDays } = deadline;
  yield `  ${stage} began on ${instantInWords(zone, startedAt)}`;
  const days = count(workingDays, 'Working Day', 'Working Days');
  yield `  ${days} after that day: ${dateInWords(dueOn)}, over at ${dueAt}`;
  const holidays = holidaysSkipped.map(dateInWords).join(', ');
  const bank = holidays === '' ? 'no bank holidays' : `bank holidays ${holidays}`;
  yield `  not counted: ${count(weekendDays, 'day')} of weekends, ${bank}`;
  yield `  calendar ${calendarVersion}, rule set ${ruleSet}`;
}

function* ruleLines({ rule }: Trace) {
  yield* ['', 'Rule'];
  if (rule === null) {
    yield '  the profile is no longer defined';
    return;
  }
  const mark =
    rule.status === 'draft-2008' ? 'draft-2008: a draft, not a rule in force' : rule.status;
  yield `  ${rule.says}`;
  yield `  profile ${rule.profile}: ${rule.title} (${rule.source}; ${mark})`;
  yield '  what a Working Day is, and that the first day is not counted: ours (docs/process.md, Stages and their clocks)';
}

function* eventLines(zone: string, { event }: Trace) {
  yield* ['', 'Event'];
  if (event === null) {
    yield '  what began the stage is no longer known';
    return;
  }
  const { key, what, effectiveAt, receivedAt, means, says, from, to } = event;
  yield `  ${instantInWords(zone, effectiveAt)}  ${what}`;
  yield `  ${means}: ${says}${to === null ? '' : `; ${from ?? 'unopened'} → ${to}`}`;
  yield `  taken in on ${instantInWords(zone, receivedAt)}, journal key ${key}`;
}

function* sourceLines({ event, source }: Trace) {
  if (event === null) return;
  yield* ['', 'Source'];
  if (source === null) {
    yield '  a person acted; no file';
    return;
  }
  const { file, path, flow, fileIdentifier, line, words } = source;
  yield `  ${path ?? `${file}, which is no longer kept`}, line ${line}`;
  if (flow !== null) yield `  ${flow}, File Identifier ${fileIdentifier}`;
  for (const one of words) {
    const read = one.rule === null ? '' : `: ${one.finding}, by rule ${one.rule}`;
    yield `  line ${one.line}, ${one.item} ${quoted(one.words)}${read}`;
  }
}
