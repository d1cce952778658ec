/** What a person may do with a check: approve, decide, settle Exceptions, cancel. */
import { html } from 'hono/html';
import {
  type AnswerOf,
  approve,
  type approvePreview,
  cancel,
  decide,
  type decision,
  resolve,
  takeBack,
} from '../../desk/index.ts';
import { meterOperatorSide, type Side } from '../../market/index.ts';
import type { Gateway, OwedFlow } from '../../gateway/index.ts';
import { asksYesOrNo, type decisions, holdsCheck, isSamePerson } from '../../process/index.ts';
import { count } from '../../words.ts';
import type { Context } from '../context.ts';
import { mayAct } from '../identity.ts';
import { actForm } from './act-form.ts';
import { dueInWords, filterNames, inWords } from './approve.ts';
import { type CheckAnswer, type HistoryAnswer, itemName } from './check-history.ts';
import { claimSeen } from './check-team.ts';
import type { Html } from './layout.ts';
import { badge, moment, ruleLink } from './pieces.ts';

interface Actable {
  readonly mpan: string;
  /** What the forms are made from. */
  readonly revision: number;
  /** Whose it is as the forms are made; empty where nobody has claimed it. */
  readonly claimedBy: string;
  readonly isOpen: boolean;
  readonly owed: readonly OwedFlow[];
  /** What would go out if it were approved; null where nothing is owed. */
  readonly waiting: AnswerOf<typeof approvePreview> | null;
  readonly decided: AnswerOf<typeof decision>['decision'];
  readonly exceptions: HistoryAnswer['exceptions'];
  readonly proposals: HistoryAnswer['proposals'];
  /** The words that an open item rests on. */
  readonly wordsOf: (id: string) => CheckAnswer['evidence'];
  /** True where the check was opened from the work queue: then it begins with what is asked. */
  readonly isQueued: boolean;
}

const madeFrom = ({ revision, claimedBy }: Actable): Readonly<Record<string, string>> => ({
  revision: String(revision),
  [claimSeen]: claimedBy,
});

/** What each decision says, for the person who takes it at one side or the other. */
export const decisionWordsOf = (
  side: Side,
): Readonly<Record<(typeof decisions)[number], string>> => ({
  has: 'it has a backstop',
  hasNot: 'it has no backstop',
  replaced: 'the meter was replaced',
  cannotReverse: 'the meter cannot run backwards',
  askAgain: side === meterOperatorSide ? 'visit again' : 'ask the Meter Operator again',
  alreadyKnown: 'it was known already',
  outOfScope: 'it is out of scope',
});

