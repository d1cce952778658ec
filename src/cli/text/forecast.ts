/** `pawl forecast`: which deadlines will pass, whose, and from how many answers that is told. */
import { type AnswerOf, forecast } from '../../desk/index.ts';
import { count, dateInWords, roleInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

type Forecast = AnswerOf<typeof forecast>;
type Line = Forecast['lines'][number];

export const operation = forecast;

export const telling: AnswerText<Forecast> = {
  *lines({ to, since, lines, runs, withoutDeadline, isCovered }) {
    if (lines.length === 0) {
      yield 'No check is open: nothing is to come.';
      return;
    }
    const heads = ['Who', 'Stage', 'Open', 'Overdue', 'If nothing comes', 'As before', 'Answers'];
    yield* table(
      heads,
      lines.map((line) => [
        `${roleInWords(line.owner)} ${line.party}`.trim(),
        line.stage,
        String(line.open),
        String(line.overdue),
        String(line.ifNothingComes),
        line.asBefore.toFixed(1),
        basisInWords(line),
      ]),
    );
    const sum = (of: (line: Line) => number): number =>
      lines.reduce((all, one) => all + of(one), 0);
    const open = sum((one) => one.open);
    yield `${count(open, 'check')} open, ${sum((one) => one.overdue)} overdue now.`;
    yield `Deadlines that pass up to ${dateInWords(to)}: ${sum((one) => one.ifNothingComes)} if nothing comes, about ${Math.round(sum((one) => one.asBefore))} if all go on as since ${dateInWords(since)}.`;
    yield `As before: the mean of ${count(runs, 'run')}. Checks that are not open yet are not in it. --csv tells each day.`;
    if (withoutDeadline > 0) {
      yield `${count(withoutDeadline, 'open stage')} without a deadline: no calendar covers it.`;
    }
    if (!isCovered)
      yield 'The bank holidays up to that day are not all known: what is due beyond them is not counted.';
  },
};

const basisInWords = ({ basis, answers, own }: Line): string => {
  if (basis === 'own') return String(answers);
  return basis === 'all'
    ? `${answers} of all (${own} own)`
    : `${answers}, too few: none is expected`;
};
