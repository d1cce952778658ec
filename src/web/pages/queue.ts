/** The work queue: Exceptions that wait for a person, the longest waiting first. */
import { html } from 'hono/html';
import {
  type AnswerOf,
  calendarWaiting,
  exceptions,
  given,
  proposals,
  resolve,
} from '../../desk/index.ts';
import { isSettledByAnswer } from '../../gateway/index.ts';
import { holdsCheck } from '../../process/index.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { actForm } from './act-form.ts';
import { filterForm, filtersAsked } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { addressOf, badge, dayOf, empty, mpanLink, pager, table } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';
import { notice } from './told.ts';
import { viewBar } from './view-bar.ts';

const path = '/exceptions';
const rowsPerPage = 50;
/** Ours: more groups than this wait for nobody's second look at once. */
const proposalsMax = 500;

type Groups = AnswerOf<typeof exceptions>['groups'];
type Waiting = AnswerOf<typeof proposals>['items'][number];

export async function exceptionQueue(web: Web, context: Context): Promise<Html> {
  const { zone } = web.gateway().rules;
  const desk = deskOf(web, context, exceptions.role);
  const { cursor, ...filters } = filtersAsked(context, exceptions);
  const asked = { ...filters, ...given({ cursor }), limit: rowsPerPage };
  const listed = await exceptions.ask(desk, asked);
  const columns = [
    { name: 'MPAN' },
    { name: 'Exception' },
    { name: 'From' },
    { name: 'Since' },
    { name: 'What it is about' },
    { name: 'What to do', isExtra: true },
  ];
  const rows = listed.items.map((item) => [
    item.claimedBy === null
      ? mpanLink(item.mpan)
      : html`${mpanLink(item.mpan)}<br><span class="soft">claimed by ${item.claimedBy}</span>`,
    badge(!item.open ? 'quiet' : item.kind === 'holds' ? 'bad' : 'warn', item.code),
    item.sender === null ? '' : groupLink(item.code, item.sender, item.sender),
    dayOf(zone, item.at),
    `${item.says} (${item.detail})`,
    item.remedy,
  ]);
  const isFirst = cursor === undefined && Object.keys(filters).length === 0;
  const calendars = isFirst ? (await calendarWaiting.ask(desk, {})).items : [];
  const asGroups = { kind: 'group', limit: proposalsMax };
  const proposed = (await proposals.ask(desk, asGroups)).items;
  const counted = listed.groups.filter(
    (group) => !group.isListed && filters['sender'] === undefined,
  );
  const isEmpty = rows.length + counted.length + calendars.length === 0;
  const main = html`<h1>Exceptions</h1>
${notice(context)}
${await viewBar(web, context, 'exceptions', filters)}
${filterForm(exceptions, {
  action: path,
  values: filters,
  labels: { open: 'Open', code: 'Exception', sender: 'From', mpan: 'MPAN', claim: 'Claimed' },
})}
${rows.length > 0 ? dismissal(context, listed.items[0], filters, proposed) : ''}
${calendars.length === 0 ? '' : calendarTable(zone, calendars)}
${!isFirst || proposed.length === 0 ? '' : proposalTable(zone, proposed)}
${counted.length === 0 || cursor !== undefined ? '' : groupTable(zone, counted)}
${
  isEmpty
    ? filters['open'] === undefined
      ? empty('The work queue is empty.', 'Exceptions arise where the rules cannot decide.')
      : empty('No Exception matches.', html`<a href="${path}">All open Exceptions</a>`)
    : rows.length === 0
      ? ''
      : table({ caption: 'Exceptions', columns, rows })
}
${pager(
  cursor === undefined ? null : addressOf(path, filters),
  listed.next === null ? null : addressOf(path, { ...filters, cursor: listed.next }),
)}
${rows.length === 0 ? '' : sheetLinks(exceptions, filters)}`;
  return page(context, { title: 'Exceptions', at: '/', main });
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

/** Dismisses all open items of one code and one sender, where the list is of these alone. */
function dismissal(
  context: Context,
  first: AnswerOf<typeof exceptions>['items'][number] | undefined,
  filters: Readonly<Record<string, string>>,
  proposed: readonly Waiting[],
): Html | '' {
  const isGroup = Object.keys(filters).sort().join() === 'code,sender';
  if (!isGroup || first === undefined) return '';
  const { code, sender } = first;
  if (!isSettledByAnswer(code) || !mayAct(context.get('person'), resolve.role)) return '';
  const id = `${code}:${sender}`;
  const own = proposed.filter((one) => one.id === id);
  return html`<section class="card screen"><h2>Dismiss all of these</h2>
${own.map(({ says }) => html`<p>${says}: it counts when a second person does the same. What came since then stays.</p>`)}
${actForm(context, resolve, {
  action: '/exceptions/dismiss',
  id: 'dismiss',
  hidden: { id },
  without: ['verb'],
  buttons: html`<button>Dismiss all ${code} from ${sender}</button>`,
})}</section>`;
}
