/** Accepting a problem that verification finds; under four eyes it takes two people. */
import { EngineError } from '../engine-error.ts';
import { type Act, type Gateway, refuseUnclearLogin } from '../gateway/index.ts';
import { isSamePerson } from '../process/index.ts';
import { acceptances } from './known-problems.ts';
import { verify } from './verify.ts';

/** Accepts a problem that verification finds now. Throws NOT_FOUND, and NOT_POSSIBLE for one's own proposal. */
export async function accept(
  gateway: Gateway,
  id: string,
  act: Act,
): Promise<{ readonly says: string; readonly isProposed: boolean }> {
  const { store, clock, config } = gateway;
  const { acceptable } = await verify(gateway);
  const problem = acceptable.find((one) => one.id === id);
  if (problem === undefined) {
    throw new EngineError(
      'NOT_FOUND',
      `pawl verify finds no problem ${id} that can be accepted`,
      'pawl verify shows what it finds, each with its id where it can be accepted',
    );
  }
  if (config.fourEyes) refuseUnclearLogin(act.who);
  const proposals = config.fourEyes
    ? (await acceptances(store)).filter((one) => one.id === id && one.isProposal === true)
    : [];
  const other = proposals.find(({ who }) => !isSamePerson(who, act.who));
  const isProposed = config.fourEyes && other === undefined;
  if (isProposed && proposals.length > 0) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${act.who} has already proposed to accept ${id}`,
      'with fourEyes another person must do the same',
    );
  }
  const at = clock.now();
  await store.record({
    kind: 'accepted',
    key: `accepted/${id}/${at}${isProposed ? '/proposed' : ''}`,
    mpan: '',
    effectiveAt: at,
    receivedAt: at,
    sender: '',
    fileIdentifier: 'accepted',
    file: '',
    line: 0,
    who: act.who,
    id,
    says: problem.says,
    reason: act.reason,
    ...(isProposed ? { isProposal: true as const } : {}),
    ...(other === undefined ? {} : { proposedBy: other.who }),
  });
  return { says: problem.says, isProposed };
}
