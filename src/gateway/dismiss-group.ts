/**
 * Dismissing all items of one cause and one sender at once. Under four eyes the first person proposes it
 * and a second does the same: a proposal names the items it is about, so that what comes afterwards waits
 * for people who have seen it.
 */
import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../engine-error.ts';
import { asksYesOrNo, type ExceptionCode, holdsCheck, isSamePerson } from '../process/index.ts';
import type { ItemGroup, Lists, SharedStore, StoredException } from '../store/index.ts';
import { type Act, operatorEvent, refuseUnclearLogin, standingOfAct } from './act.ts';
import { commitUntilDone } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { movedOn, newsSince } from './moved-on.ts';

export interface Resolved {
  readonly code: ExceptionCode;
  /** True where it waits for a second person. */
  readonly isProposed: boolean;
  /** How many items it was about. */
  readonly items: number;
  /** Of a group: what has come or moved on since it was looked at, and was left as it is. */
  readonly leftOut: number;
}

/** How a group of items is named: RESPONSE_WITHOUT_REQUEST:MOPX. */
export const groupId = ({ code, sender }: Pick<ItemGroup, 'code' | 'sender'>): string =>
  `${code}:${sender}`;

type Group = Pick<ItemGroup, 'code' | 'sender'>;

export const isProposal = (code: ExceptionCode): boolean => code === 'SECOND_PERSON_NEEDED';

/**
 * To take a proposal back leaves everything as it was, and a mail that was not delivered is no
 * matter of a check: neither needs a second person.
 */
export const isSettledAlone = (code: ExceptionCode): boolean =>
  isProposal(code) || code === 'ALERT_UNDELIVERED';

/** True of a code whose items are settled by accepting or dismissing them. */
export const isSettledByAnswer = (code: ExceptionCode): boolean =>
  !holdsCheck(code) || asksYesOrNo(code);

