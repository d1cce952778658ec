/** The work queue: what waits for a person, by cause and one by one, the nearest due date first. */
import { html } from 'hono/html';
import {
  type AnswerOf,
  calendarWaiting,
  type Desk,
  dismissal as dismissalOf,
  exceptions,
  exceptionsCount,
  given,
  proposals,
  queueCauses,
  resolve,
  resolvePreview,
  takeBackGroup,
} from '../../desk/index.ts';
import { isSettledByAnswer } from '../../gateway/index.ts';
import { holdsCheck } from '../../process/index.ts';
import { count, numberInWords, operatorInWords } from '../../words.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { actForm } from './act-form.ts';
import { claimWords } from './check-filters.ts';
import { claimedAmong } from './check-team.ts';
import { filterForm, filtersAsked, inUse } from './filter-form.ts';
import { latenessInWords } from './lateness.ts';
import { type Html, page } from './layout.ts';
import { pager, shownRange } from './list.ts';
import { columnsAsked, columnsField, type ListColumns, listTable } from './list-table.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, badge, dayOf, folded, moment, table } from './pieces.ts';
import { causeTable, decideAll, dueCell } from './queue-causes.ts';
import { itemAddress, queuePath as path } from './queue-place.ts';
import { sheetLinks } from './sheet-links.ts';
import { notice } from './told.ts';
import { viewBar } from './view-bar.ts';

const rowsPerPage = 50;
const labels = {
  open: 'Open',
  code: 'Exception',
  sender: 'From',
  mpan: 'MPAN',
  meterOperator: 'Meter Operator',
  words: 'Words',
  late: 'Deadline',
  claim: 'Claimed',
};

/** Ours: more groups than this wait for nobody's second look at once. */
const proposalsMax = 500;
/** Ours: so many causes lead; the filters find the others. */
const causesShown = 12;
/** Ours: more words of one item are read on the page of its check. */
const wordsShown = 3;

type Groups = AnswerOf<typeof exceptions>['groups'];
type Item = AnswerOf<typeof exceptions>['items'][number];
type Waiting = AnswerOf<typeof proposals>['items'][number];
type Filters = Readonly<Record<string, string>>;

export async function exceptionQueue(web: Web, context: Context): Promise<Html> {
  const { zone } = web.gateway().rules;
  const desk = deskOf(web, context, exceptions.role);
  const { cursor, ...filters } = filtersAsked(context, exceptions);
  const { by: _by, order: _order, ...narrow } = filters;
  const numbers = await exceptionsCount.ask(desk, narrow);
  const columns = columnsAsked(context, itemColumns(zone, { filters, columns: undefined }));
  const all = itemColumns(zone, { filters, columns });
  const query = { ...filters, ...given({ columns }) };
  const asked = { ...filters, ...given({ cursor }), limit: rowsPerPage };
  const listed = await exceptions.ask(desk, asked);
  const isOpen = filters['open'] === undefined;
  const causes = isOpen
    ? await queueCauses.ask(desk, { ...narrow, limit: causesShown })
    : { items: [], total: 0, next: null, counted: { number: 0, isMore: false } };
  const isFirst = cursor === undefined && Object.keys(narrow).length === 0;
  const calendars = isFirst ? (await calendarWaiting.ask(desk, {})).items : [];
  const asGroups = { kind: 'group', limit: proposalsMax };
  const proposed = (await proposals.ask(desk, asGroups)).items;
  const counted = listed.groups.filter(
    (group) => !group.isListed && filters['sender'] === undefined,
  );
  const { items } = listed;
  const isEmpty = items.length + counted.length + calendars.length === 0;
  const main = html`<h1>Exceptions</h1>
${notice(context)}
${await viewBar(web, context, 'exceptions', query)}
${folded(
  inUse(narrow),
  filterForm(context, exceptions, {
    action: path,
    values: filters,
    hidden: ['by', 'order'],
    labels,
    choices: { late: latenessInWords, claim: Object.fromEntries(claimWords) },
    counted: numbers,
    more: columnsField(all, columns),
  }),
)}
${items.length > 0 ? await dismissal(desk, context, items[0], narrow, proposed) : ''}
${await dismissedBefore(desk, context, narrow)}
${cursor === undefined ? causeTable(context, causes, narrow) : ''}
${calendars.length === 0 ? '' : calendarTable(zone, calendars)}
${!isFirst || proposed.length === 0 ? '' : proposalTable(zone, proposed)}
${counted.length === 0 || cursor !== undefined ? '' : groupTable(zone, counted)}
${
  isEmpty
    ? await nothingFound(web, context, exceptions, {
        path,
        asked: narrow,
        says:
          Object.keys(narrow).length === 0 ? 'The work queue is empty.' : 'No Exception matches.',
        more: 'Exceptions arise where the rules cannot decide.',
        labels,
      })
    : items.length === 0
      ? ''
      : html`${isOpen ? oneByOne(context, causes, items, { filters, columns }) : ''}<p class="soft">${shownRange(context, listed)}</p>
${listTable({
  caption: 'Exceptions',
  columns: all,
  rows: items,
  chosen: columns,
  sorted: { path, query, usual: isOpen ? 'due' : null },
  counted: listed.counted,
})}`
}
${pager(context, listed, { path, query })}
${items.length === 0 ? '' : sheetLinks(exceptions, filters)}`;
  return page(context, { title: 'Exceptions', at: path, main });
}

