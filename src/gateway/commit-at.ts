/** Every commit of the gateway: under the rules it works by, so that none mixes two sets of rules. */
import type { Instant } from '../calendar/index.ts';
import {
  type CommitAnswer,
  fencedError,
  skewedError,
  type UnitOfWork,
  unitOfWork,
} from '../store/index.ts';
import type { Gateway } from './gateway.ts';
import { movedOn } from './moved-on.ts';

/** What is no answer to whoever commits: they cannot go on at all. */
type Refusal = 'stale' | 'fenced' | 'skewed';

/**
 * Throws MOVED_ON where other rules, or another schema of the store, came into force meanwhile,
 * GATEWAY_FENCED where another gateway has declared this one dead, and CLOCK_SKEWED.
 */
export async function commitAt(
  { store, epoch }: Pick<Gateway, 'store' | 'epoch'>,
  at: Instant,
  parts: Partial<UnitOfWork>,
): Promise<Exclude<CommitAnswer, Refusal>> {
  const milestones = milestonesIn(parts);
  return refuseStale(await store.commit(unitOfWork(at, { epoch, ...parts, milestones })));
}

/** Those of the unit and of its snapshots, in the order in which they came about. */
const milestonesIn = ({ milestones = [], mpans = [] }: Partial<UnitOfWork>) =>
  [...milestones, ...mpans.flatMap((update) => update.milestones ?? [])].toSorted((one, other) =>
    one.milestone.at < other.milestone.at ? -1 : Number(one.milestone.at > other.milestone.at),
  );

export function refuseStale(answer: CommitAnswer): Exclude<CommitAnswer, Refusal> {
  if (answer === 'fenced') throw fencedError();
  if (answer === 'skewed')
    throw skewedError('what it wrote down lay ahead of the time of the database');
  if (answer !== 'stale') return answer;
  throw movedOn(
    'the rules of this workspace, or the schema of its store, were changed while this was being done',
    'nothing was done: do it again; a gateway that says so again and again must be started anew',
  );
}
