/**
 * Going through the work queue: a check that is opened from the list knows which list that was and where
 * it stood in it, so that its page and its acts lead to the next one. All of it is in the address.
 */
import { html } from 'hono/html';
import {
  type AskedOf,
  type Desk,
  exceptions,
  given,
  queueCauses,
  Unfit,
} from '../../desk/index.ts';
import { count } from '../../words.ts';
import { here } from '../back.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import type { Html } from './layout.ts';
import { addressOf } from './pieces.ts';
import { type DoneCode, toldAt } from './told.ts';

export const queuePath = '/exceptions';

type Filters = Readonly<Record<string, string>>;

interface QueuePlace {
  readonly filters: Filters;
  /** Which the list shows, where they were chosen. */
  readonly columns?: string | undefined;
  /** Where the list goes on after the item. */
  readonly place: string;
}

/** Null of an address that was not opened from the work queue. */
export function queuePlaceIn(address: string): QueuePlace | null {
  const { pathname, searchParams } = new URL(address, 'http://pawl.invalid');
  const place = searchParams.get('place');
  if (place === null || !pathname.startsWith('/checks/')) return null;
  const { columns, ...filters } = Object.fromEntries(
    new URLSearchParams(searchParams.get('in') ?? ''),
  );
  return { filters, columns, place };
}

const listAddress = ({ filters, columns }: Omit<QueuePlace, 'place'>): string =>
  addressOf(queuePath, { ...filters, columns });

/** The address of a check as an item of a list. */
export const itemAddress = (mpan: string, { filters, columns, place }: QueuePlace): string =>
  addressOf(`/checks/${mpan}`, {
    in: new URLSearchParams({ ...filters, ...given({ columns }) }).toString(),
    place,
  });

/** Ours: items of the same MPAN that are passed over to find another. */
const passedOverMax = 200;

/** The next item of another MPAN in the list; from its beginning where none follows. Null: none is left. */
async function nextAfter(
  desk: Desk,
  { filters, columns, place }: QueuePlace,
  mpan: string,
): Promise<string | null> {
  for (const begin of [place, undefined]) {
    let cursor: string | null | undefined = begin;
    for (let passed = 0; cursor !== null && passed < passedOverMax; passed += 1) {
      const asked: AskedOf<typeof exceptions> = { ...filters, ...given({ cursor }), limit: 1 };
      const { items, next } = await exceptions.ask(desk, asked);
      const [item] = items;
      if (item?.place != null && item.mpan !== mpan) {
        return itemAddress(item.mpan, { filters, columns, place: item.place });
      }
      cursor = next;
    }
  }
  return null;
}

/** What is looked for is not shown: an MPAN is only named. */
const lookingFor = (web: Web, context: Context): Desk => ({
  ...deskOf(web, context, 'viewer'),
  looked: () => undefined,
});

/** Null where an address names a list that there is not. */
async function orNone<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unfit) return null;
    throw error;
  }
}

/** Where an act leads: to the next item of the list that it was done in, else to its check. */
export async function afterAct(
  web: Web,
  context: Context,
  { from, mpan, did }: { readonly from: string; readonly mpan: string; readonly did: DoneCode },
): Promise<string> {
  const next = await nextOf(web, context, { from, mpan });
  return next === null ? toldAt(`/checks/${mpan}`, did) : toldAt(next, did, { of: mpan });
}

/** The next item of the list, or the list where none is left; null where it was opened from none. */
export async function nextOf(
  web: Web,
  context: Context,
  { from, mpan }: { readonly from: string; readonly mpan: string },
): Promise<string | null> {
  const place = queuePlaceIn(from);
  if (place === null) return null;
  const next = await orNone(() => nextAfter(lookingFor(web, context), place, mpan));
  return next ?? listAddress(place);
}

/** Above a check that was opened from the list: how many are left there, and the way to the next. */
export async function queueBar(web: Web, context: Context, mpan: string): Promise<Html | ''> {
  const place = queuePlaceIn(here(context));
  if (place === null) return '';
  const desk = lookingFor(web, context);
  const { filters } = place;
  const { by: _by, order: _order, open: _open, ...narrow } = filters;
  const left = await orNone(
    async () => (await queueCauses.ask(desk, { ...narrow, limit: 1 })).total,
  );
  if (left === null) return '';
  const next = await orNone(() => nextAfter(desk, place, mpan));
  const said = [narrow['code'], narrow['words'] === undefined ? undefined : `“${narrow['words']}”`];
  const which = said.filter((one) => one !== undefined).join(' ');
  return html`<nav class="pager queue" aria-label="Work queue">
<a href="${listAddress(place)}">Work queue</a> <span>${count(left, 'item')} left${which === '' ? '' : ` of ${which}`}</span>
${next === null ? html`<span class="soft">No other is left.</span>` : html`<a href="${next}" rel="next">Next, and leave this one</a>`}
</nav>`;
}
