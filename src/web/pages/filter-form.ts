/** The form by which a list is narrowed: a field for each filter that its operation takes. */
import { html } from 'hono/html';
import { fieldsOf, type Operation } from '../../desk/index.ts';
import type { Context } from '../context.ts';
import { labelOf } from './act-form.ts';
import type { Html } from './layout.ts';
import { choice } from './pieces.ts';

type Filters = Readonly<Record<string, string>> & { readonly cursor?: string };

/** What the address asks for; what is empty, as forms send it, or none of its words, is not asked. */
export function filtersAsked({ req }: Context, { takes }: Operation): Filters {
  const said = Object.entries(req.query()).map(([name, text]) => [name, text.trim()] as const);
  return Object.fromEntries(
    said.filter(([name, text]) => text !== '' && Object.hasOwn(takes.shape, name)),
  );
}

export function filterForm(
  { takes }: Operation,
  { action, values }: { readonly action: string; readonly values: Filters },
): Html {
  const fields = Object.entries(fieldsOf(takes).properties).filter(
    ([name]) => name !== 'limit' && name !== 'cursor',
  );
  return html`<form class="filters" action="${action}">
${fields.map(([name, field]) => {
  const { enum: words, format } = field;
  const value = values[name];
  if (words !== undefined) {
    const options = words.map((word) => [word, word] as const);
    return choice(name, labelOf(name, field), value ?? null, options);
  }
  return html`<p><label for="${name}">${labelOf(name, field)}</label>
<input id="${name}" name="${name}"${format === 'date' ? html` type="date"` : ''} value="${value ?? ''}" autocomplete="off"></p>
`;
})}<p class="choices"><button>Show</button> <a href="${action}">Show all</a></p>
</form>`;
}
