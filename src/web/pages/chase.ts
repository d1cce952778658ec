/** What to send to a counterparty that is late: which MPANs, and the message as it would go out. */
import { html } from 'hono/html';
import { type AnswerOf, callAbout, calls, chase, checks, takenAway } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { count, countedInWords } from '../../words.ts';
import { auditOf } from '../audit-of.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { actBy, actForm } from './act-form.ts';
import { notKnown } from './asked.ts';
import { checkTable } from './check-table.ts';
import { type Html, page } from './layout.ts';
import { partyInWords } from './names.ts';
import { shownRange } from './list.ts';
import { addressOf, empty, moment, mpanLink, table } from './pieces.ts';
import { refusedAnswers } from './refused-answers.ts';
import { sheetLinks } from './sheet-links.ts';
import { notice, toldAt } from './told.ts';

/** Ours: more MPANs than this go with the message as a file. */
const shownMax = 50;
const callsRead = 200;
/** Ours: of a call so many MPANs are named. */
const mpansNamed = 3;

export async function chasePage(web: Web, context: Context): Promise<Html> {
  const now = web.gateway();
  const party = partyOf(context);
  const asked = { turn: 'them', late: 'breached', party, by: 'due' } as const;
  const late = await checks.ask(deskOf(web, context, 'viewer'), { ...asked, limit: shownMax });
  const { items } = late;
  const isWhole = late.next === null;
  const told = await calls.ask(deskOf(web, context, calls.role), { party, limit: callsRead });
  const mpans = [...new Set(items.map(({ mpan }) => mpan))];
  const main = html`<h1>Chase ${partyInWords(now, party)}</h1>
${notice(context)}
${
  items.length === 0
    ? empty(`${party} is not late with anything.`)
    : html`<h2>What is overdue</h2>
<p class="soft">${shownRange(context, late)}</p>
${checkTable(now, { caption: `What ${party} is late with`, checks: items })}
${sheetLinks(checks, asked)}
${await refusedAnswers(now, party, items)}
${
  isWhole
    ? message(now, party, await draftTo(web, context))
    : html`<p>These are the ${shownMax} longest overdue.
<a href="${addressOf('/checks', { late: 'breached', turn: 'them', party })}">All of them</a>
are told in <a href="/chases/${party}/message.txt">a message</a> with
<a href="/chases/${party}/overdue.csv">a file for a spreadsheet</a>.</p>`
}`
}
${mpans.length > 0 && mayAct(context.get('person'), callAbout.role) ? callForm(context, party, mpans) : ''}
${told.items.length === 0 ? '' : html`<h2>Called before</h2>\n${callTable(now.rules.zone, told)}`}`;
  return page(context, { title: `Chase ${party}`, at: '/', main });
}

/** Whom we spoke to: one row for each call, however many MPANs it was about. */
function callTable(zone: string, { items, next, counted }: AnswerOf<typeof calls>): Html {
  const told = new Map<string, AnswerOf<typeof calls>['items'][number][]>();
  for (const one of items) {
    const name = JSON.stringify([one.at, one.who, one.whom, one.said]);
    told.set(name, [...(told.get(name) ?? []), one]);
  }
  const columns = ['When', 'Who called', 'About', 'Spoke to', 'What was said'];
  const rows = [...told.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { at, who, whom, said } = first;
    const named = all.slice(0, mpansNamed).map(({ mpan }) => html`${mpanLink(mpan)} `);
    const more = all.length - mpansNamed;
    return [
      [
        moment(zone, at),
        who,
        html`${named}${more > 0 ? `and ${count(more, 'more', 'more')}` : ''}`,
        whom ?? 'not shown to viewers',
        said ?? '',
      ],
    ];
  });
  return html`${table({ caption: 'Calls by telephone', columns: columns.map((name) => ({ name })), rows })}
${next === null ? '' : html`<p class="soft">These are the last ${items.length} of ${countedInWords(counted)} entries, one for each MPAN; earlier ones are told by <code>pawl calls</code>.</p>`}`;
}

