/**
 * Pictures of what is to come, as SVG within the page: for each day, or week where there are many,
 * how many deadlines pass if nothing comes, as an outline, and on it as a full bar how many if all go
 * on as before. A table beside it says the same in numbers.
 */
import { html } from 'hono/html';
import { dateInWords } from '../../words.ts';
import type { Html } from './layout.ts';
import { table } from './pieces.ts';

const width = 640;
const height = 180;
const left = 60;
const bottom = 28;
const top = 12;

/** Ours: more bars than this are too thin to be told apart. */
const barsMax = 62;

interface Bar {
  readonly on: string;
  readonly ifNothingComes: number;
  readonly asBefore: number;
}

/** One bar for each day from the first to the last, or for each week where these are many. */
export function barsOf(days: readonly Bar[], first: string, last: string): readonly Bar[] {
  const from = Temporal.PlainDate.from(first);
  const number = from.until(last, { largestUnit: 'day' }).days + 1;
  const step = number > barsMax ? 7 : 1;
  const bars = Array.from({ length: Math.ceil(number / step) }, (_, index) => ({
    on: from.add({ days: index * step }).toString(),
    ifNothingComes: 0,
    asBefore: 0,
  }));
  for (const { on, ifNothingComes, asBefore } of days) {
    const bar = bars[Math.floor(from.until(on, { largestUnit: 'day' }).days / step)];
    if (bar === undefined) continue;
    bar.ifNothingComes += ifNothingComes;
    bar.asBefore += asBefore;
  }
  return bars;
}

export const legend = (): Html =>
  html`<p class="legend"><span class="key late">if nothing comes</span> <span class="key expected">if all go on as before</span></p>`;

/** The picture and its numbers. `of`: how a bar is named in the table, with a link where there is a list. */
export function chart(title: string, bars: readonly Bar[], of: (bar: Bar) => Html | string): Html {
  const isWeekly =
    bars.length > 1 && Temporal.PlainDate.from(bars[0]?.on ?? '').until(bars[1]?.on ?? '').days > 1;
  const what = isWeekly ? 'Week from' : 'Due on';
  const shown = bars.filter(({ ifNothingComes, asBefore }) => ifNothingComes + asBefore > 0);
  return html`<figure>
<figcaption>${title}</figcaption>
${picture(`${title}: deadlines that pass, by ${isWeekly ? 'week' : 'day'}`, bars)}
<details><summary>The numbers</summary>
${table({
  caption: `${title}: deadlines that pass`,
  columns: [
    { name: what },
    { name: 'If nothing comes', isNumber: true },
    { name: 'As before', isNumber: true },
  ],
  rows: shown.map((bar) => [
    of(bar),
    bar.ifNothingComes.toLocaleString('en-GB'),
    mean(bar.asBefore),
  ]),
})}</details>
</figure>`;
}

function picture(title: string, bars: readonly Bar[]): Html {
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.ifNothingComes, bar.asBefore]));
  const step = (width - left) / bars.length;
  const scale = (height - bottom - top) / most;
  const base = height - bottom;
  // Names that would touch one another are left out; the table has them all.
  const nth = Math.ceil(96 / step);
  return html`<svg class="chart days" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<text class="small" x="${left - 6}" y="${top + 8}" text-anchor="end">${Math.ceil(most).toLocaleString('en-GB')}</text>
<text class="small" x="${left - 6}" y="${base}" text-anchor="end">0</text>
${bars.map(({ on, ifNothingComes, asBefore }, index) => {
  const x = left + index * step;
  const wide = Math.max(2, step - 4);
  return html`${rect('late', x + 2, ifNothingComes * scale, wide)}${rect('expected', x + 2 + wide / 4, asBefore * scale, wide / 2)}${
    index % nth === 0
      ? html`<text class="small" x="${round(Math.min(Math.max(x + wide / 2, left + 20), width - 30))}" y="${height - 10}" text-anchor="middle">${shortDate(on)}</text>`
      : ''
  }
`;
})}
<line class="axis" x1="${left}" y1="${base}" x2="${width}" y2="${base}"/>
</svg>`;
}

const rect = (kind: string, x: number, h: number, w: number): Html | '' =>
  h === 0
    ? ''
    : html`<rect class="${kind}" x="${round(x)}" y="${round(height - bottom - h)}" width="${round(w)}" height="${round(h)}"/>`;

/** To one decimal, with separators. */
export const mean = (value: number): string =>
  value.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const round = (value: number): string => value.toFixed(1);

/** "17 Aug". */
const shortDate = (date: string): string => dateInWords(date).split(' ').slice(1, 3).join(' ');
