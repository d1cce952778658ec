/** The work queue: Exceptions that wait for a person, the longest waiting first. */
import { html } from 'hono/html';
import { proposedGroups, type Waiting, waitingCalendars } from '../../account/index.ts';
import { groupId, isSettledByAnswer } from '../../gateway/index.ts';
import { type ExceptionCode, exceptionCodes, holdsCheck } from '../../process/index.ts';
import type { ItemGroup } from '../../store/index.ts';
import type { Context, Web } from '../context.ts';
import { mayAct } from '../identity.ts';
import { noSuchPlace, partyAsked, textAsked, wordAsked } from './asked.ts';
import { csrf, type Html, page } from './layout.ts';
import { addressOf, badge, choice, dayOf, empty, mpanLink, pager, table } from './pieces.ts';
import { notice } from './told.ts';

const rowsPerPage = 50;

const codes = (Object.keys(exceptionCodes) as ExceptionCode[]).filter(
  (code) => exceptionCodes[code].kind !== 'note',
);

export async function exceptionQueue({ gateway }: Web, context: Context): Promise<Html> {
  const { store, rules, config } = gateway();
  const code = wordAsked(context, 'code', codes);
  const sender = partyAsked(context, 'sender');
  const after = textAsked(context, 'after');
  const groups = sender === null ? await store.itemGroups(config.limits.queueItemsPerSender) : [];
  const shown = groups.filter((group) => code === null || group.code === code);
  const filter = {
    open: true,
    without: shown,
    ...(code === null ? {} : { code }),
    ...(sender === null ? {} : { sender }),
  };
  const listed = await store.exceptionsPage(filter, { after, limit: rowsPerPage });
  if (listed === null) throw noSuchPlace();
  const columns = [
    { name: 'MPAN' },
    { name: 'Exception' },
    { name: 'From' },
    { name: 'Since' },
    { name: 'What it is about' },
    { name: 'What to do', isExtra: true },
  ];
  const rows = listed.items.map(({ mpan, code: of, at, detail, sender: from }) => {
    const { kind, says, remedy } = exceptionCodes[of];
    return [
      mpanLink(mpan),
      badge(kind === 'holds' ? 'bad' : 'warn', of),
      from === undefined ? '' : groupLink(of, from, from),
      dayOf(rules.zone, at),
      `${says} (${detail})`,
      remedy,
    ];
  });
  const isFirst = after === null && code === null && sender === null;
  const calendars = isFirst ? await waitingCalendars(gateway()) : [];
  const proposed = await proposedGroups(gateway());
  const isEmpty = rows.length + shown.length + calendars.length === 0;
  const main = html`<h1>Exceptions</h1>
${notice(context)}
<form class="filters" action="/exceptions">
${choice(
  'code',
  'Exception',
  code,
  codes.map((one) => [one, one] as const),
)}
<p><label for="sender">From</label>
<input id="sender" name="sender" value="${sender ?? ''}" maxlength="4" size="6" autocomplete="off"></p>
<p><button>Show</button></p>
</form>
${code !== null && sender !== null && rows.length > 0 ? dismissal(context, code, sender, proposed) : ''}
${calendars.length === 0 ? '' : calendarTable(rules.zone, calendars)}
${!isFirst || proposed.length === 0 ? '' : proposalTable(rules.zone, proposed)}
${shown.length === 0 || after !== null ? '' : groupTable(rules.zone, shown)}
${
  isEmpty
    ? empty('The work queue is empty.', 'Exceptions arise where the rules cannot decide.')
    : rows.length === 0
      ? ''
      : table({ caption: 'Open Exceptions', columns, rows })
}
${pager(
  after === null ? null : addressOf('/exceptions', { code, sender }),
  listed.next === null ? null : addressOf('/exceptions', { code, sender, after: listed.next }),
)}`;
  return page(context, { title: 'Exceptions', at: '/', main });
}

const groupLink = (code: string, sender: string, words: string): Html =>
  html`<a href="${addressOf('/exceptions', { code, sender })}">${words}</a>`;

/** What waits beside the calendar, about no one MPAN. */
function calendarTable(zone: string, waiting: readonly Waiting[]): Html {
  const columns = [{ name: 'Calendar' }, { name: 'Since' }, { name: 'What it is about' }];
  const rows = waiting.map(({ what, since, says, notBy }) => [
    badge('warn', what),
    dayOf(zone, since),
    html`${says}${notBy.length === 0 ? '' : ` (not by ${notBy.join(', ')})`}. <a href="/calendar">To the calendar</a>`,
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
function groupTable(zone: string, groups: readonly ItemGroup[]): Html {
  const columns = [
    { name: 'From' },
    { name: 'Exception' },
    { name: 'Open', isNumber: true },
    { name: 'Since' },
    { name: 'What it is about' },
  ];
  const rows = groups.map(({ code, sender, number, oldestAt }) => [
    groupLink(code, sender, sender),
    badge(holdsCheck(code) ? 'bad' : 'warn', code),
    number,
    dayOf(zone, oldestAt),
    exceptionCodes[code].says,
  ]);
  return html`<h2>Many of one kind from one sender</h2>
<p class="soft">They are counted here. Follow the sender to see each, and to dismiss all at once.</p>
${table({ caption: 'Open Exceptions by sender', columns, rows })}
<h2>All others</h2>`;
}

/** Dismisses all open items of one code and one sender. */
function dismissal(
  context: Context,
  code: ExceptionCode,
  sender: string,
  proposed: readonly Waiting[],
): Html | '' {
  if (!isSettledByAnswer(code) || !mayAct(context.get('person'), 'operator')) return '';
  const own = proposed.filter(({ id }) => id === groupId({ code, sender }));
  return html`<section class="card screen"><h2>Dismiss all of these</h2>
${own.map(({ says }) => html`<p>${says}: it counts when a second person does the same. What came since then stays.</p>`)}
<form class="stack" method="post" action="/exceptions/dismiss">${csrf(context)}
<input type="hidden" name="id" value="${groupId({ code, sender })}">
<p><label for="why-all">Why</label>
<textarea id="why-all" name="reason" required maxlength="1000"></textarea></p>
<button>Dismiss all ${code} from ${sender}</button></form></section>`;
}
