/** An MPAN held by a fault that is met outside its fold: while its events are made, or its flow printed. */
import { emptyState, type Fault, type MpanState } from '../process/index.ts';
import { unitOfWork } from '../store/index.ts';
import { beforeOf, type Gateway, mpanUpdate } from './gateway.ts';

/** Holds it until it is found to be over. */
export async function hold(gateway: Gateway, mpan: string, fault: Fault): Promise<void> {
  const { store, clock } = gateway;
  for (;;) {
    const stored = (await store.loadMpans([mpan])).get(mpan);
    const state: MpanState = { ...(stored?.state ?? emptyState(mpan)), fault };
    const update = mpanUpdate(gateway, state, beforeOf(stored), null);
    if ((await store.commit(unitOfWork(clock.now(), { mpans: [update] }))) !== 'conflict') return;
  }
}
