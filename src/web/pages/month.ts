/** A month as people hang it on a wall: weeks below one another, with what falls on each day. */
import { html } from 'hono/html';
import { type Calendar, isWorkingDay, type LocalDate, notCovered } from '../../calendar/index.ts';
import { monthInWords } from '../../words.ts';
import type { Html } from './layout.ts';
import { workingDays } from './pieces.ts';

interface Month {
  /** Its first day. */
  readonly first: LocalDate;
  readonly calendar: Calendar | undefined;
  readonly bankHolidays: ReadonlySet<LocalDate>;
  readonly today: LocalDate;
  /** What is due on a day, ours and the others' together. */
  readonly due: ReadonlyMap<LocalDate, { readonly number: number; readonly ours: number }>;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export function monthTable(month: Month): Html {
  const first = Temporal.PlainDate.from(month.first);
  const days = Array.from({ length: first.daysInMonth }, (_, index) =>
    first.add({ days: index }).toString(),
  );
  const cells: (LocalDate | null)[] = [
    ...Array.from({ length: first.dayOfWeek - 1 }, () => null),
    ...days,
  ];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, index) => cells[week * 7 + index] ?? null),
  );
  return html`<table class="month">
<caption>${monthInWords(month.first)} <span class="soft">${workingDaysOf(month.calendar, days)}</span></caption>
<thead><tr>${weekdays.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${weeks.map(
    (
      week,
    ) => html`<tr>${week.map((date) => (date === null ? html`<td></td>` : dayCell(month, date)))}</tr>
`,
  )}</tbody>
</table>`;
}

function workingDaysOf(calendar: Calendar | undefined, days: readonly LocalDate[]): string {
  if (calendar === undefined) return 'not covered';
  const are = days.map((date) => isWorkingDay(calendar, date));
  return are.includes(notCovered)
    ? 'not covered: nothing can be counted'
    : workingDays(are.filter((is) => is === true).length);
}

function dayCell({ calendar, bankHolidays, today, due }: Month, date: LocalDate): Html {
  const working = calendar === undefined ? notCovered : isWorkingDay(calendar, date);
  const isHoliday = bankHolidays.has(date);
  const kind = working === true ? '' : 'off';
  const here = due.get(date);
  return html`<td class="${kind}"${date === today ? html` aria-current="date"` : ''}><time datetime="${date}">${Number(date.slice(8))}</time>
${isHoliday ? html`<span class="holiday">Bank holiday</span>` : ''}
${here === undefined ? '' : dueLink(date, here)}</td>`;
}

const dueLink = (date: LocalDate, { number, ours }: { number: number; ours: number }): Html =>
  html`<a href="/checks?due=${date}">${number} due${ours === 0 ? '' : html` <span class="soft">${ours === number ? 'ours' : `${ours} ours`}</span>`}</a>`;
