/** What the address of a page asks for. An address that asks for what is not there says so. */
import { isLocalDate } from '../../calendar/index.ts';
import type { Operation } from '../../desk/index.ts';
import type { Context } from '../context.ts';
import { Problem } from '../problem.ts';

/**
 * What the address asks of an operation; what is empty, as forms send it, is not asked, and what is
 * none of its words is about the page. `names`: words of the page that the operation has by another name.
 */
export function askedOf(
  { req }: Context,
  { takes }: Pick<Operation, 'takes'>,
  names: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const said = Object.entries(req.query()).map(([name, text]) => [
    names[name] ?? name,
    text.trim(),
  ]);
  return Object.fromEntries(
    said.filter(([name = '', text]) => text !== '' && Object.hasOwn(takes.shape, name)),
  );
}

/** The text of a name in the query; null where it is not there or empty. */
export function textAsked({ req }: Context, name: string): string | null {
  const text = req.query(name)?.trim() ?? '';
  return text === '' ? null : text;
}

/** At which place of a list the page begins; nothing of its first. */
export function placeAsked(context: Context): { readonly cursor?: string } {
  const cursor = textAsked(context, 'cursor');
  return cursor === null ? {} : { cursor };
}

/** One of some words. Throws 400 for another. */
export function wordAsked<Word extends string>(
  context: Context,
  name: string,
  words: readonly Word[],
): Word | null {
  const text = textAsked(context, name);
  if (text === null) return null;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw notKnown(name, `must be one of ${words.join(', ')}`);
}

/** Throws 400 for what is no date. */
export function dateAsked(context: Context, name: string): string | null {
  const text = textAsked(context, name);
  if (text === null || isLocalDate(text)) return text;
  throw notKnown(name, 'must be a date such as 2026-08-17');
}

/** DTC 15.4: dates are valid from 1950 to 2199. */
export const isMonthShown = (first: string): boolean =>
  first >= '1950-01-01' && first <= '2199-06-01';

/** The first day of a month that is written 2026-08. Throws 400 for what is none. */
export function monthAsked(context: Context, name: string): string | null {
  const text = textAsked(context, name);
  if (text === null) return null;
  const date = `${text}-01`;
  if (isLocalDate(date) && isMonthShown(date)) return date;
  throw notKnown(name, 'must be a month such as 2026-08');
}

/** A whole number from 1 on. Throws 400 for what is none. */
export function numberAsked(context: Context, name: string): number | null {
  const text = textAsked(context, name);
  if (text === null) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw notKnown(name, 'must be a whole number');
}

export const notKnown = (name: string, message: string): Problem =>
  new Problem(400, 'BAD_REQUEST', `${name} ${message}`, 'go back and choose again', {
    details: [{ field: name, message }],
  });
