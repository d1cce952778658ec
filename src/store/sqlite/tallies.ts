/** The counts of the embedded store, and the look whether another program holds it. */
import { meterOperatorSide, type Side, supplierSide } from '../../market/index.ts';
import type { DueChecks, Overdue, Tallies } from '../tallies.ts';
import { busyTimeoutMs } from './database.ts';
import type { SqlRow } from '../rows.ts';
import type { Sql } from './sql.ts';

const overdueSelect = `select owner, supplier, meter_operator, due_at, due_on, sum(number) as number
  from check_counts where awaited = 1 and due_at > ? and due_at <= ?
  group by owner, supplier, meter_operator, due_at, due_on`;

const oldestSelect = `select min(mpan) as mpan from checks indexed by checks_by_operator
  where closed_on is null and awaited = 1 and owner = ? and supplier = ?
    and meter_operator is nullif(?, '') and due_at = ? and due_on = ?`;

const deadlinesSelect = `select owner, due_at, number from check_counts
  where awaited = 1 and due_at > ? and due_at <= ?`;

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
    checksByState: async () => {
      const states = new Map<string, number>();
      for (const row of all('select state, number from check_counts')) {
        const state = String(row['state']);
        states.set(state, (states.get(state) ?? 0) + Number(row['number']));
      }
      return states;
    },
    overdue: async (after, until) => overdueOf(all, all(overdueSelect, after ?? '', until)),
    deadlines: async (after, until) => {
      const due = new Map<string, DueChecks>();
      for (const row of all(deadlinesSelect, after, until)) {
        const owner = sideOf(row);
        const dueAt = String(row['due_at']);
        const key = `${dueAt} ${owner}`;
        const number = (due.get(key)?.number ?? 0) + Number(row['number']);
        due.set(key, { owner, dueAt, number });
      }
      return [...due].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    },
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

const sideOf = (row: SqlRow): Side =>
  row['owner'] === supplierSide ? supplierSide : meterOperatorSide;

/** The counts of one participant together, with the MPAN that has been over the longest. */
function overdueOf(all: Sql['all'], rows: readonly SqlRow[]): Overdue[] {
  const parties = Map.groupBy(rows, (row) => {
    const owner = sideOf(row);
    return `${owner} ${String(row[owner === supplierSide ? 'supplier' : 'meter_operator'])}`;
  });
  const told = [...parties].map(([party, some]) => {
    const dueAt = some.map((row) => String(row['due_at'])).reduce((a, b) => (a < b ? a : b));
    const oldest = some
      .filter((row) => row['due_at'] === dueAt)
      .map((row) => ({ row, mpan: oldestOf(all, row) }))
      .reduce((a, b) => (a.mpan < b.mpan ? a : b));
    return {
      owner: sideOf(oldest.row),
      party: party.slice(2) === '' ? null : party.slice(2),
      number: some.reduce((sum, row) => sum + Number(row['number']), 0),
      oldestMpan: oldest.mpan,
      oldestDueOn: String(oldest.row['due_on']),
      oldestDueAt: dueAt,
    };
  });
  const order = ({ oldestDueAt, owner, party }: Overdue): string =>
    `${oldestDueAt} ${owner} ${party ?? ''}`;
  return told.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

const oldestOf = (all: Sql['all'], row: SqlRow): string => {
  const key = ['owner', 'supplier', 'meter_operator', 'due_at', 'due_on'];
  const [found] = all(oldestSelect, ...key.map((name) => String(row[name])));
  return String(found?.['mpan']);
};

const sqliteBusy = 5;
const sqliteReadOnly = 8;

/** The low byte of SQLite's extended result code is the code itself. */
const codeIs = (error: unknown, code: number): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === code;