export function forms(gateway: Gateway, context: Context, actable: Actable): Html {
  const person = context.get('person');
  const { exceptions, isOpen, owed } = actable;
  const open = exceptions.filter(({ open: isStillOpen }) => isStillOpen);
  const mayOperate = mayAct(person, 'operator');
  const isHeld = open.some(({ code }) => holdsCheck(code) && !asksYesOrNo(code));
  const asked = isHeld ? undefined : open.find(({ code }) => code !== 'SECOND_PERSON_NEEDED');
  const isNothing = owed.length === 0 && open.length === 0 && !isOpen;
  return html`<section id="act"><h2>What to do</h2>
${proposed(gateway, actable.proposals)}
${owed.length === 0 ? '' : owedForm(gateway, context, actable)}
${open.map((exception) => exceptionForm(gateway, context, actable, exception, exception === asked))}
${isOpen && mayOperate ? deciding(gateway.config.role, context, actable, asked === undefined) : ''}
${decidedLast(gateway, context, actable)}
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

function owedForm(
  { config }: Gateway,
  context: Context,
  { owed: all, waiting }: Actable,
): Html | '' {
  const owed = all.filter(({ approval }) => approval === null);
  if (owed.length === 0) return '';
  const list = html`<ul>${owed.map(
    ({ draft, dueOn }) =>
      html`<li><strong>${draft.flow}</strong> to ${draft.toMpid ?? ''}${dueInWords(dueOn)}${draft.mended.length === 0 ? '' : html`<br><span class="soft">Written in other words: ${draft.mended.join('; ')}</span>`}</li>
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
        hidden: { ids: owed.map(({ id }) => id), seen: waiting?.seen ?? '' },
        without: [...filterNames, 'all', 'reason'],
        buttons: html`<button>Approve ${count(owed.length, 'flow')}</button>`,
      })
    : html`<p class="soft">To approve takes the role approver.</p>`
}
${waiting?.files.map(({ flow, to, beginning }) => inWords(`${flow} to ${to}`, beginning)) ?? ''}</section>`;
}

/** A remedy as it is done on this page: what is typed elsewhere is a button here. */
const remedyHere = (remedy: string, names: Readonly<Record<string, string>>): string =>
  remedy
    .replaceAll(
      /pawl decide MPAN (\w+)/g,
      (_, name: string) => `the decision “${names[name] ?? name}”`,
    )
    .replaceAll('pawl decide MPAN …', 'a decision below')
    .replaceAll('pawl resolve ID accept', '“Accept”')
    .replaceAll('pawl resolve ID dismiss', '“Dismiss”')
    .replace('pawl reference teach LETTER ROLE --reason …', 'teach the letter, in Reference data')
    .replace(/^./u, (first) => first.toUpperCase());

function exceptionForm(
  gateway: Gateway,
  context: Context,
  actable: Actable,
  { id, code, detail, says, remedy, at }: Actable['exceptions'][number],
  isAsked: boolean,
): Html {
  const { mpan } = actable;
  const { rules } = gateway;
  const action = `/checks/${mpan}/resolve`;
  const isHold = holdsCheck(code);
  const canSettle = (!isHold || asksYesOrNo(code)) && mayAct(context.get('person'), 'operator');
  const canAccept = code !== 'SECOND_PERSON_NEEDED';
  return html`<section class="card"><h3>${badge(isHold ? 'bad' : 'warn', code)}</h3>
<p>${says} (${detail}), since ${moment(rules.zone, at)}.</p>
${actable.wordsOf(id).map(
  ({
    words,
    item,
    line,
    rule,
  }) => html`<p>${words === '' ? 'no words' : html`<q class="said">${words}</q>`} <span class="soft">(${itemName(gateway, item)}, line ${line}, by rule ${ruleLink(rule)})</span></p>
`,
)}
<p class="soft">${remedyHere(remedy, decisionWordsOf(gateway.config.role))}</p>
${
  canSettle
    ? actForm(context, resolve, {
        action,
        id: id.replaceAll(/\W/g, '-'),
        hidden: { id, ...madeFrom(actable) },
        without: ['verb'],
        isFirst: actable.isQueued && isAsked,
        buttons: html`<p class="choices">${canAccept ? html`<button name="verb" value="accept">Accept</button>` : ''}
<button class="second" name="verb" value="dismiss">Dismiss</button></p>`,
      })
    : ''
}
${code === 'PAWL_FAULT' ? html`<p>There is nothing to settle here: it ends by itself once Pawl can read the MPAN again.</p>` : isHold ? html`<p>It holds the check until somebody decides: nothing is sent meanwhile.</p>` : ''}
</section>`;
}

const deciding = (
  side: Side,
  context: Context,
  actable: Actable,
  isAsked: boolean,
): Html => html`<section class="card screen"><h3>Decide</h3>
${actForm(context, decide, {
  action: `/checks/${actable.mpan}/decide`,
  id: 'decide',
  hidden: madeFrom(actable),
  without: ['mpan'],
  labels: { decision: 'The decision' },
  choices: decisionWordsOf(side),
  isFirst: actable.isQueued && isAsked,
  buttons: html`<button>Decide</button>`,
})}</section>
<details class="card screen"><summary>Cancel the check</summary>
${actForm(context, cancel, {
  action: `/checks/${actable.mpan}/cancel`,
  id: 'cancel',
  hidden: madeFrom(actable),
  without: ['mpan'],
  buttons: html`<button class="second">Cancel the check</button>`,
})}</details>`;

/** The decision that stands: how it is taken back, or what can still be done. */
function decidedLast({ rules }: Gateway, context: Context, actable: Actable): Html | '' {
  const { mpan, decided, isOpen } = actable;
  if (decided === null) return '';
  const { what, who, proposedBy, at, reason, goneOut } = decided;
  const person = context.get('person');
  const isOwn = [who, proposedBy ?? who].some((one) => isSamePerson(one, person.name));
  const action = `/checks/${mpan}/take-back`;
  return html`<section class="card"><h3>Decided last</h3>
<p><strong>${what}</strong>, by ${who} on ${moment(rules.zone, at)}${reason === '' ? '' : html`: <q>${reason}</q>`}</p>
${
  goneOut !== null
    ? html`<p>It stands: the ${goneOut.flow} to ${goneOut.to} went out on ${moment(rules.zone, goneOut.at)}, and what others were told cannot be taken back. Tell ${goneOut.to}${isOpen ? ', and decide anew or cancel the check above' : '; a new check opens with the next notification or request'}.</p>`
    : mayAct(person, isOwn ? takeBack.role : 'approver')
      ? actForm(context, takeBack, {
          action,
          id: 'take-back',
          hidden: madeFrom(actable),
          without: ['mpan'],
          needs: isOwn ? [] : ['reason'],
          labels: { reason: isOwn ? 'Why (may be left out)' : `Why (${who} decided it)` },
          buttons: html`<button class="second">Take it back</button>`,
        })
      : html`<p class="soft">${who} can take it back, or somebody with the role approver.</p>`
}</section>`;
}
