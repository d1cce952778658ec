/** The list of checks: searched, narrowed and sorted by its address, and approved in bulk. */
import { html } from 'hono/html';
import { endOfDay, startOfDay } from '../../calendar/index.ts';
import { checkMpan } from '../../flow/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import {
  type CheckSort,
  checkOrders,
  type ListedCheckFilter,
  type Page,
  type StoredCheck,
} from '../../store/index.ts';
import { dateInWords, roleInWords } from '../../words.ts';
import type { Context, Web } from '../context.ts';
import { mayAct } from '../identity.ts';
import { dateAsked, noSuchPlace, partyAsked, textAsked, wordAsked } from './asked.ts';
import { checkTable } from './check-table.ts';
import { dueWithin, type Horizon, horizonOf, latenesses, latenessInWords } from './lateness.ts';
import { csrf, type Html, page } from './layout.ts';
import { nameInWords, otherRole } from './names.ts';
import { addressOf, choice, empty, pager } from './pieces.ts';
import { notice } from './told.ts';

const rowsPerPage = 50;

/** What is asked, as the address has it. */
interface Query {
  readonly q: string | null;
  readonly state: string | null;
  readonly party: string | null;
  readonly turn: 'us' | 'them' | null;
  readonly late: (typeof latenesses)[number] | null;
  /** The day of the deadline. */
  readonly due: string | null;
  readonly owed: 'yes' | null;
  readonly open: 'yes' | 'no' | null;
  readonly by: CheckSort['by'];
  readonly order: 'descending' | null;
}

export async function checkList({ gateway }: Web, context: Context): Promise<Html | Response> {
  const now = gateway();
  const query = queryOf(context, now);
  const found = await soughtOne(now, query.q);
  if (found !== null) return context.redirect(found, 303);
  const horizon = horizonOf(now);
  const after = textAsked(context, 'after');
  const sort: CheckSort = { by: query.by, descending: query.order === 'descending' };
  const filter = filterOf(now, query, horizon);
  const listed = await now.store.checksPage(filter, sort, { after, limit: rowsPerPage });
  if (listed === null) throw noSuchPlace();
  const main = html`<h1>Checks</h1>
${notice(context)}
${filters(now, query)}
<p class="soft">${shownInWords(now, query)}</p>
${await list({ gateway: now, context, horizon }, query, listed)}
${pager(
  after === null ? null : addressOf('/checks', { ...query }),
  listed.next === null ? null : addressOf('/checks', { ...query, after: listed.next }),
)}`;
  return page(context, { title: 'Checks', at: '/checks', main });
}

const queryOf = (context: Context, gateway: Gateway): Query => ({
  q: textAsked(context, 'q'),
  state: wordAsked(context, 'state', statesOf(gateway)),
  party: partyAsked(context, 'party'),
  turn: wordAsked(context, 'turn', ['us', 'them']),
  late: wordAsked(context, 'late', latenesses),
  due: dateAsked(context, 'due'),
  owed: wordAsked(context, 'owed', ['yes']),
  open: wordAsked(context, 'open', ['yes', 'no']),
  by: wordAsked(context, 'by', checkOrders) ?? 'due',
  order: wordAsked(context, 'order', ['descending']),
});

const statesOf = ({ rules }: Gateway): string[] => [
  ...new Set([...rules.machines.values()].flatMap(({ profile }) => Object.keys(profile.stages))),
  'closed',
];

const isDigits = (text: string): boolean => /^[\d\s]+$/.test(text);
const digitsOf = (text: string): string => text.replaceAll(/\s/g, '');

/** Where a search leads that names one thing: an MPAN that is known, or a file. */
async function soughtOne({ store }: Gateway, q: string | null): Promise<string | null> {
  if (q === null) return null;
  const digits = digitsOf(q);
  if (!isDigits(q)) return addressOf('/files', { name: q });
  if (digits.length === 13) {
    if ((await store.loadMpans([digits])).has(digits)) return `/checks/${digits}`;
    const { found } = await store.search('file', { mpan: digits }, null, 1);
    if (found.length > 0) return `/checks/${digits}`;
  }
  // A File Identifier may be digits alone.
  return (await store.receiptsNamed(digits)).length > 0
    ? addressOf('/files', { name: digits })
    : null;
}

function filterOf(gateway: Gateway, query: Query, horizon: Horizon): ListedCheckFilter {
  const { q, state, party, turn, late, due, owed, open } = query;
  const { zone } = gateway.rules;
  const { role } = gateway.config;
  const other = otherRole(gateway);
  return {
    ...(q === null ? {} : { mpan: digitsOf(q) }),
    ...(state === null ? {} : { state }),
    ...(party === null ? {} : other === 'M' ? { meterOperator: party } : { supplier: party }),
    ...(turn === null ? {} : { owner: turn === 'us' ? role : other }),
    ...(late === null ? {} : { due: dueWithin(horizon, late) }),
    ...(due === null ? {} : { due: { after: startOfDay(zone, due), until: endOfDay(zone, due) } }),
    ...(owed === null ? {} : { owed: true }),
    ...(open === null ? {} : { open: open === 'yes' }),
  };
}

