/** Where an act has left a check, in words. */
import { standingInWords } from '../../account/index.ts';
import type { AnswerOf, decide } from '../../desk/index.ts';

type Left = Pick<AnswerOf<typeof decide>, 'state' | 'outcome' | 'standing'>;

/** How a proposal counts under four eyes. */
export const waits = 'it counts when another person does the same.';

export function* standingLines({ state, outcome, standing }: Left): Iterable<string> {
  if (standing !== null) yield `The check is in ${standing.stage}. ${standingInWords(standing)}`;
  else if (state !== null) yield `The check is closed: ${outcome}.`;
}

/** Of an act that settles nothing by itself. */
export const unmoved = {
  noted: 'Noted in the journal; it does not move the check.',
  exception:
    'Kept in the journal, but it does not fit the state of the check: see pawl exceptions.',
};
