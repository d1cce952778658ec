/** A comparison as one page of HTML that prints, as CSV, and its assumptions in words. */
import { sideInWords, sides } from '../market/index.ts';
import { type Comparison, type Estimate, swingFigures } from './comparison.ts';
import type { TimeTaken } from './chance.ts';
import { shareNames, spanNames } from './parameters.ts';
import { escaped, movesOf, openPicture, shown, tornadoPicture } from './pictures.ts';
import { type FigureName, figureNames, figureWords } from './tally.ts';

const cells = (tag: string, some: readonly string[]): string =>
  `<tr>${some.map((one) => `<${tag}>${escaped(one)}</${tag}>`).join('')}</tr>`;

const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead>${cells('th', heads)}</thead>\n<tbody>${rows.map((row) => cells('td', row)).join('\n')}</tbody></table>`;

/** A figure, and how far it may be by chance. */
export const told = (name: FigureName, { value, low, high }: Estimate): string =>
  `${shown(name, value)} (${shown(name, low)} to ${shown(name, high)})`;

/** Whether a difference can be told from chance. */
const isChance = ({ low, high }: Estimate): boolean => low <= 0 && high >= 0;

const spanInWords = (span: TimeTaken): string => {
  if ('always' in span) return `${span.always}`;
  if ('chances' in span) return 'as observed';
  return `median ${span.median}, nine in ten within ${span.p90}`;
};

interface Assumption {
  readonly name: string;
  readonly what: string;
  readonly value: string;
  readonly low: string;
  readonly high: string;
  readonly mark: string;
  readonly source: string;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

export function assumptionsOf({ parameters }: Comparison): readonly Assumption[] {
  const { meterOperators, aboutMeterOperators, horizonWorkingDays, arrivalByMonth } = parameters;
  const told = <Value>(
    name: string,
    { value, low, high, ...rest }: { value: Value; low: Value; high: Value } & TellsWhy,
    inWords: (value: Value) => string,
  ): Assumption => ({
    name,
    ...rest,
    value: inWords(value),
    low: inWords(low),
    high: inWords(high),
  });
  const operators = meterOperators.map(({ mpid, share, pace }) => `${mpid} ${share}, pace ${pace}`);
  const unmoved = { low: '', high: '' };
  return [
    {
      name: 'horizonWorkingDays',
      what: 'how long each check is followed; what is open then counts with so many',
      value: String(horizonWorkingDays),
      ...unmoved,
      mark: 'assumption',
      source: 'long enough that hardly a check is open: see Open after 90 Working Days',
    },
    { name: 'meterOperators', ...aboutMeterOperators, value: operators.join('; '), ...unmoved },
    told('pace', parameters.pace, String),
    told('arrivalByMonth', arrivalByMonth, (months) => months.join(', ')),
    ...shareNames.map((name) => told(`shares.${name}`, parameters.shares[name], percent)),
    ...spanNames.map((name) => told(`days.${name}`, parameters.days[name], spanInWords)),
  ];
}

type TellsWhy = Pick<Assumption, 'what' | 'mark' | 'source'>;

/** What a figure becomes with each parameter at either end of its range: a row each, a column an option. */
export function effectsOf(
  comparison: Pick<Comparison, 'options' | 'swings'>,
  figure: (typeof swingFigures)[number],
): readonly (readonly string[])[] {
  const each = comparison.options.map(({ profile }) => movesOf(comparison, figure, profile));
  const options = each.map((moves) => new Map(moves.map((one) => [one.parameter, one])));
  return (each[0] ?? []).map(({ parameter }) => [
    parameter,
    ...options.map((option) => {
      const { low = 0, high = 0 } = option.get(parameter) ?? {};
      return `${shown(figure, low)} … ${shown(figure, high)}`;
    }),
  ]);
}

/** Which option is best by a figure, where that is no chance. */
const less: readonly FigureName[] = [
  'flows',
  'visits',
  'daysMean',
  'days90',
  'breaches',
  'openAfter40',
  'reverseDays',
];

/** What the figures show, in sentences. */
export function findingsOf({
  options,
  checks,
}: Pick<Comparison, 'options' | 'checks'>): readonly string[] {
  const [first, ...others] = options;
  if (first === undefined) return [];
  const sums = options.map(
    ({ profile, figures }) =>
      `${profile} ${Math.round(figures.reverseDays.value * checks).toLocaleString('en-GB')}`,
  );
  const beside = others.map(({ profile, lessFirst }) => {
    const part = (isFewer: boolean): string =>
      less
        .filter((name) => !isChance(lessFirst[name]) && lessFirst[name].value < 0 === isFewer)
        .map(
          (name) => `${figureWords[name][0].toLowerCase()} ${signed(name, lessFirst[name].value)}`,
        )
        .join(', ');
    const chance = less.filter((name) => isChance(lessFirst[name]));
    const words = [
      part(true) === '' ? '' : `less: ${part(true)}`,
      part(false) === '' ? '' : `more: ${part(false)}`,
      chance.length === 0
        ? ''
        : `not to be told from chance: ${chance.map((name) => figureWords[name][0].toLowerCase()).join(', ')}`,
    ].filter((one) => one !== '');
    return `${profile} beside ${first.profile}: ${words.join('; ')}.`;
  });
  return [
    ...beside,
    `Days of possible reverse running, summed over all meters: ${sums.join(', ')}.`,
  ];
}

const signed = (name: FigureName, value: number): string =>
  `${value > 0 ? '+' : '−'}${shown(name, Math.abs(value))}`;

const ownerInWords = (owner: string): string => {
  const side = sides.find((one) => one === owner);
  return side === undefined ? owner : sideInWords(side);
};

/** Ours: so many fit on the sheet. */
const missedOnSheet = 14;
const barsOnSheet = 6;
const barsBelow = 10;

/** Missed deadlines: a row for each owner and stage, a column for each option, most first. */
function missedOf({ options }: Comparison): readonly (readonly string[])[] {
  const rows = new Map<string, number[]>();
  for (const [index, { passed }] of options.entries()) {
    for (const { owner, party, stage, number } of passed) {
      const name = `${`${ownerInWords(owner)} ${party}`.trim()}: ${stage}`;
      const row = rows.get(name) ?? options.map(() => 0);
      rows.set(name, row);
      row[index] = number;
    }
  }
  const sum = (row: readonly number[]): number => row.reduce((all, one) => all + one, 0);
  return [...rows]
    .sort(([a, one], [b, other]) => sum(other) - sum(one) || (a < b ? -1 : 1))
    .map(([name, row]) => [name, ...row.map((one) => one.toLocaleString('en-GB'))]);
}

const style = `@page { size: A4; margin: 9mm; }
body { font: 14px/1.4 sans-serif; max-width: 64rem; margin: 1.5rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
.sheet { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.2rem; }
table { border-collapse: collapse; width: 100%; margin: 0.4rem 0 0.8rem; font-size: 12px; }
th, td { border-bottom: 1px solid #999; padding: 2px 4px; text-align: left; vertical-align: top; }
figure { margin: 0.4rem 0; } svg { display: block; width: 100%; max-width: 34rem; height: auto; }
figcaption, h2 { font-size: 1em; font-weight: bold; } h1, h2, p, ul { margin: 0.4rem 0; }
.more { overflow-x: auto; } .paper { display: none; }
@media print {
  body { font-size: 10px; line-height: 1.25; margin: 0; padding: 0; max-width: none; }
  h1 { font-size: 15px; } table { font-size: 9px; margin: 2px 0 5px; } th, td { padding: 1px 3px; }
  .more { display: none; } .paper { display: block; } .assumed { columns: 2; font-size: 9px; padding: 0; list-style: none; }
}`;

/** One page: on paper a sheet of A4; on a screen all differences, effects and sources below it. */
export function reportHtml(comparison: Comparison): string {
  const { checks, seed, groups, sensitivityChecks, options, parameters, swings } = comparison;
  const profiles = options.map(({ profile }) => profile);
  const figures = figureNames.map((name) => [
    figureWords[name][0],
    ...options.map(({ figures: own }) => told(name, own[name])),
  ]);
  const differences = options
    .slice(1)
    .flatMap(({ profile, lessFirst }) =>
      figureNames.map((name) => [
        `${profile} less ${options[0]?.profile ?? ''}`,
        `${figureWords[name][0]}, ${figureWords[name][1]}`,
        told(name, lessFirst[name]),
        isChance(lessFirst[name]) ? 'may be chance' : 'no chance',
      ]),
    );
  const missed = missedOf(comparison);
  const all = assumptionsOf(comparison);
  const rangeOf = ({ low, high }: Assumption): string => (low === '' ? '' : `${low} … ${high}`);
  const tornado = (figure: (typeof swingFigures)[number], rows: number): string =>
    `<figure><figcaption>${escaped(figureWords[figure][0])}: each parameter at the low end (outline) and the high end (full) of its range</figcaption>
${tornadoPicture(comparison, figure, rows)}</figure>`;
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Which option?</title>
<style>
${style}
</style></head><body>
<h1>Which option?</h1>
<p>${checks.toLocaleString('en-GB')} checks notified in ${parameters.year}, the same homes and the same luck under each option, each followed for ${parameters.horizonWorkingDays} Working Days.
Seed ${seed}. In brackets: where the figure lies 95 times of a hundred, told from ${groups} groups of homes.
The options are those of DCP0030 v2.0, a draft of 2008 that was closed: no rule is in force. How parties behave is assumed; each assumption stands below.</p>
<ul>${findingsOf(comparison)
    .map((one) => `<li>${escaped(one)}</li>`)
    .join('\n')}</ul>
<div class="sheet">
<div><figure><figcaption>Share of checks still open</figcaption>
${openPicture(comparison)}</figure>
${swings.length === 0 ? '' : tornado('daysMean', barsOnSheet)}</div>
<div>${tableOf(['For each check', ...profiles], figures)}
<h2>Missed deadlines, by party and stage</h2>
${tableOf(['Whose', ...profiles], missed.slice(0, missedOnSheet))}</div>
</div>
<div class="paper"><h2>Assumptions, and how far each may well lie</h2>
<ul class="assumed">${all
    .filter(({ name }) => name !== 'arrivalByMonth')
    .map((one) => {
      const range = one.low === '' ? '' : ` (${rangeOf(one)})`;
      return `<li>${escaped(`${one.name}: ${one.value}${range}, ${one.mark}`)}</li>`;
    })
    .join('\n')}</ul>
<p>On a screen this page goes on: every difference, what each assumption does, and where it is from. The CSV has all figures.</p></div>
<div class="more">
<h2>Differences</h2>
${tableOf(['Between', 'Figure', 'Difference', 'Chance?'], differences)}
${missed.length > missedOnSheet ? `<h2>All missed deadlines</h2>\n${tableOf(['Whose', ...profiles], missed)}` : ''}
${
  swings.length === 0
    ? ''
    : `<h2>What each assumption does</h2>
<p>Each parameter alone at the low and the high end of its range, all else as it is, on the first ${sensitivityChecks} homes.</p>
${swingFigures
  .map(
    (figure) => `${tornado(figure, barsBelow)}
<details><summary>The numbers, of every parameter</summary>
${tableOf(['Parameter', ...profiles], effectsOf(comparison, figure))}</details>`,
  )
  .join('\n')}`
}
<h2>All assumptions</h2>
${tableOf(
  ['Parameter', 'What it is', 'Value', 'Range', 'Mark', 'Source'],
  all.map((one) => [one.name, one.what, one.value, rangeOf(one), one.mark, one.source]),
)}
</div></body></html>
`;
}

/** Every figure as a row of CSV. Nothing in it needs quoting, and a number below 0 stays a number. */
export const figuresCsv = (comparison: Comparison): string =>
  figureRows(comparison)
    .map((row) => `${row.join(',')}\r\n`)
    .join('');

const figureRows = ({ options, swings }: Comparison): readonly (readonly string[])[] => [
  ['kind', 'option', 'figure', 'value', 'low', 'high', 'parameter', 'party', 'stage'],
  ...options.flatMap(({ profile, figures, lessFirst, passed, outcomes }) => [
    ...figureNames.map((name) => rowOf('figure', profile, name, figures[name])),
    ...figureNames.map((name) => rowOf('lessFirst', profile, name, lessFirst[name])),
    ...passed.map(({ party, stage, number }) => [
      'missed',
      profile,
      'deadlines',
      String(number),
      '',
      '',
      '',
      party,
      stage,
    ]),
    ...Object.entries(outcomes).map(([outcome, number]) => [
      'outcome',
      profile,
      outcome,
      String(number),
      '',
      '',
      '',
      '',
      '',
    ]),
  ]),
  ...swings.map(({ profile, figure, base, low, high, parameter }) => [
    'swing',
    profile,
    figure,
    String(base),
    String(low),
    String(high),
    parameter,
    '',
    '',
  ]),
];

const rowOf = (
  kind: string,
  profile: string,
  name: string,
  { value, low, high }: Estimate,
): readonly string[] => [kind, profile, name, String(value), String(low), String(high), '', '', ''];
