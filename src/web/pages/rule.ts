/** What a rule says whose name stands beside words that were read. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { rule } from '../../desk/index.ts';
import { count } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { type Html, page } from './layout.ts';

/** Ours: as many as somebody reads; the API has all. */
const phrasesShown = 500;

export function rulePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/rules/:name', async (context) => context.html(await rulePage(web, context)));
  return routes;
}

async function rulePage(web: Web, context: Context): Promise<Html> {
  const desk = deskOf(web, context, rule.role);
  const { name, says, phrases, examples } = await rule.ask(desk, {
    name: context.req.param('name'),
  });
  const more = phrases.length - phrasesShown;
  const main = html`<h1>Rule <code>${name}</code></h1>
<p>Its name stands beside words that were read by it. What it says:</p>
<ul>${says.map((one) => html`<li>${one}</li>`)}</ul>
${examples.length === 0 ? '' : html`<h2>Clauses that are read by it</h2><ul>${examples.map((one) => html`<li><q>${one}</q></li>`)}</ul>`}
${
  phrases.length === 0
    ? ''
    : html`<h2>${count(phrases.length, 'phrase')}</h2>
<p class="soft">With those that this desk has added in its settings. <code>a|b</code> is either word.</p>
<p>${phrases.slice(0, phrasesShown).join(', ')}${more > 0 ? html`, and <a href="/api/v1/rules/${encodeURIComponent(name)}">${more} more</a>` : ''}</p>`
}`;
  return page(context, { title: `Rule ${name}`, at: '/checks', main });
}
