/** What the people of the desk tell each other about one check: whose it is, notes, and calls. */
import { html } from 'hono/html';
import {
  type AnswerOf,
  call,
  claim,
  type Desk,
  handOver,
  note,
  release,
  team,
} from '../../desk/index.ts';
import { claimsOn, type Gateway, teamOf } from '../../gateway/index.ts';
import { isSamePerson } from '../../process/index.ts';
import { claimedInWords } from '../../words.ts';
import { formOf } from '../form.ts';
import type { Context, Web } from '../context.ts';
import { mayAct } from '../identity.ts';
import { Problem } from '../problem.ts';
import { actBy, actForm } from './act-form.ts';
import { isBack } from './field.ts';
import { type Html, csrf } from './layout.ts';
import { moment } from './pieces.ts';

type Told = AnswerOf<typeof team>;

/** The field of a form that says whose the check was when the form was made. */
export const claimSeen = 'claimSeen';

/** Before the forms of a check that a colleague has claimed. */
export function claimedNotice(
  { gateway, asker }: Pick<Desk, 'gateway' | 'asker'>,
  { claim: held }: Told,
): Html | '' {
  if (held === null || isSamePerson(held.who, asker.name)) return '';
  return html`<div class="notice warn" id="claimed"><p><strong>${held.who} has claimed this</strong> on ${moment(gateway.rules.zone, held.at)}${held.reason === '' ? '' : html`: <q>${held.reason}</q>`}.
Ask ${held.who} before you act, or <a href="#team">take it over</a>.</p></div>`;
}

/** Before an act on many, of which colleagues have claimed some. */
export const claimedAmong = (
  others: Parameters<typeof claimedInWords>[0],
  one?: 'item',
): Html | '' =>
  others.length === 0
    ? ''
    : html`<div class="notice warn"><p>${claimedInWords(others, one)}</p></div>\n`;

/** Throws where a colleague has claimed the check since the form was made, which did not say so. */
export async function refuseClaimedSince(
  gateway: Gateway,
  context: Context,
  mpan: string,
): Promise<void> {
  const seen = (await formOf(context))[claimSeen];
  if (typeof seen !== 'string') return;
  const held = (await claimsOn(gateway, [mpan])).get(mpan);
  if (held === undefined || isSamePerson(held.who, seen)) return;
  if (isSamePerson(held.who, context.get('person').name)) return;
  throw new Problem(
    409,
    'MOVED_ON',
    `${held.who} has claimed MPAN ${mpan} since you looked`,
    `nothing was done: ask ${held.who} first, or send the form again if you still want to`,
  );
}

export function teamSection(
  { gateway, asker }: Pick<Desk, 'gateway' | 'asker'>,
  context: Context,
  told: Told,
  isOpen: boolean,
): Html {
  const { zone } = gateway.rules;
  const mayTell = isOpen && mayAct(context.get('person'), note.role);
  const { mpan, notes, calls, isTextShown } = told;
  const [toNotes, toCalls] = [`/checks/${mpan}/notes`, `/checks/${mpan}/calls`];
  if (!isOpen && notes.length + calls.length === 0) return html``;
  return html`<section id="team"><h2>Team</h2>
${isOpen ? claimCard(gateway, asker.name, context, told, mayTell) : ''}
<section class="card"><h3>Notes</h3>
${
  isTextShown
    ? notes.length === 0
      ? html`<p class="soft">None. A note is for colleagues: no rule reads it, and it is erased with the MPAN.</p>`
      : html`<ul class="told">${notes.map(({ at, who, text }) => html`<li><p class="soft">${who}, ${moment(zone, at)}</p><p class="words">${text}</p></li>\n`)}</ul>`
    : html`<p class="soft">Notes are shown to operators and approvers.</p>`
}
${
  mayTell
    ? actForm(context, note, {
        action: toNotes,
        id: 'note',
        without: ['mpan', 'reason'],
        labels: { text: 'Add a note' },
        buttons: html`<button class="second">Keep the note</button>`,
      })
    : ''
}</section>
<section class="card"><h3>Chased by telephone</h3>
${calls.length === 0 ? html`<p class="soft">Nobody has called about this MPAN.</p>` : callList(zone, calls)}
${
  mayTell
    ? html`<details${isBack(context, toCalls)}><summary>Keep a call</summary>${actForm(
        context,
        call,
        {
          action: toCalls,
          id: 'call',
          without: ['mpan', 'reason'],
          labels: {
            party: 'MPID of who was called (the other participant of the check, if left out)',
          },
          buttons: html`<button class="second">Keep the call</button>`,
        },
      )}</details>`
    : ''
}</section>
</section>`;
}

