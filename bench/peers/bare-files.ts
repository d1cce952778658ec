/**
 * The limit of the small-file figure: the files that Pawl takes in are listed, read, hashed and
 * moved, and the rows that Pawl wrote for them are written to a store that stands as Pawl's stood, in
 * commits of as many files, and nothing is thought about.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { openEngine } from '../../src/engine.ts';
import { createLog } from '../../src/log.ts';
import { answeredAt, openedAt, requestFile, writeAnswers } from './answer-files.ts';

type Row = Readonly<Record<string, SQLInputValue>>;

/** The tables a taken file leaves rows in. */
const tables = [
  'journal',
  'mpans',
  'checks',
  'exceptions',
  'files',
  'contents',
  'named_mpans',
] as const;
type Table = (typeof tables)[number];

/** By what a row that already exists is found and changed. The other tables only grow. */
const keys: Partial<Record<Table, readonly string[]>> = {
  mpans: ['mpan'],
  checks: ['mpan', 'supplier', 'sequence'],
  exceptions: ['id'],
};

/** The rows one file left behind, by table. */
export type FileRows = Readonly<Record<Table, readonly Row[]>>;

export interface BareWork {
  readonly count: number;
  /** A store in which the checks are open. */
  readonly before: string;
  /** What each file adds to it or changes in it, in the order of the files. */
  readonly rowsPerFile: readonly FileRows[];
  readonly filesPerCommit: number;
}

/** Lets Pawl take the files in once, in a workspace of its own below `folder`, to know its rows. */
export async function prepareBare(folder: string, count: number): Promise<BareWork> {
  const workspace = join(folder, 'pawl');
  mkdirSync(workspace, { recursive: true });
  const config = readConfig({ mpid: 'SUPP', role: 'X', send: 'never' }, 'bench');
  const clock = fixedClock(openedAt);
  const [log, storePath] = [createLog('silent', 'none'), join(workspace, 'pawl.db')];
  const before = join(folder, 'before.db');
  const engine = await openEngine({ workspace, config, clock, log, storePath, progress: null });
  try {
    writeFileSync(join(workspace, 'sent', 'd0001.usr'), requestFile(count));
    await engine.pass({ final: true });
    clock.set(answeredAt);
    await engine.pass({ final: true });
    await engine.gateway().store.backup(before);
    writeAnswers(join(workspace, 'inbox'), count);
    await engine.pass({ final: true });
  } finally {
    await engine.close();
  }
  const rowsPerFile = rowsWritten(before, storePath);
  if (rowsPerFile.length !== count) throw new Error(`${rowsPerFile.length} files for ${count}`);
  return { count, before, rowsPerFile, filesPerCommit: config.limits.filesPerCommit };
}

/** What the store has after that it had not before, by the file that brought it. */
function rowsWritten(before: string, after: string): FileRows[] {
  const database = new DatabaseSync(after);
  try {
    database.prepare('attach ? as earlier').run(before);
    const byMpan = (table: Table): Map<SQLInputValue, Row[]> =>
      Map.groupBy(fresh(database, table), (row) => row['mpan'] ?? null);
    const [mpans, checks, exceptions] = [byMpan('mpans'), byMpan('checks'), byMpan('exceptions')];
    const contents = Map.groupBy(fresh(database, 'contents'), (row) => row['sha256'] ?? null);
    const named = Map.groupBy(fresh(database, 'named_mpans'), (row) => row['content'] ?? null);
    const events = Map.groupBy(
      fresh(database, 'journal'),
      (row): unknown => JSON.parse(String(row['body'])).file,
    );
    return fresh(database, 'files').map((file) => {
      const journal = events.get(file['name']) ?? [];
      const content = contents.get(file['sha256'] ?? null) ?? [];
      const of = (rows: ReadonlyMap<SQLInputValue, Row[]>): Row[] =>
        journal.flatMap((event) => rows.get(event['mpan'] ?? null) ?? []);
      return {
        journal,
        mpans: of(mpans),
        checks: of(checks),
        exceptions: of(exceptions),
        files: [file],
        contents: content,
        named_mpans: content.flatMap(({ id }) => named.get(id ?? null) ?? []),
      };
    });
  } finally {
    database.close();
  }
}

const fresh = (database: DatabaseSync, table: Table): Row[] =>
  database.prepare(`select * from ${table} except select * from earlier.${table}`).all();

/** Does it in `folder`, which must be empty. Returns the seconds, without what is prepared. */
export function runBare(folder: string, work: BareWork): number {
  const [inbox, archive] = [join(folder, 'inbox'), join(folder, 'archive')];
  mkdirSync(archive, { recursive: true });
  writeAnswers(inbox, work.count);
  const path = join(folder, 'bare.db');
  copyFileSync(work.before, path);
  const database = new DatabaseSync(path);
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full');
    const write = createWriter(database);
    const start = performance.now();
    const names = readdirSync(inbox).sort();
    for (let first = 0; first < names.length; first += work.filesPerCommit) {
      const group = names.slice(first, first + work.filesPerCommit);
      for (const name of group) {
        createHash('sha256')
          .update(readFileSync(join(inbox, name)))
          .digest('hex');
      }
      write(work.rowsPerFile.slice(first, first + work.filesPerCommit));
      for (const name of group) renameSync(join(inbox, name), join(archive, name));
    }
    return (performance.now() - start) / 1000;
  } finally {
    database.close();
  }
}

/** Gives what writes the rows of some files in one commit. */
function createWriter(database: DatabaseSync): (rowsPerFile: readonly FileRows[]) => void {
  const statements = new Map<Table, StatementSync>();
  const statementFor = (table: Table, row: Row): StatementSync => {
    const known = statements.get(table);
    if (known !== undefined) return known;
    const statement = database.prepare(writerText(table, Object.keys(row)));
    statements.set(table, statement);
    return statement;
  };
  return (rowsPerFile) => {
    database.exec('begin immediate');
    for (const rows of rowsPerFile) {
      for (const table of tables) {
        for (const row of rows[table]) statementFor(table, row).run(...Object.values(row));
      }
    }
    database.exec('commit');
  };
}

function writerText(table: Table, columns: readonly string[]): string {
  const values = columns.map(() => '?').join(', ');
  const insert = `insert into ${table} (${columns.join(', ')}) values (${values})`;
  const key = keys[table];
  if (key === undefined) return insert;
  const changes = columns.filter((name) => !key.includes(name));
  const set = changes.map((name) => `${name} = excluded.${name}`).join(', ');
  return `${insert} on conflict (${key.join(', ')}) do update set ${set}`;
}