function filters(gateway: Gateway, query: Query): Html {
  const { q, state, party, turn, late, due, owed, open, by, order } = query;
  const other = roleInWords(otherRole(gateway));
  const states = statesOf(gateway).map((name) => [name, nameInWords(name)] as const);
  const deadlines = latenesses.map((name) => [name, latenessInWords[name]] as const);
  return html`<form class="filters" action="/checks">
<p><label for="q">MPAN, or how it begins</label>
<input id="q" name="q" value="${q ?? ''}" inputmode="numeric" autocomplete="off"></p>
${choice('state', 'Stage', state, states)}
${choice('late', 'Deadline', late, deadlines)}
<p><label for="due">Due on</label>
<input id="due" name="due" type="date" value="${due ?? ''}"></p>
${choice('turn', 'Waiting for', turn, [
  ['us', 'us'],
  ['them', 'them'],
])}
<p><label for="party">${other}</label>
<input id="party" name="party" value="${party ?? ''}" size="6" maxlength="4" autocomplete="off"></p>
${choice('owed', 'To approve or send', owed, [['yes', 'yes']])}
${choice('open', 'Open', open, [
  ['yes', 'open'],
  ['no', 'closed'],
])}
<input type="hidden" name="by" value="${by}">
${order === null ? '' : html`<input type="hidden" name="order" value="${order}">`}
<p class="choices"><button>Show</button> <a href="/checks">Show all</a></p>
</form>`;
}

/** "Breached, waiting for them, Meter Operator MOPY; the nearest deadline first." */
function shownInWords(gateway: Gateway, query: Query): string {
  const { q, state, party, turn, late, due, owed, open, by, order } = query;
  const said = [
    late === null ? '' : latenessInWords[late],
    due === null ? '' : `due on ${dateInWords(due)}`,
    turn === null ? '' : `waiting for ${turn}`,
    state === null ? '' : `in ${nameInWords(state)}`,
    party === null ? '' : `${roleInWords(otherRole(gateway))} ${party}`,
    owed === null ? '' : 'with flows to approve or send',
    open === null ? '' : open === 'yes' ? 'open' : 'closed',
    q === null ? '' : `MPAN ${digitsOf(q)}`,
  ].filter((words) => words !== '');
  const orders = { due: 'the nearest deadline', mpan: 'the lowest MPAN', opened: 'the oldest' };
  const turned = { due: 'the furthest deadline', mpan: 'the highest MPAN', opened: 'the newest' };
  const first = `${(order === null ? orders : turned)[by]} first`;
  const what = said.length === 0 ? 'All checks' : said.join(', ');
  return `${what.slice(0, 1).toUpperCase()}${what.slice(1)}; ${first}.`;
}

interface Shown {
  readonly gateway: Gateway;
  readonly context: Context;
  readonly horizon: Horizon;
}

async function list(
  { gateway, context, horizon }: Shown,
  query: Query,
  { items, next }: Page<StoredCheck>,
): Promise<Html> {
  if (items.length === 0) return empty(...nothing(query));
  const mayApprove = mayAct(context.get('person'), 'approver') && gateway.config.send === 'approve';
  const canChoose = mayApprove && items.some(({ owed }) => owed !== '');
  const sorted = {
    by: { by: query.by, descending: query.order === 'descending' },
    hrefOf: ({ by, descending }: CheckSort): string =>
      addressOf('/checks', { ...query, by, order: descending ? 'descending' : null }),
  };
  const rows = checkTable(gateway, horizon, {
    caption: 'Checks',
    checks: items,
    sorted,
    canChoose,
  });
  if (!canChoose) return rows;
  const isMore = next !== null && query.owed === 'yes';
  return html`<form method="post" action="/checks/approve">
${csrf(context)}
${rows}
<p class="choices"><button>Approve what is chosen</button>
<label hidden><input type="checkbox" data-chooses="ids"> choose all on this page</label></p>
</form>
${isMore ? approveAll(context, await gateway.store.owingChecks()) : ''}`;
}

const approveAll = (context: Context, number: number): Html =>
  html`<form method="post" action="/checks/approve">
${csrf(context)}
<p class="choices"><label><input type="checkbox" name="all" value="yes" required> all of the ${number} checks that wait, on every page</label>
<button class="second">Approve all</button></p>
</form>`;

/** Why nothing is shown, and what may be done about it. */
function nothing({ q, late, owed }: Query): [string, string] {
  const digits = q === null ? '' : digitsOf(q);
  const fault = digits.length === 13 ? checkMpan(digits) : true;
  if (fault !== true) return [`${digits} is not an MPAN: ${fault}.`, 'Its first digits will do.'];
  if (q !== null) return [`No check of an MPAN ${digits} is known.`, 'Its first digits will do.'];
  if (late === 'breached') return ['Nothing is breached.', 'Due today and due soon come next.'];
  if (owed !== null) return ['No flow waits.', 'Flows are drafted when it is our turn.'];
  return ['No such checks.', 'Ask for less, or show all.'];
}
