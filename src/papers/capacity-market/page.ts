/** The Capacity Market summary: which rule was used, totals, and what moves out of Bespoke. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { capacityMarketReport, ruleUsed } from './operations.ts';
import { paper, ruleSentences } from './sentences.ts';
import { solutionNames } from './rule.ts';
import { localDateOf } from '../../calendar/index.ts';
import { meteringRules } from '../../config/index.ts';
import type { AnswerOf } from '../../desk/index.ts';
import { EngineError } from '../../engine-error.ts';
import { count } from '../../words.ts';
import {
  choice,
  type Context,
  deskOf,
  empty,
  type Env,
  type Html,
  moment,
  page,
  table,
  type Web,
  wordAsked,
} from '../../web/pages/index.ts';

type Report = AnswerOf<typeof capacityMarketReport>;

export function capacityMarketPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/capacity-market', async (context) => context.html(await summaryPage(web, context)));
  return routes;
}

async function summaryPage(web: Web, context: Context): Promise<Html> {
  const { config, rules, clock } = web.gateway();
  const asked = wordAsked(context, 'rule', meteringRules);
  const today = localDateOf(rules.zone, clock.now());
  const used = ruleUsed(config.capacityMarket, asked ?? undefined, today);
  const report = await reportOrNone(web, context, asked === null ? {} : { rule: asked });
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
${report === null ? nothing() : ofFile(report, rules.zone)}
${report === null || report.before.length === 0 ? '' : takenBefore(report.before, rules.zone)}
<h2>Who says so</h2>
<p>${paper}. A reason in a report ends in the name of its sentence.</p>
<dl>${Object.entries(ruleSentences).map(
      ([id, { place, words }]) => html`<dt>${id} (${place})</dt><dd>${words}</dd>`,
    )}</dl>`,
  });
}

async function reportOrNone(web: Web, context: Context, asked: object): Promise<Report | null> {
  try {
    return await capacityMarketReport.ask(deskOf(web, context, 'viewer'), { ...asked });
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

const nothing = (): Html =>
  empty('No file of components has been taken in.', 'Drop a cm-components.csv into inbox/.');

function ofFile(summary: Report, zone: string): Html {
  const { file, at, totals, cmus, rowsRefused, writtenUnder } = summary;
  const { difference } = totals;
  const refused = rowsRefused === 0 ? '' : `, ${count(rowsRefused, 'row')} refused`;
  return html`<h2>${file}</h2>
<p>${count(totals.components, 'component')} in ${count(cmus.length, 'CMU')}${refused}, taken in
${moment(zone, at)}; its reports in reports/ were written under ${writtenUnder}.</p>
${ruleTable(summary)}
<h2>What moves out of Bespoke</h2>
<p>From pre-CP392 to CP392, <b>${difference.movesOutOfBespoke}</b> move out of Bespoke and ${difference.movesIntoBespoke} into it;
${difference.testNoLongerNeeded} no longer need a metering test, ${difference.testNewlyNeeded} newly do.</p>
<h2>CMUs</h2>
${cmuTable(summary)}`;
}

function ruleTable({ totals }: Report): Html {
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

const cmuTable = ({ cmus, rule }: Report): Html =>
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

const takenBefore = (others: Report['before'], zone: string): Html =>
  html`<h2>Taken in before</h2>
${table({
  caption: 'Files taken in before',
  columns: [
    { name: 'File' },
    { name: 'Taken in' },
    { name: 'Components', isNumber: true },
    { name: 'Rule' },
  ],
  rows: others.map(({ file, at, components, rule }) => [file, moment(zone, at), components, rule]),
})}`;
