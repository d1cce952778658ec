/** The history of the configuration: what came into force when, and which checks that changed. */
import { html } from 'hono/html';
import { valueInWords } from '../../config/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { ChangedCheck, CheckChange, ConfigChange } from '../../store/index.ts';
import { count, feedInWords } from '../../words.ts';
import type { Html } from './layout.ts';
import { badge, empty, moment, mpanLink } from './pieces.ts';

const checksShown = 20;

export async function historyOf(gateway: Gateway, changes: readonly ConfigChange[]): Promise<Html> {
  const items: Html[] = [];
  for (const change of changes) {
    const checks =
      change.checksChanged === 0
        ? []
        : await gateway.store.changedChecks(change.id, null, checksShown);
    items.push(changeInWords(gateway, change, checks));
  }
  return html`<h2 id="history">History</h2>
${
  items.length === 0
    ? empty('No configuration has been put in force yet.', 'The gateway does so when it starts.')
    : html`<ol class="history">${items}</ol>`
}`;
}

function changeInWords(
  { rules }: Gateway,
  change: ConfigChange,
  checks: readonly ChangedCheck[],
): Html {
  const { at, digestBefore, digestAfter, keys, feeds, finishedAt } = change;
  const { mpansLookedAt, checksChanged } = change;
  return html`<li><p>${moment(rules.zone, at)} <span class="soft">${digestAfter.slice(0, 12)}</span>
${digestBefore === null ? 'the first' : ''} ${finishedAt === null ? badge('warn', 'not finished') : ''}</p>
${keys.map(
  ({ key, from, to }) =>
    html`<p><code>${key}</code>: ${valueInWords(from)} → ${valueInWords(to)}</p>`,
)}
${feeds.map((feed) => html`<p>${feedInWords(feed)}</p>`)}
${mpansLookedAt === 0 ? '' : html`<p>${count(mpansLookedAt, 'MPAN')} looked at, ${count(checksChanged, 'check')} changed</p>`}
${checks.length === 0 ? '' : changed(checks, checksChanged)}</li>
`;
}

const changed = (checks: readonly ChangedCheck[], all: number): Html =>
  html`<details><summary>${checks.length < all ? `The first ${checks.length} of ${all}` : count(all, 'check')}</summary>
<ul>${checks.map(
    ({ mpan, sequence, changes }) =>
      html`<li>${mpanLink(mpan)} #${sequence}: ${changes.map(wordsOf).join('; ')}</li>`,
  )}</ul></details>`;

function wordsOf({ what, from, to }: CheckChange): string {
  if (what === 'alert') return to === null ? `${from} taken back` : `${to} raised`;
  return `${what} ${from ?? 'none'} → ${to ?? 'none'}`;
}
