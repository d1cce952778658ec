/**
 * What operators do, as events like any other: with who, when and why, kept in the journal. They may
 * run beside a gateway that is at work; the store's revisions keep them apart.
 */
import { EngineError } from '../engine-error.ts';
import {
  actionInWords,
  type EventReading,
  foldAll,
  type OperatorEvent,
  type SettlingAction,
} from '../process/index.ts';
import { type Act, settlingEvent } from './act.ts';
import { commitEvents } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { isSentTwice, newsSince, refuseMovedOn } from './moved-on.ts';

type Decided = Exclude<SettlingAction, { name: 'resolve' } | { name: 'approve' }>;

/**
 * Records a decision or cancellation, and says what it meant; `proposed` where it waits for a second
 * person. Throws NOT_FOUND where the MPAN has no check, and MOVED_ON where it is no longer as it was at
 * `revision`.
 */
export async function decide(
  gateway: Gateway,
  mpan: string,
  action: Decided,
  act: Act,
  revision: number | null = null,
): Promise<Meant> {
  const stored = (await gateway.store.loadMpans([mpan])).get(mpan);
  if (stored === undefined || stored.state.checks.length === 0) {
    throw new EngineError(
      'NOT_FOUND',
      `no check of MPAN ${mpan} is known`,
      'pawl checks lists them; a check opens with a notification or an instruction',
    );
  }
  return hearDecision(gateway, mpan, action, act, revision);
}

/** The same where no check need be known: it is kept, and noted. */
export async function hearDecision(
  gateway: Gateway,
  mpan: string,
  action: Decided,
  act: Act,
  revision: number | null = null,
): Promise<Meant> {
  const { store } = gateway;
  for (;;) {
    const stored = (await store.loadMpans([mpan])).get(mpan);
    const news = await newsSince(store, mpan, revision);
    const twice = isSentTwice(news, act, actionInWords(action));
    if (twice !== null) return meantBefore(gateway, twice);
    refuseMovedOn(gateway, mpan, news);
    const event = settlingEvent(gateway, mpan, stored?.state, action, act);
    const revisions = new Map([[mpan, stored?.revision ?? 0]]);
    const meanings = await commitEvents(gateway, [event], { revisions });
    if (meanings === 'conflict') continue;
    return event.action.name === 'propose' ? 'proposed' : meantBy(meanings.get(event.key));
  }
}

/** What an act meant that is in the journal already. */
export async function meantBefore(
  { rules, store, clock }: Gateway,
  { mpan, key, action }: OperatorEvent,
): Promise<Meant> {
  if (action.name === 'propose') return 'proposed';
  const { readings } = foldAll(rules, mpan, await store.journalOf(mpan), clock.now());
  return meantBy(readings.find(({ event }) => event.key === key)?.means);
}

/** What came of an act: `exception` where it does not fit the state of the check. */
export type Meant = 'moved' | 'noted' | 'exception' | 'proposed';

export function meantBy(means: EventReading['means'] | undefined): Meant {
  if (means === 'exception') return means;
  return means === 'moved' || means === 'opened' ? 'moved' : 'noted';
}
