/** Pages as tests read them: their words without the tags, their links, and forms sent to them. */
import { expect } from 'vitest';
import type { AccessRole } from '../../src/config/index.ts';
import type { WebDesk } from './desk.ts';

/** The page at an address; the answer must be one. */
export async function pageAt(
  desk: WebDesk,
  path: string,
  role: AccessRole = 'viewer',
): Promise<string> {
  const response = await desk.as(role, path);
  const text = await response.text();
  expect([path, response.status, desk.bugs]).toEqual([path, 200, []]);
  return text;
}

/** What people read of a page, blanks made one. */
export const wordsOf = (page: string): string =>
  page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');

/** The part of a page between its menu and its end. */
export const mainOf = (page: string): string => page.slice(page.indexOf('<main'));

/** Addresses that a page leads to within the product, in order. */
export const linksOf = (page: string): string[] =>
  [...mainOf(page).matchAll(/<a [^>]*href="(\/[^"#]*)/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );

/** The MPANs that name the rows of the tables of a page. */
export const rowsOf = (page: string): string[] =>
  [...page.matchAll(/<th scope="row"[^>]*><a class="mpan" href="\/checks\/(\d{13})["?]/g)].map(
    ([, mpan = '']) => mpan,
  );

type Fields = Readonly<Record<string, string | readonly string[]>>;

export function sendForm(
  desk: WebDesk,
  path: string,
  fields: Fields,
  role: AccessRole,
): Promise<Response> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
  }
  return desk.as(role, path, { method: 'POST', body });
}

/** Where a sent form leads. */
export async function leadsTo(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  expect([response.status, await response.text()]).toEqual([303, '']);
  return response.headers.get('location') ?? '';
}
