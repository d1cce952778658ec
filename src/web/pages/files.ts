/** The lists of files: what arrived and what became of it, and what this gateway wrote. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { firstAgainst } from '../../account/index.ts';
import { type AnswerOf, files, given, outbox } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { count } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { Problem } from '../problem.ts';
import { askedOf, numberAsked } from './asked.ts';
import { outboxPath, outcomeBadge, outcomeNames, outcomeTexts } from './file-words.ts';
import { lookField } from './field.ts';
import { type Html, page } from './layout.ts';
import { inTime, pager, shownRange, withNumbers } from './list.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, badge, choice, empty, folded, moment, mpanLink, table } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';
import { notice } from './told.ts';

const filesPerPage = 50;

export function filesPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/files', async (context) => context.html(await receivedPage(web, context)));
  routes.get('/outbox', async (context) => context.html(await writtenPage(web, context)));
  routes.get('/files/named/:name', async (context) =>
    context.redirect(await addressOfNamed(context, web.gateway(), context.req.param('name')), 303),
  );
  return routes;
}

/** Received and written files are two lists under one item of the menu. */
export const filesMenu = (at: '/files' | '/outbox' | '/upload' | '/templates' | null): Html =>
  html`<nav class="tabs" aria-label="Files"><ul>${(
    [
      ['/files', 'Received'],
      ['/outbox', 'Written'],
      ['/upload', 'Bring in'],
      ['/templates', 'To drop'],
    ] as const
  ).map(
    ([path, name]) =>
      html`<li><a href="${path}"${path === at ? html` aria-current="page"` : ''}>${name}</a></li>`,
  )}</ul></nav>`;

/** The words of this page that the list has by other names. */
const names = { name: 'named', after: 'cursor' };

async function receivedPage(web: Web, context: Context): Promise<Html> {
  const gateway = web.gateway();
  const { cursor, ...asked } = askedOf(context, files, names);
  const place = cursor === undefined ? {} : { cursor };
  const sender = asked['sender']?.toUpperCase();
  const list = await files.ask(deskOf(web, context, 'viewer'), {
    ...asked,
    ...(sender === undefined ? {} : { sender }),
    ...place,
    limit: filesPerPage,
  });
  const { order, ...narrow } = asked;
  const { outcome = null, flow = null, from = null, to = null, named = null } = narrow;
  const isFiltered = Object.keys(narrow).length > 0;
  const query = { outcome, flow, sender, from, to, name: named, order };
  const counting = {
    operation: files,
    desk: deskOf(web, context, 'viewer'),
    asked: { ...narrow, ...given({ sender }) },
  };
  return page(context, {
    title: 'Files received',
    at: '/files',
    main: html`<h1>Files</h1>
${filesMenu('/files')}
${notice(context)}
${folded(
  Object.keys(narrow).length,
  html`<form class="filters" action="/files">
${order === undefined ? '' : html`<input type="hidden" name="order" value="${order}">`}
${choice(
  'outcome',
  'What became of it',
  outcome,
  await withNumbers(
    counting,
    'outcome',
    outcomeNames.map((name) => [name, outcomeTexts[name].words]),
  ),
)}
${choice('flow', 'Flow', flow, await withNumbers(counting, 'flow', flowsOf(gateway)))}
${lookField(context, '/files', { name: 'sender', label: 'Sender', value: sender, more: html` size="6" maxlength="4"` })}
${lookField(context, '/files', { name: 'from', label: 'Received from', value: from, isDate: true })}
${lookField(context, '/files', { name: 'to', label: 'to', value: to, isDate: true })}
${lookField(context, '/files', { name: 'name', label: 'Name or File Identifier', value: named })}
<p><button>Show</button> ${isFiltered ? html`<a href="/files">Show all</a>` : ''}</p>
</form>`,
)}
${
  list.items.length === 0
    ? await nothingFound(web, context, files, {
        path: '/files',
        asked: { ...asked, sender },
        says: isFiltered ? 'No file matches.' : 'No file has arrived yet.',
        more: html`Flow files, DIP messages and CSV files put into <code>inbox/</code> appear here, and copies of what was sent put into <code>sent/</code>.`,
        labels: {
          outcome: 'What became of it',
          flow: 'Flow',
          sender: 'Sender',
          from: 'Received from',
          to: 'Received to',
          named: 'Name',
        },
        names: { named: 'name' },
      })
    : html`<p class="soft">${shownRange(context, list)}</p>
${table({
  caption: `Files received, the ${order === 'ascending' ? 'oldest' : 'newest'} first`,
  columns: [
    { name: 'File' },
    { name: 'Received', ...inTime('/files', query) },
    { name: 'Outcome' },
    { name: 'Flow' },
    { name: 'Sender' },
    { name: 'File Identifier', isExtra: true },
    { name: 'Accepted', isNumber: true },
    { name: 'Findings', isNumber: true },
  ],
  rows: await Promise.all(
    list.items.map(async (file) => receivedRow(gateway, file, await whyNotTaken(gateway, file))),
  ),
})}`
}
${pager(context, list, { path: '/files', query })}
${list.items.length === 0 ? '' : sheetLinks(files, { ...asked, sender })}`,
  });
}

