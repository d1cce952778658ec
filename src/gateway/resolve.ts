/**
 * Settling items of the work queue: one by its id, or all that have one cause and one sender at once.
 * Command, API and page come here. What it costs does not depend on how many items wait beside it.
 */
import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../engine-error.ts';
import {
  asksYesOrNo,
  type ExceptionCode,
  holdsCheck,
  isExceptionCode,
  type OperatorEvent,
} from '../process/index.ts';
import type { ItemGroup, StoredException } from '../store/index.ts';
import { type Act, operatorEvent, settlingEvent, standingOfAct } from './act.ts';
import { commitUntilDone } from './batch.ts';
import type { Gateway } from './gateway.ts';

export interface Resolved {
  readonly code: ExceptionCode;
  /** True where it waits for a second person. */
  readonly isProposed: boolean;
  /** How many items it was about. */
  readonly items: number;
}

/** How a group of items is named: RESPONSE_WITHOUT_REQUEST:MOPX. */
export const groupId = ({ code, sender }: Pick<ItemGroup, 'code' | 'sender'>): string =>
  `${code}:${sender}`;

function groupOf(id: string): Pick<ItemGroup, 'code' | 'sender'> | null {
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
): Promise<Resolved> {
  const group = groupOf(id);
  if (group !== null) return dismissGroup(gateway, group, accept, act);
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
  const state = (await gateway.store.loadMpans([mpan])).get(mpan)?.state;
  const event = isSettledAlone(code)
    ? operatorEvent(gateway, mpan, action, act)
    : settlingEvent(gateway, mpan, state, action, act);
  await commitUntilDone(gateway, [event]);
  return { code, isProposed: event.action.name === 'propose', items: 1 };
}

const isProposal = (code: ExceptionCode): boolean => code === 'SECOND_PERSON_NEEDED';

/**
 * To take a proposal back leaves everything as it was, and a mail that was not delivered is no
 * matter of a check: neither needs a second person.
 */
const isSettledAlone = (code: ExceptionCode): boolean =>
  isProposal(code) || code === 'ALERT_UNDELIVERED';

/** True of a code whose items are settled by accepting or dismissing them. */
export const isSettledByAnswer = (code: ExceptionCode): boolean =>
  !holdsCheck(code) || asksYesOrNo(code);

/** `which`: an MPAN, or the word for one. */
function refuseUnsettled(code: ExceptionCode, which: string): void {
  if (code === 'PAWL_FAULT') {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${code} is a fault of Pawl and not for a person to settle`,
      'it is over by itself once the MPAN can be read again; pawl explain shows what is known',
    );
  }
  if (isSettledByAnswer(code)) return;
  throw new EngineError(
    'NOT_POSSIBLE',
    `${code} holds the check until it is decided`,
    `pawl decide ${which} has|hasNot|replaced|cannotReverse|askAgain --reason …`,
  );
}

/**
 * Dismisses the open items of one code and one sender, a part at a time, each part durable: what an
 * interruption leaves is dismissed by the same command again.
 */
async function dismissGroup(
  gateway: Gateway,
  { code, sender }: Pick<ItemGroup, 'code' | 'sender'>,
  accept: boolean,
  act: Act,
): Promise<Resolved> {
  const { store, config, progress } = gateway;
  refuseUnsettled(code, 'MPAN');
  if (accept) {
    throw new EngineError(
      'NOT_POSSIBLE',
      'items are accepted one by one: each asks about a check of its own',
      `pawl exceptions --code ${code} --sender ${sender} lists them; dismiss settles all at once`,
    );
  }
  const groups = await store.itemGroups(0);
  const group = groups.find((one) => one.code === code && one.sender === sender);
  if (group === undefined) {
    const known = groups.slice(0, namedMax).map(groupId);
    throw new EngineError(
      'NOT_FOUND',
      `no open item of ${code} comes from ${sender}`,
      known.length === 0 ? 'nothing that came is open' : `open: ${known.join(', ')}`,
    );
  }
  let done = 0;
  let proposed = 0;
  let seen = 0;
  // What comes meanwhile is not waited for: a sender can be faster than any person.
  for (let after: string | null = null; seen < group.number; ) {
    const limit = Math.min(config.limits.instancesPerCommit, group.number - seen);
    const page = await store.exceptionsPage({ open: true, code, sender }, { after, limit });
    const items = page?.items ?? [];
    const single = config.fourEyes ? items : await settledApart(gateway, group, items, act);
    const events = await eventsOf(gateway, single, act);
    if (events.length > 0) await commitUntilDone(gateway, events);
    seen += items.length;
    done += items.length - single.length + events.length;
    proposed += events.filter(({ action }) => action.name === 'propose').length;
    progress?.('dismissing', seen, group.number);
    after = page?.next ?? null;
    if (after === null) break;
    // Passes and pages have their turn in between.
    await setImmediate();
  }
  if (done === 0) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${act.who} proposed to dismiss these already`,
      'with fourEyes another person must do the same; pawl queue shows what waits',
    );
  }
  return { code, isProposed: proposed > 0, items: done };
}

/** Dismisses what can be dismissed together. Returns the items that have to be dismissed one by one. */
async function settledApart(
  gateway: Gateway,
  group: ItemGroup,
  items: readonly StoredException[],
  act: Act,
): Promise<readonly StoredException[]> {
  const action = { name: 'resolve', exceptionId: groupId(group), accept: false } as const;
  const event = { ...operatorEvent(gateway, '', action, act), mpan: '', action } as const;
  const apart = new Set(await gateway.store.settleTogether(event, items));
  return items.filter(({ id }) => apart.has(id));
}

/** Under four eyes without those that this person has proposed already. */
async function eventsOf(
  gateway: Gateway,
  items: readonly StoredException[],
  act: Act,
): Promise<OperatorEvent[]> {
  const loaded = gateway.config.fourEyes
    ? await gateway.store.loadMpans([...new Set(items.map(({ mpan }) => mpan))])
    : null;
  return items.flatMap(({ id, mpan, code }) => {
    const action = { name: 'resolve', exceptionId: id, accept: false } as const;
    if (loaded === null || isSettledAlone(code)) return [operatorEvent(gateway, mpan, action, act)];
    const state = loaded.get(mpan)?.state;
    const isOwn = standingOfAct(gateway, state?.proposals ?? [], action, act).kind === 'own';
    return isOwn ? [] : [settlingEvent(gateway, mpan, state, action, act)];
  });
}

const namedMax = 8;

async function openItem({ store }: Gateway, id: string): Promise<StoredException> {
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

const oldestOpen = async (store: Gateway['store']): Promise<readonly StoredException[]> =>
  (await store.exceptionsPage({ open: true }, { after: null, limit: namedMax }))?.items ?? [];
