/** The rows that are sealed, as the records that seals are made of. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { RaisedAlert } from '../../process/index.ts';
import {
  alertSeal,
  calendarSeal,
  changedCheckSeal,
  chaseSeal,
  chaseSentSeal,
  configChangeSeal,
  configEndSeal,
  deliveryEndSeal,
  deliverySeal,
  fileChangeSeal,
  findingsSeal,
  mergeSeal,
  onTheWaySeal,
  outboxSeal,
  outboxTextSeal,
  receiptSeal,
  type Seal,
  type SealedRecord,
  standingSeal,
  toldSeal,
  writtenSeal,
} from '../seals.ts';
import { storedChange, storedChangedCheck } from './config-history.ts';
import { appendBaseline } from './one-line.ts';
import { storedChase } from './published.ts';
import {
  fileChangeOf,
  type SqlRow,
  storedCalendar,
  storedMerge,
  storedOutbox,
  storedReceipt,
  textOrNull,
} from '../rows.ts';

type All = (text: string, ...values: SQLInputValue[]) => SqlRow[];

const rowsPerRead = 500;

/** How to read one table a page at a time, and what of a row is sealed. */
interface SealedTable {
  /** One that came after the baseline was made of what stood before. */
  readonly since?: string;
  /** Takes the key of the last row of the page before, or `first`, and gives rows in order of it. */
  readonly select: string;
  readonly first: readonly SQLInputValue[];
  readonly keyOf: (row: SqlRow) => readonly SQLInputValue[];
  /** Columns that hold JSON. */
  readonly json?: readonly string[];
  readonly sealsOf: (row: SqlRow) => readonly Seal[];
  readonly shown: (row: SqlRow) => string;
}

/** A mark is 0 or 1; another number is neither, and no seal says so. */
const flagged = ([kind, name, value]: Seal, mark: SqlRow[string] | undefined): Seal => [
  kind,
  name,
  mark === 0 || mark === 1 ? value : 'neither',
];

const byId = (table: string) => ({
  select: `select * from ${table} where id > ? order by id limit ?`,
  first: [0],
  keyOf: (row: SqlRow) => [row['id'] ?? 0],
});

/** What was raised, whatever has become of it; each column counts, the body has the rest. */
const raisedAs = (row: SqlRow): RaisedAlert => ({
  ...(JSON.parse(String(row['body'])) as RaisedAlert),
  key: String(row['key']),
  mpan: String(row['mpan']),
  at: String(row['at']),
  kind: String(row['kind']) as RaisedAlert['kind'],
  retracted: false,
});

function endOf(row: SqlRow): Parameters<typeof deliveryEndSeal>[1] {
  const delivered = textOrNull(row['delivered_at']);
  const givenUp = textOrNull(row['given_up_at']);
  if (delivered !== null) return { outcome: 'delivered', at: delivered };
  return givenUp === null ? null : { outcome: 'givenUp', at: givenUp };
}

