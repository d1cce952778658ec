/** Everything that happened to an MPAN: each event with file, line, words and rule, and each alert. */
import { html } from 'hono/html';
import { alertInWords } from '../../account/index.ts';
import { localDateOf } from '../../calendar/index.ts';
import type { AnswerOf, explain } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { Html } from './layout.ts';
import { begin } from './machine-layout.ts';
import { nameInWords } from '../../words.ts';
import { addressOf, badge, dayOf, empty, moment, ruleLink } from './pieces.ts';

export type HistoryAnswer = AnswerOf<typeof explain>;
export type CheckAnswer = HistoryAnswer['checks'][number];

/** As of when it is shown, as its address says it. */
type Then = Readonly<Record<'asOf' | 'step', string | undefined>>;

export function history(gateway: Gateway, shown: HistoryAnswer, then: Then): Html {
  const { events, alerts, refused } = shown;
  const { zone } = gateway.rules;
  return html`<h2 id="history">What happened</h2>
${
  events.length === 0
    ? empty('Nothing that counts has come for this MPAN.')
    : html`<p class="soft">In the order in which it counts.</p>
${pagesOf(shown, then)}
<ol class="history">${events.map((event) => eventOf(gateway, event))}</ol>`
}
${
  alerts.length === 0
    ? ''
    : html`<h2>Alerts</h2>
<ul>${alerts.map(
        (alert) =>
          html`<li>${moment(zone, alert.at)}: ${alertInWords(alert)}${alert.retracted ? html` ${badge('quiet', 'retracted')}` : ''}</li>
`,
      )}</ul>`
}
${refused.length === 0 ? '' : refusedFiles(zone, refused)}`;
}

/** Of a long history the way to its other pages, and how much of the lists is shown. */
function pagesOf({ mpan, page, pages, totals }: HistoryAnswer, then: Then): Html | '' {
  if (pages === 1) return '';
  const at = (number: number): string =>
    `${addressOf(`/checks/${mpan}`, { ...then, page: number })}#history`;
  return html`<nav class="pager" aria-label="Pages of what happened">
<p>Page ${page} of ${pages}, of ${totals.events} in all. Of everything else the newest hundred are shown.</p>
${page > 1 ? html`<a href="${at(1)}">First page</a> <a href="${at(page - 1)}" rel="prev">What was before</a>` : ''}
${page < pages ? html` <a href="${at(page + 1)}" rel="next">What came after</a> <a href="${at(pages)}">Newest page</a>` : ''}
</nav>`;
}

function eventOf(gateway: Gateway, event: HistoryAnswer['events'][number]): Html {
  const { means, says, from, to, codes, check, words } = event;
  const { zone } = gateway.rules;
  const { effectiveAt, receivedAt } = event;
  const isOtherDay = localDateOf(zone, effectiveAt) !== localDateOf(zone, receivedAt);
  const isMove = means === 'opened' || means === 'moved';
  const isNew = from === null || from === begin || from === to;
  const way =
    to === null
      ? ''
      : isNew
        ? `in ${nameInWords(to)}`
        : `${nameInWords(from)} → ${nameInWords(to)}`;
  return html`<li class="${isMove ? 'moved' : ''}">
<p><strong>${moment(zone, effectiveAt)}</strong> ${event.what}</p>
${event.file === '' ? '' : html`<p class="soft">${fileLink(event.file, event.line)}${isOtherDay ? html`, taken in on ${moment(zone, receivedAt)}` : ''}</p>`}
${words.map(
  ({ words: said, item, line, finding, rule }) =>
    html`<p>${said === '' ? 'no words' : html`<q>${said}</q>`} <span class="soft">(${itemName(gateway, item)}, line ${line})</span>${
      finding === null || rule === null
        ? ''
        : html` says <strong>${nameInWords(finding)}</strong>, by rule ${ruleLink(rule)}`
    }</p>
`,
)}
<p>${means === 'notOurs' ? 'not ours' : means}: ${says}${way === '' ? '' : `; ${way}`}${check === null ? '' : html` <span class="soft">(check ${check.sequence})</span>`}</p>
${codes.length === 0 ? '' : html`<p>${codes.map((code) => html`${badge('quiet', code)} `)}</p>`}
</li>
`;
}

/** "Meter Id J0004". */
export const itemName = ({ rules }: Gateway, item: string): string =>
  [rules.catalogue.items.get(item)?.name ?? '', item].join(' ').trim();

export const fileLink = (file: string, line: number): Html =>
  html`<a href="${addressOf(`/files/named/${encodeURIComponent(file)}`, { line: line === 0 ? null : line })}">${file}</a>${line === 0 ? '' : ` line ${line}`}`;

const refusedFiles = (
  zone: string,
  refused: HistoryAnswer['refused'],
): Html => html`<h2>Files that had no effect</h2>
<p class="soft">They name this MPAN, and were refused or set aside.</p>
<ul>${refused.map(
  ({ at, file, line, says }) =>
    html`<li>${dayOf(zone, at)}: ${file === null ? '' : fileLink(file, line ?? 0)}: ${nameInWords(says)}</li>
`,
)}</ul>`;
