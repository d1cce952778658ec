/**
 * Reference data: which letters mean what since when and by whose word, what a participant holds, and
 * what was merged. Forms teach a letter and take a merge back, once it is shown what that changes.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import {
  type AnswerOf,
  type Desk,
  isNothing,
  reference,
  referenceMerges,
  referenceTeach,
  referenceTeachPreview,
  referenceUndo,
  referenceUndoPreview,
} from '../../desk/index.ts';
import {
  changesInWords,
  count,
  meaningInWords,
  dateInWords,
  periodInWords,
  sourceInWords,
} from '../../words.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { actBy, actForm } from './act-form.ts';
import { placeAsked, textAsked } from './asked.ts';
import { filterForm, filtersAsked } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { pager, shownRange } from './list.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, badge, empty, folded, moment, mpanLink, table } from './pieces.ts';
import { notice, toldAt } from './told.ts';

const path = '/reference';
const labels = { letter: 'Letter', mpid: 'Participant', on: 'On' };
const teachPath = '/reference/teach';
const undoPath = '/reference/undo';

export function referencePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await referencePage(web, context)));
  routes.get(teachPath, async (context) => context.html(await teachPage(web, context)));
  routes.post(teachPath, async (context) => {
    const { kind } = await actBy(web, context, referenceTeach);
    return context.redirect(toldAt(path, kind), 303);
  });
  routes.get(undoPath, async (context) => context.html(await undoPage(web, context)));
  routes.post(undoPath, async (context) => {
    const { kind } = await actBy(web, context, referenceUndo);
    return context.redirect(toldAt(path, kind), 303);
  });
  return routes;
}

type Known = AnswerOf<typeof reference>;
type Period = Known['letters'][number] | Known['holdings'][number];

async function referencePage(web: Web, context: Context): Promise<Html> {
  const desk = deskOf(web, context, reference.role);
  const { zone } = web.gateway().rules;
  const asked = filtersAsked(context, reference);
  const known = await reference.ask(desk, asked);
  const { on, letters, holdings, participants } = known;
  const mpid = (asked['mpid'] ?? '').toUpperCase();
  const nothing = isNothing(known, asked)
    ? await nothingFound(web, context, reference, {
        path,
        asked,
        says: 'Nothing is known about it.',
        labels,
      })
    : empty('Nothing is known about it.');
  const isApprover = mayAct(context.get('person'), 'approver');
  return page(context, {
    title: 'Reference data',
    at: '/settings',
    main: html`<h1>Reference data</h1>
${notice(context)}
<p>What the letters in the header of a flow stand for, on ${dateInWords(on)}. Files of Industry Standing Data (M16, M18) and corrections
are put into <code>reference/</code>.${isApprover ? html` <a href="${teachPath}">Teach a letter</a>` : ''}</p>
${folded(
  Object.keys(asked).length,
  filterForm(context, reference, {
    action: path,
    values: asked,
    labels,
  }),
)}
${letters.length === 0 ? nothing : periodTable(zone, 'Letters and what they stand for', letters)}
${
  mpid === ''
    ? html`<p>Of ${count(participants, 'participant')} it is known what they hold.</p>`
    : html`<h2>${mpid} holds</h2>${holdings.length === 0 ? nothing : periodTable(zone, `What ${mpid} holds`, holdings)}`
}
${await mergesOf(desk, context, zone, isApprover)}`,
  });
}

/** In one line: a date breaks at its hyphens else. */
const whole = (text: string): Html => html`<span class="whole">${text}</span>`;

const periodTable = (zone: string, caption: string, periods: readonly Period[]): Html =>
  table({
    caption,
    columns: [
      { name: 'Letter' },
      { name: 'Role' },
      { name: 'Days' },
      { name: 'In force' },
      { name: 'Sure' },
      { name: 'Said by', isExtra: true },
    ],
    rows: periods.map((one) => [
      one.letter ?? '',
      one.role === null ? 'nobody' : `${one.role}: ${one.name}`,
      whole(periodInWords(one)),
      one.isInForce ? 'yes' : '',
      badge(one.confidence === 'inferred' ? 'warn' : 'quiet', one.confidence),
      sourceInWords(zone, one),
    ]),
  });

