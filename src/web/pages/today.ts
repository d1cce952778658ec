/** Today: what is late, whose turn it is, and what to do about it. Each number opens its list. */
import { html } from 'hono/html';
import { checkRow, type Horizon, horizonOf } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { type ExceptionCode, exceptionCodes, workingDaysOver } from '../../process/index.ts';
import type { Awaited, OpenItems, Overdue } from '../../store/index.ts';
import { dateInWords, roleInWords } from '../../words.ts';
import type { Context, Web } from '../context.ts';
import { checkTable } from './check-table.ts';
import { type Html, page } from './layout.ts';
import { nameInWords, partyInWords } from './names.ts';
import { addressOf, badge, dayOf, daysLeft, empty, table } from './pieces.ts';
import { notice } from './told.ts';

const urgentRows = 10;
const intakeHours = 24;

export async function today({ gateway }: Web, context: Context): Promise<Html> {
  const now = gateway();
  const horizon = horizonOf(now);
  const { todayEnds, soonEnds } = horizon;
  const awaited = await now.store.awaited([horizon.now, todayEnds, soonEnds]);
  const items = await now.store.openItems();
  const main = html`<h1>Today, ${dateInWords(horizon.today)}</h1>
${notice(context)}
${await figures(now, awaited, items)}
${parties(now, horizon, awaited, await now.store.overdue(null, horizon.now))}
${await urgent(now, horizon)}
${await approvals(now)}
${exceptions(now, items)}
${await intake(now, horizon)}`;
  return page(context, { title: 'Today', at: '/', main });
}

/** The sum over some participants of how many are due by the instant of that place. */
const dueBy = (awaited: readonly Awaited[], place: number): number =>
  awaited.reduce((sum, one) => sum + (one.dueBy[place] ?? 0), 0);

const numberOf = (awaited: readonly Awaited[]): number =>
  awaited.reduce((sum, { number }) => sum + number, 0);

async function figures(
  { config, store }: Gateway,
  awaited: readonly Awaited[],
  items: readonly OpenItems[],
): Promise<Html> {
  const [breached, today, soon] = [dueBy(awaited, 0), dueBy(awaited, 1), dueBy(awaited, 2)];
  const ours = awaited.filter(({ owner }) => owner === config.role);
  const open = items.reduce((sum, { number }) => sum + number, 0);
  const figure = (number: number, words: string, href: string, tone: string): Html =>
    html`<li><a class="figure ${number === 0 ? '' : tone}" href="${href}"><span>${words}</span> <strong>${number}</strong></a></li>
`;
  const checks = (query: Record<string, string>): string => addressOf('/checks', query);
  return html`<ul class="figures">
${figure(breached, 'breached', checks({ late: 'breached' }), 'bad')}
${figure(today - breached, 'due today', checks({ late: 'today' }), 'warn')}
${figure(soon - today, 'due in two Working Days', checks({ late: 'soon' }), 'warn')}
${figure(numberOf(ours), 'waiting for us', checks({ turn: 'us' }), '')}
${figure(numberOf(awaited) - numberOf(ours), 'waiting for them', checks({ turn: 'them' }), '')}
${figure(open, 'exceptions', '/exceptions', 'warn')}
${figure(await store.owingChecks(), 'to approve or send', checks({ owed: 'yes' }), 'warn')}
${figure(await store.openChecks(), 'open checks', checks({ open: 'yes' }), '')}
</ul>`;
}

/** Whose turn it is, who is late by how long, and what to send. */
function parties(
  gateway: Gateway,
  horizon: Horizon,
  awaited: readonly Awaited[],
  overdue: readonly Overdue[],
): Html {
  const columns = [
    { name: 'Who' },
    { name: 'Late', isNumber: true },
    { name: 'The longest' },
    { name: 'Due soon', isNumber: true, isExtra: true },
    { name: 'Waited for', isNumber: true, isExtra: true },
    { name: 'What to do' },
  ];
  const rows = awaited
    .toSorted((a, b) => (b.dueBy[0] ?? 0) - (a.dueBy[0] ?? 0) || b.number - a.number)
    .map((one) => {
      const [late = 0, , soon = 0] = one.dueBy;
      const turn = one.owner === gateway.config.role ? 'us' : 'them';
      const party = turn === 'us' ? null : one.party;
      const list = (lateness: string | null): string =>
        addressOf('/checks', { late: lateness, turn, party });
      return [
        whoOf(gateway, one),
        late === 0 ? '0' : html`<a href="${list('breached')}">${late}</a>`,
        longestOf(
          gateway,
          horizon,
          overdue.find(({ owner, party }) => owner === one.owner && party === one.party),
        ),
        soon - late,
        html`<a href="${list(null)}">${one.number}</a>`,
        whatToDo(one, turn, late, list('breached')),
      ];
    });
  return html`<h2 id="turns">Whose turn it is</h2>
${
  rows.length === 0
    ? empty('Nobody owes anything. Checks open when a notification or an instruction arrives.')
    : table({ caption: 'Whose turn it is, and who is late', columns, rows })
}`;
}

