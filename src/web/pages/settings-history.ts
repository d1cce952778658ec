/** The history of the configuration: what came into force when, and which checks that changed. */
import { html } from 'hono/html';
import { valueInWords } from '../../config/index.ts';
import { type AnswerOf, configHistory, type Desk } from '../../desk/index.ts';
import { changesInWords, count, feedInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import { placeAsked } from './asked.ts';
import type { Html } from './layout.ts';
import { pager, shownRange } from './list.ts';
import { badge, empty, moment, mpanLink } from './pieces.ts';

type Change = AnswerOf<typeof configHistory>['items'][number];

/** Ours: as many as a person looks through; pawl config history has the others. */
const checksShown = 20;

export async function historyOf(desk: Desk, context: Context): Promise<Html> {
  const { zone } = desk.gateway.rules;
  const listed = await configHistory.ask(desk, placeAsked(context));
  const { items } = listed;
  return html`<h2 id="history">History</h2>
${
  items.length === 0
    ? empty('No configuration has been put in force yet.', 'The gateway does so when it starts.')
    : html`<p class="soft">${shownRange(context, listed)}</p>
<ol class="history">${items.map((change) => changeInWords(zone, change))}</ol>
${pager(context, listed, { path: '/settings', query: {}, part: '#history' })}`
}`;
}

function changeInWords(zone: string, change: Change): Html {
  const { at, digestBefore, digestAfter, keys, feeds, finishedAt } = change;
  const { mpansLookedAt, checksChanged, checks } = change;
  return html`<li><p>${moment(zone, at)} <span class="soft">${digestAfter.slice(0, 12)}</span>
${digestBefore === null ? 'the first' : ''} ${finishedAt === null ? badge('warn', 'not finished') : ''}</p>
${keys.map(
  ({ key, from, to }) =>
    html`<p><code>${key}</code>: ${valueInWords(from)} → ${valueInWords(to)}</p>`,
)}
${feeds.map((feed) => html`<p>${feedInWords(feed)}</p>`)}
${mpansLookedAt === 0 ? '' : html`<p>${count(mpansLookedAt, 'MPAN')} looked at, ${count(checksChanged, 'check')} changed</p>`}
${checks.length === 0 ? '' : changed(checks.slice(0, checksShown), checksChanged)}</li>
`;
}

const changed = (checks: Change['checks'], all: number): Html =>
  html`<details><summary>${checks.length < all ? `The first ${checks.length} of ${all}` : count(all, 'check')}</summary>
<ul>${checks.map(
    (check) => html`<li>${mpanLink(check.mpan)} #${check.sequence}: ${changesInWords(check)}</li>`,
  )}</ul></details>`;
