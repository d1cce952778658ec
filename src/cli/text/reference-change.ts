/** What reference data would change, a line each. */
import type { AnswerOf, referenceTeachPreview } from '../../desk/index.ts';
import { changedInWords, meaningInWords } from '../../words.ts';
import { count } from '../print.ts';

type Change = Omit<AnswerOf<typeof referenceTeachPreview>, 'says' | 'proposedBy'>;

export function* referenceLines({ letters, meanings, checks, changed, held }: Change) {
  for (const one of letters) yield `  ${meaningInWords(one)}`;
  if (meanings === 0) yield '  No letter and no participant would mean anything else.';
  for (const check of checks) yield changedInWords(check);
  for (const mpan of held) yield `MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`;
  const part = checks.length < changed ? `, the first ${checks.length} of them above` : '';
  yield `${count(changed, 'check')} would change${part}.`;
}

export function* actLines(
  { proposedBy, ...change }: Change & { readonly proposedBy: string | null },
  isDone: boolean,
): Iterable<string> {
  yield* referenceLines(change);
  if (proposedBy !== null) yield `Proposed by ${proposedBy}; another person does the same.`;
  if (!isDone) yield 'Nothing has been done yet. Add --reason TEXT to do it.';
}
