/** The lists of files: what arrived and what became of it, and what this gateway wrote. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { firstAgainst } from '../../account/index.ts';
import { type AnswerOf, files, filesCount, given, outbox, outboxCount } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { count, numberInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { Problem } from '../problem.ts';
import { askedOf, numberAsked } from './asked.ts';
import {
  acknowledgedBadge,
  outboxPath,
  outcomeBadge,
  outcomeNames,
  outcomeTexts,
} from './file-words.ts';
import { lookField } from './field.ts';
import { filterForm, filtersAsked, hiddenFields, inUse } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { pager, shownRange } from './list.ts';
import {
  columnsAsked,
  columnsField,
  type ListColumns,
  listTable,
  suggested,
  withNumbers,
} from './list-table.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, badge, choice, folded, moment, mpanLink } from './pieces.ts';
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
  const desk = deskOf(web, context, files.role);
  const { cursor, ...said } = askedOf(context, files, names);
  const upper = given({ sender: said['sender']?.toUpperCase() });
  const asked: Readonly<Record<string, string>> = { ...said, ...upper };
  const { by, order, ...narrow } = asked;
  const list = await files.ask(desk, { ...asked, ...given({ cursor }), limit: filesPerPage });
  const counted = await filesCount.ask(desk, narrow);
  const { outcome = null, flow = null, sender, from = null, to = null, named = null } = narrow;
  const columns = columnsAsked(context, receivedColumns(gateway, new Map()));
  const why = await Promise.all(
    list.items.map(async (file) => [file.id, await whyNotTaken(gateway, file)] as const),
  );
  const isFiltered = Object.keys(narrow).length > 0;
  const query = { outcome, flow, sender, from, to, name: named, by, order, columns };
  const senders = suggested(counted, 'sender');
  return page(context, {
    title: 'Files received',
    at: '/files',
    main: html`<h1>Files</h1>
${filesMenu('/files')}
${notice(context)}
${folded(
  inUse(narrow),
  html`<form class="filters" action="/files">
${hiddenFields({ by, order })}
${choice(
  'outcome',
  'What became of it',
  outcome,
  withNumbers(
    counted,
    'outcome',
    outcomeNames.map((name) => [name, outcomeTexts[name].words]),
  ),
)}
${choice('flow', 'Flow', flow, withNumbers(counted, 'flow', flowsOf(gateway)))}
${lookField(context, '/files', { name: 'sender', label: 'Sender', value: sender, more: html` size="6" maxlength="4"${senders.attribute}` })}${senders.list}
${lookField(context, '/files', { name: 'from', label: 'Received from', value: from, isDate: true })}
${lookField(context, '/files', { name: 'to', label: 'to', value: to, isDate: true })}
${lookField(context, '/files', { name: 'name', label: 'Name or File Identifier', value: named })}
${columnsField(receivedColumns(gateway, new Map()), columns)}
<p><button>Show</button> ${isFiltered ? html`<a href="/files">Show all</a>` : ''}</p>
</form>`,
)}
${
  list.items.length === 0
    ? await nothingFound(web, context, files, {
        path: '/files',
        asked,
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
${listTable({
  caption: 'Files received',
  columns: receivedColumns(gateway, new Map(why)),
  rows: list.items,
  chosen: columns,
  sorted: { path: '/files', query, usual: 'received' },
  counted: list.counted,
})}`
}
${pager(context, list, { path: '/files', query })}
${list.items.length === 0 ? '' : sheetLinks(files, asked)}`,
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

/** `why`: what stands against a file, by its number. */
const receivedColumns = (
  gateway: Gateway,
  why: ReadonlyMap<number, Html | ''>,
): ListColumns<Row> => ({
  name: {
    name: 'File',
    by: 'name',
    isAlways: true,
    cell: ({ id, name, folder }) =>
      html`<a href="/files/${id}">${name}</a>${folder === 'sent' ? html` <span class="soft">sent by us</span>` : ''}`,
  },
  received: {
    name: 'Received',
    by: 'received',
    isFalling: true,
    cell: ({ receivedAt }) => moment(gateway.rules.zone, receivedAt),
  },
  outcome: {
    name: 'Outcome',
    by: 'outcome',
    cell: ({ id, outcome }) => html`${outcomeBadge(outcome)}${why.get(id) ?? ''}`,
  },
  flow: {
    name: 'Flow',
    by: 'flow',
    cell: ({ flow }) => (flow === null ? 'CSV' : flowLink(gateway, flow)),
  },
  sender: { name: 'Sender', by: 'sender', cell: ({ sender }) => sender },
  identifier: {
    name: 'File Identifier',
    by: 'identifier',
    isExtra: true,
    cell: ({ fileIdentifier }) => fileIdentifier,
  },
  accepted: {
    name: 'Accepted',
    isNumber: true,
    cell: ({ instances, instancesAccepted }) =>
      instances === 0 ? '' : `${numberInWords(instancesAccepted)} of ${numberInWords(instances)}`,
  },
  findings: {
    name: 'Findings',
    by: 'findings',
    isNumber: true,
    isFalling: true,
    isOfFew: true,
    cell: ({ findings }) => (findings === 0 ? '' : numberInWords(findings)),
  },
  size: {
    name: 'Bytes',
    by: 'size',
    isNumber: true,
    isFalling: true,
    isOfFew: true,
    isUnusual: true,
    cell: ({ size }) => numberInWords(size),
  },
  now: {
    name: 'Now in',
    isUnusual: true,
    cell: ({ destination }) => html`<code>${destination}</code>`,
  },
});

