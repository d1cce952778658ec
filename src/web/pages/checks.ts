/** The list of checks: searched, narrowed and sorted by its address, and approved in bulk. */
import { html } from 'hono/html';
import {
  type AnswerOf,
  type AskedOf,
  checks,
  checksCount,
  claim,
  given,
  owingFilter,
} from '../../desk/index.ts';
import { checkMpan } from '../../flow/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { capital, count, dateInWords, nameInWords, roleInWords } from '../../words.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { approveShown } from './approve.ts';
import { wordAsked } from './asked.ts';
import { type ChecksAsked, checkFilters, claimWords, rowCounts } from './check-filters.ts';
import { checkColumns, checkTable } from './check-table.ts';
import { inUse } from './filter-form.ts';
import { oneNamed } from './find.ts';
import { latenessInWords } from './lateness.ts';
import { csrf, type Html, page } from './layout.ts';
import { otherRole } from './names.ts';
import { pager, shownRange } from './list.ts';
import { columnsAsked } from './list-table.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, empty, folded } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';
import { notice } from './told.ts';
import { undoable } from './undoable.ts';
import { viewBar } from './view-bar.ts';

/** Ours: more rows than this no browser shows at once; a page follows. */
const rowsMax = 5_000;
/** The most that the operation answers at once. */
const rowsPerRead = 500;
/** Ours: so many flows are counted for a button; beyond that the preview counts them. */
const flowsCounted = 5_000;

export async function checkList(web: Web, context: Context): Promise<Html | Response> {
  const now = web.gateway();
  const query = asked(context, now);
  const { q, rows, columns: _, ...filters } = query;
  const found = await soughtOne(now, q ?? null);
  if (found !== null) return context.redirect(found, 303);
  const listed = isNoMpan(q)
    ? { items: [], next: null, counted: { number: 0, isMore: false } }
    : await read(
        web,
        context,
        { ...filters, ...(q === undefined ? {} : { mpan: digitsOf(q) }) },
        rows === 'all' ? rowsMax : Number(rows ?? '50'),
      );
  const counted = isNoMpan(q) ? null : await countOf(web, context, filters, q);
  const title = query.owed === 'yes' ? 'To approve' : 'Checks';
  const main = html`<h1>${title}</h1>
${notice(context)}
${await undoable(web, context)}
${await viewBar(web, context, 'checks', query)}
${folded(inUse(query), checkFilters(context, now, query, counted))}
<p class="soft">${shownInWords(now, query)} ${shownRange(context, listed)}</p>
${await list(web, context, query, listed)}
${pager(context, listed, { path: '/checks', query })}
${listed.items.length === 0 ? '' : sheetLinks(checks, { ...filters, ...given({ mpan: q === undefined ? undefined : digitsOf(q) }) })}`;
  const at = query.owed === 'yes' ? '/checks?owed=yes' : '/checks';
  return page(context, { title, at, main });
}

type Counted = AnswerOf<typeof checksCount>;

/** How many there are, whatever the order and the page. */
async function countOf(
  web: Web,
  context: Context,
  { by: _by, order: _order, cursor: _cursor, ...filters }: Omit<AskedOf<typeof checks>, 'limit'>,
  q: string | undefined,
): Promise<Counted> {
  const asked = { ...filters, ...(q === undefined ? {} : { mpan: digitsOf(q) }) };
  return checksCount.ask(deskOf(web, context, checksCount.role), asked);
}

/** As many rows as are wanted, read in as many parts as it takes. */
async function read(
  web: Web,
  context: Context,
  filters: Omit<AskedOf<typeof checks>, 'limit'>,
  wanted: number,
): Promise<AnswerOf<typeof checks>> {
  const desk = deskOf(web, context, 'viewer');
  const items: AnswerOf<typeof checks>['items'][number][] = [];
  for (let cursor = filters.cursor; ; ) {
    const page: AnswerOf<typeof checks> = await checks.ask(desk, {
      ...filters,
      ...given({ cursor }),
      limit: Math.min(rowsPerRead, wanted - items.length),
    });
    items.push(...page.items);
    if (page.next === null || items.length >= wanted) return { ...page, items };
    cursor = page.next;
  }
}

