/**
 * Four eyes: what one person proposed waits until another does the same, and is shown as an
 * Exception meanwhile. A proposal is about a check as it stood: when that moves on, it lapses.
 */

import { exceptionId, withSender } from './advance.ts';
import { openStage, raise } from './check.ts';
import type { OperatorEvent, SettlingAction } from './event.ts';
import type { ExceptionRecord } from './exception.ts';
import { reading, type Telling } from './hear.ts';
import type { EventReading, MpanState, Proposal } from './state.ts';
import { openCheckOf } from './which-check.ts';

const code = 'SECOND_PERSON_NEEDED';

/** "decide has", "approve D0001": as a person types it. */
export function actionInWords(action: SettlingAction): string {
  switch (action.name) {
    case 'decide':
      return `decide ${action.decision}`;
    case 'cancel':
      return 'cancel';
    case 'approve':
      return `approve ${action.flow}`;
    case 'resolve':
      return `resolve ${action.exceptionId} ${action.accept ? 'accept' : 'dismiss'}`;
  }
}

export const isSameAction = (one: SettlingAction, other: SettlingAction): boolean =>
  actionInWords(one) === actionInWords(other);

/**
 * What a login of somebody who signed in at a provider ends in: twelve digits and letters that stand
 * for their issuer and `sub`. What comes before may change there, and be another's too. Ours: the x
 * keeps it from being a word, as a login may end in one after its +.
 */
const providerKey = /\+x[0-9a-v]{12}$/;

/** Who it is, of a login. Ours: case does not count, as in some systems. */
function personIn(login: string): string {
  const plain = login.trim().toLowerCase();
  return providerKey.exec(plain)?.[0] ?? plain;
}

export const isSamePerson = (one: string, other: string): boolean =>
  personIn(one) === personIn(other);

export function tellProposal(
  telling: Telling,
  event: OperatorEvent,
  action: SettlingAction,
): EventReading {
  const { state, mpan, key, at } = telling;
  const check = openCheckOf(state, null) ?? state.checks.at(-1);
  const id = exceptionId(mpan, code, key);
  const words = actionInWords(action);
  const detail = `${event.who}: ${words}`;
  // What is proposed for many items of one sender stays together, as they did.
  const about = action.name === 'resolve' ? itemOf(state, action.exceptionId) : undefined;
  const raised = { id, code, at, detail, ...withSender(about ?? {}) } as const;
  raise(check?.exceptions ?? state.loose, state.resolutions, raised);
  const stood =
    check === undefined
      ? null
      : {
          supplier: check.supplier,
          sequence: check.sequence,
          stages: check.stages.length,
          closed: check.closedAt !== null,
        };
  state.proposals = [...(state.proposals ?? []), { id, action, who: event.who, at, stood }];
  return reading(telling, 'noted', `proposes: ${words}`, {
    ...(check === undefined ? {} : { check }),
    codes: [code],
  });
}

/** Takes away the proposals of what has been done, or the one that was dismissed. */
export function settleProposals(state: MpanState, action: SettlingAction): void {
  drop(
    state,
    ({ id, action: proposed }) =>
      isSameAction(proposed, action) || (action.name === 'resolve' && action.exceptionId === id),
  );
}

/** Remembers who brought about what the open stage owes. */
export function rememberDrafter(state: MpanState, event: OperatorEvent): void {
  if (event.proposedBy === undefined) return;
  const check = openCheckOf(state, null);
  const stage = check === undefined ? undefined : openStage(check);
  if (stage !== undefined) stage.drafter = event.proposedBy;
}

/** Takes away the proposals about checks that have moved on, and about items that are settled. */
export function lapseProposals(state: MpanState): void {
  drop(state, ({ action, stood }) => {
    if (action.name === 'resolve' && isSettled(state, action.exceptionId)) return true;
    if (stood === null) return false;
    const check = state.checks.find(
      ({ supplier, sequence }) => supplier === stood.supplier && sequence === stood.sequence,
    );
    return check?.stages.length !== stood.stages || (check.closedAt !== null) !== stood.closed;
  });
}

const exceptionsOf = (state: MpanState) => [
  ...state.loose,
  ...state.checks.flatMap(({ exceptions }) => exceptions),
];

const itemOf = (state: MpanState, id: string): ExceptionRecord | undefined =>
  exceptionsOf(state).find((exception) => exception.id === id);

const isSettled = (state: MpanState, id: string): boolean => itemOf(state, id)?.open === false;

function drop(state: MpanState, pick: (proposal: Proposal) => boolean): void {
  const dropped = new Set((state.proposals ?? []).filter(pick).map(({ id }) => id));
  if (dropped.size === 0) return;
  for (const exception of exceptionsOf(state)) {
    if (dropped.has(exception.id)) exception.open = false;
  }
  const left = (state.proposals ?? []).filter(({ id }) => !dropped.has(id));
  if (left.length > 0) state.proposals = left;
  else delete state.proposals;
}
