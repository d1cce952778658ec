/**
 * `pawl deadlines` and `pawl report`: lists drawn from the checks of a workspace. One set of rows is
 * shown three ways: in words for a terminal, as JSON, and as CSV that a spreadsheet takes safely.
 */
import type { Gateway } from '../gateway/index.ts';
import { writeCsv } from '../gateway/index.ts';
import { usage } from './failure.ts';
import { count, dateInWords, say, sayJson } from './print.ts';
import { breaches } from './report-breaches.ts';
import { deadlines } from './report-deadlines.ts';
import { performance } from './report-performance.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

type Cell = string | number | boolean | null | readonly string[];

/** Column titles by key, in order, and rows that have these keys and perhaps others. */
export interface Report {
  readonly nothing: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

export interface ReportOptions {
  readonly workspace?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

const reports: Readonly<Record<string, (gateway: Gateway) => Promise<Report>>> = {
  breaches,
  deadlines,
  performance,
  orphans,
};

export async function report(what: string, options: ReportOptions): Promise<number> {
  const make = Object.hasOwn(reports, what) ? reports[what] : undefined;
  if (make === undefined) {
    throw usage(`"${what}" is no report`, `reports are ${Object.keys(reports).join(', ')}`);
  }
  if (options.csv === true && options.json === true) {
    throw usage('--csv and --json exclude one another', 'leave one of them out');
  }
  await show(await atDesk(options.workspace, make), options);
  return 0;
}

async function show({ columns, rows, nothing }: Report, options: ReportOptions): Promise<void> {
  const keys = Object.keys(columns);
  if (options.json === true) {
    sayJson(rows);
  } else if (options.csv === true) {
    const cells = rows.map((row) => keys.map((key) => plain(row[key] ?? null)));
    process.stdout.write(await writeCsv(keys, cells));
  } else if (rows.length === 0) {
    say(nothing);
  } else {
    const cells = rows.map((row) => keys.map((key) => inWords(plain(row[key] ?? null))));
    for (const line of table(Object.values(columns), cells)) say(line);
    say(count(rows.length, 'line'));
  }
}

const plain = (cell: Cell): string | number | boolean | null =>
  typeof cell === 'object' && cell !== null ? cell.join(' ') : cell;

function inWords(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(cell)
    ? dateInWords(cell)
    : String(cell);
}

const mpansPerRead = 500;

async function orphans({ store }: Gateway): Promise<Report> {
  const rows: { flow: string; mpan: string; fileIdentifier: string; at: string }[] = [];
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerRead);
    const last = some.at(-1);
    if (last === undefined) break;
    for (const { mpan, state } of some) {
      rows.push(
        ...state.orphans.map(({ flow, fileIdentifier, at }) => ({
          flow,
          mpan,
          fileIdentifier,
          at,
        })),
      );
    }
    after = last.mpan;
  }
  const columns = { mpan: 'MPAN', flow: 'Flow', fileIdentifier: 'File Identifier', at: 'Created' };
  return { nothing: 'No answers without a request.', columns, rows };
}
