/** What the transfer service said of a flow of ours. It moves no check and no clock. */
import type { AcknowledgedEvent } from './event.ts';
import { raiseHere, reading, type Telling } from './hear.ts';
import type { Acknowledged, EventReading, MpanState } from './state.ts';
import { latestCheckOf, openCheckOf } from './which-check.ts';

/**
 * Ours: of one file counts what came last, and of one moment the refusal. A refusal waits for a person
 * also where the service says later that the flow was delivered: anybody may drop a file into inbox/.
 */
export function tellAcknowledged(telling: Telling, event: AcknowledgedEvent): EventReading {
  const { state } = telling;
  const { sent, supplier, outcome, reason, effectiveAt: at } = event;
  const before = state.acknowledged?.[sent];
  const isOutweighed = before?.at === at && before.outcome === 'refused';
  if (!isOutweighed) {
    state.acknowledged = { ...state.acknowledged, [sent]: { outcome, reason, at } };
  }
  const check = openCheckOf(state, supplier) ?? latestCheckOf(state, supplier);
  if (outcome === 'refused') return raiseHere(telling, check, 'FLOW_REFUSED');
  return reading(telling, 'noted', `${sent} was delivered, says the transfer service`);
}

/** What was said last of a file, by what is known of one of its MPANs; null where nothing was. */
export const acknowledgedOf = (state: MpanState | undefined, sent: string): Acknowledged | null =>
  state?.acknowledged?.[sent] ?? null;
