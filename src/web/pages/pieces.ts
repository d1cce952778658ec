/**
 * The small pieces that pages are made of: badges, dates, tables, empty places. A badge says
 * in words what its colour says; whatever is put into a piece is text unless it is a piece itself.
 */
import { html } from 'hono/html';
import { type Instant, localDateOf } from '../../calendar/index.ts';
import { count, dateInWords, instantInWords } from '../../words.ts';
import type { Html } from './layout.ts';

/** Nothing, a text, or a piece. */
export type Content = Html | string | number | null;

/** How something stands: well, soon to be looked at, badly, or of no concern. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

export const badge = (tone: Tone, words: string): Html =>
  html`<span class="badge ${tone}">${words}</span>`;

/** "Mon 17 Aug 2026". */
export const day = (date: string): Html =>
  html`<time datetime="${date}">${dateInWords(date)}</time>`;

/** "Mon 17 Aug 2026 09:15", local. */
export const moment = (zone: string, at: Instant): Html =>
  html`<time datetime="${at}">${instantInWords(zone, at)}</time>`;

/** Of an instant the day alone, the hour where somebody points at it. */
export const dayOf = (zone: string, at: Instant): Html =>
  html`<time datetime="${at}" title="${instantInWords(zone, at)}">${dateInWords(localDateOf(zone, at))}</time>`;

/** "3 Working Days". */
export const workingDays = (number: number): string => count(number, 'Working Day', 'Working Days');

/** "due today", "due in 2 Working Days", "5 Working Days over". */
export function daysLeft(left: number | null, isOver: boolean): string {
  if (left === null) return '';
  if (isOver) return left < 0 ? `${workingDays(-left)} over` : 'over since today';
  return left <= 0 ? 'due today' : `due in ${workingDays(left)}`;
}

/** An address with its query; what is null or empty is left out. */
export function addressOf(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): string {
  const asked = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const text = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

export const mpanLink = (mpan: string): Html =>
  html`<a class="mpan" href="/checks/${mpan}">${mpan}</a>`;

/** A column of a table. `sort` makes its heading a link that reverses the order. */
export interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
  /** Left out on a narrow screen. */
  readonly isExtra?: boolean;
  readonly sort?: { readonly href: string; readonly order: 'ascending' | 'descending' | null };
}

interface Table {
  /** What the table lists, for who does not see the page around it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Content[])[];
}

/**
 * A table in a place of its own. The first cell names a row; the others say under what they stand,
 * because on a phone each row is a card.
 */
export function table({ caption, columns, rows }: Table): Html {
  const classes = columns.map(({ isNumber, isExtra }) =>
    [isNumber === true ? 'number' : '', isExtra === true ? 'extra' : ''].join(' ').trim(),
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map((column, index) => heading(column, classes[index] ?? ''))}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, index) =>
      index === 0
        ? html`<th scope="row" class="${classOf(cell, classes[index])}">${cell ?? ''}</th>`
        : html`<td class="${classOf(cell, classes[index])}" data-th="${columns[index]?.name ?? ''}">${cell ?? ''}</td>`,
    )}</tr>
`,
  )}</tbody>
</table></div>`;
}

/** Ours: a longer word than this may be broken on paper, so that it does not push others off the sheet. */
const longWord = /[^\s<>]{19,}/;

/** Tags are no words. */
const classOf = (cell: Content, classes = ''): string =>
  !(cell instanceof Promise) && longWord.test(String(cell).replaceAll(/<[^>]*>/g, ' '))
    ? `${classes} long`.trim()
    : classes;

const heading = ({ name, sort }: Column, classes: string): Html =>
  sort === undefined
    ? html`<th scope="col" class="${classes}">${name}</th>`
    : html`<th scope="col" class="${classes}" aria-sort="${sort.order ?? 'none'}"><a href="${sort.href}">${name}</a></th>`;

/** Where a list has nothing: what that means, and what to do next. */
export const empty = (says: string, more: Content = null): Html =>
  html`<div class="empty"><p>${says}</p>${more === null ? '' : html`<p>${more}</p>`}</div>`;

/** A form of filters, folded away where the screen is narrow, with the number of those in use. */
export const folded = (inUse: number, form: Html): Html =>
  html`<details class="fold"><summary>${inUse === 0 ? 'Filters' : `Filters, ${inUse} in use`}</summary>
${form}</details>`;

/** A select field whose first choice asks for nothing, unless something is always asked. */
export const choice = (
  name: string,
  label: string,
  chosen: string | null,
  options: readonly (readonly [value: string, words: string])[],
  mayBeAny = true,
): Html =>
  html`<p><label for="${name}">${label}</label>
<select id="${name}" name="${name}">
${mayBeAny ? html`<option value="">Any</option>` : ''}
${options.map(
  ([value, words]) =>
    html`<option value="${value}"${value === chosen ? html` selected` : ''}>${words}</option>`,
)}
</select></p>`;

/** The name of a rule by which words were read, leading to what it says. */
export const ruleLink = (name: string): Html =>
  html`<a href="/rules/${encodeURIComponent(name)}"><code>${name}</code></a>`;
