/** How many a list has, and how many with each filter, in lines. */
import type { AnswerOf, checksCount } from '../desk/index.ts';
import { numberInWords } from '../words.ts';
import { count } from './print.ts';
import { table } from './table.ts';
import type { AnswerText } from './typed.ts';

type Counted = Omit<AnswerOf<typeof checksCount>, 'facets'> & {
  readonly facets: readonly {
    readonly name: string;
    readonly values: readonly { readonly value: string; readonly number: number }[];
  }[];
};

/** `heading`: of which of them each filter tells the number. */
export const countedText = (
  what: string,
  heading: string,
  plural?: string,
): AnswerText<Counted> => ({
  *lines({ number, isMore, facets }) {
    yield `${isMore ? 'More than ' : ''}${count(number, what, plural)}.`;
    const rows = facets.flatMap(({ name, values }) =>
      values.map((one) => [name, one.value, numberInWords(one.number)]),
    );
    if (rows.length > 0) yield* ['', ...table(['Filter', 'Value', heading], rows)];
  },
});
