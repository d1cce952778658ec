/** Who looked at whose data, narrowed by person, MPAN and days. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type AnswerOf, audit, auditCount, given } from '../../desk/index.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { filterForm, filtersAsked, inUse } from './filter-form.ts';
import { homesLiveSeconds, type Html, page } from './layout.ts';
import { pager, shownRange } from './list.ts';
import { columnsAsked, columnsField, type ListColumns, listTable } from './list-table.ts';
import { nothingFound } from './nothing-found.ts';
import { folded, moment, mpanLink } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';

const path = '/audit';
const labels = { who: 'Who', mpan: 'MPAN', from: 'From', to: 'Until' };

export function auditPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await auditPage(web, context)));
  return routes;
}

type Row = AnswerOf<typeof audit>['items'][number];

const columnsOf = (zone: string): ListColumns<Row> => ({
  at: {
    name: 'When',
    by: 'at',
    isFalling: true,
    isAlways: true,
    cell: ({ at }) => moment(zone, at),
  },
  who: { name: 'Who', by: 'who', isOfFew: true, cell: ({ who }) => who },
  role: { name: 'Role', by: 'role', isOfFew: true, cell: ({ role }) => role },
  mpan: { name: 'MPAN', by: 'mpan', isOfFew: true, cell: ({ mpan }) => mpanLink(mpan) },
  what: { name: 'What', by: 'what', isOfFew: true, cell: ({ what }) => what },
  through: { name: 'By', by: 'through', isOfFew: true, cell: ({ through }) => through },
});

async function auditPage(web: Web, context: Context): Promise<Html> {
  needs(context, audit.role);
  const { cursor, ...filters } = filtersAsked(context, audit);
  const { by: _by, order: _order, ...narrow } = filters;
  const desk = deskOf(web, context, audit.role);
  const listed = await audit.ask(desk, { ...filters, ...given({ cursor }) });
  const counted = await auditCount.ask(desk, narrow);
  const { items } = listed;
  const columns = columnsOf(web.gateway().rules.zone);
  const chosen = columnsAsked(context, columns);
  const query = { ...filters, columns: chosen };
  const main = html`<h1>Who looked</h1>
<p>Each look at what is kept of a home: its site, its meters, what happened there. How long looks are kept is <code>retention.looks</code>.</p>
${folded(
  inUse(narrow),
  filterForm(context, audit, {
    action: path,
    values: filters,
    hidden: ['by', 'order'],
    labels,
    counted,
    more: columnsField(columns, chosen),
  }),
)}
${
  items.length === 0
    ? await nothingFound(web, context, audit, {
        path,
        asked: narrow,
        says: 'Nobody looked at anything like this.',
        labels,
      })
    : html`<p class="soft">${shownRange(context, listed)}</p>
${listTable({
  caption: 'Who looked at whose data',
  columns,
  rows: items,
  chosen,
  sorted: { path, query, usual: 'at' },
  counted: listed.counted,
})}`
}
${pager(context, listed, { path, query })}
${items.length === 0 ? '' : sheetLinks(audit, filters)}`;
  return page(context, { title: 'Who looked', at: '/settings', main, live: homesLiveSeconds });
}
