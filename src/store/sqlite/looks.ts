/** Looks in an embedded database of their own, beside the store. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { busyTimeoutMs } from './database.ts';
import { awayAfterSeconds, type LookStore } from '../sql/looks.ts';
import { type Sql, sqliteReads } from './sql.ts';
import { type SqlRow, textOrNull } from '../rows.ts';

/** The tables of looks, in a database of this name. */
export const looksSchema = (of: string): string => `
  create table if not exists ${of}.looks (
    id integer primary key, at text not null, who text not null, role text not null,
    through text not null, what text not null, mpan text not null
  ) strict;
  create index if not exists ${of}.looks_by_at on looks (at, id);
  create index if not exists ${of}.looks_by_who on looks (who collate nocase, at, id);
  create index if not exists ${of}.looks_by_mpan on looks (mpan, at, id);
  create table if not exists ${of}.visits (
    who text primary key collate nocase, at text not null, before text
  ) strict, without rowid;`;

const noteVisit = `insert into visits (who, at, before) values (?1, ?2, null)
  on conflict (who) do update set
    before = iif(unixepoch(?2) - unixepoch(at) >= ${awayAfterSeconds}, at, before),
    at = max(at, ?2)`;

/** Without a workspace in memory alone. Opened when it is asked for first. */
export function sqliteLooks(workspace: string | null): LookStore {
  let opened: DatabaseSync | null = null;

  function database(): DatabaseSync {
    if (opened !== null) return opened;
    const path = workspace === null ? ':memory:' : join(workspace, 'data', 'looks.db');
    // SQLite would make it as the umask says; it tells who looked at whom.
    if (workspace !== null && !existsSync(path)) {
      writeFileSync(path, '', { flag: 'a', mode: 0o600 });
    }
    const made = new DatabaseSync(path, { timeout: busyTimeoutMs });
    // A kill loses nothing that was written, and a power cut at most the last writes.
    made.exec('pragma journal_mode = wal; pragma synchronous = normal');
    made.exec(looksSchema('main'));
    opened = made;
    return made;
  }

  const all: Sql['all'] = (text, ...values) =>
    database()
      .prepare(text)
      .all(...values) as SqlRow[];

  return {
    reads: sqliteReads({ all }),
    whoIs: 'who = ? collate nocase',
    write: async (some) => {
      const to = database();
      const insert = to.prepare(
        'insert into looks (at, who, role, through, what, mpan) values (?, ?, ?, ?, ?, ?)',
      );
      const numbers: number[] = [];
      to.exec('begin immediate');
      try {
        for (const { look, mpans } of some) {
          const { at, who, role, through, what } = look;
          let last: number | bigint = 0;
          for (const mpan of mpans) {
            last = insert.run(at, who, role, through, what, mpan).lastInsertRowid;
          }
          numbers.push(Number(last));
        }
        to.exec('commit');
      } catch (error) {
        if (to.isTransaction) to.exec('rollback');
        throw error;
      }
      return numbers;
    },
    visit: async (who, at) => void database().prepare(noteVisit).run(who, at),
    lastHere: async (who) =>
      textOrNull(all('select before from visits where who = ?', who)[0]?.['before']),
    purge: async (before) => {
      database().prepare('delete from looks where at < ?').run(before);
      database().prepare('delete from visits where at < ?').run(before);
      database().exec('vacuum');
    },
    close: async () => {
      opened?.close();
      opened = null;
    },
  };
}