const callList = (zone: string, calls: Told['calls']): Html =>
  html`<ul class="told">${calls.map(
    ({ at, who, party, whom, said }) =>
      html`<li><p class="soft">${who} called ${party}, ${moment(zone, at)}${whom === null ? '' : `; spoke to ${whom}`}</p>${said === null ? '' : html`<p class="words">${said}</p>`}</li>
`,
  )}</ul>`;

function claimCard(
  gateway: Gateway,
  asker: string,
  context: Context,
  { mpan, claim: held }: Told,
  mayClaim: boolean,
): Html {
  const { zone } = gateway.rules;
  const isOwn = held !== null && isSamePerson(held.who, asker);
  const by = held === null || isSamePerson(held.by, held.who) ? '' : `, handed over by ${held.by}`;
  const words =
    held === null
      ? html`<p>Nobody has claimed it.</p>`
      : html`<p><strong>${isOwn ? 'Yours' : held.who}</strong>, since ${moment(zone, held.at)}${by}${held.reason === '' ? '' : html`: <q>${held.reason}</q>`}.</p>`;
  if (!mayClaim) return html`<section class="card"><h3>Whose it is</h3>${words}</section>`;
  const others = teamOf(gateway)?.filter((one) => !isSamePerson(one, held?.who ?? asker)) ?? null;
  const reasonLabel = held === null || isOwn ? 'Why (may be left out)' : `Why (${held.who} has it)`;
  return html`<section class="card"><h3>Whose it is</h3>${words}
${
  held === null
    ? html`<form method="post" action="/checks/${mpan}/claim">${csrf(context)}<button>Claim it</button></form>`
    : isOwn
      ? html`<form method="post" action="/checks/${mpan}/release">${csrf(context)}<button class="second">Give it back</button></form>`
      : ''
}
${
  others?.length === 0
    ? ''
    : html`<details${isBack(context, `/checks/${mpan}/hand-over`)}><summary>${held === null || isOwn ? 'Hand it to a colleague' : 'Take it over, or hand it on'}</summary>
${actForm(context, handOver, {
  action: `/checks/${mpan}/hand-over`,
  id: 'hand-over',
  without: ['mpan'],
  needs: held === null || isOwn ? [] : ['reason'],
  labels: {
    to: held === null || isOwn ? 'To whom' : 'To whom (yourself, to take it over)',
    reason: reasonLabel,
  },
  values: held === null || isOwn ? {} : { to: asker },
  options: others === null ? {} : { to: others },
  buttons: html`<button class="second">Hand it over</button>`,
})}</details>`
}</section>`;
}

/** What the forms do, for those who answer them. */
export const claimIt = async (web: Web, context: Context, mpan: string): Promise<'claimed'> => {
  const { items } = await actBy(web, context, claim, { mpans: [mpan] });
  const [one] = items;
  if (one?.means === 'taken') {
    throw new Problem(
      409,
      'MOVED_ON',
      `${one.claimedBy ?? ''} has claimed MPAN ${mpan} since you looked`,
      'nothing was done: ask them to hand it over, or take it over with a reason',
    );
  }
  if (one?.means !== 'settled') return 'claimed';
  throw new Problem(
    409,
    'NOT_POSSIBLE',
    `nothing of MPAN ${mpan} is open`,
    'there is nothing to claim',
  );
};

export const handItOver = async (
  web: Web,
  context: Context,
  mpan: string,
): Promise<'handedOver'> => {
  await actBy(web, context, handOver, { mpan });
  return 'handedOver';
};

export const giveItBack = async (web: Web, context: Context, mpan: string): Promise<'released'> => {
  await actBy(web, context, release, { mpan });
  return 'released';
};

export const keepNote = async (web: Web, context: Context, mpan: string): Promise<'kept'> => {
  await actBy(web, context, note, { mpan });
  return 'kept';
};

export const keepCall = async (web: Web, context: Context, mpan: string): Promise<'kept'> => {
  await actBy(web, context, call, { mpan });
  return 'kept';
};
