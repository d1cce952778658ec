/**
 * The pictures of a comparison as static SVG: lines of text that print as they stand, without a
 * script. Ours: three plain shapes need no library; those at hand want a DOM or bring megabytes.
 */
import { type Comparison, swingFigures } from './comparison.ts';
import { type FigureName, figureWords, isShare } from './tally.ts';

/** Told apart in print and by who sees no colours, by their dashes too. */
const inks = ['#1f4e79', '#b3541e', '#2f7d4f', '#6b3fa0', '#555555'];
const dashes = ['', '7 3', '2 3', '9 3 2 3', '1 2'];

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const at = (value: number): string => String(Math.round(value * 10) / 10);

const svg = (width: number, height: number, title: string, inside: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="100%" role="img" aria-label="${escaped(title)}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    // White beneath, so that it reads on a dark page too.
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...inside,
    '</svg>',
  ].join('\n');

const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" fill="#222222"${more}>${escaped(words)}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, more = ''): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="#cccccc"${more}/>`;

const daysShown = 100;

/** The share of checks still open, by Working Days since the notification. */
export function openPicture({ options, checks }: Comparison): string {
  const [left, top, width, height] = [48, 34, 560, 230];
  const x = (day: number): number => left + (day / daysShown) * width;
  const y = (share: number): number => top + (1 - share) * height;
  const inside: string[] = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    inside.push(line(left, y(share), left + width, y(share)));
    inside.push(text(left - 6, y(share) + 4, `${share * 100} %`, ' text-anchor="end"'));
  }
  for (const day of [0, 20, 40, 60, 80, 100]) {
    inside.push(text(x(day), top + height + 18, String(day), ' text-anchor="middle"'));
  }
  inside.push(text(left + width, top + height + 34, 'Working Days', ' text-anchor="end"'));
  for (const [index, { profile, closedAfter }] of options.entries()) {
    const all = closedAfter.at(-1) ?? 0;
    const points = Array.from({ length: daysShown + 1 }, (_, day) => {
      const open = 1 - (closedAfter[day] ?? all) / (checks || 1);
      return `${at(x(day))},${at(y(open))}`;
    });
    const ink = inks[index % inks.length] ?? '';
    const dash = dashes[index % dashes.length] ?? '';
    inside.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${ink}" stroke-width="2" stroke-dasharray="${dash}"/>`,
      `<line x1="${left + index * 180}" y1="16" x2="${left + index * 180 + 34}" y2="16" stroke="${ink}" stroke-width="2" stroke-dasharray="${dash}"/>`,
      text(left + index * 180 + 40, 20, profile),
    );
  }
  return svg(
    640,
    310,
    'Share of checks still open, by Working Days since the notification',
    inside,
  );
}

export const shown = (figure: FigureName, value: number): string =>
  isShare(figure)
    ? `${(value * 100).toFixed(1)} %`
    : value.toFixed(figure.startsWith('days') ? 1 : 2);

/** How far each parameter moves a figure of an option, from its low to its high end. */
export function tornadoPicture(
  { swings, options }: Comparison,
  figure: (typeof swingFigures)[number],
  rows = 8,
): string {
  const reach = ({ low, high, base }: { low: number; high: number; base: number }): number =>
    Math.max(Math.abs(low - base), Math.abs(high - base));
  const ofFigure = swings.filter((one) => one.figure === figure);
  const most = Math.max(1e-9, ...ofFigure.map(reach));
  const [left, width, step] = [190, 400, 17];
  const middle = left + width / 2;
  const inside: string[] = [];
  let y = 18;
  for (const { profile } of options) {
    const own = ofFigure
      .filter((one) => one.profile === profile)
      .sort((a, b) => reach(b) - reach(a) || (a.parameter < b.parameter ? -1 : 1))
      .slice(0, rows);
    const base = own[0]?.base ?? 0;
    inside.push(text(8, y, `${profile}: ${shown(figure, base)}`, ' font-weight="bold"'));
    inside.push(line(middle, y + 4, middle, y + 6 + own.length * step));
    for (const one of own) {
      y += step;
      inside.push(text(left - 8, y, one.parameter, ' text-anchor="end"'));
      for (const [end, value, ink] of [
        ['low', one.low, '#8fb3d9'],
        ['high', one.high, '#b3541e'],
      ] as const) {
        const to = middle + ((value - one.base) / most) * (width / 2);
        const start = Math.min(middle, to);
        inside.push(
          `<rect x="${at(start)}" y="${y - 10}" width="${at(Math.abs(to - middle))}" height="${end === 'low' ? 12 : 6}" fill="${ink}"/>`,
        );
      }
      inside.push(
        text(left + width + 8, y, `${shown(figure, one.low)} / ${shown(figure, one.high)}`),
      );
    }
    y += step + 12;
  }
  const title = `${figureWords[figure][0]}: at the low end (light) and the high end (dark) of each parameter`;
  return svg(720, y, title, inside);
}
