/** `pawl rule NAME`: what the rule says that `pawl explain` cites beside words. */
import { type AnswerOf, rule } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = rule;

export const telling: AnswerText<AnswerOf<typeof rule>> = {
  *lines({ name, says, phrases, examples }) {
    yield `${name}:`;
    for (const one of says) yield `  ${one}`;
    if (examples.length > 0) yield `Such as: ${examples.join('; ')}`;
    if (phrases.length > 0) yield `Words: ${phrases.join(', ')}`;
  },
};
