/**
 * Settling items of the work queue: one by its id, or all that have one cause and one sender at once.
 * Command, API and page come here. What it costs does not depend on how many items wait beside it.
 */
import { EngineError } from '../engine-error.ts';
import { actionInWords, isExceptionCode } from '../process/index.ts';
import type { ItemGroup, Lists, Mpans, StoredException } from '../store/index.ts';
import { type Act, operatorEvent, settlingEvent } from './act.ts';
import { commitEvents } from './batch.ts';
import {
  dismissGroup,
  isProposal,
  isSettledAlone,
  namedMax,
  type Resolved,
  refuseUnsettled,
} from './dismiss-group.ts';
import type { Gateway } from './gateway.ts';
import { isSentTwice, newsSince, refuseMovedOn } from './moved-on.ts';

/** Null for the id of one item, or an MPAN. */
export function groupOf(id: string): Pick<ItemGroup, 'code' | 'sender'> | null {
  const [code = '', sender = '', ...more] = id.split(':');
  if (!isExceptionCode(code) || sender === '' || more.length > 0) return null;
  return { code, sender: sender.toUpperCase() };
}

/**
 * Settles an Exception by its id, the only open one of an MPAN, or dismisses a group by its id.
 * Throws NOT_FOUND, and NOT_POSSIBLE where it is not settled by accepting or dismissing it.
 */
export async function resolve(
  gateway: Gateway,
  id: string,
  accept: boolean,
  act: Act,
  revision: number | null = null,
): Promise<Resolved> {
  const group = groupOf(id);
  if (group !== null) return dismissGroup(gateway, group, accept, act, revision);
  for (;;) {
    const resolved = await resolveOne(gateway, id, accept, act, revision);
    if (resolved !== 'conflict') return resolved;
  }
}

async function resolveOne(
  gateway: Gateway,
  id: string,
  accept: boolean,
  act: Act,
  revision: number | null,
): Promise<Resolved | 'conflict'> {
  const { store } = gateway;
  // The id of an item begins with its MPAN.
  const of = /^\d{13}/.exec(id)?.[0] ?? '';
  const stored = (await store.loadMpans([of])).get(of);
  const news = await newsSince(store, of, revision);
  const settling = { name: 'resolve', exceptionId: id, accept } as const;
  const twice = isSentTwice(news, act, actionInWords(settling));
  if (twice !== null) {
    const code = (await store.exception(id))?.code ?? 'SECOND_PERSON_NEEDED';
    return { code, isProposed: twice.action.name === 'propose', items: 1, leftOut: 0 };
  }
  refuseMovedOn(gateway, of, news);
  const item = await openItem(gateway, id);
  const { mpan, code } = item;
  refuseUnsettled(code, mpan);
  if (isProposal(code) && accept) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${item.detail}: a second person confirms it by doing the same`,
      'pawl queue shows the command; pawl resolve ID dismiss takes the proposal back',
    );
  }
  const action = { name: 'resolve', exceptionId: item.id, accept } as const;
  const event = isSettledAlone(code)
    ? operatorEvent(gateway, mpan, action, act)
    : settlingEvent(gateway, mpan, stored?.state, action, act);
  const revisions = new Map([[mpan, stored?.revision ?? 0]]);
  const result = await commitEvents(gateway, [event], { revisions });
  if (result === 'conflict') return result;
  return { code, isProposed: event.action.name === 'propose', items: 1, leftOut: 0 };
}

async function openItem(
  { store }: { readonly store: Lists & Mpans },
  id: string,
): Promise<StoredException> {
  const named = await store.exception(id);
  if (named?.open === true) return named;
  const [mpan = '', code] = id.split(':');
  // By its MPAN an item is meant that is there for itself, not one that waits beside it.
  const found = (await store.exceptions({ mpan, open: true })).filter((exception) =>
    code === undefined ? !isProposal(exception.code) : exception.code === code,
  );
  const [item] = found;
  if (item !== undefined && found.length === 1) return item;
  const others = found.length > 1 ? found : await oldestOpen(store);
  const known = others.slice(0, namedMax);
  throw new EngineError(
    'NOT_FOUND',
    found.length > 1 ? `${id} names ${found.length} open items` : `no open item ${id}`,
    known.length === 0
      ? 'the work queue is empty'
      : `open: ${known.map((one) => `${one.id} (${one.code})`).join(', ')}`,
  );
}

const oldestOpen = async (store: Lists): Promise<readonly StoredException[]> =>
  (await store.exceptionsPage({ open: true }, { after: null, limit: namedMax }))?.items ?? [];
