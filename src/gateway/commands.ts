/**
 * What operators do, as events like any other: with who, when and why, kept in the journal. They may
 * run beside a gateway that is at work; the store's revisions keep them apart.
 */
import { EngineError } from '../engine-error.ts';
import {
  asksYesOrNo,
  type EventReading,
  type ExceptionCode,
  holdsCheck,
  type SettlingAction,
} from '../process/index.ts';
import type { StoredException } from '../store/index.ts';
import { type Act, operatorEvent, settlingEvent } from './act.ts';
import { commitUntilDone } from './batch.ts';
import type { Gateway } from './gateway.ts';

/**
 * Records a decision or cancellation, and says what it meant; `proposed` where it waits for a second
 * person. Throws NOT_FOUND where the MPAN has no check.
 */
export async function decide(
  gateway: Gateway,
  mpan: string,
  action: Exclude<SettlingAction, { name: 'resolve' } | { name: 'approve' }>,
  act: Act,
  mustExist: boolean,
): Promise<Meant> {
  const stored = (await gateway.store.loadMpans([mpan])).get(mpan);
  if (mustExist && (stored === undefined || stored.state.checks.length === 0)) {
    throw new EngineError(
      'NOT_FOUND',
      `no check of MPAN ${mpan} is known`,
      'pawl checks lists them; a check opens with a notification or an instruction',
    );
  }
  const event = settlingEvent(gateway, mpan, stored?.state, action, act);
  const meanings = await commitUntilDone(gateway, [event]);
  return event.action.name === 'propose' ? 'proposed' : meantBy(meanings.get(event.key));
}

/** What came of an act: `exception` where it does not fit how the check stands. */
export type Meant = 'moved' | 'noted' | 'exception' | 'proposed';

function meantBy(means: EventReading['means'] | undefined): Meant {
  if (means === 'exception') return means;
  return means === 'moved' || means === 'opened' ? 'moved' : 'noted';
}

/**
 * Settles an Exception by its id, or the only open one of an MPAN. Throws NOT_FOUND, and
 * NOT_POSSIBLE where the item is not settled by accepting it.
 */
export async function resolve(
  gateway: Gateway,
  id: string,
  accept: boolean,
  act: Act,
): Promise<{ readonly code: ExceptionCode; readonly isProposed: boolean }> {
  const item = openItem(await gateway.store.exceptions({ open: true }), id);
  const { mpan, code } = item;
  if (code === 'PAWL_FAULT') {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${code} is a fault of Pawl and not for a person to settle`,
      'it is over by itself once the MPAN can be read again; pawl explain shows what is known',
    );
  }
  if (holdsCheck(code) && !asksYesOrNo(code)) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${code} holds the check until it is decided`,
      `pawl decide ${mpan} has|hasNot|replaced|cannotReverse|askAgain --reason …`,
    );
  }
  const isProposal = code === 'SECOND_PERSON_NEEDED';
  if (isProposal && accept) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${item.detail}: a second person confirms it by doing the same`,
      'pawl queue shows the command; pawl resolve ID dismiss takes the proposal back',
    );
  }
  const action = { name: 'resolve', exceptionId: item.id, accept } as const;
  const state = (await gateway.store.loadMpans([mpan])).get(mpan)?.state;
  // To take a proposal back leaves everything as it was, and a mail that was not delivered is no
  // matter of a check: neither needs a second person.
  const event =
    isProposal || code === 'ALERT_UNDELIVERED'
      ? operatorEvent(gateway, mpan, action, act)
      : settlingEvent(gateway, mpan, state, action, act);
  await commitUntilDone(gateway, [event]);
  return { code, isProposed: event.action.name === 'propose' };
}

function openItem(open: readonly StoredException[], id: string): StoredException {
  const named = open.filter((exception) => exception.id === id);
  const [mpan = '', code] = id.split(':');
  // By its MPAN an item is meant that is there for itself, not one that waits beside it.
  const ofMpan = open.filter((exception) =>
    code === undefined
      ? exception.mpan === mpan && exception.code !== 'SECOND_PERSON_NEEDED'
      : exception.mpan === mpan && exception.code === code,
  );
  const found = named.length > 0 ? named : ofMpan;
  const [item] = found;
  if (item !== undefined && found.length === 1) return item;
  const known = (found.length > 1 ? found : open).slice(0, 8);
  throw new EngineError(
    'NOT_FOUND',
    found.length > 1 ? `${id} names ${found.length} open items` : `no open item ${id}`,
    known.length === 0
      ? 'the work queue is empty'
      : `open: ${known.map((one) => `${one.id} (${one.code})`).join(', ')}`,
  );
}
