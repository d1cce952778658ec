/**
 * Files of a late counterparty that name what it is late with and were refused: an answer may be
 * there already that only has to be put right, and then another message is to be sent.
 */
import { html } from 'hono/html';
import type { Gateway } from '../../gateway/index.ts';
import type { Found } from '../../store/index.ts';
import { fileLink } from './check-history.ts';
import type { Html } from './layout.ts';
import { nameInWords } from '../../words.ts';
import { dayOf } from './pieces.ts';

/** Ours: of one MPAN; whoever wants to see more finds them on the page of the check. */
const filesMax = 20;

export async function refusedAnswers(
  { store, rules }: Gateway,
  party: string,
  checks: readonly { readonly mpan: string; readonly openedOn: string }[],
): Promise<Html | string> {
  const refused: (readonly [string, Found])[] = [];
  for (const { mpan, openedOn } of checks) {
    const { found } = await store.search('file', { mpan, party }, null, filesMax);
    const since = found.filter(({ at, says }) => at >= openedOn && says === 'rejected');
    refused.push(...since.map((file) => [mpan, file] as const));
  }
  if (refused.length === 0) return '';
  return html`<h2>What came and was refused</h2>
<p>Look at these before you chase: ${party} may have answered in a file that only has to be put right.</p>
<ul>${refused.map(
    ([mpan, { at, file, line, says }]) =>
      html`<li>${dayOf(rules.zone, at)}: ${file === null ? '' : fileLink(file, line ?? 0)} names ${mpan}: ${nameInWords(says)}</li>
`,
  )}</ul>`;
}
