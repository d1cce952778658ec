/** The embedded store as one side of a copy: its file, and the file of looks beside it. */
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type CopiedTable, type CopySide, type CopyTarget, isOfLooks } from '../copy.ts';
import { headNote } from '../chain.ts';
import type { SqlRow } from '../rows.ts';
import { busyTimeoutMs } from './database.ts';
import { headOf } from './journal.ts';
import { looksSchema } from './looks.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { sqlOn } from './sql.ts';

/** Rows of some tables are large. */
const rowsAtOnce = (table: CopiedTable): number => (table === 'outbox' ? 20 : 500);

const wordIndexes = ['sought_words', 'files_words', 'outbox_words'];

function sideOn(database: DatabaseSync, hasLooks: boolean): CopySide {
  const { all, one } = sqlOn(database);
  const nameOf = (table: CopiedTable): string => (isOfLooks(table) ? `beside.${table}` : table);
  return {
    columns: async (table) => {
      if (isOfLooks(table) && !hasLooks) return [];
      const of = isOfLooks(table) ? 'beside' : 'main';
      return all(`pragma ${of}.table_info(${table})`).map(({ name }) => String(name));
    },
    async *rows(table, columns, order) {
      if (columns.length === 0) return;
      const asked = `select ${columns.join(', ')} from ${nameOf(table)} order by ${order.join(', ')}`;
      let some: SqlRow[] = [];
      for (const row of database.prepare(asked).iterate()) {
        some.push(row as SqlRow);
        if (some.length < rowsAtOnce(table)) continue;
        yield some;
        some = [];
      }
      if (some.length > 0) yield some;
    },
    head: async () => headOf({ one }),
    hasHead: async ({ seq, link }) =>
      one('select 1 as one from commits where last = ? and head = ?', seq, link) !== undefined,
    alertsRaised: async () =>
      Number(one('select coalesce(max(id), 0) as number from alerts')?.['number']),
  };
}

interface HeldSource {
  readonly side: CopySide;
  /** Lets nobody write who opened it before, and gives it up. */
  readonly leave: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Holds the file of a store, so that nobody writes to it while it is copied. */
export async function holdSqlite(path: string, looksPath: string): Promise<HeldSource> {
  // Brought to this schema first, by whoever knows how.
  await (await openSqliteStore(path)).close();
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  const hasLooks = existsSync(looksPath);
  if (hasLooks) database.prepare('attach database ? as beside').run(looksPath);
  database.exec('begin immediate');
  return {
    side: sideOn(database, hasLooks),
    leave: async () => {
      const [row] = database.prepare('pragma application_id').all() as SqlRow[];
      database.exec(
        `pragma application_id = ${(Number(row?.['application_id']) + 1) % 0x7fff_ffff}`,
      );
      database.exec('commit');
    },
    close: async () => {
      if (database.isTransaction) database.exec('rollback');
      database.close();
    },
  };
}

/** The file of a store to be copied from while it is at work, or after. */
export function readSqlite(path: string): { readonly side: CopySide; readonly close: () => void } {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs, readOnly: true });
  database.exec('begin');
  return { side: sideOn(database, false), close: () => database.close() };
}

interface FileTarget {
  readonly target: CopyTarget;
  /** Makes it durable. */
  readonly end: () => Promise<void>;
  /** Closes it, whatever became of it. */
  readonly close: () => void;
}

/** A new file with a store, and one with looks where they are copied too. Neither may be there. */
export async function newSqlite(path: string, looksPath: string | null): Promise<FileTarget> {
  await (await openSqliteStore(path)).close();
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  database.exec('pragma journal_mode = delete');
  if (looksPath !== null) {
    closeSync(openSync(looksPath, 'wx', 0o600));
    database.prepare('attach database ? as beside').run(looksPath);
    database.exec(looksSchema('beside'));
  }
  database.exec('begin immediate');
  const inserts = new Map<CopiedTable, StatementSync>();
  return {
    target: {
      ...sideOn(database, looksPath !== null),
      put: async (table, columns, rows) => {
        const name = isOfLooks(table) ? `beside.${table}` : table;
        const insert =
          inserts.get(table) ??
          database.prepare(
            `insert into ${name} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
          );
        inserts.set(table, insert);
        for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
      },
      complete: async ({ seq, link }) => {
        for (const index of wordIndexes) {
          database.exec(`insert into ${index} (${index}) values ('rebuild')`);
        }
        if (seq === 0) return;
        database
          .prepare('insert into notes (key, value) values (?, ?)')
          .run(headNote, `${seq} ${link}`);
      },
    },
    end: async () => {
      database.exec('commit');
      if (looksPath !== null) database.exec('detach database beside');
      database.close();
      for (const made of [path, ...(looksPath === null ? [] : [looksPath])]) flush(made);
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
