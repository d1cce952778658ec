/** What people do: decisions, cancellations, approvals and settled Exceptions, as events. */

import { localTimeOf } from '../calendar/index.ts';
import { exceptionId } from './advance.ts';
import { keepApproval } from './approval.ts';
import { settleItems } from './check.ts';
import type { Decision, OperatorEvent, SettlingAction } from './event.ts';
import type { ExceptionCode } from './exception.ts';
import { afterClosure, hearSignal, reading, type Telling } from './hear.ts';
import type { Signal } from './profile.ts';
import { actionInWords, rememberDrafter, settleProposals, tellProposal } from './proposal.ts';
import type { EventReading } from './state.ts';
import { openCheckOf } from './which-check.ts';

export function tellOperator(telling: Telling, event: OperatorEvent): EventReading {
  const { state } = telling;
  const { action, proposedBy } = event;
  if (action.name === 'propose') return tellProposal(telling, event, action.action);
  if (action.name === 'resubmit') return reading(telling, 'noted', `resubmits ${action.source}`);
  if (action.name === 'takeBack') {
    return reading(telling, 'noted', `takes back: ${actionInWords(action.act)}`);
  }
  if (state.takenBack?.includes(event.key) === true) {
    // Whoever proposed it has not proposed it once more.
    settleProposals(state, action);
    return reading(telling, 'noted', `${actionInWords(action)}, which was taken back`);
  }
  const told = tellAction(telling, action, event);
  settleProposals(state, action);
  if (action.name === 'decide') rememberDrafter(state, event);
  return proposedBy === undefined
    ? told
    : { ...told, says: `${told.says}, as ${proposedBy} proposed` };
}

function tellAction(telling: Telling, action: SettlingAction, event: OperatorEvent): EventReading {
  const { state } = telling;
  if (action.name === 'resolve') {
    return tellResolution(telling, action.exceptionId, action.accept);
  }
  if (action.name === 'approve') {
    keepApproval(state, event, action);
    const { flow, undo } = action;
    const until = undo === undefined ? '' : localTimeOf(telling.rules.zone, undo.until);
    const kept = undo === undefined ? '' : `, which can be undone until ${until}`;
    return reading(telling, 'noted', `approves the ${flow}${kept}`);
  }
  const signal = action.name === 'cancel' ? 'cancelled' : decisionSignal[action.decision];
  const says = action.name === 'cancel' ? 'cancelled' : `decided: ${action.decision}`;
  const open = openCheckOf(state, null);
  if (open !== undefined) {
    settleItems(open.exceptions, (code) => decides.has(code));
    if (signal === 'decidedAskAgain') {
      // Asked for by a person, the visits are counted anew, also where the check already waits.
      const memory = { ...open.machine.memory, failures: 0 };
      open.machine = { ...open.machine, memory };
    }
    return hearSignal(telling, open, signal, says);
  }
  const closed = state.checks.at(-1);
  return closed === undefined
    ? reading(telling, 'noted', `${says}, but no check is known`)
    : afterClosure(telling, closed, signal, says);
}

/** What waits for a decision without being in `deciding`. */
const decides: ReadonlySet<ExceptionCode> = new Set<ExceptionCode>([
  'ATTEMPTS_EXHAUSTED',
  'OUT_OF_SCOPE',
  'BACKSTOP_BEFORE_ORDER',
]);

/** What an accepted item comes to, where accepting it closes the check. */
const closedByAccepting: Partial<Record<ExceptionCode, Signal>> = {
  OUT_OF_SCOPE: 'decidedOutOfScope',
  KNOWN_BACKSTOP_CLAIMED: 'decidedAlreadyKnown',
  BACKSTOP_BEFORE_ORDER: 'decidedHas',
};

const decisionSignal: Record<Decision, Signal> = {
  has: 'decidedHas',
  hasNot: 'decidedHasNot',
  replaced: 'decidedReplaced',
  cannotReverse: 'decidedCannotReverse',
  askAgain: 'decidedAskAgain',
  alreadyKnown: 'decidedAlreadyKnown',
  outOfScope: 'decidedOutOfScope',
};

/**
 * A settled Exception counts from the event that raised it, which has been told with that in mind.
 * A few close the check, and close it when the person says so.
 */
function tellResolution(telling: Telling, id: string, accept: boolean): EventReading {
  const says = `${accept ? 'accepts' : 'dismisses'} ${id}`;
  const replaced = telling.state.checks.find(
    ({ provisional }) =>
      provisional !== null && exceptionId(telling.mpan, 'REMOVAL_NOT_SEEN', provisional.key) === id,
  );
  if (replaced !== undefined && !accept) {
    // Nothing was replaced, then: what the stage owes is owed as before.
    replaced.provisional = null;
    return reading(telling, 'noted', says, { check: replaced });
  }
  const check = telling.state.checks.findLast(({ exceptions }) =>
    exceptions.some((exception) => exception.id === id),
  );
  if (check === undefined) return reading(telling, 'noted', says);
  const settled = check.exceptions.find((exception) => exception.id === id);
  const closes = settled === undefined ? undefined : closedByAccepting[settled.code];
  return accept && closes !== undefined && check.closedAt === null
    ? hearSignal(telling, check, closes, says)
    : reading(telling, 'noted', says, { check });
}
