/**
 * Approving from a list: what would go out, to whom, how much and in which words, is shown and asked
 * once. What is approved is what was shown, or nothing.
 */
import { html } from 'hono/html';
import {
  type AnswerOf,
  approve,
  approvePreview,
  type AskedOf,
  given,
  undo,
  Unfit,
} from '../../desk/index.ts';
import { EngineError } from '../../engine-error.ts';
import { count, dateInWords } from '../../words.ts';
import { fromField, ownAddress } from '../back.ts';
import { type Context, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { formOf } from '../form.ts';
import { markRefused } from '../form-again.ts';
import { problemOf } from '../problem.ts';
import { actBy, actForm } from './act-form.ts';
import { claimedAmong } from './check-team.ts';
import { recordList } from './file-records.ts';
import { type Html, page } from './layout.ts';
import { partyInWords } from './names.ts';
import { day, empty, mpanLink, table } from './pieces.ts';
import { nextOf } from './queue-place.ts';
import { toldAt } from './told.ts';
import { flowsInWords } from './undoable.ts';

/** What of a form says which flows are meant. */
type Which = Omit<AskedOf<typeof approve>, 'seen' | 'reason'>;

/** The filters of a list by which flows are picked. */
export const filterNames = [
  'mpan',
  'state',
  'late',
  'due',
  'turn',
  'flow',
  'party',
  'dueBy',
  'claim',
] as const;

function whichOf(fields: Awaited<ReturnType<typeof formOf>>): Which {
  const ids = [fields['ids'] ?? []].flat();
  const filters = filterNames.flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  return {
    ...(ids.length > 0 ? { ids } : {}),
    ...Object.fromEntries(filters),
    ...(fields['all'] === undefined ? {} : { all: true }),
  };
}

/** Where the form was sent from; the check it is about, or the list of checks, where it does not say. */
export async function sentFrom(context: Context): Promise<string> {
  const { [fromField]: from, mpan } = await formOf(context);
  const isOfCheck = typeof mpan === 'string' && /^\d{13}$/.test(mpan);
  return ownAddress(from) ?? (isOfCheck ? `/checks/${mpan}` : '/checks');
}

export async function previewAct(web: Web, context: Context): Promise<Response> {
  needs(context, approve.role);
  const from = await sentFrom(context);
  context.set('from', from);
  const which = whichOf(await formOf(context));
  if (Object.keys(which).length === 0) return context.redirect(toldAt(from, 'nothingChosen'), 303);
  return context.html(await previewPage(web, context, which));
}

/** Approves what was shown, and goes back to where it was asked from. */
export async function approveAct(web: Web, context: Context): Promise<Response> {
  const from = await sentFrom(context);
  context.set('from', from);
  try {
    const { items } = await actBy(web, context, approve);
    const number = (status: (typeof items)[number]['status']): number =>
      items.filter((one) => one.status === status).length;
    const counts = {
      sent: number('sent'),
      ...(number('approved') === 0 ? {} : { approved: number('approved') }),
      proposed: number('proposed'),
      own: number('needsAnother'),
    };
    const of = /^\/checks\/(\d{13})\?/.exec(from)?.[1];
    const next = of === undefined ? null : await nextOf(web, context, { from, mpan: of });
    return context.redirect(toldAt(next ?? from, 'approved', { ...counts }), 303);
  } catch (error) {
    const isAgain =
      error instanceof Unfit || (error instanceof EngineError && error.code === 'MOVED_ON');
    if (!isAgain) throw error;
    // What is shown of a list is asked for by its form, and has no address.
    const problem = problemOf(error, web.gateway().workspace);
    await markRefused(context, problem);
    const shown = await previewPage(web, context, whichOf(await formOf(context)));
    return context.html(shown, problem.status);
  }
}

export async function undoAct(web: Web, context: Context): Promise<Response> {
  const from = await sentFrom(context);
  context.set('from', from);
  await actBy(web, context, undo);
  return context.redirect(toldAt(from, 'keptBack'), 303);
}

async function previewPage(web: Web, context: Context, which: Which): Promise<Html> {
  const { ids, all: _all, ...filters } = which;
  const preview = await previewOf(web, context, ids, filters);
  const back = context.get('from') ?? '/checks';
  const { number } = preview;
  const main = html`<h1>${number === 0 ? 'Nothing waits' : `Approve ${count(number, 'flow')}?`}</h1>
${
  number === 0
    ? empty('None of these flows waits for approval any more.', html`<a href="${back}">Back</a>`)
    : html`${claimedAmong(preview.claimedByOthers)}${recipients(web, preview)}
<section class="card">${actForm(context, approve, {
        action: '/checks/approve',
        id: 'approve',
        hidden: {
          ...given(filters),
          ...(ids === undefined ? {} : { ids }),
          ...(which.all === undefined ? {} : { all: 'yes' }),
          seen: preview.seen,
        },
        without: [...filterNames, 'ids', 'all'],
        labels: { reason: 'Why (may be left out)' },
        says: html`<p>${afterwards(preview)}</p>`,
        buttons: html`<p class="choices"><button>Approve ${count(number, 'flow')}</button> <a href="${back}">Back, and approve nothing</a></p>`,
      })}</section>
${flowsOf(preview)}
${preview.files.map(({ flow, to, beginning }) => inWords(`${flow} to ${to}`, beginning))}`
}`;
  const title = number === 0 ? 'Nothing waits' : `Approve ${count(number, 'flow')}`;
  return page(context, { title, at: '/checks', main });
}

type Preview = AnswerOf<typeof approvePreview>;

/** Named flows that wait no longer are none. */
async function previewOf(
  web: Web,
  context: Context,
  ids: readonly string[] | undefined,
  filters: object,
): Promise<Preview> {
  const desk = deskOf(web, context, approve.role);
  try {
    return await approvePreview.ask(desk, {
      ...filters,
      ...(ids === undefined ? {} : { ids: ids.join(',') }),
    });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'NOT_FOUND') throw error;
    return { number: 0, seen: '', undoSeconds: 0, claimedByOthers: [], files: [], flows: [] };
  }
}

