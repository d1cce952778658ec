/** The rows that are sealed, as the records that seals are made of, the same in every store. */
import type { RaisedAlert } from '../process/index.ts';
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
} from './seals.ts';
import {
  fileChangeOf,
  onTheWayNote,
  type SqlRow,
  storedCalendar,
  storedChange,
  storedChangedCheck,
  storedChase,
  storedMerge,
  storedOutbox,
  storedReceipt,
  textOrNull,
} from './rows.ts';

/** A table whose rows are sealed: it is read in the order of its key, a page at a time. */
interface SealedTable {
  readonly table: string;
  /** By which columns it is in order, and what comes before all of them. */
  readonly key: readonly string[];
  readonly first: readonly (string | number)[];
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

const byId = (table: string) => ({ table, key: ['id'], first: [0] });

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

export const sealedTables: readonly SealedTable[] = [
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
    table: 'file_changes',
    key: ['file_id'],
    first: [0],
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
    table: 'config_changed_checks',
    key: ['change_id', 'mpan', 'supplier', 'sequence'],
    first: [0, '', '', 0],
    json: ['changes'],
    sealsOf: (row) => [changedCheckSeal(Number(row['change_id']), storedChangedCheck(row))],
    shown: (row) => `${row['sequence']} of MPAN ${row['mpan']}`,
  },
];

/** The records of one row, but those that are not there. */
export const sealedRecordsIn = (
  { sealsOf, shown, json = [] }: SealedTable,
  row: SqlRow,
): SealedRecord[] =>
  sealsOf(withJson(row, json))
    .filter(([, , value]) => value !== null)
    .map((seal) => ({ seal, shown: shown(row) }));

/** The notes that are sealed, by their names. */
export const sealedNotes = [onTheWayNote, 'next-file-number'] as const;

/** What those notes come to; an empty list is none. */
export function sealedRecordsOfNotes(notes: ReadonlyMap<string, string>): SealedRecord[] {
  const [onTheWay, nextNumber] = sealedNotes.map((name) => notes.get(name));
  const records: SealedRecord[] = [];
  if (onTheWay !== undefined && onTheWay !== '[]') {
    const { value = '' } = withJson({ value: onTheWay }, ['value']);
    const [kind, name, digest] = onTheWaySeal(JSON.parse(String(value)));
    records.push({ seal: [kind, name, digest ?? 'none'], shown: 'as it stands' });
  }
  if (nextNumber !== undefined) {
    records.push({ seal: ['fileNumber', 'next', nextNumber], shown: nextNumber });
  }
  return records;
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
