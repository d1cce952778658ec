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
  Unfit,
  valueOf,
} from '../../desk/index.ts';
import { type Context, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { formOf } from '../form.ts';
import { inField } from './field.ts';
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
  const form = await formOf(context);
  refuseBlank(form);
  const sent = Object.entries(form).flatMap(([name, typed]) => {
    const field = properties[name];
    // That a needed text is empty is said in its own words, beside it.
    const isAsked = !isBlank(typed) || (name === 'reason' && required.includes(name));
    return field === undefined || !isAsked ? [] : [[name, valueOf(field, typed)] as const];
  });
  const asked = { ...Object.fromEntries(sent), ...said };
  return (await operation.ask(deskOf(web, context, operation.role), asked)) as AnswerOf<One>;
}

const isBlank = (typed: string | readonly string[] | undefined): boolean =>
  typeof typed === 'string' ? typed.trim() === '' : typed === undefined;

const neededField = '_needs';

/** The hidden field that says what else has to be filled in; who acts without is refused all the same. */
const neededHere = (names: readonly string[]): Html | '' =>
  names.length === 0
    ? ''
    : html`<input type="hidden" name="${neededField}" value="${names.join(',')}">`;

function refuseBlank(form: Awaited<ReturnType<typeof formOf>>): void {
  const names = form[neededField];
  const blank =
    typeof names === 'string' ? names.split(',').filter((one) => isBlank(form[one])) : [];
  if (blank.length === 0) return;
  throw new Unfit(
    blank.map((field) => ({
      field,
      message: field === 'reason' ? 'a reason is needed: it is kept in the journal' : 'is missing',
    })),
  );
}

interface ActForm {
  readonly action: string;
  /** What the form says by itself; not asked for. */
  readonly hidden?: Readonly<Record<string, string | readonly string[]>>;
  /** Fields that something else in the form is: a button, or what stands in the address. */
  readonly without?: readonly string[];
  /** Fields that have to be filled in here, though the operation does not always need them. */
  readonly needs?: readonly string[];
  /** What a field is called; its own description where nothing is said. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What stands in a field already. */
  readonly values?: Readonly<Record<string, string>>;
  /** The values that a field may have here. */
  readonly options?: Readonly<Record<string, readonly string[]>>;
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
  const { action, hidden = {}, without = [], says = '', buttons, needs: needed = [] } = form;
  const { properties, required } = fieldsOf(operation.takes);
  const left = Object.entries(properties).filter(
    ([name]) => !Object.hasOwn(hidden, name) && !without.includes(name),
  );
  return html`<form method="post" action="${action}" class="stack">${csrf(context)}${neededHere(needed)}
${Object.entries(hidden).flatMap(([name, values]) =>
  [values].flat().map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
)}${says}${left.map(([name, field], at) =>
  fieldOf(context, name, field, required.includes(name) || needed.includes(name), {
    ...form,
    isFirst: at === 0 && form.isFirst === true,
  }),
)}
${buttons}</form>`;
}

/** Ours: what may be longer than this is written on several lines. */
const areaFrom = 1_000;

function fieldOf(
  context: Context,
  name: string,
  field: Field,
  isRequired: boolean,
  form: ActForm,
): Html {
  const { action, hidden = {}, labels = {}, values = {}, choices = {}, options = {} } = form;
  const id = `${form.id}-${name}`;
  const subject = hidden['id'];
  const place = { action, id: typeof subject === 'string' ? subject : undefined };
  const { typed, marks, says } = inField(context, place, { name, id, field });
  const value = typed ?? values[name];
  // Where something is marked one is led there, and nowhere else.
  const isLed = form.isFirst === true && context.get('cameBack') === undefined;
  const needed = html`${isRequired ? html` required` : ''}${marks}${isLed ? html` autofocus` : ''}`;
  const label = labels[name] ?? fieldLabelOf(name, field);
  const words = options[name] ?? field.enum;
  if (words !== undefined) {
    return html`<p><label for="${id}">${label}</label>
<select id="${id}" name="${name}"${needed}>
<option value="">Choose</option>
${words.map((one, at) => html`<option value="${one}"${one === value ? html` selected` : ''}>${choices[one] === undefined ? one : `${at + 1} ${choices[one]} (${one})`}</option>`)}
</select>${says}</p>`;
  }
  if (name === 'reason' || (field.maxLength ?? 0) >= areaFrom) {
    return html`<p><label for="${id}">${label}</label>
<textarea id="${id}" name="${name}"${needed} maxlength="${field.maxLength ?? ''}">${value ?? ''}</textarea>${says}</p>`;
  }
  const isNumber = field.type === 'integer';
  return html`<p><label for="${id}">${label}</label>
<input id="${id}" name="${name}"${needed} value="${value ?? ''}"${isNumber ? html` inputmode="numeric" pattern="[1-9][0-9]*" size="8"` : ''}${field.maxLength === undefined ? '' : html` maxlength="${field.maxLength}"`} autocomplete="off">${says}</p>`;
}

export const fieldLabelOf = (name: string, { description = name }: Field): string =>
  name === 'reason' ? 'Why' : capital(description);
