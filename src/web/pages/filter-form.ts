/** The form by which a list is narrowed: a field for each filter that its operation takes. */
import { html } from 'hono/html';
import { type Field, fieldsOf, type Operation } from '../../desk/index.ts';
import type { Context } from '../context.ts';
import { fieldLabelOf } from './act-form.ts';
import { lookField } from './field.ts';
import type { Html } from './layout.ts';
import { type FilterCounts, suggested, withNumbers } from './list-table.ts';
import { choice } from './pieces.ts';

type Filters = Readonly<Record<string, string>> & { readonly cursor?: string };

/**
 * What the address asks for. What is empty, as forms send it, what is meant if left out, and what is none
 * of the operation's words is not asked.
 */
export function filtersAsked({ req }: Context, { takes }: Operation): Filters {
  const { properties } = fieldsOf(takes);
  const said = Object.entries(req.query()).map(([name, text]) => [name, text.trim()] as const);
  return Object.fromEntries(
    said.filter(([name, text]) => {
      const field = properties[name];
      return field !== undefined && name !== 'limit' && text !== '' && text !== unlessSaid(field);
    }),
  );
}

/** What is asked of a list and narrows nothing. */
const narrowNothing = ['by', 'order', 'rows', 'columns', 'cursor', 'row', 'limit'];

/** How many of them narrow the list. */
export const inUse = (filters: Readonly<Record<string, unknown>>): number =>
  Object.entries(filters).filter(([name, value]) => value != null && !narrowNothing.includes(name))
    .length;

/** Yes and true are one answer: the first is for people. */
const unlessSaid = ({ default: unless }: Field): string | undefined =>
  unless === undefined ? undefined : unless === 'true' ? 'yes' : String(unless);

const wordsOf = (words: readonly string[]): readonly string[] =>
  words.includes('yes') ? words.filter((word) => word !== 'true' && word !== 'false') : words;

/** What is kept as it was asked, such as an order that headings change. */
export const hiddenFields = (values: Readonly<Record<string, string | undefined>>): Html =>
  html`${Object.entries(values).map(([name, value]) => (value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`))}`;

export function filterForm(
  context: Context,
  { takes }: Operation,
  {
    action,
    values,
    labels,
    hidden = [],
    choices = {},
    counted = null,
    more = '',
  }: {
    readonly action: string;
    readonly values: Filters;
    readonly labels: Readonly<Record<string, string>>;
    /** What is kept as it was asked, such as an order that headings change. */
    readonly hidden?: readonly string[];
    /** What the words of a field are called. */
    readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** How many each choice would leave. */
    readonly counted?: FilterCounts | null;
    /** What stands before the button. */
    readonly more?: Html | '';
  },
): Html {
  const { properties, required } = fieldsOf(takes);
  const fields = Object.entries(properties).filter(
    ([name]) => name !== 'limit' && name !== 'cursor' && !hidden.includes(name),
  );
  return html`<form class="filters" action="${action}">
${hiddenFields(Object.fromEntries(hidden.map((name) => [name, values[name]])))}
${fields.map(([name, field]) => {
  const label = labels[name] ?? fieldLabelOf(name, field);
  const value = values[name] ?? unlessSaid(field) ?? null;
  if (field.enum !== undefined) {
    const options = wordsOf(field.enum).map(
      (word) => [word, choices[name]?.[word] ?? word] as const,
    );
    const numbered = withNumbers(counted, name, options);
    return choice(name, label, value, numbered, unlessSaid(field) === undefined);
  }
  const { attribute, list } = suggested(counted, name);
  return html`${lookField(context, action, {
    name,
    label,
    value,
    isDate: field.format === 'date',
    more: html`${required.includes(name) ? html` required` : ''}${attribute}`,
  })}${list}`;
})}${more}<p class="choices"><button>Show</button> <a href="${action}">Show all</a></p>
</form>`;
}