/** Keeps one call about what is listed. */
const callForm = (context: Context, party: string, mpans: readonly string[]): Html =>
  html`<details class="card screen"><summary>Keep a call about ${mpans.length === 1 ? 'this MPAN' : `these ${mpans.length} MPANs`}</summary>
${actForm(context, callAbout, {
  action: `/chases/${party}/calls`,
  id: 'call',
  hidden: { mpans },
  without: ['party', 'reason'],
  says: html`<p class="soft">What was said stands with each of them: leave out what is about one home alone.</p>`,
  buttons: html`<button class="second">Keep the call</button>`,
})}</details>`;

export async function callAct(web: Web, context: Context): Promise<Response> {
  const party = partyOf(context);
  await actBy(web, context, callAbout, { party });
  return context.redirect(toldAt(`/chases/${party}`, 'kept'), 303);
}

/** The whole message as a text, however long it is. */
export async function chaseText(web: Web, context: Context): Promise<Response> {
  const draft = await draftTo(web, context);
  auditOf(web, context, takenAway(chase.name));
  const text = draft === undefined ? '' : `Subject: ${draft.subject}\n\n${draft.text}`;
  return context.text(text);
}

/** What goes with a message of many MPANs. */
export async function chaseCsv(web: Web, context: Context): Promise<Response> {
  const draft = await draftTo(web, context);
  auditOf(web, context, takenAway(chase.name));
  context.header('content-type', 'text/csv; charset=utf-8');
  context.header(
    'content-disposition',
    `attachment; filename="${draft?.attached ?? `chase_${partyOf(context)}.csv`}"`,
  );
  return context.body(draft?.csv ?? '');
}

type Draft = AnswerOf<typeof chase>['items'][number];

/** Undefined where they are late with nothing that can be chased. */
async function draftTo(web: Web, context: Context): Promise<Draft | undefined> {
  const { items } = await chase.ask(deskOf(web, context, chase.role), { party: partyOf(context) });
  return items[0];
}

function partyOf({ req }: Context): string {
  const party = req.param('party') ?? '';
  if (/^[A-Z0-9]{4}$/.test(party)) return party;
  throw notKnown('party', 'must be an MPID: four capital letters or digits');
}

function message(gateway: Gateway, party: string, draft: Draft | undefined): Html {
  if (draft === undefined) {
    return html`<h2>What to send</h2>
<p>Nothing: what is overdue is a decision of ${party}'s own, or only the removal of an old meter.</p>`;
  }
  const { mailTo, subject, text, answers } = draft;
  const body = `mailto:${mailTo ?? ''}?${mailQuery(subject, text)}`;
  return html`<h2>What to send</h2>
<p>${count(answers.length, 'overdue MPAN')}. ${whatBecame(gateway, draft)}</p>
<dl>
<dt>To</dt><dd>${mailTo ?? `no address yet: counterparties.${party}.email in pawl.config.json names it`}</dd>
<dt>Subject</dt><dd>${subject}</dd>
</dl>
<pre tabindex="0" role="region" aria-label="The message">${text}</pre>
<p class="choices"><a class="button" href="${body}">Write it in your mail program</a>
<a href="/chases/${party}/message.txt">The message as a text</a></p>`;
}

/** A mail program takes blanks as %20 only. */
const mailQuery = (subject: string, text: string): string =>
  `subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;

/** Whether the gateway has sent, or will send, the message of today by itself. */
function whatBecame({ rules, config }: Gateway, { mail }: Draft): Html | string {
  const sentAt = mail?.sentAt ?? null;
  if (sentAt !== null) return html`Sent by e-mail on ${moment(rules.zone, sentAt)}.`;
  return config.chaseAt === null
    ? 'Nothing is sent automatically: send it yourself, if you want to.'
    : `The gateway writes it into reports/ each Working Day from ${config.chaseAt} on.`;
}
