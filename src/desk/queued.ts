/** What is told of a row of the work queue: the words that were read, whose it is, and by when. */
import type { z } from 'zod';
import type { Waiting } from '../account/index.ts';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type CheckState, unclearTextsOf, wordsOfItem } from '../process/index.ts';
import { workingDaysLeft } from '../report/index.ts';
import type { StoredException } from '../store/index.ts';
import type { queuedParts, waitingShape } from './list-shapes.ts';

type Parts = z.output<z.ZodObject<typeof queuedParts>>;

/** Ours: more words of one item are read on the page of its check. */
const wordsMax = 12;

/** All that the report of an item says, as it stands; none where that is not kept. */
export async function textsOfItem(
  { store }: Gateway,
  item: StoredException,
): Promise<readonly string[]> {
  const loaded = await store.loadMpans([item.mpan]);
  const check = checkOfItem(loaded.get(item.mpan)?.state.checks ?? [], item);
  return check === undefined ? [] : unclearTextsOf(check);
}

export const checkOfItem = (
  checks: readonly CheckState[],
  { supplier, sequence }: Pick<StoredException, 'supplier' | 'sequence'>,
): CheckState | undefined =>
  checks.find((one) => one.supplier === supplier && one.sequence === sequence);

/** The words that items rest on, by the id of the item. */
export async function wordsOfItems(
  { store }: Gateway,
  items: readonly StoredException[],
): Promise<ReadonlyMap<string, Parts['words']>> {
  const read = items.filter(({ sequence }) => sequence !== null);
  const loaded = await store.loadMpans([...new Set(read.map(({ mpan }) => mpan))]);
  return new Map(
    read.map((item) => {
      const { id, mpan, code } = item;
      const check = checkOfItem(loaded.get(mpan)?.state.checks ?? [], item);
      return [id, check === undefined ? [] : wordsOfItem(check, code).slice(0, wordsMax)];
    }),
  );
}

export const nameOfParty = ({ config }: Gateway, mpid: string | null): string | null =>
  mpid === null ? null : (config.counterparties[mpid]?.name ?? null);

/** Until when, and how many Working Days are left. */
export function dueOf(
  { rules, clock }: Gateway,
  mpan: string,
  dueAt: string | null,
): Pick<Parts, 'dueOn' | 'workingDaysLeft' | 'overdue'> {
  const now = clock.now();
  if (dueAt === null) return { dueOn: null, workingDaysLeft: null, overdue: false };
  const lastSecond = Temporal.Instant.from(dueAt).subtract({ seconds: 1 }).toString();
  const dueOn = localDateOf(rules.zone, lastSecond);
  const left = workingDaysLeft(rules, mpan, dueOn, localDateOf(rules.zone, now));
  return { dueOn, workingDaysLeft: left, overdue: dueAt <= now };
}

export const queuedOf = (
  gateway: Gateway,
  item: StoredException,
  words: ReadonlyMap<string, readonly Parts['words'][number][]>,
): Parts => {
  const { meterOperator = null, dueAt = null } = item;
  return {
    words: [...(words.get(item.id) ?? [])].slice(0, wordsMax),
    meterOperator,
    meterOperatorName: nameOfParty(gateway, meterOperator),
    ...dueOf(gateway, item.mpan, dueAt),
  };
};

/** What waits, as it is answered. */
export async function toldWaiting(
  gateway: Gateway,
  waiting: readonly Waiting[],
): Promise<z.output<typeof waitingShape>[]> {
  const items = waiting.flatMap(({ item }) => (item === null ? [] : [item]));
  const words = await wordsOfItems(gateway, items);
  const { rules, clock } = gateway;
  const today = localDateOf(rules.zone, clock.now());
  return waiting.map(({ item, notBy, meterOperator, ...one }) => ({
    ...one,
    notBy: [...notBy],
    words: item === null ? [] : (words.get(item.id) ?? []),
    meterOperator,
    meterOperatorName: nameOfParty(gateway, meterOperator),
    workingDaysLeft: workingDaysLeft(rules, one.mpan, one.dueOn, today),
    overdue:
      item === null
        ? one.dueOn !== null && one.dueOn < today
        : item.dueAt !== undefined && item.dueAt <= clock.now(),
  }));
}