/**
 * What the address asks for. What is empty, as forms send it, is not asked, and what is none of the
 * operation's words is about the page. The operation judges them before anything is made of them.
 */
function asked(context: Context, gateway: Gateway): ChecksAsked {
  const query = context.req.query();
  const names = ['q', ...Object.keys(checks.takes.shape)];
  const said = Object.entries(query).map(([name, text]) => [name, text.trim()] as const);
  const known = said.filter(([name, text]) => text !== '' && names.includes(name));
  const { by = 'due', order, cursor, party, ...rest } = Object.fromEntries(known);
  const rows = wordAsked(context, 'rows', rowCounts);
  const isUsual = rows === null || rows === '50';
  const wanted = isUsual ? undefined : rows;
  return given({
    ...rest,
    party: party?.toUpperCase(),
    rows: wanted,
    columns: columnsAsked(context, checkColumns(gateway)),
    by,
    order,
    cursor,
  }) as ChecksAsked;
}

const isDigits = (text: string): boolean => /^[\d\s]+$/.test(text);
/** Thirteen digits that are no MPAN are not looked for; the page says what is wrong with them. */
const isNoMpan = (q: string | undefined): boolean =>
  q !== undefined && digitsOf(q).length === 13 && checkMpan(digitsOf(q)) !== true;

const digitsOf = (text: string): string => text.replaceAll(/\s/g, '');

/** Where a search leads that names one thing, or that no list of MPANs can answer. */
async function soughtOne(gateway: Gateway, q: string | null): Promise<string | null> {
  if (q === null) return null;
  return (await oneNamed(gateway, q)) ?? (isDigits(q) ? null : addressOf('/find', { q }));
}

/** "Breached, waiting for them, Meter Operator MOPY; the nearest deadline first." */
function shownInWords(gateway: Gateway, query: ChecksAsked): string {
  const { q, state, party, turn, late, due, owed, flow, open, by = 'due', order } = query;
  const whose = claimWords.find(([word]) => word === query.claim)?.[1];
  const said = [
    whose === undefined ? '' : `claimed ${whose}`,
    late === undefined ? '' : latenessInWords[late],
    due === undefined ? '' : `due on ${dateInWords(due)}`,
    turn === undefined ? '' : `waiting for ${turn}`,
    state === undefined ? '' : `in ${nameInWords(state)}`,
    party === undefined ? '' : `${roleInWords(otherRole(gateway))} ${party}`,
    owed === undefined ? '' : 'with flows to approve or send',
    flow === undefined ? '' : `with a ${flow} to approve or send`,
    open === undefined ? '' : open === 'yes' ? 'open' : 'closed',
    q === undefined ? '' : `MPAN ${digitsOf(q)}`,
  ].filter((words) => words !== '');
  const orders = {
    due: 'the nearest deadline first',
    mpan: 'the lowest MPAN first',
    opened: 'the oldest first',
    stage: 'by stage',
    waits: 'by whose turn it is',
    supplier: 'by Supplier',
    meterOperator: 'by Meter Operator',
    profile: 'by profile',
    closed: 'those that closed first before others',
  };
  const turned = {
    due: 'the furthest deadline first',
    mpan: 'the highest MPAN first',
    opened: 'the newest first',
    stage: 'by stage, from the last',
    waits: 'by whose turn it is, from the last',
    supplier: 'by Supplier, from the last',
    meterOperator: 'by Meter Operator, from the last',
    profile: 'by profile, from the last',
    closed: 'those that closed last before others',
  };
  const first = (order === undefined ? orders : turned)[by];
  const what = said.length === 0 ? 'All checks' : said.join(', ');
  return `${capital(what)}; ${first}.`;
}

