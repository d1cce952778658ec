/**
 * Looks in an embedded database of their own, written together a few times a second, and as a file of
 * JSON lines a day for other programs. Whoever writes them need not be the one who writes the store.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { KeptLook, Look, LookFilter, Looks } from '../looks.ts';
import { busyTimeoutMs } from './database.ts';
import { type KeyPart, readCounted, type SqlClause, turned } from '../sql/keyset.ts';
import { type Sql, sqliteReads } from './sql.ts';
import { type SqlRow, textOrNull } from '../rows.ts';

/** Ours: so much of what was seen may a kill take with it. */
const flushAfterMs = 500;
/** Ours: while the disk takes nothing so many are kept, and then no more. */
const waitingMax = 100_000;

const schema = `create table if not exists looks (
    id integer primary key, at text not null, who text not null, role text not null,
    through text not null, what text not null, mpan text not null
  ) strict;
  create index if not exists looks_by_at on looks (at, id);
  create index if not exists looks_by_who on looks (who collate nocase, at, id);
  create index if not exists looks_by_mpan on looks (mpan, at, id);
  create table if not exists visits (
    who text primary key collate nocase, at text not null, before text
  ) strict, without rowid;`;

/** Ours: who asks for nothing so long has gone, and comes back. */
const awayAfterSeconds = 3_600;
/** Ours: so exactly is it known when somebody was here. */
const notedEverySeconds = 60;

const noteVisit = `insert into visits (who, at, before) values (?1, ?2, null)
  on conflict (who) do update set
    before = iif(unixepoch(?2) - unixepoch(at) >= ${awayAfterSeconds}, at, before),
    at = max(at, ?2)`;

interface Waiting {
  readonly look: Look;
  readonly mpans: readonly string[];
}

/** `tell` hears once of a disk that takes nothing. Without a workspace nothing is kept. */
export function openLooks(workspace: string | null, tell: (error: unknown) => void): Looks {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;
  let opened: DatabaseSync | null = null;
  let isTold = false;
  /** When each was noted last, in seconds. */
  const noted = new Map<string, number>();

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
    made.exec(schema);
    opened = made;
    return made;
  }

  function write(some: readonly Waiting[]): void {
    const to = database();
    const insert = to.prepare(
      'insert into looks (at, who, role, through, what, mpan) values (?, ?, ?, ?, ?, ?)',
    );
    const lines = new Map<string, string>();
    to.exec('begin immediate');
    try {
      for (const { look, mpans } of some) {
        const { at, who, role, through, what } = look;
        let last: number | bigint = 0;
        for (const mpan of mpans) {
          last = insert.run(at, who, role, through, what, mpan).lastInsertRowid;
        }
        // By its number `pawl audit` knows the MPAN: it does not leave the machine with the lines.
        const number = Number(last);
        const line = { at, who, role, through, what, mpans: mpans.length, look: number };
        const day = at.slice(0, 10);
        lines.set(day, `${lines.get(day) ?? ''}${JSON.stringify(line)}\n`);
      }
      to.exec('commit');
    } catch (error) {
      if (to.isTransaction) to.exec('rollback');
      throw error;
    }
    if (workspace === null) return;
    const folder = join(workspace, 'looks');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [day, text] of lines) {
      appendFileSync(join(folder, `looks-${day}.jsonl`), text, { mode: 0o600 });
    }
  }

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const some = waiting;
    if (some.length === 0) return;
    waiting = [];
    try {
      write(some);
      isTold = false;
    } catch (error) {
      waiting = [...some, ...waiting].slice(0, waitingMax);
      if (!isTold) tell(error);
      isTold = true;
    }
  }

  const all: Sql['all'] = (text, ...values) =>
    database()
      .prepare(text)
      .all(...values) as SqlRow[];

  function visit(who: string, at: string): void {
    const seconds = Date.parse(at) / 1_000;
    const before = noted.get(who) ?? 0;
    if (Math.abs(seconds - before) < notedEverySeconds) return;
    try {
      database().prepare(noteVisit).run(who, at);
      noted.set(who, seconds);
    } catch (error) {
      // What people see of the desk does not wait for this.
      if (!isTold) tell(error);
      isTold = true;
    }
  }

  return {
    visit,
    lastHere: (who) => {
      const [row] = all('select before from visits where who = ?', who);
      return textOrNull(row?.['before']);
    },
    note: (look, mpans) => {
      if (mpans.length === 0 || waiting.length >= waitingMax) return;
      waiting.push({ look, mpans });
      timer ??= setTimeout(flush, flushAfterMs).unref();
    },
    looksPage: async (filter, place) => {
      flush();
      const page = await readCounted(
        sqliteReads({ all }),
        turned('looks', filter),
        [partOf(filter)],
        place,
      );
      return page === null ? null : { ...page, items: page.items.map(keptLook) };
    },
    countLooksBefore: (at) =>
      Number(all('select count(*) as number from looks where at < ?', at)[0]?.['number']),
    purgeLooks: (before) => {
      flush();
      database().prepare('delete from looks where at < ?').run(before);
      database().prepare('delete from visits where at < ?').run(before);
      database().exec('vacuum');
      if (workspace === null || !existsSync(join(workspace, 'looks'))) return;
      for (const name of readdirSync(join(workspace, 'looks'))) {
        const [, day = ''] = /^looks-(\d{4}-\d\d-\d\d)\.jsonl$/.exec(name) ?? [];
        if (day !== '' && day < before.slice(0, 10)) rmSync(join(workspace, 'looks', name));
      }
    },
    flush,
    close: () => {
      flush();
      opened?.close();
      opened = null;
    },
  };
}

function partOf({ who, mpan, from, until, isRising }: LookFilter): KeyPart {
  const where: SqlClause[] = [];
  if (mpan !== undefined) where.push(['mpan = ?', mpan]);
  if (who !== undefined) where.push(['who = ? collate nocase', who]);
  if (from !== undefined) where.push(['at >= ?', from]);
  if (until !== undefined) where.push(['at < ?', until]);
  const index =
    mpan !== undefined ? 'looks_by_mpan' : who !== undefined ? 'looks_by_who' : 'looks_by_at';
  return {
    columns: '*',
    from: `looks indexed by ${index}`,
    where,
    begin: ["at > ''"],
    key: ['at', 'id'],
    descending: isRising !== true,
  };
}

const keptLook = (row: SqlRow): KeptLook => ({
  id: Number(row['id']),
  at: String(row['at']),
  who: String(row['who']),
  role: String(row['role']),
  through: String(row['through']) as Look['through'],
  what: String(row['what']),
  mpan: String(row['mpan']),
});
