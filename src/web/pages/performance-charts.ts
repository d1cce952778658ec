/**
 * Pictures of how long answers take, as SVG within the page. Each has a title and stands before a
 * table that says the same in numbers, so that nobody needs the picture; late is told from in time by
 * a pattern of its own, not by colour alone.
 */
import { html } from 'hono/html';
import type { Html } from './layout.ts';
import { table } from './pieces.ts';

const width = 640;
const height = 200;
const left = 44;
const bottom = 28;
const top = 12;

/** The bar of one place on the scale: so many in time, so many late. */
interface Bar {
  readonly name: string;
  readonly inTime: number;
  readonly late: number;
}

/** Ours: answers that took longer than this stand together in the last bar. */
const daysMax = 30;

/** How many Working Days answers took, against how many there are. */
export function distribution(
  title: string,
  {
    window,
    days,
  }: {
    readonly window: number;
    readonly days: Readonly<Record<'inTime' | 'late', ReadonlyMap<number, number>>>;
  },
): Html {
  const longest = Math.max(window, ...days.inTime.keys(), ...days.late.keys());
  const last = Math.min(longest, daysMax);
  const bars = Array.from({ length: last + 1 }, (_, day): Bar => {
    const isRest = day === daysMax && longest > daysMax;
    const of = (counts: ReadonlyMap<number, number>): number =>
      isRest
        ? [...counts].reduce((sum, [took, number]) => (took >= day ? sum + number : sum), 0)
        : (counts.get(day) ?? 0);
    return {
      name: isRest ? `${day} or more` : String(day),
      inTime: of(days.inTime),
      late: of(days.late),
    };
  });
  return html`<figure>
<figcaption>${title}: Working Days taken; there are ${window}</figcaption>
${picture(`${title}: how many answers took how many Working Days`, bars, window)}
${numbers(
  `${title}: answers by Working Days taken`,
  'Working Days',
  bars.filter(({ inTime, late }) => inTime + late > 0),
)}
</figure>`;
}

/** How many answers were in time and late, month by month. */
export const trend = (title: string, months: readonly Bar[]): Html => html`<figure>
<figcaption>${title}</figcaption>
${picture(title, months, null)}
${numbers(title, 'Month', months)}
</figure>`;

/** Bars over a line; where a limit is given, a line stands behind the bar of that number. */
function picture(title: string, bars: readonly Bar[], limit: number | null): Html {
  const most = Math.max(1, ...bars.map(({ inTime, late }) => inTime + late));
  const step = (width - left) / bars.length;
  const scale = (height - bottom - top) / most;
  const base = height - bottom;
  // Names that would touch one another are left out; the table has them all.
  const nth = Math.ceil((bars.some(({ name }) => name.length > 3) ? 58 : 22) / step);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<text class="small" x="${left - 6}" y="${top + 8}" text-anchor="end">${most}</text>
<text class="small" x="${left - 6}" y="${base}" text-anchor="end">0</text>
${bars.map(({ name, inTime, late }, index) => {
  const x = left + index * step;
  const barWidth = Math.max(1, step - 3);
  const [inTimeHeight, lateHeight] = [inTime * scale, late * scale];
  return html`${rect('in-time', x, base - inTimeHeight, barWidth, inTimeHeight)}${rect('late', x, base - inTimeHeight - lateHeight, barWidth, lateHeight)}${
    index % nth === 0
      ? html`<text class="small" x="${round(x + barWidth / 2)}" y="${height - 10}" text-anchor="middle">${name}</text>`
      : ''
  }
`;
})}
<line class="axis" x1="${left}" y1="${base}" x2="${width}" y2="${base}"/>
${
  limit === null
    ? ''
    : html`<line class="limit" x1="${round(left + (limit + 1) * step - 1.5)}" y1="${top - 8}" x2="${round(left + (limit + 1) * step - 1.5)}" y2="${base}"/>`
}
</svg>`;
}

const rect = (kind: string, x: number, y: number, w: number, h: number): Html | '' =>
  h === 0
    ? ''
    : html`<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"/>`;

const round = (value: number): string => value.toFixed(1);

const numbers = (caption: string, name: string, bars: readonly Bar[]): Html =>
  html`<details><summary>The numbers</summary>
${table({
  caption,
  columns: [
    { name },
    { name: 'In time', isNumber: true },
    { name: 'Late', isNumber: true },
    { name: 'In time of these answers', isNumber: true },
  ],
  rows: bars.map(({ name: of, inTime, late }) => [
    of,
    inTime,
    late,
    inTime + late === 0 ? '' : percent(Math.floor((inTime * 100) / (inTime + late))),
  ]),
})}</details>`;

/** "87 %"; nothing of none. */
export const percent = (share: number | null): string => (share === null ? '' : `${share} %`);
