/**
 * The machine of a check as a drawing, made from its profile: the stages, the ways between them, the
 * way taken with the number of each step, and the place reached. Beside it the same in words.
 */
import { html } from 'hono/html';
import { type Profile, signals } from '../../process/index.ts';
import { nameInWords, owesInWords, roleInWords } from '../../words.ts';
import type { CheckAnswer } from './check-history.ts';
import type { Html } from './layout.ts';
import {
  type Box,
  begin,
  boxSize,
  closed,
  type Layout,
  type DrawnLine,
  layoutOf,
  type DrawnWay,
  waysOf,
} from './machine-layout.ts';
import { dayOf } from './pieces.ts';

/** A move of the check, numbered from 1. */
type Step = Omit<CheckAnswer['way'][number], 'from'> & { readonly from: string };

export function machineDrawing(profile: Profile, check: CheckAnswer, zone: string): Html {
  const steps = check.way.map((move): Step => ({ ...move, from: move.from ?? begin }));
  const known = waysOf(profile);
  // A step through a stage that heard the same signal at once is a way of its own.
  const extra = steps
    .filter(({ from, to }) => !known.some((way) => way.from === from && way.to === to))
    .map(({ from, to }): DrawnWay => ({ from, to, signals: [] }));
  const layout = layoutOf(Object.keys(profile.stages), [...known, ...extra]);
  return html`${drawing(profile, check, steps, layout)}
<ol>${steps.map((step) => stepInWords(step, zone))}</ol>
<details><summary>All ways of ${profile.title}</summary>
<ul>${known.map(
    ({ from, to, signals: heard }) =>
      html`<li>${placeInWords(from)} → ${placeInWords(to)}: ${heard.map((one) => signals[one]).join('; ')}</li>
`,
  )}</ul>
<p>From every stage a check is closed when ${Object.keys(profile.always)
    .map((one) => signals[one as keyof typeof signals])
    .join(', ')}.</p></details>`;
}

const placeInWords = (name: string): string => (name === begin ? 'opening' : nameInWords(name));

const stepInWords = ({ from, to, at, says }: Step, zone: string): Html =>
  html`<li>${from === begin ? 'opened in' : html`${nameInWords(from)} →`} <strong>${nameInWords(to)}</strong>,
${dayOf(zone, at)}: ${says}</li>
`;

function drawing(
  profile: Profile,
  { state, outcome }: CheckAnswer,
  steps: readonly Step[],
  { width, height, boxes, lines }: Layout,
): Html {
  const stepsAlong = ({ from, to }: DrawnWay): Step[] =>
    steps.filter((step) => step.from === from && step.to === to);
  const passed = new Set(steps.flatMap(({ from, to }) => [from, to]));
  const isTaken = (line: DrawnLine): boolean => stepsAlong(line).length > 0;
  // What was taken lies above what was not.
  const inOrder = lines.toSorted((one, other) => Number(isTaken(one)) - Number(isTaken(other)));
  const way = steps.map(({ to }) => nameInWords(to)).join(', then ');
  const words = `${way === '' ? 'No step is known' : `The way taken: ${way}`}. Reached: ${nameInWords(state)}${outcome === null ? '' : `, ${nameInWords(outcome)}`}.`;
  return html`<svg class="machine" viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">
<defs>${['tip', 'tip-taken'].map(
    (id) =>
      html`<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="tip ${id === 'tip' ? '' : 'taken'}" d="M0 0L8 4L0 8Z"/></marker>`,
  )}</defs>
${inOrder.map((line) => lineDrawing(line, stepsAlong(line)))}
${boxes.map((box) => boxDrawing(profile, box, { state, outcome, passed }))}
${inOrder.map((line) => numberDrawing(line, stepsAlong(line)))}
</svg>`;
}

function lineDrawing({ path, signals: heard }: DrawnLine, steps: readonly Step[]): Html {
  const isTaken = steps.length > 0;
  return html`<path class="way ${isTaken ? 'taken' : ''}" d="${path}" marker-end="url(#${isTaken ? 'tip-taken' : 'tip'})"><title>${heard.map((one) => signals[one]).join('; ')}</title></path>
`;
}

function numberDrawing({ x, y }: DrawnLine, steps: readonly Step[]): Html | '' {
  if (steps.length === 0) return '';
  const text = steps.map(({ number }) => number).join(' ');
  const width = 11 + text.length * 7;
  return html`<g><rect class="step" x="${x - width / 2}" y="${y - 9}" width="${width}" height="18" rx="9"/><text x="${x}" y="${y + 4}" text-anchor="middle">${text}</text></g>
`;
}

function boxDrawing(
  profile: Profile,
  { name, x, y }: Box,
  reached: {
    readonly state: string;
    readonly outcome: string | null;
    readonly passed: ReadonlySet<string>;
  },
): Html {
  if (name === begin) return html`<circle class="begin" cx="${x}" cy="${y}" r="6"/>`;
  const { width, height } = boxSize;
  const isHere = name === reached.state;
  const kind = isHere ? 'here' : reached.passed.has(name) ? 'passed' : '';
  const stage = profile.stages[name];
  const beneath =
    stage === undefined
      ? (reached.outcome ?? '') === ''
        ? ''
        : nameInWords(reached.outcome ?? '')
      : `${roleInWords(stage.owner)}: ${owesInWords(stage.owes)}`;
  return html`<g><rect class="stage ${kind}" x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="${name === closed ? height / 2 : 6}"/>
<text class="name" x="${x}" y="${beneath === '' ? y + 5 : y - 3}" text-anchor="middle">${nameInWords(name)}${isHere ? ' (here)' : ''}</text>
${beneath === '' ? '' : html`<text class="small" x="${x}" y="${y + 14}" text-anchor="middle">${beneath}</text>`}</g>
`;
}
