/**
 * Finding the one that somebody on the telephone means, by any part of what they name. What names one
 * thing alone leads to it.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type AnswerOf, find, Unfit } from '../../desk/index.ts';
import { checkMpan } from '../../flow/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { homesLiveSeconds, type Html, page } from './layout.ts';
import { pager, shownRange } from './list.ts';
import { addressOf, empty, mpanLink, table } from './pieces.ts';
import { partyInWords } from './names.ts';
import { sheetLinks } from './sheet-links.ts';
import { capital } from '../../words.ts';

const path = '/find';
const rowsPerPage = 50;

type FindAnswer = AnswerOf<typeof find>;
type Item = FindAnswer['items'][number];

export function findPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => {
    const shown = await findPage(web, context);
    return shown instanceof Response ? shown : context.html(shown);
  });
  return routes;
}

async function findPage(web: Web, context: Context): Promise<Html | Response> {
  const q = (context.req.query('q') ?? '').trim();
  const cursor = context.req.query('cursor');
  const gateway = web.gateway();
  const named = await oneNamed(gateway, q);
  if (named !== null) return context.redirect(named, 303);
  const found = q === '' ? null : await askedFor(web, context, q, cursor);
  const [only, ...more] = typeof found === 'string' ? [] : (found?.items ?? []);
  if (only !== undefined && more.length === 0 && cursor === undefined) {
    return context.redirect(placeOf(only), 303);
  }
  const main = html`<h1>Find</h1>
<form class="filters" action="${path}">
<p><label for="q">Any part of an MPAN, meter, postcode, street, reference, file or participant</label>
<input id="q" name="q" value="${q.slice(0, 200)}" maxlength="200" autocomplete="off"></p>
<p class="choices"><button>Find</button></p>
</form>
${found === null ? empty('Name what you know of it.', 'Words stand together: each of them must be there.') : result(gateway, context, q, found)}`;
  return page(context, { title: 'Find', at: '/checks', main, live: homesLiveSeconds });
}

/** Why what was typed cannot be looked for, or what was found. */
async function askedFor(
  web: Web,
  context: Context,
  q: string,
  cursor: string | undefined,
): Promise<FindAnswer | string> {
  const place = cursor === undefined ? {} : { cursor };
  try {
    const desk = deskOf(web, context, find.role);
    return await find.ask(desk, { words: q, limit: rowsPerPage, ...place });
  } catch (error) {
    if (error instanceof Unfit) return error.faults.map(({ message }) => message).join('; ');
    throw error;
  }
}

/** An MPAN that is known, or a file by its whole name or identifier. */
export async function oneNamed({ store }: Gateway, q: string): Promise<string | null> {
  if (q === '' || q.length > 200) return null;
  const digits = q.replaceAll(/\s/g, '');
  if (checkMpan(digits) === true) {
    if ((await store.loadMpans([digits])).has(digits)) return `/checks/${digits}`;
    const { found } = await store.search('file', { mpan: digits }, null, 1);
    if (found.length > 0) return `/checks/${digits}`;
  }
  // A File Identifier may be digits alone.
  const name = /^\d+$/.test(digits) ? digits : q;
  return (await store.receiptsNamed(name)).length > 0 ? addressOf('/files', { name }) : null;
}

function placeOf({ kind, mpan, party, file, id }: Item): string {
  if (kind === 'site') return `/checks/${mpan}`;
  if (kind === 'participant') return addressOf('/checks', { party });
  return kind === 'outbox'
    ? `/outbox/${encodeURIComponent(file ?? id)}`
    : addressOf('/files', { name: file ?? id });
}

const kinds = [
  ['participant', 'Participants'],
  ['site', 'Sites'],
  ['file', 'Files received'],
  ['outbox', 'Files written'],
] as const;

function result(gateway: Gateway, context: Context, q: string, found: FindAnswer | string): Html {
  if (typeof found === 'string') return empty(`${capital(found)}.`);
  const { items, suggests = [] } = found;
  if (items.length === 0) return nothing(q, suggests);
  return html`<p class="soft">${shownRange(context, found)}</p>
${kinds.map(([kind, title]) =>
  listOf(
    gateway,
    title,
    items.filter((one) => one.kind === kind),
  ),
)}
${pager(context, found, { path, query: { q } })}
${sheetLinks(find, { words: q })}`;
}

function listOf(gateway: Gateway, title: string, items: readonly Item[]): Html | '' {
  if (items.length === 0) return '';
  return html`<h2>${title}</h2>
${table({
  caption: title,
  columns: [{ name: 'What' }, { name: 'What is known of it' }],
  rows: items.map((one) => [nameOf(gateway, one), one.says]),
})}`;
}

const nameOf = (gateway: Gateway, one: Item): Html =>
  one.kind === 'site' && one.mpan !== null
    ? mpanLink(one.mpan)
    : html`<a href="${placeOf(one)}">${one.kind === 'participant' ? partyInWords(gateway, one.id) : (one.file ?? one.id)}</a>`;

/** What was looked for, why nothing was found, and what would be. */
function nothing(q: string, suggests: readonly string[]): Html {
  const digits = q.replaceAll(/\s/g, '');
  const fault = /^\d{13}$/.test(digits) ? checkMpan(digits) : true;
  return html`<div class="empty">
<p>${fault === true ? html`Nothing has all of <q>${q}</q>.` : `${digits} is not an MPAN: ${fault}.`}</p>
${
  suggests.length === 0
    ? html`<p>A part of a word will do: the last digits of a meter, the first half of a postcode.</p>`
    : html`<p>Something is found by ${suggests.map(
        (words, at) =>
          html`${at === 0 ? '' : ', '}<a href="${addressOf(path, { q: words })}">${words}</a>`,
      )}.</p>`
}
</div>`;
}
