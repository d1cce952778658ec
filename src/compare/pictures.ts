/**
 * The pictures of a comparison as static SVG: lines of text that print as they stand, without a
 * script, a style or a colour. What is told apart is told by dashes and outlines, in the ink of the
 * page around, so that it reads in print, on a dark page, and by who sees no colours. Each says in
 * words what it shows. Why no library draws them stands in ARCHITECTURE.md.
 */
import { type Comparison, swingFigures } from './comparison.ts';
import { type FigureName, figureWords, isShare } from './tally.ts';

type Swings = Pick<Comparison, 'options' | 'swings'>;

const dashes = ['', '7 3', '2 2', '9 3 2 3', '1 4'];

export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const at = (value: number): string => String(Math.round(value * 10) / 10);

const width = 360;

const svg = (height: number, says: string, inside: readonly string[]): string =>
  [
    `<svg class="chart compared" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(says)}" font-family="sans-serif" font-size="10" fill="currentColor" stroke-width="1">`,
    ...inside,
    '</svg>',
  ].join('\n');

const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${at(x)}" y="${at(y)}"${more}>${escaped(words)}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, more = ''): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="currentColor"${more}/>`;

const soft = ' stroke-opacity="0.3"';
const atEnd = ' text-anchor="end"';

/** Ours: hardly a check is open after that. */
const daysShown = 60;
/** Of the legend, in a row. */
const namesInRow = 3;

/** The share of checks still open, by Working Days since the notification. */
export function openPicture({ options, checks }: Pick<Comparison, 'options' | 'checks'>): string {
  const room = { left: 40, top: Math.ceil(options.length / namesInRow) * 14 + 10, height: 130 };
  const right = width - 12;
  const bottom = room.top + room.height;
  const x = (day: number): number => room.left + (day / daysShown) * (right - room.left);
  const y = (share: number): number => bottom - share * room.height;
  const inside: string[] = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    inside.push(line(room.left, y(share), right, y(share), soft));
    inside.push(text(room.left - 5, y(share) + 3, `${share * 100} %`, atEnd));
  }
  for (const day of [0, 10, 20, 30, 40, 50, 60]) {
    inside.push(text(x(day), bottom + 13, String(day), ' text-anchor="middle"'));
  }
  inside.push(text(right, bottom + 25, 'Working Days since the notification', atEnd));
  const words: string[] = [];
  for (const [index, { profile, closedAfter }] of options.entries()) {
    const openAfter = (day: number): number =>
      1 - (closedAfter[day] ?? closedAfter.at(-1) ?? 0) / (checks || 1);
    const points = Array.from(
      { length: daysShown + 1 },
      (_, day) => `${at(x(day))},${at(y(openAfter(day)))}`,
    );
    const dashed = ` stroke-width="1.6" stroke-dasharray="${dashes[index % dashes.length] ?? ''}"`;
    const [nameX, nameY] = [
      room.left + (index % namesInRow) * 104,
      12 + Math.floor(index / namesInRow) * 14,
    ];
    inside.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="currentColor"${dashed}/>`,
      line(nameX, nameY - 3, nameX + 26, nameY - 3, dashed),
      text(nameX + 30, nameY, profile),
    );
    const told = [10, 20, 40, 60].map((day) => `${(openAfter(day) * 100).toFixed(1)} %`);
    words.push(`${profile} ${told.join(', ')}`);
  }
  return svg(
    bottom + 30,
    `Share of checks still open after 10, 20, 40 and 60 Working Days: ${words.join('; ')}`,
    inside,
  );
}

export const shown = (figure: FigureName, value: number): string =>
  isShare(figure)
    ? `${(value * 100).toFixed(1)} %`
    : value.toFixed(figure.startsWith('days') ? 1 : 2);

interface Ends {
  readonly low: number;
  readonly high: number;
  readonly base: number;
}

const reach = ({ low, high, base }: Ends): number =>
  Math.max(Math.abs(low - base), Math.abs(high - base));

/** How a figure of an option moves with each parameter, from its low to its high end; most first. */
export const movesOf = (
  { swings }: Pick<Comparison, 'swings'>,
  figure: (typeof swingFigures)[number],
  option: string,
): Comparison['swings'] =>
  swings
    .filter((one) => one.figure === figure && one.profile === option)
    .sort((a, b) => reach(b) - reach(a) || (a.parameter < b.parameter ? -1 : 1));

/** A tornado for each option: the parameters that move a figure most. */
export function tornadoPicture(
  comparison: Swings,
  figure: (typeof swingFigures)[number],
  rows: number,
): string {
  const each = comparison.options.map(({ profile }) => ({
    profile,
    moves: movesOf(comparison, figure, profile).slice(0, rows),
  }));
  const most = Math.max(1e-9, ...each.flatMap(({ moves }) => moves.map(reach)));
  const [middle, half, step] = [197, 65, 13];
  const inside: string[] = [];
  const words: string[] = [];
  let y = 11;
  for (const { profile, moves } of each) {
    const base = moves[0]?.base ?? 0;
    inside.push(text(2, y, `${profile}: ${shown(figure, base)}`, ' font-weight="bold"'));
    inside.push(line(middle, y + 3, middle, y + 4 + moves.length * step, soft));
    for (const { parameter, low, high } of moves) {
      y += step;
      inside.push(text(middle - half - 5, y, parameter, atEnd));
      const bar = (value: number, height: number, more: string): string => {
        const to = middle + ((value - base) / most) * half;
        return `<rect x="${at(Math.min(middle, to))}" y="${at(y - 3.5 - height / 2)}" width="${at(Math.abs(to - middle))}" height="${height}"${more}/>`;
      };
      inside.push(bar(low, 9, ' fill="none" stroke="currentColor"'), bar(high, 4, ''));
      inside.push(text(middle + half + 6, y, `${shown(figure, low)} / ${shown(figure, high)}`));
    }
    const told = moves.map(
      ({ parameter, low, high }) => `${parameter} ${shown(figure, low)} to ${shown(figure, high)}`,
    );
    words.push(`${profile} ${shown(figure, base)}: ${told.join(', ')}`);
    y += step + 8;
  }
  return svg(
    y - 12,
    `${figureWords[figure][0]} with each parameter at the low and the high end of its range, those with most effect. ${words.join('; ')}`,
    inside,
  );
}
