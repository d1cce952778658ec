/** The form that narrows the list of checks: what may be asked, and how many checks each choice would leave. */
import { html } from 'hono/html';
import {
  type AnswerOf,
  type AskedOf,
  checks,
  checksCount,
  nearnesses,
  statesOf,
} from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { supplierSide } from '../../market/index.ts';
import { nameInWords, roleInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import { checkColumns } from './check-table.ts';
import { lookField } from './field.ts';
import { latenessInWords } from './lateness.ts';
import type { Html } from './layout.ts';
import { columnsField, suggested, withNumbers } from './list-table.ts';
import { otherRole, partyInWords } from './names.ts';
import { choice } from './pieces.ts';

export const rowCounts = ['50', '200', 'all'] as const;
type RowCount = (typeof rowCounts)[number];

/** What the operation takes, and what the field for an MPAN holds, which may name a file instead. */
export type ChecksAsked = Omit<AskedOf<typeof checks>, 'limit'> & {
  readonly q?: string;
  readonly rows?: RowCount;
  /** Which columns, with commas. */
  readonly columns?: string;
};

type Counted = AnswerOf<typeof checksCount>;

export function checkFilters(
  context: Context,
  gateway: Gateway,
  query: ChecksAsked,
  counted: Counted | null,
): Html {
  const { q, state, party, turn, late, due, owed, flow, open, rows, by = 'due', order } = query;
  const other = roleInWords(otherRole(gateway));
  const stages = statesOf(gateway).map((name) => [name, nameInWords(name)] as const);
  const states = withNumbers(counted, 'state', stages).map((one, at) =>
    // Of what is closed nothing is counted.
    one[0] === 'closed' ? (stages[at] ?? one) : one,
  );
  const deadlines = withNumbers(
    counted,
    'late',
    nearnesses.map((name) => [name, latenessInWords[name]] as const),
  );
  const parties = suggested(counted, 'party', (value) => partyInWords(gateway, value));
  return html`<form class="filters" action="/checks">
${lookField(context, '/checks', { name: 'q', label: 'MPAN, or how it begins', value: q, more: html` inputmode="numeric"` })}
${choice('state', 'Stage', state ?? null, states)}
${choice('late', 'Deadline', late ?? null, deadlines)}
${lookField(context, '/checks', { name: 'due', label: 'Due on', value: due, isDate: true })}
${choice(
  'turn',
  'Waiting for',
  turn ?? null,
  withNumbers(counted, 'turn', [
    ['us', 'us'],
    ['them', 'them'],
  ]),
)}
${lookField(context, '/checks', {
  name: 'party',
  label: other,
  value: party,
  more: html` size="6" maxlength="4"${parties.attribute}`,
})}${parties.list}
${choice('owed', 'To approve or send', owed ?? null, [['yes', 'yes']])}
${choice(
  'flow',
  'Flow',
  flow ?? null,
  flowsOwed(gateway).map((name) => [name, name] as const),
)}
${choice('claim', 'Claimed', query.claim ?? null, claimWords)}
${choice('open', 'Open', open ?? null, [
  ['yes', 'open'],
  ['no', 'closed'],
])}
${choice(
  'rows',
  'Rows',
  rows ?? '50',
  rowCounts.map((name) => [name, name] as const),
  false,
)}
<input type="hidden" name="by" value="${by}">
${order === undefined ? '' : html`<input type="hidden" name="order" value="${order}">`}
${columnsField(checkColumns(gateway), query.columns)}
<p class="choices"><button>Show</button> <a href="/checks">Show all</a></p>
</form>`;
}

export const claimWords = [
  ['mine', 'by you'],
  ['none', 'by nobody'],
  ['others', 'by colleagues'],
] as const;

/** The flows that this participant sends. */
const flowsOwed = ({ config }: Gateway): readonly string[] =>
  config.role === supplierSide ? ['D0001', 'D0142'] : ['D0002', 'D0150', 'D0221'];
