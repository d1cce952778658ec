/** Who did what: the journal of people, narrowed by person, kind, MPAN and days. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { acts } from '../../desk/index.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { filterForm, filtersAsked } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { addressOf, empty, moment, mpanLink, pager, table } from './pieces.ts';

const path = '/acts';

export function actsPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await actsPage(web, context)));
  return routes;
}

async function actsPage(web: Web, context: Context): Promise<Html> {
  const { cursor, ...filters } = filtersAsked(context, acts);
  const asked = cursor === undefined ? filters : { ...filters, cursor };
  const { items, next } = await acts.ask(deskOf(web, context, acts.role), asked);
  const { zone } = web.gateway().rules;
  const columns = ['When', 'Who', 'What', 'MPAN', 'Why'].map((name) => ({ name }));
  const rows = items.map((one) => [
    moment(zone, one.at),
    one.proposedBy === null ? one.who : `${one.who}, with ${one.proposedBy}`,
    one.isProposal ? `propose to ${one.says}` : one.says,
    one.mpan === null ? (one.items > 1 ? `${one.items} items` : '') : mpanLink(one.mpan),
    one.reason,
  ]);
  const main = html`<h1>Who did what</h1>
${filterForm(acts, {
  action: path,
  values: filters,
  labels: { who: 'Who', act: 'What', mpan: 'MPAN', from: 'From', to: 'Until' },
})}
${items.length === 0 ? empty('No acts found.') : table({ caption: 'What people did', columns, rows })}
${pager(
  cursor === undefined ? null : addressOf(path, filters),
  next === null ? null : addressOf(path, { ...filters, cursor: next }),
)}`;
  return page(context, { title: 'Who did what', at: '/settings', main });
}
