/** What is sealed, read from the embedded store. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  sealedNotes,
  sealedRecordsIn,
  sealedRecordsOfNotes,
  sealedTables,
} from '../sealed-records.ts';
import type { Seal, SealedRecord } from '../seals.ts';
import { appendBaseline } from './one-line.ts';
import type { SqlRow } from '../rows.ts';

type All = (text: string, ...values: SQLInputValue[]) => SqlRow[];

const rowsPerRead = 500;

/** Every record there is, in pages, so that memory does not grow. */
export function* sealedRecordsOf(all: All): Generator<SealedRecord> {
  for (const sealed of sealedTables) {
    const { table, key, first } = sealed;
    // One may have come after the baseline was made of what stood before.
    if (all('select 1 from sqlite_master where name = ?', table).length === 0) continue;
    const [names, marks] = [key.join(', '), key.map(() => '?').join(', ')];
    const select = `select * from ${table} where (${names}) > (${marks}) order by ${names} limit ?`;
    for (let after: readonly SQLInputValue[] = first; ; ) {
      const rows = all(select, ...after, rowsPerRead);
      for (const row of rows) yield* sealedRecordsIn(sealed, row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsPerRead) break;
      after = key.map((name) => last[name] ?? 0);
    }
  }
  const notes = sealedNotes.flatMap((name) =>
    all('select key, value from notes where key = ?', name),
  );
  yield* sealedRecordsOfNotes(
    new Map(notes.map((row) => [String(row['key']), String(row['value'])])),
  );
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
