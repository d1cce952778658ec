/** Today: what is late, whose turn it is, and what to do about it. Each number opens its list. */
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, checks, today } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { exceptionCodes } from '../../process/index.ts';
import { dateInWords, roleInWords } from '../../words.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { checkTable } from './check-table.ts';
import { type Html, page } from './layout.ts';
import { nameInWords, partyInWords } from './names.ts';
import { addressOf, badge, dayOf, daysLeft, empty, table } from './pieces.ts';
import { notice } from './told.ts';
import { undoable } from './undoable.ts';

const urgentRows = 10;
const intakeHours = 24;

type Numbers = AnswerOf<typeof today>;
type Awaited = Numbers['awaited'][number];

export async function todayPage(web: Web, context: Context): Promise<Html> {
  const now = web.gateway();
  const desk = deskOf(web, context, today.role);
  const numbers = await today.ask(desk, {});
  const urgent = await checks.ask(desk, { late: 'near', by: 'due', limit: urgentRows });
  const main = html`<h1>Today, ${dateInWords(localDateOf(now.rules.zone, numbers.at))}</h1>
${notice(context)}
${await undoable(web, context)}
${figures(now, numbers)}
${parties(now, numbers.awaited)}
${mostUrgent(now, urgent)}
${approvals(now, numbers)}
${exceptions(now, numbers)}
${await intake(now, numbers)}`;
  return page(context, { title: 'Today', at: '/', main });
}

const sumOf = (
  awaited: readonly Awaited[],
  key: 'number' | 'breached' | 'dueToday' | 'dueSoon',
): number => awaited.reduce((sum, one) => sum + one[key], 0);

function figures({ config }: Gateway, numbers: Numbers): Html {
  const { awaited, toApprove, openChecks } = numbers;
  const ours = awaited.filter(({ owner }) => owner === config.role);
  const theirs = awaited.filter(({ owner }) => owner !== config.role);
  const open = numbers.exceptions.reduce((sum, { number }) => sum + number, 0);
  const figure = (number: number, words: string, href: string, tone: string): Html =>
    html`<li><a class="figure ${number === 0 ? '' : tone}" href="${href}"><span>${words}</span> <strong>${number}</strong></a></li>
`;
  const list = (query: Record<string, string>): string => addressOf('/checks', query);
  return html`<ul class="figures">
${figure(sumOf(awaited, 'breached'), 'breached', list({ late: 'breached' }), 'bad')}
${figure(sumOf(awaited, 'dueToday'), 'due today', list({ late: 'today' }), 'warn')}
${figure(sumOf(awaited, 'dueSoon'), 'due in two Working Days', list({ late: 'soon' }), 'warn')}
${figure(sumOf(ours, 'number'), 'waiting for us', list({ turn: 'us' }), '')}
${figure(sumOf(theirs, 'number'), 'waiting for them', list({ turn: 'them' }), '')}
${figure(open, 'exceptions', '/exceptions', 'warn')}
${figure(toApprove, 'to approve or send', list({ owed: 'yes' }), 'warn')}
${figure(openChecks, 'open checks', list({ open: 'yes' }), '')}
</ul>`;
}

/** Whose turn it is, who is late by how long, and what to send. */
function parties(gateway: Gateway, awaited: readonly Awaited[]): Html {
  const columns = [
    { name: 'Who' },
    { name: 'Late', isNumber: true },
    { name: 'The longest' },
    { name: 'Due soon', isNumber: true, isExtra: true },
    { name: 'Waited for', isNumber: true, isExtra: true },
    { name: 'What to do' },
  ];
  const rows = awaited
    .toSorted((a, b) => b.breached - a.breached || b.number - a.number)
    .map((one) => {
      const { breached: late, dueToday, dueSoon, workingDaysOver } = one;
      const turn = one.owner === gateway.config.role ? 'us' : 'them';
      const party = turn === 'us' ? null : one.party;
      const list = (lateness: string | null): string =>
        addressOf('/checks', { late: lateness, turn, party });
      return [
        whoOf(gateway, one),
        late === 0 ? '0' : html`<a href="${list('breached')}">${late}</a>`,
        late === 0
          ? ''
          : badge('bad', workingDaysOver === null ? 'over' : daysLeft(0 - workingDaysOver, true)),
        dueToday + dueSoon,
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

function whatToDo({ party }: Awaited, turn: string, late: number, list: string): Html | string {
  if (turn === 'us') return html`<a href="/checks?turn=us">Send, approve or decide</a>`;
  if (late === 0) return 'Wait';
  return party === null
    ? html`<a href="${list}">Find out who it is</a>`
    : html`<a href="/chases/${party}">Chase ${party}</a>`;
}

const mostUrgent = (gateway: Gateway, { items, next }: AnswerOf<typeof checks>): Html =>
  html`<h2>Most urgent</h2>
${
  items.length === 0
    ? empty('Nothing is late, and nothing is due in the next two Working Days.')
    : checkTable(gateway, { caption: 'The most urgent checks', checks: items })
}
${next === null ? '' : html`<p><a href="/checks?late=near">All of them</a></p>`}`;

function approvals({ config }: Gateway, { toApprove: number }: Numbers): Html | '' {
  if (config.send !== 'approve' || number === 0) return '';
  return html`<h2>Waiting for approval</h2>
<p>Flows of <a href="/checks?owed=yes">${number === 1 ? 'one check' : `${number} checks`}</a> are
drafted and wait to be approved before they are written into outbox/.</p>`;
}

function exceptions({ rules }: Gateway, { exceptions: items }: Numbers): Html {
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
    exceptionCodes[code].says,
  ]);
  return html`<h2>Exceptions</h2>
${
  rows.length === 0
    ? empty('The work queue is empty.')
    : table({ caption: 'Open Exceptions by code', columns, rows })
}`;
}

async function intake({ store }: Gateway, { at }: Numbers): Promise<Html> {
  const since = Temporal.Instant.from(at).subtract({ hours: intakeHours }).toString();
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
