/**
 * What verification has to lay side by side: records against their seals, and bodies that are gone
 * against what accounts for them. It is kept on disk while it lasts, so that a store of any size takes
 * no more memory, and is no part of the store.
 */
import { scratchDatabase } from './scratch.ts';

/** A record that is not as it was sealed. */
interface Difference {
  readonly kind: string;
  readonly name: string;
  /** What people know it by; null where the record is not there. */
  readonly shown: string | null;
  readonly isThere: boolean;
  /** The entry that sealed it last; null where none did, or said that it has gone. */
  readonly sealedBy: number | null;
}

export interface Ledger {
  /** Remembers a record as it stands. */
  readonly stands: (kind: string, name: string, value: string, shown: string) => void;
  /** Remembers a seal; the latest counts. `isNew`: made after the records were read. */
  readonly seals: (
    kind: string,
    name: string,
    value: string | null,
    seq: number,
    isNew: boolean,
  ) => void;
  readonly differences: () => Iterable<Difference>;
  /** Remembers what an erasure or a purge left of an entry; the latest counts. */
  readonly goes: (seq: number, mpan: string, key: string) => void;
  readonly gone: (seq: number) => { readonly mpan: string; readonly key: string } | undefined;
  readonly close: () => void;
}

export function openLedger(): Ledger {
  const database = scratchDatabase(
    16_384,
    `create table record (kind text not null, name text not null, value text, shown text,
      sealed text, seq integer, is_moving integer not null default 0, primary key (kind, name))
      without rowid;
    create table gone (seq integer primary key, mpan text not null, key text not null);`,
  );
  const stands = database.prepare(
    'insert or replace into record (kind, name, value, shown) values (?, ?, ?, ?)',
  );
  const seals = database.prepare(`insert into record (kind, name, sealed, seq, is_moving)
    values (?, ?, ?, ?, ?) on conflict do update set sealed = excluded.sealed, seq = excluded.seq,
      is_moving = max(is_moving, excluded.is_moving)`);
  const differences = database.prepare(`select kind, name, shown, value, sealed, seq from record
    where is_moving = 0 and value is not sealed order by kind, seq, name`);
  const goes = database.prepare('insert or replace into gone (seq, mpan, key) values (?, ?, ?)');
  const gone = database.prepare('select mpan, key from gone where seq = ?');
  return {
    stands: (...record) => void stands.run(...record),
    seals: (kind, name, value, seq, isNew) => void seals.run(kind, name, value, seq, Number(isNew)),
    *differences() {
      for (const row of differences.iterate()) {
        yield {
          kind: String(row['kind']),
          name: String(row['name']),
          shown: row['shown'] === null ? null : String(row['shown']),
          isThere: row['value'] !== null,
          sealedBy: row['sealed'] === null ? null : Number(row['seq']),
        };
      }
    },
    goes: (seq, mpan, key) => void goes.run(seq, mpan, key),
    gone: (seq) => {
      const row = gone.get(seq);
      return row === undefined ? undefined : { mpan: String(row['mpan']), key: String(row['key']) };
    },
    close: () => database.close(),
  };
}
