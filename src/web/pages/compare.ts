/** Which option: a small comparison for the parties of the desk, with its picture and its assumptions. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type AnswerOf, compare } from '../../desk/index.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { figureWords, type FigureName, shown, told } from '../../compare/index.ts';
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
<p class="soft">So few checks tell little: <code>pawl compare --as-observed</code> plays 80,000 and writes a page with pictures. The options are those of a draft of 2008; no rule is in force.</p>
${table({
  caption: 'Each option in figures',
  columns: [{ name: 'For each check' }, ...options.map(({ profile }) => ({ name: profile }))],
  rows: names.map((name) => [
    figureWords[name][0],
    ...options.map(({ figures }) => told(name, figures[name])),
  ]),
})}
<h2>What each assumption does</h2>
${swingTable(answer)}
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
    `${one.low} … ${one.high}`,
    one.mark,
    one.source,
  ]),
})}`,
  });
}

const swingsShown = 12;

function swingTable({ swings, sensitivityChecks }: Compared): Html {
  const reach = ({ low, high }: (typeof swings)[number]): number => Math.abs(high - low);
  const most = swings
    .filter(({ figure }) => figure === 'daysMean')
    .toSorted((a, b) => reach(b) - reach(a))
    .slice(0, swingsShown);
  return html`<p>Working Days to the end of a check, with one parameter at either end of its range, on ${sensitivityChecks} homes.</p>
${table({
  caption: 'What moves the mean of Working Days most',
  columns: [
    { name: 'Option' },
    { name: 'Parameter' },
    { name: 'Low end', isNumber: true },
    { name: 'As assumed', isNumber: true },
    { name: 'High end', isNumber: true },
  ],
  rows: most.map(({ profile, parameter, figure, low, base, high }) => [
    profile,
    parameter,
    shown(figure, low),
    shown(figure, base),
    shown(figure, high),
  ]),
})}`;
}
