/** The counts of the embedded store, and the look whether another program holds it. */
import { meterOperatorSide, supplierSide } from '../../market/index.ts';
import type { Overdue, Tallies } from '../tallies.ts';
import { busyTimeoutMs } from './database.ts';
import { textOrNull } from './rows.ts';
import type { Sql } from './sql.ts';

// Of a group with one min(), SQLite gives the other columns from the row that has it.
const overdueSelect = `select owner,
    case owner when '${supplierSide}' then supplier else meter_operator end as party,
    count(*) as number, min(due_at) as due_at, due_on, mpan
  from checks
  where closed_on is null and awaited = 1 and due_at > ? and due_at <= ?
  group by 1, 2 order by 4, 1, 2`;

const deadlinesSelect = `select due_at, sum(owner = '${meterOperatorSide}') as m, sum(owner = '${supplierSide}') as x
  from checks indexed by checks_by_due
  where closed_on is null and awaited = 1 and due_at > ? and due_at <= ?
  group by due_at order by due_at`;

const openItemsSelect = `select code, count(*) as number, min(at) as at, mpan
  from exceptions indexed by exceptions_open_by_code where open = 1 group by code`;

const totalsSelect = `select
  (select coalesce(max(seq), 0) from journal) as events,
  (select coalesce(max(id), 0) from alerts) as alerts_raised,
  (select count(*) from alerts where delivered = 0) as alerts_undelivered,
  (select count(*) from outbox where written = 0) as outbox_unwritten,
  (select count(*) from files where settled = 0) as files_unsettled`;

export function sqliteTallies({ database, all }: Pick<Sql, 'database' | 'all'>): Tallies {
  return {
    checksByState: async () =>
      new Map(
        all('select state, count(*) as number from checks group by state').map((row) => [
          String(row['state']),
          Number(row['number']),
        ]),
      ),
    overdue: async (after, until) =>
      all(overdueSelect, after ?? '', until).map(
        (row): Overdue => ({
          owner: row['owner'] === supplierSide ? supplierSide : meterOperatorSide,
          party: textOrNull(row['party']),
          number: Number(row['number']),
          oldestMpan: String(row['mpan']),
          oldestDueOn: String(row['due_on']),
          oldestDueAt: String(row['due_at']),
        }),
      ),
    deadlines: async (after, until) =>
      all(deadlinesSelect, after, until).flatMap((row) =>
        ([meterOperatorSide, supplierSide] as const)
          .map((owner) => ({
            owner,
            dueAt: String(row['due_at']),
            number: Number(row[owner.toLowerCase()]),
          }))
          .filter(({ number }) => number > 0),
      ),
    openItems: async () =>
      all(openItemsSelect)
        .map((row) => ({
          code: String(row['code']),
          number: Number(row['number']),
          oldestMpan: String(row['mpan']),
          oldestAt: String(row['at']),
        }))
        .sort((a, b) => (a.oldestAt + a.code < b.oldestAt + b.code ? -1 : 1)),
    totals: async () => {
      const row = all(totalsSelect)[0] ?? {};
      return {
        events: Number(row['events']),
        alertsRaised: Number(row['alerts_raised']),
        alertsUndelivered: Number(row['alerts_undelivered']),
        outboxUnwritten: Number(row['outbox_unwritten']),
        filesUnsettled: Number(row['files_unsettled']),
      };
    },
    isLocked: async () => {
      database.exec('pragma busy_timeout = 0');
      try {
        database.exec('begin immediate');
        database.exec('rollback');
        return false;
      } catch (error) {
        if (codeIs(error, sqliteBusy)) return true;
        // Who only reads cannot tell.
        if (codeIs(error, sqliteReadOnly)) return false;
        throw error;
      } finally {
        database.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
      }
    },
  };
}

const sqliteBusy = 5;
const sqliteReadOnly = 8;

/** The low byte of SQLite's extended result code is the code itself. */
const codeIs = (error: unknown, code: number): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === code;
