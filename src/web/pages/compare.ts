/** Which option: a small comparison for the parties of the desk, with pictures and every assumption. */
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { type AnswerOf, compare } from '../../desk/index.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import {
  effectsOf,
  type FigureName,
  figureWords,
  findingsOf,
  openPicture,
  swingFigures,
  told,
  tornadoPicture,
} from '../../compare/index.ts';
import { askedOf } from './asked.ts';
import { type Html, page } from './layout.ts';
import { table } from './pieces.ts';

type Compared = AnswerOf<typeof compare>;

const path = '/compare';

export function comparePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await comparePage(web, context)));
  return routes;
}

async function comparePage(web: Web, context: Context): Promise<Html> {
  const answer = await compare.ask(deskOf(web, context, 'viewer'), askedOf(context, compare));
  const { checks, seed, options } = answer;
  const names = Object.keys(options[0]?.figures ?? {}) as FigureName[];
  return page(context, {
    title: 'Which option?',
    at: '/performance',
    main: html`<h1>Which option?</h1>
<p>${checks} checks under each option, played in simulated time with the parties of this desk as its journal has them; what it does not tell is assumed.
Seed ${seed}. In brackets: where a figure lies 95 times of a hundred.</p>
<p class="soft">So few checks tell little: <code>pawl compare --as-observed</code> plays 80,000 and writes a page to print. The options are those of a draft of 2008; no rule is in force.</p>
<ul>${findingsOf(answer).map((one) => html`<li>${one}</li>`)}</ul>
<figure><figcaption>Share of checks still open</figcaption>
${raw(openPicture(answer))}</figure>
${table({
  caption: 'Each option in figures',
  columns: [{ name: 'For each check' }, ...options.map(({ profile }) => ({ name: profile }))],
  rows: names.map((name) => [
    figureWords[name][0],
    ...options.map(({ figures }) => told(name, figures[name])),
  ]),
})}
${
  answer.swings.length === 0
    ? ''
    : html`<h2>What each assumption does</h2>
<p>Each parameter alone at the low end (outline) and the high end (full) of its range, on ${answer.sensitivityChecks} homes.</p>
${swingFigures.map((figure) => effects(answer, figure))}`
}
<h2>All assumptions</h2>
${table({
  caption: 'How parties behave',
  columns: [
    { name: 'Parameter' },
    { name: 'What it is' },
    { name: 'Value' },
    { name: 'Low … high' },
    { name: 'Mark' },
    { name: 'Source' },
  ],
  rows: answer.assumptions.map((one) => [
    one.name,
    one.what,
    one.value,
    one.low === '' ? '' : `${one.low} … ${one.high}`,
    one.mark,
    one.source,
  ]),
})}`,
  });
}

/** Ours: below each picture stand all of them. */
const barsShown = 6;

const effects = (answer: Compared, figure: (typeof swingFigures)[number]): Html => html`<figure>
<figcaption>${figureWords[figure][0]}</figcaption>
${raw(tornadoPicture(answer, figure, barsShown))}
<details><summary>The numbers</summary>
${table({
  caption: `${figureWords[figure][0]} with each parameter at the low … high end of its range`,
  columns: [{ name: 'Parameter' }, ...answer.options.map(({ profile }) => ({ name: profile }))],
  rows: effectsOf(answer, figure),
})}</details>
</figure>`;