function whoOf(gateway: Gateway, { owner, party }: Awaited): string {
  if (owner === gateway.config.role) return `Us, ${partyInWords(gateway, gateway.config.mpid)}`;
  return `${roleInWords(owner)} ${party === null ? 'not known' : partyInWords(gateway, party)}`;
}

/** By the calendar of the MPAN that has been over the longest, as everywhere else. */
function longestOf(
  { rules }: Gateway,
  { today }: Horizon,
  longest: Overdue | undefined,
): Html | string {
  if (longest === undefined) return '';
  const { oldestMpan, oldestDueOn } = longest;
  const over = workingDaysOver(rules, oldestMpan, oldestDueOn, today);
  return badge('bad', over === null ? 'over' : daysLeft(0 - over, true));
}

function whatToDo({ party }: Awaited, turn: string, late: number, list: string): Html | string {
  if (turn === 'us') return html`<a href="/checks?turn=us">Send, approve or decide</a>`;
  if (late === 0) return 'Wait';
  return party === null
    ? html`<a href="${list}">Find out who it is</a>`
    : html`<a href="/chases/${party}">Chase ${party}</a>`;
}

async function urgent(gateway: Gateway, horizon: Horizon): Promise<Html> {
  const due = { after: null, until: horizon.soonEnds };
  const found = await gateway.store.checksPage(
    { open: true, due },
    { by: 'due', descending: false },
    { after: null, limit: urgentRows },
  );
  const items = (found?.items ?? []).map((row) => checkRow(gateway, horizon, row));
  return html`<h2>Most urgent</h2>
${
  items.length === 0
    ? empty('Nothing is late, and nothing is due in the next two Working Days.')
    : checkTable(gateway, { caption: 'The most urgent checks', checks: items })
}
${(found?.next ?? null) === null ? '' : html`<p><a href="/checks">All in the order of their deadlines</a></p>`}`;
}

async function approvals({ config, store }: Gateway): Promise<Html | ''> {
  const number = config.send === 'approve' ? await store.owingChecks() : 0;
  if (number === 0) return '';
  return html`<h2>Waiting for approval</h2>
<p>Flows of <a href="/checks?owed=yes">${number === 1 ? 'one check' : `${number} checks`}</a> are
drafted and wait to be approved before they are written into outbox/.</p>`;
}

function exceptions({ rules }: Gateway, items: readonly OpenItems[]): Html {
  const columns = [
    { name: 'Exception' },
    { name: 'Open', isNumber: true },
    { name: 'Since' },
    { name: 'It means', isExtra: true },
  ];
  const rows = items.map(({ code, number, oldestAt }) => [
    html`<a href="${addressOf('/exceptions', { code })}">${code}</a>`,
    number,
    dayOf(rules.zone, oldestAt),
    Object.hasOwn(exceptionCodes, code) ? exceptionCodes[code as ExceptionCode].says : '',
  ]);
  return html`<h2>Exceptions</h2>
${
  rows.length === 0
    ? empty('The work queue is empty.')
    : table({ caption: 'Open Exceptions by code', columns, rows })
}`;
}

async function intake({ store }: Gateway, { now }: Horizon): Promise<Html> {
  const since = Temporal.Instant.from(now).subtract({ hours: intakeHours }).toString();
  const outcomes = [...(await store.filesByOutcome(since))].filter(([, number]) => number > 0);
  return html`<h2>Taken in within ${intakeHours} hours</h2>
${
  outcomes.length === 0
    ? empty(
        `No file has arrived within ${intakeHours} hours.`,
        'Files are taken from inbox/ and sent/.',
      )
    : html`<ul class="figures">${outcomes.map(
        ([outcome, number]) =>
          html`<li><a class="figure ${outcome === 'rejected' ? 'bad' : ''}" href="${addressOf('/files', { outcome })}"><span>${nameInWords(outcome)}</span> <strong>${number}</strong></a></li>
`,
      )}</ul>`
}`;
}
