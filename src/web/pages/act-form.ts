/**
 * Forms by which people act: the fields are those that an operation takes, and what is sent is asked of
 * it as a program would ask, under the name of whoever is signed in.
 */
import { html } from 'hono/html';
import {
  type AnswerOf,
  type Field,
  fieldsOf,
  type KnownOperation,
  type Operation,
  valueOf,
} from '../../desk/index.ts';
import { type Context, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { formOf } from '../form.ts';
import { csrf, type Html } from './layout.ts';
import { capital } from '../../words.ts';

type AnyKnown = KnownOperation<Operation['takes'], Operation['answers']>;

/** Does what a form asks. What stands in its address is said beside it; empty fields are not sent. */
export async function actBy<One extends AnyKnown>(
  web: Web,
  context: Context,
  operation: One,
  said: Readonly<Record<string, unknown>> = {},
): Promise<AnswerOf<One>> {
  needs(context, operation.role);
  const { properties, required } = fieldsOf(operation.takes);
  const sent = Object.entries(await formOf(context)).flatMap(([name, typed]) => {
    const field = properties[name];
    // That a needed text is empty is said in its own words, beside it.
    const isAsked = typed !== '' || (name === 'reason' && required.includes(name));
    return field === undefined || !isAsked ? [] : [[name, valueOf(field, typed)] as const];
  });
  const asked = { ...Object.fromEntries(sent), ...said };
  return (await operation.ask(deskOf(web, context, operation.role), asked)) as AnswerOf<One>;
}

interface ActForm {
  readonly action: string;
  /** What the form says by itself; not asked for. */
  readonly hidden?: Readonly<Record<string, string | readonly string[]>>;
  /** Fields that something else in the form is: a button, or what stands in the address. */
  readonly without?: readonly string[];
  /** What a field is called; its own description where nothing is said. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What stands in a field already. */
  readonly values?: Readonly<Record<string, string>>;
  /** What the words of a choice mean. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Tells the fields of one form on a page from those of another. */
  readonly id: string;
  /** True of the form that whoever comes to the page is to begin with. */
  readonly isFirst?: boolean;
  readonly buttons: Html;
  readonly says?: Html | string;
}

/** The form of an act, with a field for all that it takes. */
export function actForm(context: Context, operation: Operation, form: ActForm): Html {
  const { action, hidden = {}, without = [], says = '', buttons } = form;
  const { properties, required } = fieldsOf(operation.takes);
  const left = Object.entries(properties).filter(
    ([name]) => !Object.hasOwn(hidden, name) && !without.includes(name),
  );
  return html`<form method="post" action="${action}" class="stack">${csrf(context)}
${Object.entries(hidden).flatMap(([name, values]) =>
  [values].flat().map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
)}${says}${left.map(([name, field], at) =>
  fieldOf(
    context,
    name,
    field,
    required.includes(name),
    { ...form, isFirst: at === 0 && form.isFirst === true },
    faultIn(context, name, form),
  ),
)}
${buttons}</form>`;
}

/** What is wrong with a field of a form that comes back; null where nothing is. */
function faultIn(context: Context, name: string, { action, hidden = {} }: ActForm): string | null {
  const marked = context.get('marked');
  if (marked?.action !== action) return null;
  if (hidden['id'] !== undefined && hidden['id'] !== marked.id) return null;
  return marked.faults[name] ?? null;
}

/** Ours: what may be longer than this is written on several lines. */
const areaFrom = 1_000;

/** Where one is led to: the first that is wrong. */
const isFirstFault = (context: Context, name: string): boolean =>
  Object.keys(context.get('marked')?.faults ?? {})[0] === name;

function fieldOf(
  context: Context,
  name: string,
  field: Field,
  isRequired: boolean,
  form: ActForm,
  fault: string | null,
): Html {
  const { labels = {}, values = {}, choices = {} } = form;
  const id = `${form.id}-${name}`;
  // Where something is marked one is led there, and nowhere else.
  const isLed =
    fault === null
      ? form.isFirst === true && context.get('marked') === undefined
      : isFirstFault(context, name);
  const marks = fault === null ? '' : html` aria-invalid="true" aria-describedby="${id}-fault"`;
  const says = fault === null ? '' : html`<strong class="fault" id="${id}-fault">${fault}</strong>`;
  const needed = html`${isRequired ? html` required` : ''}${marks}${isLed ? html` autofocus` : ''}`;
  const label = labels[name] ?? fieldLabelOf(name, field);
  const words = field.enum;
  if (words !== undefined) {
    return html`<p><label for="${id}">${label}</label>
<select id="${id}" name="${name}"${needed}>
<option value="">Choose</option>
${words.map((one, at) => html`<option value="${one}"${one === values[name] ? html` selected` : ''}>${choices[one] === undefined ? one : `${at + 1} ${choices[one]} (${one})`}</option>`)}
</select>${says}</p>`;
  }
  if (name === 'reason' || (field.maxLength ?? 0) >= areaFrom) {
    return html`<p><label for="${id}">${label}</label>
<textarea id="${id}" name="${name}"${needed} maxlength="${field.maxLength ?? ''}">${values[name] ?? ''}</textarea>${says}</p>`;
  }
  const isNumber = field.type === 'integer';
  return html`<p><label for="${id}">${label}</label>
<input id="${id}" name="${name}"${needed} value="${values[name] ?? ''}"${isNumber ? html` inputmode="numeric" pattern="[1-9][0-9]*" size="8"` : ''} autocomplete="off">${says}</p>`;
}

export const fieldLabelOf = (name: string, { description = name }: Field): string =>
  name === 'reason' ? 'Why' : capital(description);
