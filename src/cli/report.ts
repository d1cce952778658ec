/**
 * `pawl deadlines` and `pawl report`: the reports of a workspace in words for a terminal, as JSON, or
 * as CSV that a spreadsheet takes safely; on request as a file in reports/.
 */
import { isLocalDate, localDateOf } from '../calendar/index.ts';
import { type ReportName, reportNames } from '../config/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  cellsOf,
  makeReport,
  type Period,
  type Report,
  textOf,
  writeReport,
} from '../report/index.ts';
import { usage } from './failure.ts';
import { count, dateInWords, say } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

interface ReportOptions {
  readonly workspace?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly save?: boolean;
}

export async function report(what: string, options: ReportOptions): Promise<number> {
  if (!isReportName(what)) {
    throw usage(`"${what}" is no report`, `reports are ${reportNames.join(', ')}`);
  }
  if (options.csv === true && options.json === true) {
    throw usage('--csv and --json exclude one another', 'leave one of them out');
  }
  const period = periodOf(options);
  await atDesk(options.workspace, async (gateway) => {
    if (options.save === true) say(await save(gateway, what, period, options));
    else await show(await makeReport(gateway, what, period), options);
  });
  return 0;
}

const isReportName = (what: string): what is ReportName =>
  (reportNames as readonly string[]).includes(what);

function periodOf(options: ReportOptions): Period {
  const dates = { from: options.from ?? null, to: options.to ?? null };
  for (const [name, date] of Object.entries(dates)) {
    if (date !== null && !isLocalDate(date)) {
      throw usage(`--${name} is "${date}"`, 'a date is written as 2026-08-17');
    }
  }
  const { from, to } = dates;
  if (from !== null && to !== null && from > to) {
    throw usage(`--from ${from} is after --to ${to}`, 'both days belong to the period');
  }
  return dates;
}

function save(gateway: Gateway, what: ReportName, period: Period, options: ReportOptions) {
  const format = options.json === true ? 'json' : 'csv';
  const on = localDateOf(gateway.rules.zone, gateway.clock.now());
  return writeReport(gateway, { report: what, format, period, on });
}

async function show(made: Report, options: ReportOptions): Promise<void> {
  if (options.json === true) {
    process.stdout.write(await textOf(made, 'json'));
  } else if (options.csv === true) {
    process.stdout.write(await textOf(made, 'csv'));
  } else if (made.rows.length === 0) {
    say(made.nothing);
  } else {
    const cells = cellsOf(made).map((row) => row.map(inWords));
    for (const line of table(Object.values(made.columns), cells)) say(line);
    say(count(made.rows.length, 'line'));
  }
}

function inWords(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(cell)
    ? dateInWords(cell)
    : String(cell);
}
