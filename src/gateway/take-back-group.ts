/**
 * Taking back that a group of items was dismissed: each MPAN as if its own item had been, a part at a
 * time, each durable. What cannot be taken back any more stays, and is named.
 */
import { setImmediate } from 'node:timers/promises';
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { isSamePerson, type OperatorEvent } from '../process/index.ts';
import type { ItemGroup, PageOrNone, StoredException } from '../store/index.ts';
import type { Act } from './act.ts';
import { groupId } from './dismiss-group.ts';
import type { Gateway } from './gateway.ts';
import { decidedLast, takeBack } from './take-back.ts';

type Group = Pick<ItemGroup, 'code' | 'sender'>;

/** Ours: so far back in what people did a dismissal is looked for. */
const actsLookedAt = 500;
const perRead = 500;

/** That a group was dismissed last. */
interface Dismissal {
  readonly who: string;
  readonly proposedBy: string | null;
  readonly at: Instant;
  readonly reason: string;
  /** As far as that was looked at. */
  readonly items: number;
}

/** How many items of a group an entry dismisses: of many at once, or one in the journal of its MPAN. */
async function itemsIn(
  { store }: Gateway,
  group: Group,
  { mpan, action }: OperatorEvent,
): Promise<number> {
  if (action.name !== 'resolve' || action.accept) return 0;
  if (mpan === '') return action.exceptionId === groupId(group) ? (action.items?.length ?? 0) : 0;
  const item = await store.exception(action.exceptionId);
  return item?.code === group.code && item.sender === group.sender ? 1 : 0;
}

/** Null where nobody dismissed it of late. It is made a part at a time, under one name and reason. */
export async function lastDismissal(gateway: Gateway, group: Group): Promise<Dismissal | null> {
  const page = await gateway.store.actsPage(
    { act: 'resolve', moves: true },
    { after: null, limit: actsLookedAt },
  );
  const last: Dismissal[] = [];
  for (const event of page?.items ?? []) {
    if (event.kind !== 'operator') continue;
    const items = await itemsIn(gateway, group, event);
    if (items === 0) continue;
    const { who, proposedBy = null, receivedAt: at, reason } = event;
    const [first] = last;
    const isSame = first === undefined || (isSamePerson(who, first.who) && reason === first.reason);
    if (!isSame) break;
    last.push({ who, proposedBy, at, reason, items });
  }
  const [first] = last;
  if (first === undefined) return null;
  return { ...first, items: last.reduce((sum, { items }) => sum + items, 0) };
}

interface TakenBackGroup {
  /** MPANs of which it was taken back. */
  readonly mpans: readonly string[];
  readonly leftOut: readonly { readonly mpan: string; readonly why: string }[];
}

/** Throws NOT_POSSIBLE where nothing of it can be taken back. */
export async function takeBackGroup(
  gateway: Gateway,
  group: Group,
  forOthers: boolean,
  act: Act,
): Promise<TakenBackGroup> {
  const last = await lastDismissal(gateway, group);
  const mpans = last === null ? [] : await dismissedBy(gateway, group, last);
  const done: string[] = [];
  const leftOut: TakenBackGroup['leftOut'][number][] = [];
  let refused: EngineError | null = null;
  for (const mpan of mpans) {
    try {
      await takeBack(gateway, mpan, { revision: null, forOthers }, act);
      done.push(mpan);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'NOT_POSSIBLE') throw error;
      refused = error;
      leftOut.push({ mpan, why: error.message });
    }
    gateway.progress?.('taking back', done.length + leftOut.length, mpans.length);
    // Passes and pages have their turn in between.
    await setImmediate();
  }
  if (done.length > 0) return { mpans: done, leftOut };
  throw (
    refused ??
    new EngineError(
      'NOT_POSSIBLE',
      `there is no dismissal of ${groupId(group)} to take back`,
      'pawl acts --act resolve shows what was dismissed',
    )
  );
}

/** The MPANs of which this was decided last. */
async function dismissedBy(
  gateway: Gateway,
  { code, sender }: Group,
  { who, reason }: Dismissal,
): Promise<readonly string[]> {
  const mpans = new Set<string>();
  for (let after: string | null = null; ; ) {
    const page: PageOrNone<StoredException> = await gateway.store.exceptionsPage(
      { open: false, code, sender },
      { after, limit: perRead },
    );
    for (const { id, mpan } of page?.items ?? []) {
      const event = (await decidedLast(gateway, mpan))?.event;
      const isIt =
        event?.action.name === 'resolve' &&
        !event.action.accept &&
        event.action.exceptionId === id &&
        isSamePerson(event.who, who) &&
        event.reason === reason;
      if (isIt) mpans.add(mpan);
    }
    after = page?.next ?? null;
    if (after === null) return [...mpans];
    await setImmediate();
  }
}
