/** An MPAN that a fault of ours holds: where the fault is met, and how it is kept outside a fold. */
import { isBug } from '../bug.ts';
import { faultPoint } from '../fault-point.ts';
import { emptyState, type Fault, faultOf, type MpanState } from '../process/index.ts';
import { commitAt } from './commit-at.ts';
import type { Gateway } from './gateway.ts';
import { mpanUpdate } from './mpan-update.ts';

/** Does what concerns one MPAN; where that fails by our own fault, the fault is the answer. */
export async function orFault<T>(
  { clock, log }: Pick<Gateway, 'clock' | 'log'>,
  place: Exclude<Fault['place'], 'snapshot' | 'drafts'>,
  mpan: string,
  work: () => T | Promise<T>,
): Promise<{ readonly value: T } | { readonly fault: Fault }> {
  try {
    faultPoint(place, mpan);
    return { value: await work() };
  } catch (error) {
    // A full disk or a locked store is no fault of an MPAN.
    if (!isBug(error)) throw error;
    const fault = faultOf(place, error, clock.now());
    log.error({ mpan, place, trace: fault.trace }, 'an MPAN is held by a fault');
    return { fault };
  }
}

/** Holds an MPAN until the fault is found to be over. */
export async function hold(gateway: Gateway, mpan: string, fault: Fault): Promise<void> {
  const { store, clock } = gateway;
  for (;;) {
    const stored = (await store.loadMpans([mpan])).get(mpan);
    const state: MpanState = { ...(stored?.state ?? emptyState(mpan)), fault };
    const update = mpanUpdate(gateway, state, stored, null);
    if ((await commitAt(gateway, clock.now(), { mpans: [update] })) !== 'conflict') return;
  }
}
