/** Who did what: the journal of people, narrowed by person, kind, MPAN and days. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import { dateInWords } from '../../words.ts';
import { acts } from '../../desk/index.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { filterForm, filtersAsked, inUse } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { inTime, pager, shownRange } from './list.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, folded, moment, mpanLink, table } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';

const path = '/acts';
const labels = { who: 'Who', act: 'What', mpan: 'MPAN', from: 'From', to: 'Until' };

export function actsPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await actsPage(web, context)));
  return routes;
}

async function actsPage(web: Web, context: Context): Promise<Html> {
  const { cursor, ...filters } = filtersAsked(context, acts);
  const asked = cursor === undefined ? filters : { ...filters, cursor };
  const listed = await acts.ask(deskOf(web, context, acts.role), asked);
  const { items } = listed;
  const { zone } = web.gateway().rules;
  const columns = [
    { name: 'When', ...inTime(path, filters) },
    ...['Who', 'What', 'MPAN', 'Why'].map((name) => ({ name })),
  ];
  const dayOfAct = ({ at }: (typeof items)[number]): string => localDateOf(zone, at);
  const days = [...new Set(items.map(dayOfAct))];
  const rowOf = (one: (typeof items)[number]) => [
    moment(zone, one.at),
    html`<a href="${addressOf(path, { ...filters, who: one.who })}">${one.who}</a>${one.proposedBy === null ? '' : `, with ${one.proposedBy}`}`,
    one.isProposal ? `propose to ${one.says}` : one.says,
    one.mpan === null ? (one.items > 1 ? `${one.items} items` : '') : mpanLink(one.mpan),
    one.reason,
  ];
  const rowsOn = (on: string) => items.filter((one) => dayOfAct(one) === on).map(rowOf);
  const main = html`<h1>Who did what</h1>
${folded(
  inUse(filters),
  filterForm(context, acts, {
    action: path,
    values: filters,
    hidden: ['order'],
    labels,
  }),
)}
${items.length === 0 ? await nothingFound(web, context, acts, { path, asked: filters, says: 'No acts found.', labels }) : html`<p>${shownRange(context, listed)}</p>`}
${days.map(
  (
    on,
  ) => html`<h2><a href="${addressOf(path, { ...filters, from: on, to: on })}">${dateInWords(on)}</a></h2>
${table({ caption: `What people did on ${dateInWords(on)}`, columns, rows: rowsOn(on) })}`,
)}
${pager(context, listed, { path, query: filters })}
${items.length === 0 ? '' : sheetLinks(acts, filters)}`;
  return page(context, { title: 'Who did what', at: '/settings', main });
}