const tables: readonly SealedTable[] = [
  {
    ...byId('files'),
    json: ['findings'],
    sealsOf: (row) => {
      const receipt = storedReceipt(row);
      return [receiptSeal(receipt), findingsSeal(receipt.id, receipt.findings)];
    },
    shown: (row) => `${row['id']} (${row['name']})`,
  },
  {
    select: 'select * from file_changes where file_id > ? order by file_id limit ?',
    first: [0],
    keyOf: (row) => [row['file_id'] ?? 0],
    sealsOf: (row) => [fileChangeSeal(fileChangeOf(row))],
    shown: (row) => String(row['file_id']),
  },
  {
    ...byId('outbox'),
    json: ['mpans'],
    sealsOf: (row) => {
      const file = storedOutbox(row);
      return [
        outboxSeal(file),
        outboxTextSeal(file),
        flagged(writtenSeal(file.name, row['written'] === 1), row['written']),
      ];
    },
    shown: (row) => String(row['name']),
  },
  {
    ...byId('alerts'),
    json: ['body'],
    sealsOf: (row) => {
      const alert = raisedAs(row);
      return [
        alertSeal(alert),
        flagged(standingSeal(alert.key, row['retracted'] === 1), row['retracted']),
        flagged(toldSeal(alert.key, row['delivered'] === 1), row['delivered']),
      ];
    },
    shown: (row) => String(row['key']),
  },
  {
    ...byId('deliveries'),
    sealsOf: (row) => {
      const [alert, channel, dueAt] = [row['alert'], row['channel'], row['due_at']].map(String);
      const queued = { alert: alert ?? '', channel: channel ?? '', dueAt: dueAt ?? '' };
      return [deliverySeal(queued), deliveryEndSeal(queued, endOf(row))];
    },
    shown: (row) => `of ${row['alert']} by ${row['channel']}`,
  },
  {
    ...byId('chases'),
    sealsOf: (row) => {
      const chase = storedChase(row);
      return [chaseSeal(chase), chaseSentSeal(chase, chase.sentAt)];
    },
    shown: (row) => `to ${row['party']} on ${row['chased_on']}`,
  },
  {
    ...byId('calendars'),
    json: ['bank_holidays'],
    sealsOf: (row) => [calendarSeal(storedCalendar(row))],
    shown: (row) => `${row['id']} (${row['source']})`,
  },
  {
    ...byId('reference_merges'),
    since: 'reference_merges',
    json: ['said', 'findings'],
    sealsOf: (row) => [mergeSeal(Number(row['id']), storedMerge(row))],
    shown: (row) => `${row['id']} (${row['source']})`,
  },
  {
    ...byId('config_changes'),
    json: ['written', 'keys', 'feeds'],
    sealsOf: (row) => {
      const { id, finishedAt: at, mpansLookedAt: lookedAt, ...change } = storedChange(row);
      const end = at === null ? null : { at, lookedAt, changed: change.checksChanged };
      return [configChangeSeal(id, change), configEndSeal(id, end)];
    },
    shown: (row) => String(row['id']),
  },
  {
    select: `select * from config_changed_checks
      where (change_id, mpan, supplier, sequence) > (?, ?, ?, ?)
      order by change_id, mpan, supplier, sequence limit ?`,
    first: [0, '', '', 0],
    keyOf: (row) => [
      row['change_id'] ?? 0,
      row['mpan'] ?? '',
      row['supplier'] ?? '',
      row['sequence'] ?? 0,
    ],
    json: ['changes'],
    sealsOf: (row) => [changedCheckSeal(Number(row['change_id']), storedChangedCheck(row))],
    shown: (row) => `${row['sequence']} of MPAN ${row['mpan']}`,
  },
];

const onTheWay = "select value from notes where key = 'outbox-on-the-way' and value <> '[]'";
const nextFileNumber = "select value from notes where key = 'next-file-number'";

/** Every record there is, in pages, so that memory does not grow. */
export function* sealedRecordsOf(all: All): Generator<SealedRecord> {
  const isThere = (table: string): boolean =>
    all('select 1 from sqlite_master where name = ?', table).length > 0;
  for (const { select, first, keyOf, sealsOf, shown, since, json = [] } of tables) {
    if (since !== undefined && !isThere(since)) continue;
    for (let after = first; ; ) {
      const rows = all(select, ...after, rowsPerRead);
      for (const row of rows) {
        for (const seal of sealsOf(withJson(row, json))) {
          if (seal[2] !== null) yield { seal, shown: shown(row) };
        }
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsPerRead) break;
      after = keyOf(last);
    }
  }
  const [moving] = all(onTheWay);
  if (moving !== undefined) {
    const { value = '' } = withJson(moving, ['value']);
    const [kind, name, digest] = onTheWaySeal(JSON.parse(String(value)));
    yield { seal: [kind, name, digest ?? 'none'], shown: 'as it stands' };
  }
  const [next] = all(nextFileNumber);
  if (next !== undefined) {
    yield { seal: ['fileNumber', 'next', String(next['value'])], shown: String(next['value']) };
  }
}

/** What is no JSON is taken as a text: it cannot be what was sealed, and says so by its digest. */
function withJson(row: SqlRow, columns: readonly string[]): SqlRow {
  const broken = columns.filter((column) => !isJson(String(row[column])));
  if (broken.length === 0) return row;
  return { ...row, ...Object.fromEntries(broken.map((name) => [name, JSON.stringify(row[name])])) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The baseline of a store that was written before anything was sealed. */
export function sealEarlierRecords(database: DatabaseSync): void {
  const all: All = (text, ...values) => database.prepare(text).all(...values) as SqlRow[];
  let seals: Seal[] = [];
  const append = (): void => {
    if (seals.length > 0) appendBaseline(database, seals);
    seals = [];
  };
  for (const { seal } of sealedRecordsOf(all)) {
    seals.push(seal);
    if (seals.length === sealsAtOnce) append();
  }
  append();
}

const sealsAtOnce = 2_000;