/** The way into the list, or to all of it at once where it says one thing. */
function oneByOne(
  context: Context,
  { items: causes }: AnswerOf<typeof queueCauses>,
  [first]: readonly Item[],
  { filters, columns }: { readonly filters: Filters; readonly columns: string | undefined },
): Html {
  const [cause] = causes;
  const isOne = causes.length === 1 && cause !== undefined && cause.items > 1;
  const isDecided = isOne && cause.code === 'REPORT_UNCLEAR' && cause.words !== '';
  return html`<h2>One by one</h2>
<p class="choices">${first?.place == null ? '' : html`<a rel="next" href="${itemAddress(first.mpan, { filters, columns, place: first.place })}">Begin with the first</a>`}
${isDecided && mayAct(context.get('person'), resolve.role) ? decideAll(cause, filters) : ''}</p>`;
}

function itemColumns(
  zone: string,
  { filters, columns }: { readonly filters: Filters; readonly columns: string | undefined },
): ListColumns<Item> {
  // What is settled is known by when it arose alone.
  const ofOpen = (by: string) => (filters['open'] === undefined ? { by } : {});
  return {
    mpan: {
      name: 'MPAN',
      by: 'mpan',
      isOfFew: true,
      isAlways: true,
      cell: ({ mpan, place, claimedBy }) =>
        html`<a class="mpan" href="${place === null ? `/checks/${mpan}` : itemAddress(mpan, { filters, columns, place })}">${mpan}</a>${claimedBy === null ? '' : html`<br><span class="soft">claimed by ${claimedBy}</span>`}`,
    },
    code: {
      name: 'Exception',
      by: 'code',
      isOfFew: true,
      isExtra: true,
      cell: ({ open, kind, code }) =>
        badge(!open ? 'quiet' : kind === 'holds' ? 'bad' : 'warn', code),
    },
    about: { name: 'What it is about', ...ofOpen('cause'), cell: aboutOf },
    meterOperator: {
      name: 'Meter Operator',
      ...ofOpen('meterOperator'),
      isExtra: true,
      cell: operatorInWords,
    },
    due: { name: 'Due', ...ofOpen('due'), cell: dueCell },
    sender: {
      name: 'From',
      by: 'sender',
      isOfFew: true,
      isExtra: true,
      cell: ({ code, sender }) => (sender === null ? '' : groupLink(code, sender, sender)),
    },
    since: {
      name: 'Since',
      ...ofOpen('since'),
      isExtra: true,
      cell: ({ at }) => dayOf(zone, at),
    },
    claimed: {
      name: 'Claimed by',
      by: 'claimed',
      isOfFew: true,
      isUnusual: true,
      cell: ({ claimedBy }) => claimedBy,
    },
    remedy: { name: 'What to do', isUnusual: true, cell: ({ remedy }) => remedy },
  };
}

/** The words that a person has to read; where there are none, what it means. */
function aboutOf({ words, says, detail }: Item): Html {
  const said = words.filter((one) => one.words !== '');
  if (said.length === 0) return html`${says} (${detail})`;
  const more = said.length - wordsShown;
  return html`${said.slice(0, wordsShown).map((one) => html`<q>${one.words}</q> `)}${more > 0 ? `and ${more} more ` : ''}<span class="soft">${detail}</span>`;
}

const groupLink = (code: string, sender: string, words: string): Html =>
  html`<a href="${addressOf(path, { code, sender })}">${words}</a>`;

