/**
 * A list that is few enough is read as a whole: sorted by what no index has, and counted by each of its
 * filters beside the others. Of a longer one the store's own orders are all there is.
 */
import { z } from 'zod';
import type { Page, PageOrNone, Place } from '../store/index.ts';
import { placeAfter, placeCursor } from './cursor.ts';
import { type Listed, listed, ofThisList } from './listing.ts';
import { Unfit } from './operation.ts';
import { countedMax } from './terms.ts';

/** As far as rows are counted. */
export const wholeMax = countedMax;
const rowsPerRead = 1_000;

export type Read<Item> = (place: Place) => Promise<PageOrNone<Item>>;

/** Null where there are more than `wholeMax`. */
export async function wholeOf<Item>(read: Read<Item>): Promise<readonly Item[] | null> {
  const items: Item[] = [];
  for (let after: string | null = null; ; ) {
    const place: Place = {
      after,
      limit: rowsPerRead,
      ...(after === null ? { countTo: wholeMax } : {}),
    };
    const page: Page<Item> = ofThisList(await read(place));
    if (page.counted?.isMore === true) return null;
    items.push(...page.items);
    if (page.next === null || items.length > wholeMax) return items;
    after = page.next;
  }
}

type Value = string | number;

/** Values of rows by which no index sorts; what has none comes last, whichever way it is sorted. */
export type RowValues<Item> = Readonly<Record<string, (item: Item) => Value | null>>;

interface Sorted<Item> {
  readonly by: string;
  readonly order: 'ascending' | 'descending';
  /** An order that is none of these is the store's. */
  readonly orders: RowValues<Item>;
  readonly idOf: (item: Item) => Value;
  /** Where an index has the order too, and the list is too long to be sorted. */
  readonly indexed?: Read<Item>;
}

/** Where a list that is sorted so goes on after an item of it; null where the store knows it. */
export function placeAmong<Item>(
  { by, order, orders, idOf }: Omit<Sorted<Item>, 'indexed'>,
  item: Item,
): string | null {
  const valueOf = orders[by];
  return valueOf === undefined ? null : placeCursor([by, order, valueOf(item), idOf(item)]);
}

const value = z.union([z.string(), z.number()]);

/** A page of a list in the order that is asked. Throws Unfit where it is too long to be sorted so. */
export async function sortedPage<Item>(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  read: Read<Item>,
  sorted: Sorted<Item>,
): Promise<Listed<Item>> {
  const { by, order, orders, idOf, indexed } = sorted;
  const valueOf = orders[by];
  if (valueOf === undefined) return listed({ limit, cursor }, read);
  const all = await wholeOf(read);
  if (all === null && indexed !== undefined) return listed({ limit, cursor }, indexed);
  if (all === null) throw tooLong();
  const shape = z.tuple([z.literal(by), z.literal(order), value.nullable(), value]);
  const after = placeAfter(cursor, shape);
  const keyed = all.map((item) => [valueOf(item), idOf(item), item] as const);
  const compare = (a: Key, b: Key): number => compared(a, b, order === 'descending');
  const left =
    after === null ? keyed : keyed.filter((one) => compare(one, [after[2], after[3]]) > 0);
  const items = left.toSorted(compare).slice(0, limit);
  const last = items.at(-1)?.[2];
  const isMore = last !== undefined && left.length > items.length;
  return {
    items: items.map(([, , item]) => item),
    next: isMore ? placeAmong(sorted, last) : null,
    counted: { number: all.length, isMore: false },
  };
}

type Key = readonly [value: Value | null, id: Value, ...unknown[]];

function compared([one, id]: Key, [other, otherId]: Key, isTurned: boolean): number {
  const apart =
    (one === null ? 1 : 0) - (other === null ? 1 : 0) ||
    (isTurned ? risen(other, one) : risen(one, other));
  return apart || (isTurned ? risen(otherId, id) : risen(id, otherId));
}

const risen = (one: Value | null, other: Value | null): number =>
  one === other || one === null || other === null ? 0 : one < other ? -1 : 1;

const tooLong = (): Unfit =>
  new Unfit([
    {
      field: 'by',
      message: `sorts at most ${wholeMax} rows in this order: narrow the list first`,
    },
  ]);
