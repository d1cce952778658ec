/**
 * What operators do, as events like any other: with who, when and why, kept in the journal. They may
 * run beside a gateway that is at work; the store's revisions keep them apart.
 */
import { EngineError } from '../engine-error.ts';
import type { EventReading, MpanState, SettlingAction } from '../process/index.ts';
import { type Act, settlingEvent } from './act.ts';
import { commitUntilDone } from './batch.ts';
import type { Gateway } from './gateway.ts';

type Decided = Exclude<SettlingAction, { name: 'resolve' } | { name: 'approve' }>;

/**
 * Records a decision or cancellation, and says what it meant; `proposed` where it waits for a second
 * person. Throws NOT_FOUND where the MPAN has no check.
 */
export async function decide(
  gateway: Gateway,
  mpan: string,
  action: Decided,
  act: Act,
): Promise<Meant> {
  const state = await stateOf(gateway, mpan);
  if (state === undefined || state.checks.length === 0) {
    throw new EngineError(
      'NOT_FOUND',
      `no check of MPAN ${mpan} is known`,
      'pawl checks lists them; a check opens with a notification or an instruction',
    );
  }
  return keep(gateway, mpan, state, action, act);
}

/** The same where no check need be known: it is kept, and noted. */
export async function hearDecision(
  gateway: Gateway,
  mpan: string,
  action: Decided,
  act: Act,
): Promise<Meant> {
  return keep(gateway, mpan, await stateOf(gateway, mpan), action, act);
}

const stateOf = async ({ store }: Gateway, mpan: string): Promise<MpanState | undefined> =>
  (await store.loadMpans([mpan])).get(mpan)?.state;

async function keep(
  gateway: Gateway,
  mpan: string,
  state: MpanState | undefined,
  action: Decided,
  act: Act,
): Promise<Meant> {
  const event = settlingEvent(gateway, mpan, state, action, act);
  const meanings = await commitUntilDone(gateway, [event]);
  return event.action.name === 'propose' ? 'proposed' : meantBy(meanings.get(event.key));
}

/** What came of an act: `exception` where it does not fit the state of the check. */
export type Meant = 'moved' | 'noted' | 'exception' | 'proposed';

function meantBy(means: EventReading['means'] | undefined): Meant {
  if (means === 'exception') return means;
  return means === 'moved' || means === 'opened' ? 'moved' : 'noted';
}
