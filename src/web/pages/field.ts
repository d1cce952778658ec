/**
 * What stands in a field of a form: what had been typed where the form came back, and, where that was
 * wrong, what is wrong with it, beside the field and for whoever hears the page.
 */
import { html } from 'hono/html';
import type { Field } from '../../desk/index.ts';
import { count, numberInWords } from '../../words.ts';
import type { RefusedFields, Context } from '../context.ts';
import type { Html } from './layout.ts';

/** A form, as it is told from others of its page: by where it is sent, and by its `id` where it says one. */
interface Place {
  readonly action: string;
  readonly id?: string | undefined;
}

function backIn(context: Context, { action, id }: Place): RefusedFields | null {
  const back = context.get('cameBack');
  if (back?.action !== action) return null;
  return id === undefined || id === back.fields['id'] ? back : null;
}

/** Of a form that is folded away: open where it came back. */
export const isBack = (context: Context, action: string): Html | '' =>
  context.get('cameBack')?.action === action ? html` open` : '';

interface Placed {
  /** What had been typed; undefined where the form did not come back. */
  readonly typed: string | undefined;
  readonly isFault: boolean;
  /** Attributes of the field. */
  readonly marks: Html | '';
  /** Stands after the field. */
  readonly says: Html | '';
}

export const noPlace: Placed = { typed: undefined, isFault: false, marks: '', says: '' };

/** `id`: of the field in its page. */
export function inField(
  context: Context,
  place: Place,
  { name, id, field = {} }: { name: string; id: string; field?: Field },
): Placed {
  const back = backIn(context, place);
  const typed = back?.fields[name];
  const fault = back?.faults[name];
  if (back === null || fault === undefined) return { ...noPlace, typed };
  // One is led to the first that is marked, and nowhere else.
  const isFirst = back.marked.size === 0;
  back.marked.add(name);
  return {
    typed,
    isFault: true,
    marks: html` aria-invalid="true" aria-describedby="${id}-fault"${isFirst ? html` autofocus` : ''}`,
    says: html`<strong class="fault" id="${id}-fault">${faultInWords(fault, typed ?? '', field)}</strong>`,
  };
}

/** What is wrong with it, for whoever typed it. A shape says it for programs. */
function faultInWords(fault: string, typed: string, { enum: words, maxLength }: Field): string {
  const { length } = typed.trim();
  if (length === 0 && words !== undefined) return 'choose one';
  if (length === 0 && /^(is missing|expected)/.test(fault)) return 'fill this in';
  if (maxLength !== undefined && length > maxLength) {
    return `at most ${numberInWords(maxLength)} characters: this is ${count(length - maxLength, 'character')} too long`;
  }
  return fault;
}

/** A field of a form by which one looks: a filter, or a date. */
export function lookField(
  context: Context,
  action: string,
  {
    name,
    label,
    value,
    isDate = false,
    more = '',
  }: {
    readonly name: string;
    readonly label: string;
    readonly value: string | null | undefined;
    readonly isDate?: boolean;
    readonly more?: Html | '';
  },
): Html {
  const { typed, isFault, marks, says } = inField(context, { action }, { name, id: name });
  // A field for a date shows none that is no date.
  const type = isDate && !isFault ? html` type="date"` : '';
  return html`<p><label for="${name}">${label}</label>
<input id="${name}" name="${name}"${type} value="${typed ?? value ?? ''}" autocomplete="off"${marks}${more}>${says}</p>
`;
}
