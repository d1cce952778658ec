/** What was approved and has not gone out: by whom, when it goes out, and the form that undoes it. */
import { html } from 'hono/html';
import { localDateOf, localTimeOf } from '../../calendar/index.ts';
import { type AnswerOf, approvalsUndoable, undo } from '../../desk/index.ts';
import { count, dateInWords } from '../../words.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { actForm } from './act-form.ts';
import type { Html } from './layout.ts';

type Undoable = AnswerOf<typeof approvalsUndoable>['items'][number];

const flowsPerRead = 500;

/** Of one MPAN, or of all. */
export async function undoable(
  web: Web,
  context: Context,
  mpan: string | null = null,
): Promise<Html | ''> {
  const desk = deskOf(web, context, approvalsUndoable.role);
  const all: Undoable[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const asked = cursor === '' ? {} : { cursor };
    const page: AnswerOf<typeof approvalsUndoable> = await approvalsUndoable.ask(desk, {
      ...asked,
      limit: flowsPerRead,
    });
    all.push(...page.items.filter((one) => mpan === null || one.mpan === mpan));
    cursor = page.next;
  }
  const acts = Map.groupBy(all, (one) => `${one.approvedBy} ${one.approvedAt}`);
  return html`${[...acts.values()].map((flows) => act(web, context, flows, mpan))}`;
}

function act(
  web: Web,
  context: Context,
  flows: readonly Undoable[],
  mpan: string | null,
): Html | '' {
  const [first] = flows;
  if (first === undefined) return '';
  const { approvedBy, approvedAt, goesOutAt } = first;
  const { zone } = web.gateway().rules;
  const day = localDateOf(zone, goesOutAt);
  const isToday = day === localDateOf(zone, web.gateway().clock.now());
  const when = `${isToday ? '' : `${dateInWords(day)} `}${localTimeOf(zone, goesOutAt)}`;
  const said = flowsInWords(flows.map(({ flow, to }) => `${flow} to ${to}`));
  return html`<section class="notice warn undoable" aria-label="Approved, and not yet gone out">
<p><strong>${approvedBy} approved ${count(flows.length, 'flow')}</strong> at ${localTimeOf(zone, approvedAt)}: ${said}. ${flows.length === 1 ? 'It goes' : 'They go'} out at ${when}, and can be undone until then.</p>
${
  mayAct(context.get('person'), undo.role)
    ? actForm(context, undo, {
        action: '/checks/undo',
        id: `undo-${approvedAt}-${approvedBy}`.replaceAll(/\W/g, '-'),
        hidden:
          mpan === null ? { approvedBy, approvedAt } : { ids: [mpan], approvedBy, approvedAt },
        without: ['ids', 'all', 'reason'],
        buttons: html`<p><button>Undo ${count(flows.length, 'flow')}</button></p>`,
      })
    : ''
}</section>`;
}

/** "84 D0142 to MOPX, 2 D0001 to MOPY". */
export function flowsInWords(flows: readonly string[]): string {
  const numbers = new Map<string, number>();
  for (const one of flows) numbers.set(one, (numbers.get(one) ?? 0) + 1);
  return [...numbers].map(([name, number]) => `${number} ${name}`).join(', ');
}
