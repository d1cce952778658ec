/**
 * Taking back the bank holidays that were merged last, and accepting a feed that was refused: what that
 * changes, and the form that does it.
 */
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type CalendarPreview, previewAccept, previewUndo } from '../../rules/index.ts';
import { count, dayInWords, newYearInWords } from '../../words.ts';
import { acting } from '../acts.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { formOf } from '../form.ts';
import { textAsked } from './asked.ts';
import { csrf, type Html, page } from './layout.ts';
import { addressOf, moment, mpanLink } from './pieces.ts';
import { toldAt } from './told.ts';

const shownMax = 50;
export const undoPath = '/calendar/undo';
const acceptPath = '/calendar/accept';
export const acceptAddress = (feed: string): string => addressOf(acceptPath, { feed });

export function addCalendarActs(routes: Hono<Env>, web: Web): void {
  routes.get(undoPath, async (context) => context.html(await undoPage(web, context)));
  routes.post(undoPath, async (context) => {
    const { reason } = await formOf(context);
    const asked = { role: 'approver', reason: textOf(reason) } as const;
    const { kind } = await acting(web, context, asked, (gateway, act, deeds) =>
      deeds.undoCalendar(gateway, act),
    );
    return context.redirect(toldAt('/calendar', kind === 'undone' ? 'undone' : 'proposed'), 303);
  });
  routes.get(acceptPath, async (context) => context.html(await acceptPage(web, context)));
  routes.post(acceptPath, async (context) => {
    const { reason, feed, sha256 } = await formOf(context);
    const asked = { role: 'approver', reason: textOf(reason) } as const;
    const { kind } = await acting(web, context, asked, (gateway, act, deeds) =>
      deeds.acceptFeed(gateway, textOf(feed), textOf(sha256), act),
    );
    const told = kind === 'accepted' ? 'feedAccepted' : 'proposed';
    return context.redirect(toldAt('/calendar', told), 303);
  });
}

const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : '';

async function undoPage(web: Web, context: Context): Promise<Html> {
  needs(context, 'approver');
  const gateway = web.gateway();
  const found = await previewUndo(gateway, shownMax);
  const { source, mergedAt, proposedBy } = found.undoable;
  return actPage(context, found, {
    title: 'Take a calendar back',
    says: html`<code>calendar/${source}</code> was merged on ${moment(gateway.rules.zone, mergedAt)}. Without it:`,
    proposedBy,
    path: undoPath,
    fields: '',
    why: 'Why it is taken back',
    does: 'Take it back',
  });
}

async function acceptPage(web: Web, context: Context): Promise<Html> {
  needs(context, 'approver');
  const found = await previewAccept(web.gateway(), textAsked(context, 'feed') ?? '', shownMax);
  const { name, sha256, why, proposedBy } = found.feed;
  return actPage(context, found, {
    title: 'Accept a refused feed',
    says: html`<code>calendar/${name}</code> is refused: ${why}. With it:`,
    proposedBy,
    path: acceptPath,
    fields: html`<input type="hidden" name="feed" value="${name}">
<input type="hidden" name="sha256" value="${sha256}">`,
    why: 'How you know that it is right',
    does: 'Accept it',
  });
}

interface ActWords {
  readonly title: string;
  readonly says: Html;
  readonly proposedBy: string | null;
  readonly path: string;
  readonly fields: Html | '';
  readonly why: string;
  readonly does: string;
}

async function actPage(context: Context, found: CalendarPreview, words: ActWords): Promise<Html> {
  const { days, lostYears, newYears, checks: all, shown } = found;
  const { title, says, proposedBy, path, fields, why, does } = words;
  const more = shown.length < all ? html`<p>The first ${shown.length} of ${all}.</p>` : '';
  return page(context, {
    title,
    at: '/calendar',
    main: html`<h1>${title}</h1>
<p>${says}</p>
<ul>${days.map((day) => html`<li>${dayInWords(day)}</li>`)}
${lostYears.map(({ division, year }) => html`<li>${division}: ${year} is not known any more</li>`)}
${newYears.map((year) => html`<li>${newYearInWords(year)}</li>`)}</ul>
<h2>${count(all, 'check')} would change</h2>
<ul>${shown.map(
      ({ mpan, sequence, changes, why: reasons }) => html`<li>${mpanLink(mpan)} #${sequence}:
${changes.map(({ what, from, to }) => `${what} ${from ?? 'none'} → ${to ?? 'none'}`).join('; ')}
<span class="soft">because of ${reasons.join('; ')}</span></li>`,
    )}</ul>${more}
${proposedBy === null ? '' : html`<div class="notice warn"><p>Proposed by ${proposedBy}; it counts when another person does the same.</p></div>`}
<form method="post" action="${path}" class="card">${csrf(context)}${fields}
<p><label for="reason">${why}</label> <input id="reason" name="reason" required maxlength="500"></p>
<p><button>${does}</button></p></form>`,
  });
}
