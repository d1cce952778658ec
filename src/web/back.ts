/**
 * Where a form was sent from, so that one comes back there: every form brings the address of its page.
 * An address that leads out of the product, or that somebody made up, is none.
 */
import type { Context } from './context.ts';

export const fromField = '_from';

const addressMax = 4_000;

/** What a page says of an act that has been done; not part of where one was. */
export const toldNames = [
  'did',
  'sent',
  'approved',
  'proposed',
  'own',
  'of',
  'decided',
  'items',
  'leftOut',
] as const;

/** The address as far as it leads to a page of ours; null for any other. */
export function ownAddress(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > addressMax || !text.startsWith('/')) return null;
  const home = 'http://pawl.invalid';
  if (!URL.canParse(text, home)) return null;
  const { origin, pathname, searchParams } = new URL(text, home);
  if (origin !== home || pathname.startsWith('//')) return null;
  for (const name of toldNames) searchParams.delete(name);
  const query = searchParams.toString();
  return query === '' ? pathname : `${pathname}?${query}`;
}

/** Where whoever looks at this page is; of an answer to a form, where that was sent from. */
export function here(context: Context): string {
  const from = context.get('from');
  if (from !== undefined) return from;
  const { pathname, search } = new URL(context.req.url);
  return ownAddress(`${pathname}${search}`) ?? '/';
}

/** Whether the browser says that its own page here sent this; a program says nothing. */
export function isFromHere({ req }: Context): boolean {
  const site = req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  return originHost(req.header('origin')) === req.header('host')?.toLowerCase();
}

/** Whether the browser says that another page sent it. */
export function isFromElsewhere({ req }: Context): boolean {
  const site = req.header('sec-fetch-site');
  if (site !== undefined) return !['same-origin', 'none'].includes(site);
  const host = originHost(req.header('origin'));
  return host !== null && host !== req.header('host')?.toLowerCase();
}

/** Null where none is said, as under `no-referrer`. */
const originHost = (origin: string | undefined): string | null =>
  origin === undefined || !URL.canParse(origin) ? null : new URL(origin).host;
