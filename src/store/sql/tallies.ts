/** Counts for whoever watches the gateway. */
import { meterOperatorSide, type Side, supplierSide } from '../../market/index.ts';
import type { SqlRow } from '../rows.ts';
import type { DueChecks, Overdue, Tallies } from '../tallies.ts';
import type { Reads } from './reads.ts';

const overdueSelect = `select owner, supplier, meter_operator, due_at, due_on, sum(number) as number
  from {schema}.check_counts where awaited = 1 and due_at > ? and due_at <= ?
  group by owner, supplier, meter_operator, due_at, due_on`;

const deadlinesSelect = `select owner, due_at, number from {schema}.check_counts
  where awaited = 1 and due_at > ? and due_at <= ?`;

const oldestItem = (column: string): string => `(select ${column}
  from {schema}.exceptions e indexed by exceptions_open_by_code
  where e.open = 1 and e.code = g.code order by e.at, e.id limit 1) as ${column}`;

const openItemsSelect = `select code, number, ${oldestItem('at')}, ${oldestItem('mpan')}
  from (select code, sum(number) as number from {schema}.open_items where number > 0 group by code) g`;

const totalsSelect = (alertsRaised: string): string => `select
  (select coalesce(max(seq), 0) from {schema}.journal) as events,
  (${alertsRaised}) as alerts_raised,
  (select count(*) from {schema}.alerts where delivered = 0) as alerts_undelivered,
  (select count(*) from {schema}.outbox where written = 0) as outbox_unwritten,
  (select count(*) from {schema}.files where settled = 0) as files_unsettled`;

/** `alertsRaised`: the select that tells how many alerts were ever raised. */
export function talliesOn({ all }: Reads, alertsRaised: string): Omit<Tallies, 'isLocked'> {
  return {
    checksByState: async () => {
      const states = new Map<string, number>();
      for (const row of await all('select state, number from {schema}.check_counts')) {
        const state = String(row['state']);
        states.set(state, (states.get(state) ?? 0) + Number(row['number']));
      }
      return states;
    },
    overdue: async (after, until) => overdueOf(all, await all(overdueSelect, after ?? '', until)),
    deadlines: async (after, until) => {
      const due = new Map<string, DueChecks>();
      for (const row of await all(deadlinesSelect, after, until)) {
        const owner = sideOf(row);
        const dueAt = String(row['due_at']);
        const key = `${dueAt} ${owner}`;
        const number = (due.get(key)?.number ?? 0) + Number(row['number']);
        due.set(key, { owner, dueAt, number });
      }
      return [...due].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    },
    openItems: async () =>
      (await all(openItemsSelect))
        .map((row) => ({
          code: String(row['code']),
          number: Number(row['number']),
          oldestMpan: String(row['mpan']),
          oldestAt: String(row['at']),
        }))
        .sort((a, b) => (a.oldestAt + a.code < b.oldestAt + b.code ? -1 : 1)),
    totals: async () => {
      const [row = {}] = await all(totalsSelect(alertsRaised));
      return {
        events: Number(row['events']),
        alertsRaised: Number(row['alerts_raised']),
        alertsUndelivered: Number(row['alerts_undelivered']),
        outboxUnwritten: Number(row['outbox_unwritten']),
        filesUnsettled: Number(row['files_unsettled']),
      };
    },
  };
}

const sideOf = (row: SqlRow): Side =>
  row['owner'] === supplierSide ? supplierSide : meterOperatorSide;

/** The counts of one participant together, with the MPAN that has been over the longest. */
async function overdueOf(all: Reads['all'], rows: readonly SqlRow[]): Promise<Overdue[]> {
  const parties = Map.groupBy(rows, (row) => {
    const owner = sideOf(row);
    return `${owner} ${String(row[owner === supplierSide ? 'supplier' : 'meter_operator'])}`;
  });
  const counted = [...parties].map(([party, some]) => {
    const dueAt = some.map((row) => String(row['due_at'])).reduce((a, b) => (a < b ? a : b));
    const number = some.reduce((sum, row) => sum + Number(row['number']), 0);
    return { party, dueAt, number, oldest: some.filter((row) => row['due_at'] === dueAt) };
  });
  const mpans = await oldestOf(
    all,
    counted.flatMap(({ oldest }) => oldest),
  );
  const told = counted.map(({ party, dueAt, number, oldest }): Overdue => {
    const [first] = oldest
      .map((row) => ({ row, mpan: mpans.get(row) ?? '' }))
      .sort((a, b) => (a.mpan < b.mpan ? -1 : 1));
    return {
      owner: party.startsWith(supplierSide) ? supplierSide : meterOperatorSide,
      party: party.slice(2) === '' ? null : party.slice(2),
      number,
      oldestMpan: first?.mpan ?? '',
      oldestDueOn: String(first?.row['due_on']),
      oldestDueAt: dueAt,
    };
  });
  const order = ({ oldestDueAt, owner, party }: Overdue): string =>
    `${oldestDueAt} ${owner} ${party ?? ''}`;
  return told.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** So many are asked for in one question. */
const askedTogether = 100;

/** The first MPAN of each row of counts. */
async function oldestOf(
  all: Reads['all'],
  rows: readonly SqlRow[],
): Promise<ReadonlyMap<SqlRow, string>> {
  const mpans = new Map<SqlRow, string>();
  for (let from = 0; from < rows.length; from += askedTogether) {
    const some = rows.slice(from, from + askedTogether);
    const asked = some.map((row, n) => oldestSelect(n, row['meter_operator'] === ''));
    const values = some.flatMap((row) => {
      const names = ['owner', 'supplier', 'due_at', 'due_on', 'meter_operator'];
      return names.map((name) => String(row[name])).filter((value) => value !== '');
    });
    for (const found of await all(asked.join(' union all '), ...values)) {
      const row = some[Number(found['n'])];
      if (row !== undefined) mpans.set(row, String(found['mpan']));
    }
  }
  return mpans;
}

const oldestSelect = (
  n: number,
  isOfNobody: boolean,
): string => `select ${n} as n, min(mpan) as mpan
  from {schema}.checks indexed by checks_by_operator
  where closed_on is null and awaited = 1 and owner = ? and supplier = ? and due_at = ?
    and due_on = ? and meter_operator ${isOfNobody ? 'is null' : '= ?'}`;
