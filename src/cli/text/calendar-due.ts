/** `pawl calendar due`: the date, by the bank holidays of the package unless a workspace is named. */
import { notCovered } from '../../calendar/index.ts';
import { type AnswerOf, calendarDue, calendarDueAlone } from '../../desk/index.ts';
import { tellFailure } from '../failure.ts';
import { sayAside, sayJson } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = calendarDue;

export const telling: AnswerText<
  AnswerOf<typeof calendarDue>,
  Parameters<typeof calendarDueAlone>[0]
> = {
  *lines({ dueOn }) {
    yield dueOn;
  },
  // So that the answer is the same wherever it is asked.
  alone: { unless: 'isNamed', answer: calendarDueAlone },
  refused: (error, { json }) => {
    if (error.code !== notCovered) return null;
    const { code, message, hint } = error;
    const exitCode = tellFailure(error, (text) => sayAside(text.trimEnd()));
    if (json === true) sayJson({ code, message, hint });
    return exitCode;
  },
};