/** What waits beside the calendar and the reference data, about no one MPAN. */
function calendarTable(zone: string, waiting: readonly Waiting[]): Html {
  const columns = [{ name: 'Calendar' }, { name: 'Since' }, { name: 'What it is about' }];
  const rows = waiting.map(({ kind, what, since, says, notBy }) => [
    badge('warn', what),
    dayOf(zone, since),
    html`${says}${notBy.length === 0 ? '' : ` (not by ${notBy.join(', ')})`}. ${
      kind === 'reference'
        ? html`<a href="/reference">To the reference data</a>`
        : html`<a href="/calendar">To the calendar</a>`
    }`,
  ]);
  return table({ caption: 'What waits beside the calendar', columns, rows });
}

/** What one person proposed to dismiss at once. */
function proposalTable(zone: string, proposed: readonly Waiting[]): Html {
  const columns = [{ name: 'Group' }, { name: 'Since' }, { name: 'What it is about' }];
  const rows = proposed.map(({ id, since, says, notBy }) => {
    const [code = '', sender = ''] = id.split(':');
    return [
      groupLink(code, sender, id),
      dayOf(zone, since),
      `${says} (not by ${notBy.join(', ')})`,
    ];
  });
  return table({ caption: 'What waits for a second person to dismiss it', columns, rows });
}

/** What is too much to be listed one by one. */
function groupTable(zone: string, groups: Groups): Html {
  const columns = [
    { name: 'From' },
    { name: 'Exception' },
    { name: 'Open', isNumber: true },
    { name: 'Since' },
    { name: 'What it is about' },
  ];
  const rows = groups.map(({ code, sender, items, oldestAt, says }) => [
    groupLink(code, sender, sender),
    badge(holdsCheck(code) ? 'bad' : 'warn', code),
    items,
    dayOf(zone, oldestAt),
    says,
  ]);
  return html`<h2>Many of one kind from one sender</h2>
<p class="soft">They are counted here. Follow the sender to see each, and to dismiss all at once.</p>
${table({ caption: 'Open Exceptions by sender', columns, rows })}
<h2>All others</h2>`;
}

/** Where the list is of one code and one sender: who dismissed these last, and the way back. */
async function dismissedBefore(desk: Desk, context: Context, filters: Filters): Promise<Html | ''> {
  if (Object.keys(filters).sort().join() !== 'code,sender') return '';
  if (!mayAct(context.get('person'), takeBackGroup.role)) return '';
  const id = `${filters['code']}:${filters['sender']?.toUpperCase()}`;
  const last = (await dismissalOf.ask(desk, { id })).dismissal;
  if (last === null) return '';
  const { who, at, reason, items } = last;
  return html`<details class="card screen"><summary>Dismissed last: ${count(items, 'item')}, by ${who} on ${moment(desk.gateway.rules.zone, at)}</summary>
<p><q>${reason}</q></p>
${actForm(context, takeBackGroup, {
  action: '/exceptions/take-back',
  id: 'take-back',
  hidden: { id },
  says: html`<p>Each waits again, but what a flow has gone out for since.</p>`,
  buttons: html`<button class="second">Take it back</button>`,
})}</details>`;
}

/** Dismisses all open items of one code and one sender, where the list is of these alone. */
async function dismissal(
  desk: Desk,
  context: Context,
  first: AnswerOf<typeof exceptions>['items'][number] | undefined,
  filters: Readonly<Record<string, string>>,
  proposed: readonly Waiting[],
): Promise<Html | ''> {
  const isGroup = Object.keys(filters).sort().join() === 'code,sender';
  if (!isGroup || first === undefined) return '';
  const { code, sender } = first;
  if (!isSettledByAnswer(code) || !mayAct(context.get('person'), resolve.role)) return '';
  const id = `${code}:${sender}`;
  const own = proposed.filter((one) => one.id === id);
  const { items, claimedByOthers, revision } = await resolvePreview.ask(desk, { id });
  return html`<section class="card screen"><h2>Dismiss all of these</h2>
${claimedAmong(claimedByOthers, 'item')}
${own.map(({ says }) => html`<p>${says}: it counts when a second person does the same. What came since then stays.</p>`)}
${actForm(context, resolve, {
  action: '/exceptions/dismiss',
  id: 'dismiss',
  hidden: { id, revision: String(revision) },
  without: ['verb'],
  says: html`<p>What comes or moves on before you send this is left out.</p>`,
  buttons: html`<button>Dismiss all ${numberInWords(items)} ${code} from ${sender}</button>`,
})}</section>`;
}
