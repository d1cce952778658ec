/** A comparison as one page of HTML that prints, as CSV, and its assumptions in words. */
import { sideInWords, sides } from '../market/index.ts';
import type { Comparison, Estimate } from './comparison.ts';
import type { TimeTaken } from './chance.ts';
import { shareNames, spanNames } from './parameters.ts';
import { openPicture, shown, tornadoPicture } from './pictures.ts';
import { type FigureName, figureNames, figureWords } from './tally.ts';

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

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

export const assumptionsOf = ({ parameters }: Comparison): readonly Assumption[] => [
  ...shareNames.map((name) => {
    const { value, low, high, ...rest } = parameters.shares[name];
    const [one, two, three] = [value, low, high].map(percent);
    return { name: `shares.${name}`, ...rest, value: one ?? '', low: two ?? '', high: three ?? '' };
  }),
  ...spanNames.map((name) => {
    const { value, low, high, ...rest } = parameters.days[name];
    const [one, two, three] = [value, low, high].map(spanInWords);
    return { name: `days.${name}`, ...rest, value: one ?? '', low: two ?? '', high: three ?? '' };
  }),
];

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
export function findingsOf({ options }: Comparison): readonly string[] {
  const [first, ...others] = options;
  if (first === undefined) return [];
  return others.map(({ profile, lessFirst }) => {
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
}

const signed = (name: FigureName, value: number): string =>
  `${value > 0 ? '+' : '−'}${shown(name, Math.abs(value))}`;

const ownerInWords = (owner: string): string => {
  const side = sides.find((one) => one === owner);
  return side === undefined ? owner : sideInWords(side);
};

export function reportHtml(comparison: Comparison): string {
  const { checks, seed, groups, sensitivityChecks, options, parameters } = comparison;
  const heads = ['', ...options.map(({ profile }) => profile)];
  const figures = figureNames.map((name) => [
    `${figureWords[name][0]}: ${figureWords[name][1]}`,
    ...options.map(({ figures: own }) => told(name, own[name])),
  ]);
  const differences = options
    .slice(1)
    .flatMap(({ profile, lessFirst }) =>
      figureNames.map((name) => [
        `${profile} less ${options[0]?.profile ?? ''}`,
        figureWords[name][0],
        told(name, lessFirst[name]),
        isChance(lessFirst[name]) ? 'may be chance' : 'no chance',
      ]),
    );
  const passed = options.flatMap(({ profile, passed: own }) =>
    own.map(({ owner, party, stage, number }) => [
      profile,
      `${ownerInWords(owner)} ${party}`.trim(),
      stage,
      String(number),
    ]),
  );
  const assumptions = assumptionsOf(comparison).map((one) => [
    one.name,
    one.what,
    one.value,
    `${one.low} … ${one.high}`,
    one.mark,
    one.source,
  ]);
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Which option?</title>
<style>
body { font: 14px/1.4 sans-serif; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; color: #222; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; font-size: 12px; }
th, td { border: 1px solid #ccc; padding: 2px 6px; text-align: left; vertical-align: top; }
figure { margin: 0.5rem 0; break-inside: avoid; } h2 { break-after: avoid; margin: 1rem 0 0.3rem; }
.soft { color: #555; } .more { break-before: page; }
@media print { body { margin: 0; font-size: 11px; } table { font-size: 9px; } }
</style></head><body>
<h1>Which option?</h1>
<p>${checks.toLocaleString('en-GB')} checks notified in ${parameters.year}, the same homes and the same luck under each option, each followed for ${parameters.horizonWorkingDays} Working Days.
Seed ${seed}. In brackets: where the figure lies 95 times of a hundred, told from ${groups} groups of homes.
<span class="soft">The options are those of DCP0030 v2.0, a draft of 2008 that was closed: no rule is in force. How parties behave is assumed; each assumption stands below.</span></p>
<ul>${findingsOf(comparison)
    .map((one) => `<li>${escaped(one)}</li>`)
    .join('')}</ul>
<figure>${openPicture(comparison)}<figcaption>Share of checks still open, by Working Days since the notification</figcaption></figure>
${tableOf(heads, figures)}
<div class="more"><h2>Differences</h2>
${tableOf(['Between', 'Figure', 'Difference', 'Chance?'], differences)}
<h2>Missed deadlines, by stage and party</h2>
${tableOf(['Option', 'Whose', 'Stage', 'Missed'], passed)}
${
  comparison.swings.length === 0
    ? ''
    : `<h2>What each assumption does</h2>
<p>Each parameter alone at the low end (light) and the high end (dark) of its range, on the first ${sensitivityChecks} homes; the eight with most effect.</p>
${(['daysMean', 'visits', 'reverseDays'] as const)
  .map(
    (figure) =>
      `<figure>${tornadoPicture(comparison, figure)}<figcaption>${escaped(figureWords[figure][0])}</figcaption></figure>`,
  )
  .join('\n')}`
}
<h2>All assumptions</h2>
<p>${escaped(parameters.aboutMeterOperators)} ${escaped(parameters.meterOperators.map(({ mpid, share, pace }) => `${mpid}: share ${share}, pace ${pace}`).join('; '))}.
${escaped(parameters.arrivalByMonth.what)}: ${escaped(parameters.arrivalByMonth.value.join(', '))} (${parameters.arrivalByMonth.mark}: ${escaped(parameters.arrivalByMonth.source)}).</p>
${tableOf(['Parameter', 'What it is', 'Value', 'Range', 'Mark', 'Source'], assumptions)}
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
