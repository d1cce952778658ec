/** `pawl capacity-market rules`: the two rules, and each sentence by its name. */
import { capacityMarketRules, rulesTold } from './operations.ts';
import type { AnswerOf } from '../../desk/index.ts';
import type { AnswerText } from '../../cli/index.ts';

export const operation = capacityMarketRules;

export const telling: AnswerText<AnswerOf<typeof capacityMarketRules>> = {
  *lines({ paper, rules, sentences }) {
    yield paper;
    for (const [rule, names] of Object.entries(rules)) {
      yield `${rule}: ${Object.values(names).join(', ')}`;
    }
    for (const [id, { place, words }] of Object.entries(sentences)) {
      yield* ['', `[${id}] ${place}`, `  ${words}`];
    }
    yield* [
      '',
      'What goes beyond these sentences is ours; docs/capacity-market.md says what that is.',
    ];
  },
  alone: { unless: 'isThere', answer: async () => rulesTold },
};
