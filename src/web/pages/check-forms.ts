/** What a person may do with a check: approve, decide, settle Exceptions, cancel. */
import { html } from 'hono/html';
import { approve, cancel, decide, resolve } from '../../desk/index.ts';
import type { Gateway, OwedFlow } from '../../gateway/index.ts';
import { asksYesOrNo, type decisions, holdsCheck } from '../../process/index.ts';
import { count, dateInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import { mayAct } from '../identity.ts';
import { actForm } from './act-form.ts';
import type { HistoryAnswer } from './check-history.ts';
import type { Html } from './layout.ts';
import { badge, moment } from './pieces.ts';

interface Actable {
  readonly mpan: string;
  readonly isOpen: boolean;
  readonly owed: readonly OwedFlow[];
  readonly exceptions: HistoryAnswer['exceptions'];
  readonly proposals: HistoryAnswer['proposals'];
}

/** What each decision says, for the person who takes it. */
const decisionWords: Readonly<Record<(typeof decisions)[number], string>> = {
  has: 'it has a backstop',
  hasNot: 'it has no backstop',
  replaced: 'the meter was replaced',
  cannotReverse: 'the meter cannot run backwards',
  askAgain: 'ask the Meter Operator again',
  alreadyKnown: 'it was known already',
  outOfScope: 'it is out of scope',
};

export function forms(gateway: Gateway, context: Context, actable: Actable): Html {
  const person = context.get('person');
  const { exceptions, isOpen, owed } = actable;
  const open = exceptions.filter(({ open: isStillOpen }) => isStillOpen);
  const mayOperate = mayAct(person, 'operator');
  const isNothing = owed.length === 0 && open.length === 0 && !isOpen;
  return html`<section id="act"><h2>What to do</h2>
${proposed(gateway, actable.proposals)}
${owed.length === 0 ? '' : owedForm(gateway, context, actable)}
${open.map((exception) => exceptionForm(gateway, context, actable.mpan, exception))}
${isOpen && mayOperate ? deciding(context, actable.mpan) : ''}
${isNothing ? html`<p>Nothing: no check of this MPAN is open, and nothing is unsettled.</p>` : ''}
${isOpen && !mayOperate ? html`<p class="soft">${person.name} has the role ${person.role} and may look. To decide or cancel takes the role operator.</p>` : ''}
</section>`;
}

const proposed = ({ rules }: Gateway, proposals: Actable['proposals']): Html | '' =>
  proposals.length === 0
    ? ''
    : html`<div class="notice warn"><p>Waiting for a second person, who does the same:</p>
<ul>${proposals.map(
        ({ what, who, at }) =>
          html`<li>${what}, proposed by ${who} on ${moment(rules.zone, at)}</li>`,
      )}</ul></div>`;

function owedForm({ config }: Gateway, context: Context, { mpan, owed }: Actable): Html {
  const list = html`<ul>${owed.map(
    ({ draft, dueOn }) =>
      html`<li><strong>${draft.flow}</strong> to ${draft.toMpid ?? ''}${dueOn === null ? '' : `, due ${dateInWords(dueOn)}`}${draft.mended.length === 0 ? '' : html`<br><span class="soft">Written in other words: ${draft.mended.join('; ')}</span>`}</li>
`,
  )}</ul>`;
  if (config.send !== 'approve') {
    return html`<section class="card"><h3>To send</h3>${list}<p>The gateway writes it with its next pass.</p></section>`;
  }
  return html`<section class="card"><h3>Waiting for approval</h3>
${list}
${
  mayAct(context.get('person'), 'approver')
    ? actForm(context, approve, {
        action: '/checks/approve',
        id: 'approve',
        hidden: { mpan, ids: owed.map(({ id }) => id) },
        without: ['flow', 'party', 'dueBy', 'all', 'reason'],
        buttons: html`<button>Approve ${count(owed.length, 'flow')}</button>`,
      })
    : html`<p class="soft">To approve takes the role approver.</p>`
}</section>`;
}

function exceptionForm(
  { rules }: Gateway,
  context: Context,
  mpan: string,
  { id, code, detail, says, remedy, at }: Actable['exceptions'][number],
): Html {
  const isHold = holdsCheck(code);
  const canSettle = (!isHold || asksYesOrNo(code)) && mayAct(context.get('person'), 'operator');
  const canAccept = code !== 'SECOND_PERSON_NEEDED';
  return html`<section class="card"><h3>${badge(isHold ? 'bad' : 'warn', code)}</h3>
<p>${says} (${detail}), since ${moment(rules.zone, at)}.</p>
<p class="soft">${remedy.replaceAll('MPAN', mpan)}</p>
${
  canSettle
    ? actForm(context, resolve, {
        action: `/checks/${mpan}/resolve`,
        id: id.replaceAll(/\W/g, '-'),
        hidden: { id },
        without: ['verb'],
        buttons: html`<p class="choices">${canAccept ? html`<button name="verb" value="accept">Accept</button>` : ''}
<button class="second" name="verb" value="dismiss">Dismiss</button></p>`,
      })
    : ''
}
${code === 'PAWL_FAULT' ? html`<p>There is nothing to settle here: it ends by itself once Pawl can read the MPAN again.</p>` : isHold ? html`<p>It holds the check until somebody decides: nothing is sent meanwhile.</p>` : ''}
</section>`;
}

const deciding = (
  context: Context,
  mpan: string,
): Html => html`<section class="card screen"><h3>Decide</h3>
${actForm(context, decide, {
  action: `/checks/${mpan}/decide`,
  id: 'decide',
  without: ['mpan'],
  labels: { decision: 'The decision' },
  choices: decisionWords,
  buttons: html`<button>Decide</button>`,
})}</section>
<details class="card screen"><summary>Cancel the check</summary>
${actForm(context, cancel, {
  action: `/checks/${mpan}/cancel`,
  id: 'cancel',
  without: ['mpan'],
  buttons: html`<button class="second">Cancel the check</button>`,
})}</details>`;
