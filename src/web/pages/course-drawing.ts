/**
 * The stages of a check along Working Days: for each the days it has, how many it took, its answer,
 * and how far it is over. Weekends and bank holidays take no room. The table beneath says the same.
 */
import { html } from 'hono/html';
import { addWorkingDays, notCovered } from '../../calendar/index.ts';
import { type ProcessRules, type StageView, workingDaysOver } from '../../process/index.ts';
import { dateInWords, nameInWords, owesInWords, roleInWords } from '../../words.ts';
import type { CheckAnswer } from './check-history.ts';
import type { Html } from './layout.ts';
import { badge, day, type Tone, table } from './pieces.ts';

const room = { left: 160, width: 900, row: 34, top: 30, right: 48 } as const;
const ticksMax = 12;

const tones: Readonly<Record<StageView['status'], Tone>> = {
  open: 'quiet',
  breached: 'bad',
  met: 'good',
  late: 'warn',
  withdrawn: 'quiet',
};

/** `today` is the day as of which it is shown. */
export function course(rules: ProcessRules, check: CheckAnswer, today: string): Html {
  const { stages, mpan } = check;
  const columns = [
    { name: 'Stage' },
    { name: 'Owes' },
    { name: 'Started' },
    { name: 'Due' },
    { name: 'Answered' },
    { name: 'Working Days', isNumber: true },
    { name: 'Status' },
  ];
  const rows = stages.map((stage) => [
    nameInWords(stage.name),
    `${roleInWords(stage.owner)}: ${owesInWords(stage.owes)}`,
    day(stage.startedOn),
    stage.dueOn === null ? 'not known' : day(stage.dueOn),
    stage.answeredOn === null ? '' : day(stage.answeredOn),
    stage.workingDaysTaken,
    badge(tones[stage.status], statusInWords(rules, mpan, stage, today)),
  ]);
  return html`${drawing(rules, check, today) ?? ''}
${table({ caption: 'The stages of the check', columns, rows })}`;
}

/** "late by 7", "breached, 5 over", "open, 3 left": Working Days. */
function statusInWords(
  rules: ProcessRules,
  mpan: string,
  { status, dueOn, answeredOn }: StageView,
  today: string,
): string {
  if (dueOn === null || status === 'met' || status === 'withdrawn') return status;
  const days = workingDaysOver(rules, mpan, dueOn, answeredOn ?? today);
  if (days === null) return status;
  if (status === 'late') return `late by ${days}`;
  return status === 'breached' ? `breached, ${days} over` : `open, ${Math.max(0, -days)} left`;
}

/** Null where the calendar does not cover it. */
function drawing(rules: ProcessRules, check: CheckAnswer, today: string): Html | null {
  const { mpan, stages, openedOn } = check;
  const at = (date: string): number | null => workingDaysOver(rules, mpan, openedOn, date);
  const bars = stages.map((stage, index) => barOf(at, check, stage, stages[index + 1], today));
  const places = bars.flatMap((bar) => (bar === null ? [] : [bar.due, bar.end]));
  if (places.length === 0) return null;
  const now = check.closedOn === null ? at(today) : null;
  const last = Math.max(1, now ?? 0, ...places) + 1;
  const scale = (room.width - room.left - room.right) / last;
  const x = (days: number): number => Math.round((room.left + days * scale) * 10) / 10;
  const height = room.top + stages.length * room.row + 8;
  const words = stages
    .map((stage) => `${nameInWords(stage.name)}: ${statusInWords(rules, mpan, stage, today)}`)
    .join('; ');
  return html`<div class="scroll" role="region" aria-label="Stages along Working Days" tabindex="0">
<svg class="course" viewBox="0 0 ${room.width} ${height}" role="img" aria-label="Stages along Working Days. ${words}.">
${ticks(rules, check, last).map(
  ([days, label]) =>
    html`<path class="rule" d="M${x(days)} ${room.top - 6}V${height}"/><text class="small" x="${x(days)}" y="${room.top - 12}" text-anchor="middle">${label}</text>
`,
)}
${bars.map((bar, index) => barDrawing(bar, stages[index] as StageView, index, x))}
${now === null ? '' : html`<path class="now" d="M${x(now)} ${room.top - 6}V${height}"><title>${dateInWords(today)}</title></path>`}
</svg></div>`;
}

/** Where a stage lies, in Working Days after the check was opened. */
interface Bar {
  readonly start: number;
  readonly due: number;
  readonly end: number;
  readonly isAnswered: boolean;
}

function barOf(
  at: (date: string) => number | null,
  check: CheckAnswer,
  stage: StageView,
  next: StageView | undefined,
  today: string,
): Bar | null {
  const { startedOn, dueOn, answeredOn } = stage;
  if (dueOn === null) return null;
  const start = at(startedOn);
  const due = at(dueOn);
  const end = at(answeredOn ?? next?.startedOn ?? check.closedOn ?? today);
  if (start === null || due === null || end === null) return null;
  return { start, due, end: Math.max(start, end), isAnswered: answeredOn !== null };
}

function barDrawing(
  bar: Bar | null,
  stage: StageView,
  index: number,
  x: (days: number) => number,
): Html {
  const y = room.top + index * room.row + room.row / 2;
  const label = html`<text x="4" y="${y + 4}">${nameInWords(stage.name)}</text>`;
  if (bar === null) return label;
  const { start, due, end, isAnswered } = bar;
  const isOver = end > due && (stage.status === 'late' || stage.status === 'breached');
  const ran = Math.min(end, due);
  const over = isOver
    ? html`<rect class="over" x="${x(due)}" y="${y - 5}" width="${x(end) - x(due)}" height="10"/>`
    : '';
  const answer = isAnswered
    ? html`<circle class="answer ${isOver ? 'late' : ''}" cx="${x(end)}" cy="${y}" r="6"/>`
    : '';
  return html`${label}<rect class="window" x="${x(start)}" y="${y - 9}" width="${Math.max(3, x(due) - x(start))}" height="18" rx="4"><title>${nameInWords(stage.name)}: until ${dateInWords(stage.dueOn ?? stage.startedOn)}</title></rect>
<rect class="ran" x="${x(start)}" y="${y - 5}" width="${Math.max(2, x(ran) - x(start))}" height="10"/>${over}${answer}
`;
}

/** Days to be named along the top, so many that they can be read. */
function ticks(
  rules: ProcessRules,
  { mpan, openedOn }: CheckAnswer,
  last: number,
): (readonly [number, string])[] {
  const calendar = rules.calendarFor(mpan, null);
  if (calendar === undefined) return [];
  const every = 5 * Math.max(1, Math.ceil(last / 5 / ticksMax));
  const found: (readonly [number, string])[] = [];
  for (let days = 0; days <= last; days += every) {
    const date = addWorkingDays(calendar, openedOn, days);
    // "Mon 6 Jul": the year stands in the table.
    if (date !== notCovered) found.push([days, dateInWords(date).replace(/ \d{4}$/, '')]);
  }
  return found;
}
