/** Who looked at whose data, narrowed by person, MPAN and days. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { audit } from '../../desk/index.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { filterForm, filtersAsked, inUse } from './filter-form.ts';
import { homesLiveSeconds, type Html, page } from './layout.ts';
import { inTime, pager, shownRange } from './list.ts';
import { nothingFound } from './nothing-found.ts';
import { folded, moment, mpanLink, table } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';

const path = '/audit';
const labels = { who: 'Who', mpan: 'MPAN', from: 'From', to: 'Until' };

export function auditPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await auditPage(web, context)));
  return routes;
}

async function auditPage(web: Web, context: Context): Promise<Html> {
  needs(context, audit.role);
  const { cursor, ...filters } = filtersAsked(context, audit);
  const asked = cursor === undefined ? filters : { ...filters, cursor };
  const listed = await audit.ask(deskOf(web, context, audit.role), asked);
  const { items } = listed;
  const { zone } = web.gateway().rules;
  const columns = [
    { name: 'When', ...inTime(path, filters) },
    ...['Who', 'Role', 'MPAN', 'What', 'By'].map((name) => ({ name })),
  ];
  const rows = items.map(({ at, who, role, through, what, mpan }) => [
    moment(zone, at),
    who,
    role,
    mpanLink(mpan),
    what,
    through,
  ]);
  const main = html`<h1>Who looked</h1>
<p>Each look at what is kept of a home: its site, its meters, what happened there. How long looks are kept is <code>retention.looks</code>.</p>
${folded(
  inUse(filters),
  filterForm(context, audit, {
    action: path,
    values: filters,
    hidden: ['order'],
    labels,
  }),
)}
${
  items.length === 0
    ? await nothingFound(web, context, audit, {
        path,
        asked: filters,
        says: 'Nobody looked at anything like this.',
        labels,
      })
    : html`<p class="soft">${shownRange(context, listed)}</p>
${table({ caption: 'Who looked at whose data', columns, rows })}`
}
${pager(context, listed, { path, query: filters })}
${items.length === 0 ? '' : sheetLinks(audit, filters)}`;
  return page(context, { title: 'Who looked', at: '/settings', main, live: homesLiveSeconds });
}
