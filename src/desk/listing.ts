/** Answering a page of a list of the store. */
import { endOfDay, type Instant, startOfDay } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Counted, Page, PageOrNone, Place } from '../store/index.ts';
import { Unfit } from './operation.ts';
import { countedMax } from './terms.ts';

/** The keys that are there, so that what was not asked for is not a filter. */
type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

export function given<T extends object>(filter: T): Given<T> {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}

/** A page of a list, with how many the whole list has. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly counted: Counted;
}

/** The page after a cursor. Throws Unfit for a cursor that is not of this list in this order. */
export async function listed<Item>(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  page: (place: Place) => Promise<PageOrNone<Item>>,
): Promise<Listed<Item>> {
  const found = ofThisList(await page({ after: cursor ?? null, limit, countTo: countedMax }));
  const { items, next, counted } = found;
  if (counted === undefined) throw new Error('a list was not counted');
  return { items, next, counted };
}

/** Throws Unfit where a cursor was not of this list. */
export function ofThisList<Item>(page: PageOrNone<Item>): Page<Item> {
  if (page !== null) return page;
  throw notOfThisList();
}

export const notOfThisList = (): Unfit =>
  new Unfit([
    {
      field: 'cursor',
      message: 'belongs to another list, or to another order or filter; begin again without it',
    },
  ]);

/** The order of a list in time, as a filter of the store. */
export const rising = (order?: 'ascending' | 'descending'): { readonly isRising?: true } =>
  order === 'ascending' ? { isRising: true } : {};

/** Instants at which a period of days begins and is over. */
export const instantsOf = (
  { rules }: Gateway,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): { readonly from: Instant | undefined; readonly until: Instant | undefined } => ({
  from: from === undefined ? undefined : startOfDay(rules.zone, from),
  until: to === undefined ? undefined : endOfDay(rules.zone, to),
});
