/** Who did what: the journal of people, narrowed by person, kind, MPAN and days. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, acts, actsCount, given } from '../../desk/index.ts';
import { count, dateInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { filterForm, filtersAsked, inUse } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { pager, shownRange } from './list.ts';
import { columnsAsked, columnsField, type ListColumns, listTable } from './list-table.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, folded, moment, mpanLink } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';

const path = '/acts';
const labels = { who: 'Who', act: 'What', mpan: 'MPAN', from: 'From', to: 'Until' };

export function actsPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await actsPage(web, context)));
  return routes;
}

type Row = AnswerOf<typeof acts>['items'][number];

const columnsOf = (zone: string, filters: Readonly<Record<string, string>>): ListColumns<Row> => ({
  at: {
    name: 'When',
    by: 'at',
    isFalling: true,
    isAlways: true,
    cell: ({ at }) => moment(zone, at),
  },
  who: {
    name: 'Who',
    by: 'who',
    isOfFew: true,
    cell: ({ who, proposedBy }) =>
      html`<a href="${addressOf(path, { ...filters, who })}">${who}</a>${proposedBy === null ? '' : `, with ${proposedBy}`}`,
  },
  act: {
    name: 'What',
    by: 'act',
    isOfFew: true,
    cell: ({ isProposal, says }) => (isProposal ? `propose to ${says}` : says),
  },
  mpan: {
    name: 'MPAN',
    by: 'mpan',
    isOfFew: true,
    cell: ({ mpan, items }) =>
      mpan === null ? (items > 1 ? count(items, 'item') : '') : mpanLink(mpan),
  },
  reason: { name: 'Why', cell: ({ reason }) => reason },
});

async function actsPage(web: Web, context: Context): Promise<Html> {
  const { cursor, ...filters } = filtersAsked(context, acts);
  const { by, order: _order, ...narrow } = filters;
  const desk = deskOf(web, context, acts.role);
  const listed = await acts.ask(desk, { ...filters, ...given({ cursor }) });
  const counted = await actsCount.ask(desk, narrow);
  const { items } = listed;
  const { zone } = web.gateway().rules;
  const columns = columnsOf(zone, filters);
  const chosen = columnsAsked(context, columns);
  const query = { ...filters, columns: chosen };
  const tableOf = (caption: string, rows: readonly Row[]): Html =>
    listTable({
      caption,
      columns,
      rows,
      chosen,
      sorted: { path, query, usual: 'at' },
      counted: listed.counted,
    });
  const dayOfAct = ({ at }: Row): string => localDateOf(zone, at);
  const days = [...new Set(items.map(dayOfAct))];
  const byDay = html`${days.map(
    (
      on,
    ) => html`<h2><a href="${addressOf(path, { ...query, from: on, to: on })}">${dateInWords(on)}</a></h2>
${tableOf(
  `What people did on ${dateInWords(on)}`,
  items.filter((one) => dayOfAct(one) === on),
)}`,
  )}`;
  const main = html`<h1>Who did what</h1>
${folded(
  inUse(narrow),
  filterForm(context, acts, {
    action: path,
    values: filters,
    hidden: ['by', 'order'],
    labels,
    counted,
    more: columnsField(columns, chosen),
  }),
)}
${items.length === 0 ? await nothingFound(web, context, acts, { path, asked: narrow, says: 'No acts found.', labels }) : html`<p class="soft">${shownRange(context, listed)}</p>`}
${items.length === 0 ? '' : by === undefined ? byDay : tableOf('What people did', items)}
${pager(context, listed, { path, query })}
${items.length === 0 ? '' : sheetLinks(acts, filters)}`;
  return page(context, { title: 'Who did what', at: '/settings', main });
}
