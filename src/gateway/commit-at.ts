/** Every commit of the gateway: under the rules it works by, so that none mixes two sets of rules. */
import type { Instant } from '../calendar/index.ts';
import { type CommitAnswer, type UnitOfWork, unitOfWork } from '../store/index.ts';
import type { Gateway } from './gateway.ts';
import { movedOn } from './moved-on.ts';

/** Throws MOVED_ON where other rules, or another schema of the store, came into force meanwhile. */
export async function commitAt(
  { store, epoch }: Pick<Gateway, 'store' | 'epoch'>,
  at: Instant,
  parts: Partial<UnitOfWork>,
): Promise<Exclude<CommitAnswer, 'stale'>> {
  return refuseStale(await store.commit(unitOfWork(at, { epoch, ...parts })));
}

export function refuseStale(answer: CommitAnswer): Exclude<CommitAnswer, 'stale'> {
  if (answer !== 'stale') return answer;
  throw movedOn(
    'the rules of this workspace, or the schema of its store, were changed while this was being done',
    'nothing was done: do it again; a gateway that says so again and again must be started anew',
  );
}