/** The flows of the catalogue as choices of a filter. */
const flowsOf = ({ rules }: Gateway): [string, string][] =>
  [...rules.catalogue.flows.values()].map(({ flow, name }) => [flow, `${flow} ${name}`]);

type Row = AnswerOf<typeof files>['items'][number];

/** What stands against a file that was refused or set aside, in a line. */
async function whyNotTaken({ store }: Gateway, { id, outcome }: Row): Promise<Html | ''> {
  if (outcome !== 'rejected' && outcome !== 'set-aside') return '';
  const [receipt] = await store.receiptsAfter(id - 1, 1);
  const first = receipt === undefined ? undefined : firstAgainst(receipt);
  return first === undefined
    ? ''
    : html`<br><span class="soft">${first.code}: ${first.message}</span>`;
}

function receivedRow(gateway: Gateway, file: Row, why: Html | '') {
  const { id, name, receivedAt, outcome, flow, sender, instances, instancesAccepted } = file;
  return [
    html`<a href="/files/${id}">${name}</a>${file.folder === 'sent' ? html` <span class="soft">sent by us</span>` : ''}`,
    moment(gateway.rules.zone, receivedAt),
    html`${outcomeBadge(outcome)}${why}`,
    flow === null ? 'CSV' : flowLink(gateway, flow),
    sender,
    file.fileIdentifier,
    instances === 0 ? '' : `${instancesAccepted} of ${instances}`,
    file.findings === 0 ? '' : file.findings,
  ];
}

/** A flow with its name, leading to its definition where there is one. */
export function flowLink({ rules }: Gateway, flow: string): Html {
  const known = [...rules.catalogue.flows.values()].findLast((one) => one.flow === flow);
  if (known === undefined) return html`${flow}`;
  return html`<a href="/catalogue/${flow}" title="${known.name}">${flow}</a>`;
}

async function writtenPage(web: Web, context: Context): Promise<Html> {
  const gateway = web.gateway();
  const { cursor } = askedOf(context, outbox, names);
  const place = cursor === undefined ? {} : { cursor };
  const list = await outbox.ask(deskOf(web, context, 'viewer'), { ...place, limit: filesPerPage });
  return page(context, {
    title: 'Files written',
    at: '/files',
    main: html`<h1>Files</h1>
${filesMenu('/outbox')}
${
  list.items.length === 0
    ? empty(
        'This gateway has written no file yet.',
        html`Flows that wait for approval are among the <a href="/checks">checks</a>.`,
      )
    : html`<p class="soft">${shownRange(context, list)}</p>
${table({
  caption: 'Files written, the newest first',
  columns: [
    { name: 'File' },
    { name: 'Created' },
    { name: 'Flow' },
    { name: 'To' },
    { name: 'MPAN' },
    { name: 'In outbox/' },
  ],
  rows: list.items.map((file) => writtenRow(gateway, file)),
})}`
}
${pager(context, list, { path: '/outbox', query: {} })}
${list.items.length === 0 ? '' : sheetLinks(outbox, {})}`,
  });
}

function writtenRow(gateway: Gateway, file: AnswerOf<typeof outbox>['items'][number]) {
  const { name, createdAt, flow, toMpid, mpans, written } = file;
  const [first, ...others] = mpans;
  return [
    html`<a href="${outboxPath(name)}">${name}</a>`,
    moment(gateway.rules.zone, createdAt),
    html`${flowLink(gateway, flow.slice(0, 5))}`,
    toMpid,
    first === undefined
      ? ''
      : html`${mpanLink(first)}${others.length === 0 ? '' : ` and ${count(others.length, 'other')}`}`,
    written ? badge('good', 'written') : badge('warn', 'to be written'),
  ];
}

/** Where a file is shown of which no more is known than its name, as an event names it. */
async function addressOfNamed(context: Context, { store }: Gateway, name: string): Promise<string> {
  const line = numberAsked(context, 'line');
  const at = line === null ? '' : `#line-${line}`;
  const written = (await store.outboxNamed(name)).find((file) => file.name === name);
  if (written !== undefined) return `${addressOf(outboxPath(name), { line })}${at}`;
  const received = (await store.receiptsNamed(name)).filter(
    ({ outcome }) => outcome !== 'duplicate',
  );
  const [first] = received;
  if (first === undefined) {
    throw new Problem(404, 'NOT_FOUND', `no file ${name} is known`, 'Files lists those there are');
  }
  if (received.length > 1) return addressOf('/files', { name });
  return `${addressOf(`/files/${first.id}`, { line })}${at}`;
}
