/** Today: what to do first, and beneath it, calmly, what is ours and what is theirs. */
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, checks, type Desk, today } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { exceptionFor } from '../../process/index.ts';
import { count, dateInWords, nameInWords, numberInWords, roleInWords } from '../../words.ts';
import { meterOperatorSide } from '../../market/index.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { checkTable } from './check-table.ts';
import { type Html, page } from './layout.ts';
import { partyInWords } from './names.ts';
import { addressOf, badge, dayOf, daysLeft, empty, moment, table } from './pieces.ts';
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
${lead(numbers)}
<div class="cards turns">
${ours(numbers)}
${theirs(numbers)}
</div>${await sinceLink(desk)}
${parties(now, numbers.awaited)}
${mostUrgent(now, urgent)}
${exceptions(now, numbers)}
${await intake(now, numbers)}`;
  return page(context, { title: 'Today', at: '/', main });
}

/** The one thing to do first, why, and the way to it. */
function lead({ first }: Numbers): Html {
  const { rule, says, button, operation, asked, command } = first;
  const tone = ['gateway', 'late'].includes(rule) ? 'bad' : rule === 'nothing' ? 'good' : '';
  return html`<section class="lead ${tone}" aria-labelledby="first"><h2 id="first">First</h2>
<p>${says}</p>
${
  operation === null
    ? ''
    : html`<p class="choices"><a class="button" href="${pageOf(operation, asked)}">${button}</a>
<span class="soft screen">or <code>${command}</code></span></p>`
}</section>`;
}

/** The page that shows what an operation answers. */
function pageOf(
  operation: NonNullable<Numbers['first']['operation']>,
  asked: Numbers['first']['asked'],
): string {
  if (operation === 'chase') return `/chases/${asked['party'] ?? ''}`;
  if (operation === 'health') return '/settings#health';
  return addressOf(`/${operation}`, asked);
}

/** The way to what is new, for who was here before. */
async function sinceLink({ gateway, asker }: Desk): Promise<Html | ''> {
  const lastHere = await gateway.looks.lastHere(asker.name);
  if (lastHere === null) return '';
  return html`<p><a href="/team">What is new since you were last here</a>, on ${moment(gateway.rules.zone, lastHere)}</p>`;
}

const sumOf = (
  awaited: readonly Awaited[],
  key: 'number' | 'breached' | 'dueToday' | 'dueSoon',
): number => awaited.reduce((sum, one) => sum + one[key], 0);

const figure = (number: number, words: string, href: string, tone = ''): Html =>
  html`<li><a class="figure ${number === 0 ? '' : tone}" href="${href}"><span>${words}</span> <strong>${numberInWords(number)}</strong></a></li>
`;

/** How near the deadlines of one side are, each number with its list. */
function deadlines(awaited: readonly Awaited[], turn: 'us' | 'them', tone: string): Html {
  const list = (late: string | null): string => addressOf('/checks', { turn, late });
  return html`${figure(sumOf(awaited, 'breached'), 'late', list('breached'), tone)}
${figure(sumOf(awaited, 'dueToday'), 'due today', list('today'), turn === 'us' ? 'warn' : '')}
${figure(sumOf(awaited, 'dueSoon'), 'due in two Working Days', list('soon'))}
${figure(sumOf(awaited, 'number'), 'in all', list(null))}`;
}

function ours({ awaited, exceptions: items, toApprove }: Numbers): Html {
  const open = items.reduce((sum, { number }) => sum + number, 0);
  return html`<section class="card"><h2>Ours</h2>
<ul class="figures">
${deadlines(
  awaited.filter((one) => one.ours),
  'us',
  'bad',
)}
${figure(open, 'exceptions', '/exceptions')}
${figure(toApprove, 'to approve or send', addressOf('/checks', { owed: 'yes' }))}
</ul></section>`;
}

function theirs({ awaited, openChecks }: Numbers): Html {
  return html`<section class="card"><h2>Theirs</h2>
<ul class="figures">
${deadlines(
  awaited.filter((one) => !one.ours),
  'them',
  'warn',
)}
</ul>
<p class="soft">Of <a href="/checks?open=yes">${openChecks === 1 ? 'one open check' : count(openChecks, 'open check')}</a>,
ours and theirs together.</p></section>`;
}

/** Whose turn it is, who is late by how long, and what to send. */
function parties(gateway: Gateway, awaited: readonly Awaited[]): Html {
  const columns = [
    { name: 'Who' },
    { name: 'Late', isNumber: true },
    { name: 'The longest' },
    { name: 'Due today', isNumber: true, isExtra: true },
    { name: 'Due soon', isNumber: true, isExtra: true },
    { name: 'In all', isNumber: true, isExtra: true },
    { name: 'What to do' },
  ];
  const rows = awaited
    .toSorted(
      (a, b) => Number(b.ours) - Number(a.ours) || b.breached - a.breached || b.number - a.number,
    )
    .map((one) => {
      const { ours: isOurs, breached: late, dueToday, dueSoon, workingDaysOver } = one;
      const turn = isOurs ? 'us' : 'them';
      const party = isOurs ? null : one.party;
      const list = (lateness: string | null): string =>
        addressOf('/checks', { late: lateness, turn, party });
      return [
        whoOf(gateway, one),
        late === 0 ? '0' : html`<a href="${list('breached')}">${numberInWords(late)}</a>`,
        late === 0
          ? ''
          : badge('bad', workingDaysOver === null ? 'over' : daysLeft(0 - workingDaysOver, true)),
        numberInWords(dueToday),
        numberInWords(dueSoon),
        html`<a href="${list(null)}">${numberInWords(one.number)}</a>`,
        whatToDo(one, late, list('breached')),
      ];
    });
  return html`<h2 id="turns">Whose turn it is</h2>
${
  rows.length === 0
    ? empty('Nobody owes anything. Checks open when a notification or an instruction arrives.')
    : table({ caption: 'Whose turn it is, and who is late', columns, rows })
}`;
}

function whoOf(gateway: Gateway, { owner, ours: isOurs, party }: Awaited): string {
  if (isOurs) return `Us, ${partyInWords(gateway, gateway.config.mpid)}`;
  return `${roleInWords(owner)} ${party === null ? 'not known' : partyInWords(gateway, party)}`;
}

function whatToDo(
  { owner, ours: isOurs, party }: Awaited,
  late: number,
  list: string,
): Html | string {
  if (isOurs) {
    return html`<a href="/checks?turn=us">Send, approve or decide</a>${owner === meterOperatorSide ? html`, <a href="/visits">visits of the week</a>` : ''}`;
  }
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

function exceptions({ rules, config }: Gateway, { exceptions: items }: Numbers): Html {
  const columns = [
    { name: 'Exception' },
    { name: 'Open', isNumber: true },
    { name: 'Since' },
    { name: 'It means', isExtra: true },
  ];
  const rows = items.map(({ code, number, oldestAt }) => [
    html`<a href="${addressOf('/exceptions', { code })}">${code}</a>`,
    numberInWords(number),
    dayOf(rules.zone, oldestAt),
    exceptionFor(config.role, code).says,
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
    : html`<p>${outcomes.map(
        ([outcome, number], at) =>
          html`${at === 0 ? '' : ', '}<a href="${addressOf('/files', { outcome })}">${numberInWords(number)} ${nameInWords(outcome)}</a>`,
      )}.</p>`
}`;
}
