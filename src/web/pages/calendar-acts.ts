/**
 * Taking back the bank holidays that were merged last, and accepting a feed that was refused: what that
 * changes, and the form that does it.
 */
import type { Hono } from 'hono';
import { html } from 'hono/html';
import {
  type AnswerOf,
  calendarAccept,
  calendarAcceptPreview,
  calendarUndo,
  calendarUndoPreview,
} from '../../desk/index.ts';
import { count, dayInWords, newYearInWords } from '../../words.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { actBy, actForm } from './act-form.ts';
import { textAsked } from './asked.ts';
import { type Html, page } from './layout.ts';
import { addressOf, moment, mpanLink } from './pieces.ts';
import { toldAt } from './told.ts';

export const undoPath = '/calendar/undo';
const acceptPath = '/calendar/accept';
export const acceptAddress = (feed: string): string => addressOf(acceptPath, { feed });

export function addCalendarActs(routes: Hono<Env>, web: Web): void {
  routes.get(undoPath, async (context) => context.html(await undoPage(web, context)));
  routes.post(undoPath, async (context) => {
    const { kind } = await actBy(web, context, calendarUndo);
    return context.redirect(toldAt('/calendar', kind), 303);
  });
  routes.get(acceptPath, async (context) => context.html(await acceptPage(web, context)));
  routes.post(acceptPath, async (context) => {
    const { kind } = await actBy(web, context, calendarAccept);
    const told = kind === 'accepted' ? 'feedAccepted' : kind;
    return context.redirect(toldAt('/calendar', told), 303);
  });
}

async function undoPage(web: Web, context: Context): Promise<Html> {
  const { role } = calendarUndoPreview;
  needs(context, role);
  const found = await calendarUndoPreview.ask(deskOf(web, context, role), {});
  const { source, mergedAt } = found;
  return actPage(context, found, {
    title: 'Take a calendar back',
    says: html`<code>calendar/${source}</code> was merged on ${moment(web.gateway().rules.zone, mergedAt)}. Without it:`,
    form: actForm(context, calendarUndo, {
      action: undoPath,
      id: 'undo',
      labels: { reason: 'Why it is taken back' },
      buttons: html`<p><button>Take it back</button></p>`,
    }),
  });
}

async function acceptPage(web: Web, context: Context): Promise<Html> {
  const { role } = calendarAcceptPreview;
  needs(context, role);
  const asked = { feed: textAsked(context, 'feed') ?? '' };
  const found = await calendarAcceptPreview.ask(deskOf(web, context, role), asked);
  const { source: feed, sha256, why } = found;
  return actPage(context, found, {
    title: 'Accept a refused feed',
    says: html`<code>calendar/${feed}</code> is refused: ${why}. With it:`,
    form: actForm(context, calendarAccept, {
      action: acceptPath,
      id: 'accept',
      hidden: { feed, sha256 },
      labels: { reason: 'How you know that it is right' },
      buttons: html`<p><button>Accept it</button></p>`,
    }),
  });
}

type Change = Omit<AnswerOf<typeof calendarUndoPreview>, 'source' | 'mergedAt'>;

interface ActWords {
  readonly title: string;
  readonly says: Html;
  readonly form: Html;
}

async function actPage(
  context: Context,
  { days, lostYears, newYears, changed, checks, held, proposedBy }: Change,
  { title, says, form }: ActWords,
): Promise<Html> {
  const more =
    checks.length < changed ? html`<p>The first ${checks.length} of ${changed}.</p>` : '';
  return page(context, {
    title,
    at: '/calendar',
    main: html`<h1>${title}</h1>
<p>${says}</p>
<ul>${days.map((day) => html`<li>${dayInWords(day)}</li>`)}
${lostYears.map(({ division, year }) => html`<li>${division}: ${year} is no longer known</li>`)}
${newYears.map((year) => html`<li>${newYearInWords(year)}</li>`)}</ul>
<h2>${count(changed, 'check')} would change</h2>
<ul>${checks.map(
      ({ mpan, sequence, changes, why: reasons }) => html`<li>${mpanLink(mpan)} #${sequence}:
${changes.map(({ what, from, to }) => `${what} ${from ?? 'none'} → ${to ?? 'none'}`).join('; ')}
<span class="soft">because of ${reasons.join('; ')}</span></li>`,
    )}</ul>${more}
${held.length === 0 ? '' : html`<div class="notice warn"><p>A fault of Pawl would hold ${held.join(', ')} (PAWL_FAULT).</p></div>`}
${proposedBy === null ? '' : html`<div class="notice warn"><p>Proposed by ${proposedBy}; it counts when another person does the same.</p></div>`}
<section class="card">${form}</section>`,
  });
}