/** A flow with its name, leading to its definition where there is one. */
export function flowLink({ rules }: Gateway, flow: string): Html {
  const known = [...rules.catalogue.flows.values()].findLast((one) => one.flow === flow);
  if (known === undefined) return html`${flow}`;
  return html`<a href="/catalogue/${flow}" title="${known.name}">${flow}</a>`;
}

async function writtenPage(web: Web, context: Context): Promise<Html> {
  const gateway = web.gateway();
  const desk = deskOf(web, context, outbox.role);
  const { cursor, ...filters } = filtersAsked(context, outbox);
  const { by: _by, order: _order, ...narrow } = filters;
  const list = await outbox.ask(desk, { ...filters, ...given({ cursor }), limit: filesPerPage });
  const counted = await outboxCount.ask(desk, narrow);
  const all = writtenColumns(gateway);
  const columns = columnsAsked(context, all);
  const query = { ...filters, columns };
  const labels = { flow: 'Flow', party: 'To', written: 'In outbox/' };
  return page(context, {
    title: 'Files written',
    at: '/files',
    main: html`<h1>Files</h1>
${filesMenu('/outbox')}
${folded(
  inUse(narrow),
  filterForm(context, outbox, {
    action: '/outbox',
    values: filters,
    hidden: ['by', 'order'],
    labels,
    choices: { written: { yes: 'written', no: 'to be written' } },
    counted,
    more: columnsField(all, columns),
  }),
)}
${
  list.items.length === 0
    ? await nothingFound(web, context, outbox, {
        path: '/outbox',
        asked: narrow,
        says: inUse(narrow) === 0 ? 'This gateway has written no file yet.' : 'No file matches.',
        more: html`Flows that wait for approval are among the <a href="/checks">checks</a>.`,
        labels,
      })
    : html`<p class="soft">${shownRange(context, list)}</p>
${listTable({
  caption: 'Files written',
  columns: all,
  rows: list.items,
  chosen: columns,
  sorted: { path: '/outbox', query, usual: 'created' },
  counted: list.counted,
})}`
}
${pager(context, list, { path: '/outbox', query })}
${list.items.length === 0 ? '' : sheetLinks(outbox, filters)}`,
  });
}

type Written = AnswerOf<typeof outbox>['items'][number];

const writtenColumns = (gateway: Gateway): ListColumns<Written> => ({
  name: {
    name: 'File',
    by: 'name',
    isOfFew: true,
    isAlways: true,
    cell: ({ name }) => html`<a href="${outboxPath(name)}">${name}</a>`,
  },
  created: {
    name: 'Created',
    by: 'created',
    isFalling: true,
    cell: ({ createdAt }) => moment(gateway.rules.zone, createdAt),
  },
  flow: {
    name: 'Flow',
    by: 'flow',
    isOfFew: true,
    cell: ({ flow }) => flowLink(gateway, flow.slice(0, 5)),
  },
  party: { name: 'To', by: 'party', isOfFew: true, cell: ({ toMpid }) => toMpid },
  mpan: {
    name: 'MPAN',
    cell: ({ mpans: [first, ...others] }) =>
      first === undefined
        ? ''
        : html`${mpanLink(first)}${others.length === 0 ? '' : ` and ${count(others.length, 'other')}`}`,
  },
  identifier: {
    name: 'File Identifier',
    isUnusual: true,
    cell: ({ fileIdentifier }) => fileIdentifier,
  },
  written: {
    name: 'In outbox/',
    cell: ({ written }) => (written ? badge('good', 'written') : badge('warn', 'to be written')),
  },
  ...(gateway.config.acknowledgements === null
    ? {}
    : { acknowledged: { name: 'Transfer service', cell: acknowledgedBadge } }),
});

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
