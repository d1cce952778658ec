/** `pawl capacity-market report`: the totals of what was taken in last, and what came before. */
import { capacityMarketReport } from './operations.ts';
import type { AnswerOf, AskedOf } from '../../desk/index.ts';
import { summaryLines } from './text-summary.ts';
import type { AnswerText } from '../../cli/index.ts';

export const operation = capacityMarketReport;

export const telling: AnswerText<
  AnswerOf<typeof capacityMarketReport>,
  AskedOf<typeof capacityMarketReport>
> = {
  *lines(answer) {
    const { rule, ruleBecause: because, writtenUnder, before } = answer;
    yield* summaryLines(answer, { rule, because }, []);
    if (writtenUnder !== rule) {
      yield* [
        '',
        `The rows in reports/ were written under ${writtenUnder}. To have them under ${rule}:`,
      ];
      yield 'pawl capacity-market archive/YYYY/MM/FILE --save';
    }
    if (before.length > 0) yield* ['', 'Taken in before:'];
    for (const { file, at, rule: its, components } of before) {
      yield `  ${file}, ${at}, ${components} components, under ${its}`;
    }
  },
};