async function list(
  web: Web,
  context: Context,
  query: ChecksAsked,
  { items, counted }: AnswerOf<typeof checks>,
): Promise<Html> {
  const gateway = web.gateway();
  if (items.length === 0) return nothing(web, context, query);
  const mayApprove = mayAct(context.get('person'), 'approver') && gateway.config.send === 'approve';
  const canChoose = mayApprove && items.some(({ owed }) => owed.length > 0);
  const rows = checkTable(gateway, {
    caption: 'Checks',
    checks: items,
    sorted: { path: '/checks', query, usual: 'due' },
    counted,
    canChoose,
    hasFlows: items.some(({ owed, approved }) => owed.length + approved.length > 0),
    chosen: query.columns,
  });
  const claiming = claimShown(context, items);
  if (!canChoose) return html`${rows}\n${claiming}`;
  return html`<form method="post" action="/checks/approve/preview">
${csrf(context)}
${rows}
<p class="choices"><button>Approve what is chosen</button>
<label hidden><input type="checkbox" data-chooses="ids"> choose all on this page</label></p>
</form>
${await approveAll(gateway, context, query)}
${claiming}`;
}

/** Claims what nobody has claimed of the rows on the page. */
function claimShown(context: Context, items: AnswerOf<typeof checks>['items']): Html | '' {
  const free = items.filter(({ claimedBy, closedOn }) => claimedBy === null && closedOn === null);
  const mpans = [...new Set(free.map(({ mpan }) => mpan))];
  const isAny = mpans.length > 0 && mpans.length <= rowsPerRead;
  if (!isAny || !mayAct(context.get('person'), claim.role)) return '';
  return html`<form method="post" action="/checks/claim" class="screen">${csrf(context)}
${mpans.map((mpan) => html`<input type="hidden" name="mpans" value="${mpan}">`)}
<p class="choices"><button class="second">Claim the ${count(mpans.length, 'check')} shown that nobody has</button></p>
</form>`;
}

/** What the list is narrowed by is what is approved: all its pages, and nothing else. */
async function approveAll(gateway: Gateway, context: Context, query: ChecksAsked): Promise<Html> {
  const { q, state, late, due, turn, flow, party, claim: whose } = query;
  const filters = given({
    mpan: q === undefined ? undefined : digitsOf(q),
    state,
    late,
    due,
    turn,
    flow,
    party,
    claim: whose,
  });
  const waiting = await gateway.store.owingFlows(
    owingFilter({ gateway, asker: context.get('person') }, filters),
    flowsCounted + 1,
  );
  const shown = flow === undefined ? waiting : waiting.filter((one) => one === flow);
  return html`<form method="post" action="/checks/approve/preview">
${csrf(context)}
${Object.entries(filters).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="all" value="yes">
<p class="choices"><button class="second">${approveShown(shown, flowsCounted)}</button></p>
</form>`;
}

/** Why nothing is shown, and what may be done about it. */
function nothing(web: Web, context: Context, query: ChecksAsked): Promise<Html> | Html {
  const { q, rows: _rows, columns: _columns, by: _by, order: _order, ...filters } = query;
  const digits = q === undefined ? '' : digitsOf(q);
  const fault = digits.length === 13 ? checkMpan(digits) : true;
  if (fault !== true) {
    return empty(`${digits} is not an MPAN: ${fault}.`, 'The first digits are enough.');
  }
  return nothingFound(web, context, checks, {
    path: '/checks',
    asked: { ...filters, ...(q === undefined ? {} : { mpan: digits }) },
    says: whyNothing(query, digits),
    more: 'Checks open when a notification or an instruction arrives.',
    labels: {
      mpan: 'MPAN',
      state: 'Stage',
      late: 'Deadline',
      due: 'Due on',
      turn: 'Waiting for',
      party: roleInWords(otherRole(web.gateway())),
      owed: 'To approve or send',
      flow: 'Flow',
      claim: 'Claimed',
      open: 'Open',
    },
    names: { mpan: 'q' },
  });
}

function whyNothing({ q, late, owed }: ChecksAsked, digits: string): string {
  if (q !== undefined) return `No check of an MPAN ${digits} is known.`;
  if (late === 'breached') return 'Nothing is breached.';
  return owed === undefined ? 'No check matches.' : 'No flow waits for approval or to be sent.';
}
