/** `pawl visits`: the sites to visit in a week, by postcode. */
import { type AnswerOf, visits } from '../../desk/index.ts';
import { count, dateInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = visits;

export const telling: AnswerText<AnswerOf<typeof visits>> = {
  *lines({ from, to, isOurs, isMore, items }) {
    const week = `${dateInWords(from)} to ${dateInWords(to)}`;
    if (!isOurs) {
      yield 'Visits are a Meter Operator’s; this gateway is a Supplier’s.';
      return;
    }
    if (items.length === 0) {
      yield `No visit is due, ${week}.`;
      return;
    }
    const rows = items.map(({ site, mpan, stage, supplier, dueOn, workingDaysLeft }) => [
      site.postcode ?? '',
      site.addressLines.join(', '),
      mpan,
      site.meters
        .filter(({ removedOn }) => removedOn === null)
        .map(({ id }) => id)
        .join(' '),
      stage,
      supplier,
      dateInWords(dueOn),
      workingDaysLeft === null ? '' : String(workingDaysLeft),
    ]);
    const headers = ['Postcode', 'Address', 'MPAN', 'Meter', 'Stage', 'Supplier', 'Due', 'Days'];
    yield* table(headers, rows);
    const more = isMore ? ' More are due: these are the nearest.' : '';
    yield `${count(items.length, 'visit')}, ${week}. Days are Working Days left.${more}`;
  },
};
