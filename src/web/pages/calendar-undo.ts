/** Taking back the bank holidays that were merged last: what that changes, and the form that does it. */
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { previewUndo } from '../../rules/index.ts';
import { count, dayInWords } from '../../words.ts';
import { acting } from '../acts.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { formOf } from '../form.ts';
import { csrf, type Html, page } from './layout.ts';
import { mpanLink, moment } from './pieces.ts';
import { toldAt } from './told.ts';

const shownMax = 50;
export const undoPath = '/calendar/undo';

export function addCalendarUndo(routes: Hono<Env>, web: Web): void {
  routes.get(undoPath, async (context) => context.html(await undoPage(web, context)));
  routes.post(undoPath, async (context) => {
    const { reason } = await formOf(context);
    const asked = { role: 'approver', reason: typeof reason === 'string' ? reason : '' } as const;
    const { kind } = await acting(web, context, asked, (gateway, act, deeds) =>
      deeds.undoCalendar(gateway, act),
    );
    return context.redirect(toldAt('/calendar', kind === 'undone' ? 'undone' : 'proposed'), 303);
  });
}

async function undoPage(web: Web, context: Context): Promise<Html> {
  needs(context, 'approver');
  const gateway = web.gateway();
  const found = await previewUndo(gateway, shownMax);
  const { undoable, days, lostYears, checks: all, shown } = found;
  const { source, mergedAt, proposedBy } = undoable;
  const more = shown.length < all ? html`<p>The first ${shown.length} of ${all}.</p>` : '';
  return page(context, {
    title: 'Take a calendar back',
    at: '/calendar',
    main: html`<h1>Take a calendar back</h1>
<p><code>calendar/${source}</code> was merged on ${moment(gateway.rules.zone, mergedAt)}. Without it:</p>
<ul>${days.map((day) => html`<li>${dayInWords(day)}</li>`)}
${lostYears.map(({ division, year }) => html`<li>${division}: ${year} is not known any more</li>`)}</ul>
<h2>${count(all, 'check')} would change</h2>
<ul>${shown.map(
      ({ mpan, sequence, changes, why }) => html`<li>${mpanLink(mpan)} #${sequence}:
${changes.map(({ what, from, to }) => `${what} ${from ?? 'none'} → ${to ?? 'none'}`).join('; ')}
<span class="soft">because of ${why.join('; ')}</span></li>`,
    )}</ul>${more}
${proposedBy === null ? '' : html`<div class="notice warn"><p>Proposed by ${proposedBy}; it counts when another person does the same.</p></div>`}
<form method="post" action="${undoPath}" class="card">${csrf(context)}
<p><label for="reason">Why it is taken back</label> <input id="reason" name="reason" required maxlength="500"></p>
<p><button>Take it back</button></p></form>`,
  });
}
