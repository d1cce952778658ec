/** The CSV files that may be dropped: each column with what it means, and a file to begin with. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { template, templatesWith } from '../../desk/index.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { filesMenu } from './files.ts';
import { type Html, page } from './layout.ts';
import { table } from './pieces.ts';

export function templatePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/templates', async (context) => context.html(await templatesPage(web, context)));
  return routes;
}

async function templatesPage(web: Web, context: Context): Promise<Html> {
  const desk = deskOf(web, context, template.role);
  const kinds = templatesWith(await desk.templates());
  const all = await Promise.all(kinds.map(({ kind }) => template.ask(desk, { kind })));
  const main = html`<h1>Files</h1>
${filesMenu('/templates')}
<p>Beside the flows, these CSV files may be given. Which one a file is, its columns say; their order
does not matter. Begin with a template, and leave empty what need not be filled in.</p>
${all.map(
  ({ kind, name, goes, columns }) => html`<h2 id="${kind}">${name}</h2>
<p>It is ${goes}. <a href="/api/v1/templates/${kind}?format=csv" download="${name}">Template of ${name}</a>, with a row as an example.</p>
${table({
  caption: `Columns of ${name}`,
  columns: [
    { name: 'Column' },
    { name: 'Needed' },
    { name: 'Means' },
    { name: 'Example' },
    { name: 'Expected', isExtra: true },
  ],
  rows: columns.map((one) => [
    html`<code>${one.name}</code>`,
    one.isNeeded ? 'yes' : '',
    one.meaning,
    one.example,
    one.expected,
  ]),
})}`,
)}`;
  return page(context, { title: 'Files to drop', at: '/files', main });
}