const afterwards = ({ undoSeconds }: Preview): string =>
  undoSeconds === 0
    ? 'What is approved is written into outbox/ at once.'
    : `What is approved is kept back for ${count(undoSeconds, 'second')} and can be undone until then.`;

function recipients(web: Web, { files, number }: Preview): Html {
  const gateway = web.gateway();
  const columns = [{ name: 'Flow' }, { name: 'To' }, { name: 'How many', isNumber: true }];
  const rows = files.map((one) => [one.flow, partyInWords(gateway, one.to), one.number]);
  return html`<p>${count(number, 'flow')} would go out: ${flowsInWords(files.flatMap(({ flow, to, number: many }) => Array.from({ length: many }, () => `${flow} to ${to}`)))}.</p>
${table({ caption: 'What would go out, and to whom', columns, rows })}`;
}

function flowsOf({ flows, number }: Preview): Html {
  const columns = [{ name: 'MPAN' }, { name: 'Flow' }, { name: 'To' }, { name: 'Due' }];
  const rows = flows.map(({ mpan, flow, to, dueOn, mended }) => [
    mpanLink(mpan),
    mended.length === 0
      ? flow
      : html`${flow}<br><span class="soft">Written in other words: ${mended.join('; ')}</span>`,
    to,
    dueOn === null ? '' : day(dueOn),
  ]);
  return html`<h2>Which flows</h2>
${flows.length < number ? html`<p>The first ${flows.length} of ${number}.</p>` : ''}
${table({ caption: 'The flows that would go out', columns, rows })}`;
}

/** A file as it would be written, in words. */
export const inWords = (title: string, beginning: Preview['files'][number]['beginning']): Html =>
  html`<details class="card"><summary>${title} in words</summary>
${
  beginning === null
    ? html`<p>It cannot be shown by a fault of Pawl, and would not be written.</p>`
    : html`${recordList(
        { ...beginning, lines: beginning.lines.filter(({ kind }) => kind === 'group') },
        { findings: new Map(), line: null },
      )}${beginning.isMore ? html`<p class="soft">More of the same kind follow.</p>` : ''}`
}</details>`;

/** "Approve the 84 D0142s shown", "Approve the 86 flows shown (2 D0001, 84 D0142)". */
export function approveShown(flows: readonly string[], most: number): string {
  if (flows.length > most) return 'Approve all that are shown';
  const kinds = new Set(flows);
  const [only] = kinds;
  if (kinds.size === 1 && only !== undefined) {
    return flows.length === 1
      ? `Approve the ${only} shown`
      : `Approve the ${flows.length} ${only}s shown`;
  }
  return `Approve the ${count(flows.length, 'flow')} shown (${flowsInWords(flows)})`;
}

export const dueInWords = (dueOn: string | null): string =>
  dueOn === null ? '' : `, due ${dateInWords(dueOn)}`;
