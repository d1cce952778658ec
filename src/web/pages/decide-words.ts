/** One decision about all reports that say the same: which they are, what is asked once, and what came of it. */
import { html } from 'hono/html';
import { type AnswerOf, decideWords, decideWordsPreview, given } from '../../desk/index.ts';
import { EngineError } from '../../engine-error.ts';
import { count, operatorInWords } from '../../words.ts';
import { type Context, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { formOf } from '../form.ts';
import { markRefused, writtenIn } from '../form-again.ts';
import { mayAct } from '../identity.ts';
import { problemOf } from '../problem.ts';
import { actBy, actForm } from './act-form.ts';
import { claimedAmong } from './check-team.ts';
import { decisionWordsOf } from './check-forms.ts';
import { type Html, page } from './layout.ts';
import { addressOf, dayOf, empty, mpanLink, table } from './pieces.ts';
import { dueCell, wordsPath } from './queue-causes.ts';
import { queuePath } from './queue-place.ts';
import { toldAt } from './told.ts';

const whichNames = ['words', 'sender', 'meterOperator', 'late', 'claim'] as const;
type Which = Readonly<Partial<Record<(typeof whichNames)[number], string>>>;
type Reports = AnswerOf<typeof decideWordsPreview>;
type LeftOut = Reports['leftOut'];

const whichIn = (fields: Readonly<Record<string, unknown>>): Which =>
  Object.fromEntries(
    whichNames.flatMap((name) => {
      const value = fields[name];
      return typeof value === 'string' && value.trim() !== '' ? [[name, value] as const] : [];
    }),
  );

export async function wordsPage(web: Web, context: Context): Promise<Response> {
  const which = whichIn(context.req.query());
  if (which.words === undefined) return context.redirect(queuePath, 303);
  return context.html(await shown(web, context, which, '', {}));
}

/** Decides what was shown. What has moved on is named; otherwise it leads back to the queue. */
export async function decideWordsAct(web: Web, context: Context): Promise<Response> {
  needs(context, decideWords.role);
  const sent = await formOf(context);
  const which = whichIn(sent);
  context.set('from', addressOf(wordsPath, which));
  try {
    const { decided, own, leftOut } = await actBy(web, context, decideWords);
    const proposed = decided.filter(({ means }) => means === 'proposed').length;
    const counts = { decided: decided.length - proposed, proposed, own: own.length };
    if (leftOut.length === 0) {
      return context.redirect(toldAt(queuePath, 'decidedMany', counts), 303);
    }
    const says = html`<div class="notice warn" role="status"><p>${`Decided ${count(counts.decided, 'report')}${proposed === 0 ? '' : `, proposed for ${proposed}`}.`} Left out, because they have moved on since you looked:</p>${leftOutList(leftOut)}</div>`;
    return context.html(await shown(web, context, which, says, writtenIn(sent)));
  } catch (error) {
    if (!(error instanceof EngineError) || which.words === undefined) throw error;
    const problem = problemOf(error, web.gateway().workspace);
    if (![400, 404, 409].includes(problem.status)) throw error;
    await markRefused(context, problem);
    return context.html(await shown(web, context, which, '', {}), problem.status);
  }
}

async function shown(
  web: Web,
  context: Context,
  which: Which,
  says: Html | '',
  values: Readonly<Record<string, string>>,
): Promise<Html> {
  const desk = deskOf(web, context, decideWordsPreview.role);
  const reports = await decideWordsPreview.ask(desk, which);
  const { words, items, leftOut, seen, isMore } = reports;
  const { zone } = desk.gateway.rules;
  const title = `${count(items.length, 'report')} ${items.length === 1 ? 'says' : 'say'} “${words}”`;
  const narrowed = Object.entries(which).filter(([name]) => name !== 'words');
  const back = addressOf(queuePath, { code: 'REPORT_UNCLEAR', ...which });
  const form = actForm(context, decideWords, {
    action: wordsPath,
    id: 'decide',
    hidden: { ...given(which), seen },
    without: [...whichNames],
    labels: { decision: 'The decision' },
    choices: decisionWordsOf(desk.gateway.config.role),
    values,
    isFirst: true,
    says: html`<p>Each is kept in the journal of its MPAN, with your name and reason. What moves on before you send this is left out.</p>`,
    buttons: html`<p class="choices"><button>Decide ${count(items.length, 'report')}</button> <a href="${back}">Back, and decide nothing</a></p>`,
  });
  const main = html`<h1>${title}</h1>
${says}
${narrowed.length === 0 ? '' : html`<p class="soft">${narrowed.map(([name, value]) => `${name}: ${value}`).join(', ')}</p>`}
${
  items.length === 0
    ? empty('No report that waits says just this.', html`<a href="${queuePath}">Work queue</a>`)
    : html`${claimedAmong(reports.claimedByOthers)}${mayAct(context.get('person'), decideWords.role) ? html`<section class="card screen">${form}</section>` : html`<p class="soft">To decide takes the role operator.</p>`}
${isMore ? html`<p class="soft">There are more with these words, to be decided after these.</p>` : ''}
${reportTable(zone, items)}`
}
${leftOut.length === 0 ? '' : html`<h2>To be decided one by one</h2>${leftOutList(leftOut)}`}`;
  return page(context, { title, at: queuePath, main });
}

function reportTable(zone: string, items: Reports['items']): Html {
  const columns = [
    { name: 'MPAN' },
    { name: 'Words' },
    { name: 'Meter Operator' },
    { name: 'Due' },
    { name: 'Since', isExtra: true },
  ];
  const rows = items.map((item) => [
    mpanLink(item.mpan),
    html`${item.said.map((text) => html`<q>${text}</q> `)}`,
    operatorInWords(item),
    dueCell(item),
    dayOf(zone, item.at),
  ]);
  return table({ caption: 'The reports that are decided', columns, rows });
}

const leftOutList = (leftOut: LeftOut): Html =>
  html`<ul>${leftOut.map(
    ({ mpan, why }) => html`<li>${mpanLink(mpan)}: ${why}</li>
`,
  )}</ul>`;
