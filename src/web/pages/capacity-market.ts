/** The Capacity Market summary: which rule was used, totals, and what moves out of Bespoke. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import {
  paper,
  type RuleUsed,
  ruleInForce,
  type Summary,
  savedSummaries,
  sentences,
  solutionNames,
} from '../../capacity/index.ts';
import { meteringRules } from '../../config/index.ts';
import { count } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { wordAsked } from './asked.ts';
import { type Html, page } from './layout.ts';
import { choice, empty, moment, table } from './pieces.ts';

export function capacityMarketPages({ gateway }: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/capacity-market', (context) => {
    const { workspace, config, rules, clock } = gateway();
    const asked = wordAsked(context, 'rule', meteringRules);
    const used: RuleUsed =
      asked === null
        ? ruleInForce(config.capacityMarket, localDateOf(rules.zone, clock.now()))
        : { rule: asked, because: 'asked for here' };
    return context.html(summaryPage(context, savedSummaries(workspace), used, asked, rules.zone));
  });
  return routes;
}

function summaryPage(
  context: Context,
  saved: readonly Summary[],
  used: RuleUsed,
  asked: string | null,
  zone: string,
): Html {
  const [newest, ...before] = saved;
  const others = before.filter(({ sha256 }) => sha256 !== newest?.sha256);
  return page(context, {
    title: 'Capacity Market',
    at: null,
    main: html`<h1>Capacity Market</h1>
<p>Rule used: <b>${used.rule}</b> (${used.because}). Whether CP392 is in force is the operator's setting. Nothing here touches
a backstop check.</p>
<form class="filters" action="/capacity-market">
${choice(
  'rule',
  'Rule',
  asked,
  meteringRules.map((rule) => [rule, rule]),
)}
<button>Show</button>
</form>
${newest === undefined ? nothing() : ofFile(newest, used, zone)}
${others.length === 0 ? '' : takenBefore(others, zone)}
<h2>Who says so</h2>
<p>${paper}. A reason in a report ends in the name of its sentence.</p>
<dl>${Object.entries(sentences).map(
      ([id, { place, words }]) => html`<dt>${id} (${place})</dt><dd>${words}</dd>`,
    )}</dl>`,
  });
}

const nothing = (): Html =>
  empty('No file of components has been taken in.', 'Drop a cm-components.csv into inbox/.');

function ofFile(summary: Summary, used: RuleUsed, zone: string): Html {
  const { file, at, totals, cmus, rowsRefused, rule } = summary;
  const { difference } = totals;
  const refused = rowsRefused === 0 ? '' : `, ${count(rowsRefused, 'row')} refused`;
  return html`<h2>${file}</h2>
<p>${count(totals.components, 'component')} in ${count(cmus.length, 'CMU')}${refused}, taken in
${moment(zone, at)}; its reports in reports/ were written under ${rule}.</p>
${ruleTable(summary)}
<h2>What moves out of Bespoke</h2>
<p>From pre-CP392 to CP392, <b>${difference.movesOutOfBespoke}</b> move out of Bespoke and ${difference.movesIntoBespoke} into it;
${difference.testNoLongerNeeded} no longer need a metering test, ${difference.testNewlyNeeded} newly do.</p>
<h2>CMUs</h2>
${cmuTable(summary, used)}`;
}

function ruleTable({ totals }: Summary): Html {
  const [before, after] = meteringRules.map((rule) => solutionNames[rule].settlement);
  const lines = [
    [`${before} / ${after}`, 'settlement'],
    ['Balancing Services', 'balancingServices'],
    ['Bespoke', 'bespoke'],
    ['Bespoke alone', 'bespokeOnly'],
    ['Metering test needed', 'testNeeded'],
  ] as const;
  return table({
    caption: 'Components under each rule',
    columns: [
      { name: 'Open to, or needed' },
      ...meteringRules.map((rule) => ({ name: rule, isNumber: true })),
    ],
    rows: lines.map(([name, key]) => [
      name,
      ...meteringRules.map((rule) => totals.rules[rule][key]),
    ]),
  });
}

const cmuTable = ({ cmus }: Summary, { rule }: RuleUsed): Html =>
  table({
    caption: `CMUs under ${rule}`,
    columns: [
      { name: 'CMU' },
      ...[
        'Components',
        solutionNames[rule].settlement,
        'Bespoke alone',
        'Tests',
        'Out of Bespoke',
      ].map((name) => ({ name, isNumber: true })),
    ],
    rows: cmus.map(({ cmuId, components, rules, difference }) => [
      cmuId,
      components,
      rules[rule].settlement,
      rules[rule].bespokeOnly,
      rules[rule].testNeeded,
      difference.movesOutOfBespoke,
    ]),
  });

const takenBefore = (others: readonly Summary[], zone: string): Html =>
  html`<h2>Taken in before</h2>
${table({
  caption: 'Files taken in before',
  columns: [
    { name: 'File' },
    { name: 'Taken in' },
    { name: 'Components', isNumber: true },
    { name: 'Rule' },
  ],
  rows: others.map(({ file, at, totals, rule }) => [
    file,
    moment(zone, at),
    totals.components,
    rule,
  ]),
})}`;
