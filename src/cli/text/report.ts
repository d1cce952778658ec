/** `pawl report`: a table for a terminal, JSON, CSV, or with --save a file in reports/. */
import { localDateOf } from '../../calendar/index.ts';
import { systemClock } from '../../clock.ts';
import type { ReportName } from '../../config/index.ts';
import { type AnswerOf, type AskedOf, report } from '../../desk/index.ts';
import { cellsOf, saveReport } from '../../report/index.ts';
import { withDesk } from '../ask.ts';
import { count, dateInWords, say } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';
import { findFolder } from '../workspace.ts';

type Report = AnswerOf<typeof report>;

export const operation = report;

const nothing: Readonly<Record<ReportName, string>> = {
  breaches: 'No deadline was missed.',
  deadlines: 'Nobody owes anything.',
  performance: 'No stage has begun.',
  orphans: 'No answers without a request.',
  exceptions: 'No exceptions.',
};

export const telling: AnswerText<Report, AskedOf<typeof report>> = {
  *lines(answer) {
    const { report: name, columns, rows } = answer;
    if (rows.length === 0) {
      yield nothing[name];
      return;
    }
    const cells = cellsOf(answer).map((row) => row.map(inWords));
    yield* table(Object.values(columns), cells);
    yield count(rows.length, 'line');
  },
  instead: {
    option: ['--save', 'write it into reports/, CSV unless --json, and print its name'],
    does: async (asked, options) => {
      const format = options.json === true ? 'json' : 'csv';
      const { answer, zone } = await withDesk(options, async ({ ask, zone, taken }) => {
        const made = (await ask(report, asked)) as Report;
        taken?.(report);
        return { answer: made, zone };
      });
      const on = localDateOf(zone, systemClock.now());
      const { report: name, from, to } = answer;
      const order = { report: name, format, period: { from, to }, on } as const;
      say(await saveReport(findFolder(options.workspace), order, answer));
      return 0;
    },
  },
};

function inWords(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(cell)
    ? dateInWords(cell)
    : String(cell);
}