async function mergesOf(
  desk: Desk,
  context: Context,
  zone: string,
  isApprover: boolean,
): Promise<Html> {
  const listed = await referenceMerges.ask(desk, placeAsked(context));
  const { items } = listed;
  if (items.length === 0) {
    return html`<h2>Merged</h2><p>Nothing: what came with Pawl counts alone.</p>`;
  }
  return html`<h2 id="merged">Merged</h2>
<p class="soft">${shownRange(context, listed)}</p>
${table({
  caption: 'What was merged, the newest first',
  columns: [
    { name: 'Number', isNumber: true },
    { name: 'When' },
    { name: 'What' },
    { name: 'By' },
    { name: 'Left out', isExtra: true },
    { name: '' },
  ],
  rows: items.map(({ number, at, kind, source, version, who, reason, ...one }) => [
    number,
    moment(zone, at),
    `${source}${version === null ? '' : `, ${kind} version ${version}`}${one.undoes === null ? '' : ' taken back'}`,
    who === null
      ? ''
      : `${one.proposedBy === null ? '' : `${one.proposedBy} and `}${who}: ${reason}`,
    one.leftOut.map(({ message }) => message).join(' '),
    one.isStanding
      ? isApprover
        ? html`<a href="${addressOf(undoPath, { number: String(number) })}">Take back<span class="unseen"> number ${number}</span></a>`
        : ''
      : 'taken back',
  ]),
})}
${pager(context, listed, { path, query: filtersAsked(context, reference), part: '#merged' })}`;
}

async function teachPage(web: Web, context: Context): Promise<Html> {
  const { role } = referenceTeachPreview;
  needs(context, role);
  const values = filtersAsked(context, referenceTeachPreview);
  const isWhole = values['letter'] !== undefined && values['role'] !== undefined;
  const isSent = Object.keys(context.req.query()).length > 0;
  // What lacks something is refused, and then shown with that marked.
  const isAsked = isWhole || (isSent && context.get('cameBack') === undefined);
  const found = isAsked
    ? await referenceTeachPreview.ask(deskOf(web, context, role), values)
    : null;
  const labels = {
    letter: 'Letter',
    role: 'Role, such as SMEM, or nobody',
    from: 'From',
    to: 'Until',
    mpid: 'Of this participant alone',
    reason: 'How you know',
  };
  return page(context, {
    title: 'Teach a letter',
    at: '/settings',
    main: html`<h1>Teach a letter</h1>
${filterForm(context, referenceTeachPreview, { action: teachPath, values, labels })}
${
  found === null
    ? html`<p>Say which letter stands for which role; then it is shown what that changes.</p>`
    : html`<p>If ${found.says}:</p>${changeOf(found)}
<section class="card">${actForm(context, referenceTeach, {
        action: teachPath,
        id: 'teach',
        hidden: values,
        without: ['from', 'to', 'mpid'],
        labels,
        buttons: html`<p><button>Teach it</button></p>`,
      })}</section>`
}`,
  });
}

async function undoPage(web: Web, context: Context): Promise<Html> {
  const { role } = referenceUndoPreview;
  needs(context, role);
  const number = textAsked(context, 'number') ?? '';
  const found = await referenceUndoPreview.ask(deskOf(web, context, role), { number });
  return page(context, {
    title: 'Take reference data back',
    at: '/settings',
    main: html`<h1>Take reference data back</h1>
<p>Without ${found.source}:</p>
${changeOf(found)}
<section class="card">${actForm(context, referenceUndo, {
      action: undoPath,
      id: 'undo',
      hidden: { number },
      labels: { reason: 'Why it is taken back' },
      buttons: html`<p><button>Take it back</button></p>`,
    })}</section>`,
  });
}

type Change = Omit<AnswerOf<typeof referenceUndoPreview>, 'source'>;

function changeOf({ letters, meanings, changed, checks, held, proposedBy }: Change): Html {
  return html`${
    meanings === 0 ? html`<p>No letter and no participant would mean anything else.</p>` : ''
  }<ul>${letters.map((one) => html`<li>${meaningInWords(one)}</li>`)}</ul>
<h2>${count(changed, 'check')} would change</h2>
<ul>${checks.map((check) => html`<li>${mpanLink(check.mpan)} #${check.sequence}: ${changesInWords(check)}</li>`)}</ul>
${checks.length < changed ? html`<p>The first ${checks.length} of ${changed}.</p>` : ''}
${held.length === 0 ? '' : html`<div class="notice warn"><p>A fault of Pawl would hold ${held.join(', ')} (PAWL_FAULT).</p></div>`}
${proposedBy === null ? '' : html`<div class="notice warn"><p>Proposed by ${proposedBy}; it counts when another person does the same.</p></div>`}`;
}
