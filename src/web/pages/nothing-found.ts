/** Where a list shows nothing: why, which filter to leave out, what is near, and the way to all of it. */
import { html } from 'hono/html';
import { fieldsOf, type Operation, wider } from '../../desk/index.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { fieldLabelOf } from './act-form.ts';
import type { Html } from './layout.ts';
import { addressOf, empty } from './pieces.ts';

interface Nothing {
  readonly path: string;
  /** The filters, as the operation takes them. */
  readonly asked: Readonly<Record<string, string | undefined>>;
  readonly says: string;
  /** What to do where nothing narrows the list. */
  readonly more?: Html | string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Names that a filter has in the address of the page, where it is another. */
  readonly names?: Readonly<Record<string, string>>;
}

export async function nothingFound(
  web: Web,
  context: Context,
  operation: Operation,
  { path, asked, says, more, labels = {}, names = {} }: Nothing,
): Promise<Html> {
  // Nobody is shown what is only looked for.
  const desk = { ...deskOf(web, context, operation.role), looked: () => undefined };
  const given = Object.fromEntries(
    Object.entries(asked).filter(([name, value]) => value !== undefined && name !== 'cursor'),
  );
  const found = await wider(operation, given, async (one) => operation.ask(desk, one));
  if (found === null) return empty(says, more ?? null);
  const { properties } = fieldsOf(operation.takes);
  const address = (one: Readonly<Record<string, unknown>>): string =>
    addressOf(
      path,
      Object.fromEntries(
        Object.entries(one).map(([name, value]) => [names[name] ?? name, String(value)]),
      ),
    );
  const label = (name: string): string =>
    labels[name] ?? fieldLabelOf(name, properties[name] ?? {});
  const links = (ways: typeof found.without): Html =>
    html`${ways.map(
      ({ field, value, asked: then }, at) =>
        html`${at === 0 ? '' : ', '}<a href="${address(then)}">${label(field)} ${value}</a>`,
    )}`;
  return html`<div class="empty"><p>${says}</p>
${found.without.length === 0 ? '' : html`<p>Something is found without ${links(found.without)}.</p>\n`}${
  found.nearest.length === 0 ? '' : html`<p>Near it: ${links(found.nearest)}.</p>\n`
}<p>${found.all === null ? 'Without any filter nothing is found either. ' : ''}<a href="${path}">Show all</a></p></div>`;
}
