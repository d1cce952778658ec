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
import { numberInWords, roleInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import { type CheckColumn, checkColumns, usualColumns } from './check-table.ts';
import { lookField } from './field.ts';
import { latenessInWords } from './lateness.ts';
import type { Html } from './layout.ts';
import { nameInWords, otherRole, partyInWords } from './names.ts';
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

export const shownColumns = ({ columns }: ChecksAsked): readonly CheckColumn[] =>
  columns === undefined ? usualColumns : (columns.split(',') as CheckColumn[]);

export function checkFilters(
  context: Context,
  gateway: Gateway,
  query: ChecksAsked,
  counted: Counted | null,
): Html {
  const withNumbers = numbersOf(counted);
  const { q, state, party, turn, late, due, owed, flow, open, rows, by = 'due', order } = query;
  const other = roleInWords(otherRole(gateway));
  const states = withNumbers(
    'state',
    statesOf(gateway).map((name) => [name, nameInWords(name)] as const),
  );
  const deadlines = withNumbers(
    'late',
    nearnesses.map((name) => [name, latenessInWords[name]] as const),
  );
  const parties = counted?.facets.find(({ name }) => name === 'party')?.values ?? [];
  const shown = shownColumns(query);
  return html`<form class="filters" action="/checks">
${lookField(context, '/checks', { name: 'q', label: 'MPAN, or how it begins', value: q, more: html` inputmode="numeric"` })}
${choice('state', 'Stage', state ?? null, states)}
${choice('late', 'Deadline', late ?? null, deadlines)}
${lookField(context, '/checks', { name: 'due', label: 'Due on', value: due, isDate: true })}
${choice(
  'turn',
  'Waiting for',
  turn ?? null,
  withNumbers('turn', [
    ['us', 'us'],
    ['them', 'them'],
  ]),
)}
${lookField(context, '/checks', {
  name: 'party',
  label: other,
  value: party,
  more: html` size="6" maxlength="4"${parties.length === 0 ? '' : html` list="parties"`}`,
})}
${
  parties.length === 0
    ? ''
    : html`<datalist id="parties">${parties.map(
        ({ value, number }) =>
          html`<option value="${value}">${partyInWords(gateway, value)}: ${numberInWords(number)}</option>`,
      )}</datalist>`
}
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
<details id="columns"><summary>Columns</summary>
<p class="choices">${(Object.keys(checkColumns) as CheckColumn[]).map(
    (name) =>
      html`<label><input type="checkbox" name="columns" value="${name}"${shown.includes(name) ? html` checked` : ''}> ${checkColumns[name]}</label>
`,
  )}</p></details>
<p class="choices"><button>Show</button> <a href="/checks">Show all</a></p>
</form>`;
}

export const claimWords = [
  ['mine', 'by you'],
  ['none', 'by nobody'],
  ['others', 'by colleagues'],
] as const;

/** The choices of a filter, each with how many checks it would leave. */
const numbersOf =
  (counted: Counted | null) =>
  (
    name: Counted['facets'][number]['name'],
    options: readonly (readonly [value: string, words: string])[],
  ): (readonly [string, string])[] => {
    const facet = counted?.facets.find((one) => one.name === name);
    const numberOf = (value: string): number =>
      value === 'near'
        ? ['breached', 'today', 'soon'].reduce((sum, one) => sum + numberOf(one), 0)
        : (facet?.values.find((one) => one.value === value)?.number ?? 0);
    return options.map(([value, words]) => [
      value,
      // Of what is closed nothing is counted.
      facet === undefined || value === 'closed'
        ? words
        : `${words} (${numberInWords(numberOf(value))})`,
    ]);
  };

/** The flows that this participant sends. */
const flowsOwed = ({ config }: Gateway): readonly string[] =>
  config.role === supplierSide ? ['D0001', 'D0142'] : ['D0002', 'D0150', 'D0221'];