/** `which`: an MPAN, or the word for one. */
export function refuseUnsettled(code: ExceptionCode, which: string): void {
  if (code === 'PAWL_FAULT') {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${code} is a fault of Pawl, which nobody can settle by hand`,
      'it ends by itself once the MPAN can be read again; pawl explain shows what is known',
    );
  }
  if (isSettledByAnswer(code)) return;
  throw new EngineError(
    'NOT_POSSIBLE',
    `${code} holds the check until it is decided`,
    `pawl decide ${which} has|hasNot|replaced|cannotReverse|askAgain --reason …`,
  );
}

export const namedMax = 8;

/**
 * Dismisses the open items of one code and one sender, a part at a time, each part durable: what an
 * interruption leaves is dismissed by the same command again.
 */
export async function dismissGroup(
  gateway: Gateway,
  { code, sender }: Group,
  accept: boolean,
  act: Act,
  revision: number | null,
): Promise<Resolved> {
  const { store, config } = gateway;
  refuseUnsettled(code, 'MPAN');
  if (accept) {
    throw new EngineError(
      'NOT_POSSIBLE',
      'accept items one by one: each is about a different check',
      `pawl exceptions --code ${code} --sender ${sender} lists them; dismiss settles all at once`,
    );
  }
  const takenBack = isProposal(code) ? await takeBack(gateway, sender, act) : 0;
  const groups = await store.itemGroups(0);
  const group = groups.find((one) => one.code === code && one.sender === sender);
  if (group === undefined) {
    if (takenBack > 0) return { code, isProposed: false, items: takenBack, leftOut: 0 };
    const known = groups.slice(0, namedMax).map(groupId);
    throw new EngineError(
      'NOT_FOUND',
      `no open item of ${code} comes from ${sender}`,
      known.length === 0 ? 'nothing that came is open' : `open: ${known.join(', ')}`,
    );
  }
  const look: Look = { act, revision, leftOut: 0 };
  if (config.fourEyes && !isSettledAlone(code)) return dismissByTwo(gateway, group, look);
  let items = takenBack;
  for await (const piece of piecesOf(gateway, group, look)) {
    await settle(gateway, group, piece, act);
    items += piece.length;
  }
  refuseAllLeft(group, items, look);
  return { code, isProposed: false, items, leftOut: look.leftOut };
}

/** Who acts, from what they saw, and what was left out because it is not as they saw it. */
interface Look {
  readonly act: Act;
  /** Number of the last entry of the journal when the group was looked at; null: they looked at nothing. */
  readonly revision: number | null;
  leftOut: number;
}

function refuseAllLeft(group: Group, items: number, { leftOut }: Look): void {
  if (items > 0 || leftOut === 0) return;
  throw movedOn(
    `all of ${groupId(group)} (${leftOut} open) came or moved on since you looked`,
    'nothing was done: look at the group as it stands now, and act again if you still want to',
  );
}

/** What is as it was looked at; what the act itself did to other items of an MPAN is no news. */
async function asSeen(
  { store }: Gateway,
  items: readonly StoredException[],
  look: Look,
): Promise<readonly StoredException[]> {
  const { revision, act } = look;
  if (revision === null) return items;
  const seen: StoredException[] = [];
  for (const item of items) {
    const news = await newsSince(store, item.mpan, revision);
    const isOwn = news.every((event) => event.kind === 'operator' && isSameAct(event, act));
    if (isOwn) seen.push(item);
  }
  look.leftOut += items.length - seen.length;
  return seen;
}

const isSameAct = (one: Act, other: Act): boolean =>
  isSamePerson(one.who, other.who) && one.reason === other.reason;

/** What comes meanwhile is not waited for: a sender can be faster than any person. */
async function* piecesOf(
  gateway: Gateway,
  { code, sender, number }: ItemGroup,
  look: Look,
): AsyncGenerator<readonly StoredException[]> {
  const { store, config, progress } = gateway;
  look.leftOut = 0;
  let seen = 0;
  for (let after: string | null = null; seen < number; ) {
    const limit = Math.min(config.limits.instancesPerCommit, number - seen);
    const page = await store.exceptionsPage({ open: true, code, sender }, { after, limit });
    const items = page?.items ?? [];
    const standing = await asSeen(gateway, items, look);
    if (standing.length > 0) yield standing;
    seen += items.length;
    progress?.('dismissing', seen, number);
    after = page?.next ?? null;
    if (after === null) return;
    // Passes and pages have their turn in between.
    await setImmediate();
  }
}

/** Dismisses together what can be, and the others each in the journal of its MPAN. */
async function settle(
  gateway: Gateway,
  group: Group,
  items: readonly StoredException[],
  act: Act,
  proposedBy?: string,
): Promise<void> {
  const by = proposedBy === undefined ? {} : { proposedBy };
  const event = { ...operatorEvent(gateway, '', dismissalOf(group), act), ...by };
  const shared = { ...event, mpan: '', action: dismissalOf(group) } as const;
  const apart = isSettledAlone(group.code)
    ? items.map(({ id }) => id)
    : await gateway.store.settleTogether(shared, items);
  const left = new Set(apart);
  const events = items
    .filter(({ id }) => left.has(id))
    .map(({ id, mpan }) => ({
      ...operatorEvent(gateway, mpan, { name: 'resolve', exceptionId: id, accept: false }, act),
      ...by,
    }));
  if (events.length > 0) await commitUntilDone(gateway, events);
}

const dismissalOf = (group: Group) =>
  ({ name: 'resolve', exceptionId: groupId(group), accept: false }) as const;

/** Settles what another person proposed; where there is nothing, proposes what nobody has yet. */
async function dismissByTwo(gateway: Gateway, group: ItemGroup, look: Look): Promise<Resolved> {
  const { act } = look;
  refuseUnclearLogin(act.who);
  const { code } = group;
  const proposerOf = await gateway.store.proposersOf(groupId(group));
  const touched = await mpansWithProposals(gateway, group);
  const confirmed = await confirmAll(gateway, group, { proposerOf, touched }, look);
  const { leftOut } = look;
  if (confirmed > 0) return { code, isProposed: false, items: confirmed, leftOut };
  let items = 0;
  const action = { name: 'propose', action: dismissalOf(group) } as const;
  for await (const piece of piecesOf(gateway, group, look)) {
    const fresh = piece.filter(({ id }) => proposerOf(id) === null);
    const event = { ...operatorEvent(gateway, '', action, act), mpan: '', action } as const;
    if (fresh.length > 0) await gateway.store.proposeTogether(event, fresh);
    items += fresh.length;
  }
  if (items > 0) return { code, isProposed: true, items, leftOut: look.leftOut };
  refuseAllLeft(group, items, look);
  throw new EngineError(
    'NOT_POSSIBLE',
    `${act.who} has already proposed to dismiss these`,
    'with fourEyes another person must do the same; pawl queue shows what waits',
  );
}

interface Proposable {
  /** Who proposed to dismiss an item with its group. */
  readonly proposerOf: (itemId: string) => string | null;
  /** MPANs with proposals of their own. */
  readonly touched: ReadonlySet<string>;
}

async function confirmAll(
  gateway: Gateway,
  group: ItemGroup,
  { proposerOf, touched }: Proposable,
  look: Look,
): Promise<number> {
  const { act } = look;
  let confirmed = 0;
  for await (const piece of piecesOf(gateway, group, look)) {
    const own = piece.filter(({ mpan }) => touched.has(mpan));
    const others = await othersProposals(gateway, own, act);
    const byProposer = new Map<string, StoredException[]>();
    for (const item of piece) {
      const who = others.get(item.id) ?? proposerOf(item.id);
      if (who === null || isSamePerson(who, act.who)) continue;
      byProposer.set(who, [...(byProposer.get(who) ?? []), item]);
    }
    for (const [who, items] of byProposer) {
      await settle(gateway, group, items, act, who);
      confirmed += items.length;
    }
  }
  await endOthers(gateway, groupId(group), act);
  return confirmed;
}

/** Of what others proposed nothing is open any more. */
async function endOthers(
  { store }: { readonly store: SharedStore },
  id: string,
  { who }: Act,
): Promise<void> {
  const others = (await store.proposedTogether())
    .filter((one) => one.group === id && !isSamePerson(one.who, who))
    .map((one) => one.who);
  if (others.length > 0) await store.endProposals(id, others);
}

/** Of items that were proposed one by one: who did, where it was another person. */
async function othersProposals(
  gateway: Gateway,
  items: readonly StoredException[],
  act: Act,
): Promise<ReadonlyMap<string, string>> {
  if (items.length === 0) return new Map();
  const loaded = await gateway.store.loadMpans([...new Set(items.map(({ mpan }) => mpan))]);
  return new Map(
    items.flatMap(({ id, mpan }): (readonly [string, string])[] => {
      const action = { name: 'resolve', exceptionId: id, accept: false } as const;
      const proposals = loaded.get(mpan)?.state.proposals ?? [];
      const standing = standingOfAct(gateway, proposals, action, act);
      return standing.kind === 'confirms' ? [[id, standing.proposedBy]] : [];
    }),
  );
}

async function mpansWithProposals(
  { store }: { readonly store: Lists },
  { sender }: ItemGroup,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let after: string | null = null; ; ) {
    const filter = { open: true, code: 'SECOND_PERSON_NEEDED', sender } as const;
    const page = await store.exceptionsPage(filter, { after, limit: 1_000 });
    for (const { mpan } of page?.items ?? []) found.add(mpan);
    after = page?.next ?? null;
    if (after === null) return found;
  }
}

/** Takes back what was proposed for groups of a sender. Returns how many items it was about. */
async function takeBack(gateway: Gateway, sender: string, act: Act): Promise<number> {
  const proposals = await gateway.store.proposedTogether();
  const theirs = proposals.filter(({ group }) => group.endsWith(`:${sender}`));
  if (theirs.length === 0) return 0;
  const action = dismissalOf({ code: 'SECOND_PERSON_NEEDED', sender });
  const event = { ...operatorEvent(gateway, '', action, act), mpan: '', action } as const;
  await gateway.store.takeBackTogether(
    event,
    theirs.map(({ group }) => group),
  );
  return theirs.reduce((sum, { number }) => sum + number, 0);
}
