/** Above a list: the saved views of it, with how many each shows, and the form that saves one more. */
import { html } from 'hono/html';
import { type AnswerOf, fieldsOf, views, viewSave } from '../../desk/index.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { isBack, noPlace, inField } from './field.ts';
import { csrf, type Html } from './layout.ts';

const path = '/views';
const nameField = fieldsOf(viewSave.takes).properties['name'] ?? {};

type View = AnswerOf<typeof views>['items'][number];

export const viewAddress = ({ list, query }: Pick<View, 'list' | 'query'>): string =>
  query === '' ? `/${list}` : `/${list}?${query}`;

export const viewNumber = ({ number, isMore }: View): string =>
  number === null ? 'fits no more' : `${number.toLocaleString('en-GB')}${isMore ? '+' : ''}`;

/** What is about one place is not saved, nor the order that a list has anyway. */
const isNotKept = (name: string, value: string): boolean =>
  ['cursor', 'limit', 'rows'].includes(name) || (name === 'by' && value === 'due');

/** What makes a list one that no view keeps: it is about some homes. */
const ofHomes = ['mpan', 'q', 'words'];

/** `filters` as the operation of the list takes them. */
export async function viewBar(
  web: Web,
  context: Context,
  list: View['list'],
  filters: Readonly<Record<string, string | undefined>>,
): Promise<Html> {
  const { items } = await views.ask(deskOf(web, context, views.role), { list });
  const query = new URLSearchParams(
    Object.entries(filters)
      .flatMap(([name, value]) =>
        value === undefined || isNotKept(name, value) ? [] : [[name, value] as [string, string]],
      )
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  ).toString();
  const isSaved = items.some((view) => view.query === query);
  const isOfHomes = ofHomes.some((name) => filters[name] !== undefined);
  const maySave =
    query !== '' && !isSaved && !isOfHomes && mayAct(context.get('person'), viewSave.role);
  if (items.length === 0 && !maySave) return html``;
  const { typed, marks, says } = maySave
    ? inField(context, { action: path }, { name: 'name', id: 'view-name', field: nameField })
    : noPlace;
  return html`<div class="views">${
    items.length === 0
      ? ''
      : html`<nav aria-label="Saved views"><ul>${items.map(
          (view) =>
            html`<li><a href="${viewAddress(view)}"${view.query === query ? html` aria-current="page"` : ''}>${view.name} <span class="number">${viewNumber(view)}</span></a></li>`,
        )}<li><a href="/team#views">All views</a></li></ul></nav>`
  }
${
  maySave
    ? html`<details${isBack(context, path)}><summary>Save this view</summary>
<form method="post" action="${path}" class="stack">${csrf(context)}
<input type="hidden" name="list" value="${list}"><input type="hidden" name="query" value="${query}">
<p><label for="view-name">Name of the view</label>
<input id="view-name" name="name" required maxlength="60" autocomplete="off" value="${typed ?? ''}"${marks}>${says}</p>
<p><label><input type="checkbox" name="shared" value="yes"> for colleagues too</label></p>
<button class="second">Save the view</button></form></details>`
    : ''
}</div>`;
}
