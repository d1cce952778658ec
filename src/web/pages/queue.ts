/** The work queue: Exceptions that wait for a person, the longest waiting first. */
import { html } from 'hono/html';
import { type ExceptionCode, exceptionCodes } from '../../process/index.ts';
import type { Context, Web } from '../context.ts';
import { noSuchPlace, textAsked, wordAsked } from './asked.ts';
import { type Html, page } from './layout.ts';
import { addressOf, badge, choice, dayOf, empty, mpanLink, pager, table } from './pieces.ts';

const rowsPerPage = 50;

const codes = (Object.keys(exceptionCodes) as ExceptionCode[]).filter(
  (code) => exceptionCodes[code].kind !== 'note',
);

export async function exceptionQueue({ gateway }: Web, context: Context): Promise<Html> {
  const { store, rules } = gateway();
  const code = wordAsked(context, 'code', codes);
  const after = textAsked(context, 'after');
  const filter = code === null ? { open: true } : { open: true, code };
  const listed = await store.exceptionsPage(filter, { after, limit: rowsPerPage });
  if (listed === null) throw noSuchPlace();
  const columns = [
    { name: 'MPAN' },
    { name: 'Exception' },
    { name: 'Since' },
    { name: 'What it is about' },
    { name: 'What to do', isExtra: true },
  ];
  const rows = listed.items.map(({ mpan, code: of, at, detail }) => {
    const { kind, says, remedy } = exceptionCodes[of];
    return [
      mpanLink(mpan),
      badge(kind === 'holds' ? 'bad' : 'warn', of),
      dayOf(rules.zone, at),
      `${says} (${detail})`,
      remedy,
    ];
  });
  const main = html`<h1>Exceptions</h1>
<form class="filters" action="/exceptions">
${choice(
  'code',
  'Exception',
  code,
  codes.map((one) => [one, one] as const),
)}
<p><button>Show</button></p>
</form>
${
  rows.length === 0
    ? empty('The work queue is empty.', 'Exceptions arise where the rules cannot decide.')
    : table({ caption: 'Open Exceptions', columns, rows })
}
${pager(
  after === null ? null : addressOf('/exceptions', { code }),
  listed.next === null ? null : addressOf('/exceptions', { code, after: listed.next }),
)}`;
  return page(context, { title: 'Exceptions', at: '/', main });
}
