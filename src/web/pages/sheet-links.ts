/** Where a list may be had as a file: all of it, as it is narrowed. */
import { html } from 'hono/html';
import type { Operation } from '../../desk/index.ts';
import type { Html } from './layout.ts';
import { addressOf } from './pieces.ts';

export function sheetLinks(
  { route }: Operation,
  asked: Readonly<Record<string, string | number | undefined>>,
  says = 'All of this list',
): Html {
  const path = typeof route === 'string' ? `/api/v1${route.replace('GET ', '')}` : '';
  const { cursor: _cursor, limit: _limit, ...filters } = asked;
  const to = (format: string): string => addressOf(path, { ...filters, format });
  return html`<p class="soft screen">${says}: <a href="${to('csv')}" download>CSV</a>, <a href="${to('xlsx')}" download>Excel</a></p>`;
}
