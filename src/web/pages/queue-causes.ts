/** The work queue by cause: how much says the same, and the way to decide all of it at once. */
import { html } from 'hono/html';
import { type AnswerOf, decideWords, type queueCauses } from '../../desk/index.ts';
import { holdsCheck } from '../../process/index.ts';
import { count, countedInWords, operatorInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import { mayAct } from '../identity.ts';
import type { Html } from './layout.ts';
import { addressOf, badge, type Content, day, daysLeft, table } from './pieces.ts';
import { queuePath } from './queue-place.ts';

type Causes = AnswerOf<typeof queueCauses>;
type Cause = Causes['items'][number];

export const wordsPath = '/exceptions/words';

/** A list of one cause need not say which. */
export function causeTable(
  context: Context,
  { items, total, next, counted }: Causes,
  filters: Readonly<Record<string, string>>,
): Html | '' {
  if (items.length < 2) return '';
  const mayDecide = mayAct(context.get('person'), decideWords.role);
  const { open: _open, by: _by, order: _order, ...narrow } = filters;
  const columns = [
    { name: 'Cause' },
    { name: 'Open', isNumber: true },
    { name: 'Meter Operator', isExtra: true },
    { name: 'First due', isExtra: true },
    { name: 'All at once' },
  ];
  const rows = items.map((cause): Content[] => [
    html`<a href="${addressOf(queuePath, { ...narrow, code: cause.code, words: cause.words })}">${causeInWords(cause)}</a>`,
    cause.items,
    operatorInWords(cause),
    dueCell(cause),
    cause.code === 'REPORT_UNCLEAR' && cause.words !== '' && cause.items > 1 && mayDecide
      ? decideAll(cause, narrow)
      : '',
  ]);
  return html`<h2>By cause</h2>
${table({ caption: 'The work queue by cause', columns, rows })}
${next === null ? '' : html`<p class="soft">The ${items.length} of ${countedInWords(counted)} causes with the most items; ${count(total, 'item')} in all.</p>`}`;
}

const causeInWords = ({ code, said }: Cause): Html =>
  html`${badge(holdsCheck(code) ? 'bad' : 'warn', code)} ${said.map((words) => html`<q>${words}</q> `)}`;

/** "47 reports say the same: decide them". */
export const decideAll = (
  { words, items }: Pick<Cause, 'words' | 'items'>,
  { sender, meterOperator, late, claim }: Readonly<Record<string, string>>,
): Html =>
  html`<a href="${addressOf(wordsPath, { words, sender, meterOperator, late, claim })}">${`Decide\u00a0all\u00a0${items}`}</a>`;

/** How many Working Days are left or over, and the date. */
export const dueCell = ({
  dueOn,
  workingDaysLeft,
  overdue,
}: Pick<Cause, 'dueOn' | 'workingDaysLeft' | 'overdue'>): Content =>
  dueOn === null
    ? ''
    : html`${badge(overdue ? 'bad' : (workingDaysLeft ?? 3) <= 2 ? 'warn' : 'quiet', daysLeft(workingDaysLeft, overdue))} <span class="soft">${day(dueOn)}</span>`;
