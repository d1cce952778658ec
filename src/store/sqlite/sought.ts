/** How MPANs and files are looked for in the embedded store: trigrams, so that any part of a word will do. */
import { type SoughtBy, type SoughtStore, soughtPartMin, soughtText } from '../sought.ts';
import type { Sought } from '../unit-of-work.ts';
import type { SqlRow } from '../rows.ts';
import { shortAs, soughtFound, soughtPage, soughtWords } from '../sql/sought.ts';
import type { Sql } from './sql.ts';

const sql = {
  row: 'select id, ids, site from sought where mpan = ?',
  insert: 'insert into sought (mpan, ids, site) values (?, ?, ?)',
  update: 'update sought set ids = ?, site = ? where id = ?',
  delete: 'delete from sought where id = ?',
  index: 'insert into sought_words (rowid, ids, site) values (?, ?, ?)',
  forget: `insert into sought_words (sought_words, rowid, ids, site) values ('delete', ?, ?, ?)`,
  file: 'insert into files_words (rowid, name, file_identifier) values (?, ?, ?)',
  outbox: 'insert into outbox_words (rowid, name, file_identifier) values (?, ?, ?)',
} as const;

const namesOf: Readonly<Record<'file' | 'outbox', readonly [table: string, index: string]>> = {
  file: ['files', 'files_words'],
  outbox: ['outbox', 'outbox_words'],
};

const siteNames = ['sought', 'sought_words'] as const;

type Texts = Readonly<Record<'ids' | 'site', string>>;

/** Adds to what an MPAN is looked for by what was told now. */
export function commitSought(store: Sql, all: readonly Sought[]): void {
  const { run, one } = store;
  for (const { mpan, ids, site } of all) {
    const row = one(sql.row, mpan);
    const before = { ids: String(row?.['ids'] ?? mpan), site: String(row?.['site'] ?? '') };
    const after = { ids: soughtText(before.ids, ids), site: soughtText(before.site, site) };
    if (row !== undefined && after.ids === before.ids && after.site === before.site) continue;
    if (row === undefined) {
      const { lastInsertRowid } = run(sql.insert, mpan, after.ids, after.site);
      const isKept = indexed(() => run(sql.index, lastInsertRowid, after.ids, after.site));
      if (!isKept) rebuild(store, 'sought_words');
      continue;
    }
    const id = Number(row['id']);
    const isWell = indexed(() => run(sql.forget, id, before.ids, before.site));
    run(sql.update, after.ids, after.site, id);
    if (isWell) run(sql.index, id, after.ids, after.site);
    else rebuild(store, 'sought_words');
  }
}

/** An MPAN that is erased or purged is looked for by nothing, or by itself alone. */
export function forgetSought(store: Sql, mpan: string): void {
  const { run, one } = store;
  const row = one(sql.row, mpan);
  if (row === undefined) return;
  const { ids, site } = row as unknown as Texts;
  const id = Number(row['id']);
  const isWell = indexed(() => run(sql.forget, id, ids, site));
  run(sql.delete, id);
  if (!isWell) rebuild(store, 'sought_words');
}

export function soughtFile(
  store: Sql,
  kind: 'file' | 'outbox',
  id: number | bigint,
  name: string,
  fileIdentifier: string | null,
): void {
  const [, index] = namesOf[kind];
  if (!indexed(() => store.run(sql[kind], id, name, fileIdentifier))) {
    rebuild(store, index);
  }
}

/** An index that is damaged must hold nothing up: false, and it is to be made anew from its table. */
function indexed(write: () => unknown): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === damagedIndex)
      return false;
    throw error;
  }
}

/** SQLITE_CORRUPT_VTAB. */
const damagedIndex = 267;

const rebuild = ({ run }: Sql, index: string): void =>
  void run(`insert into ${index} (${index}) values ('rebuild')`);

/** Rows that no index has, and rows of an index that are of nothing. */
export const soughtProblems = ({ all }: Pick<Sql, 'all'>): string[] =>
  [['sought', 'sought_words'] as const, namesOf.file, namesOf.outbox].flatMap(([table, index]) => {
    const docs = `${index}_docsize`;
    const apart = all(`select count(*) as number from (
      select * from (select id from ${table} except select id from ${docs})
      union all select * from (select id from ${docs} except select id from ${table}))`);
    const number = Number(apart[0]?.['number']);
    return number === 0 ? [] : [`${number} rows of ${table} are not looked for as they stand`];
  });

/** Takes out of the index what was forgotten of it, where it still stands in older parts. */
export function scrubSought({ database }: Sql): void {
  database.exec(`insert into sought_words (sought_words) values ('optimize')`);
}

/** The long words are in the index; the short ones are looked for in what it gives. */
const asked = (words: readonly string[], columns: string) => ({
  match: `${columns}(${words
    .filter((word) => word.length >= soughtPartMin)
    .map((word) => `"${word}"`)
    .join(' AND ')})`,
  short: words.filter((word) => word.length < soughtPartMin),
});

export function sqliteSought(store: Sql): SoughtStore {
  const { all, one, together } = store;

  /** Sites, or files of a kind, from the newest on: what of each row is wanted, and how many. */
  function newest(
    kind: 'site' | 'file' | 'outbox',
    columns: string,
    { words, after, limit }: SoughtBy,
    inSites: boolean,
  ): SqlRow[] {
    const [table, index] = kind === 'site' ? siteNames : namesOf[kind];
    const { match, short } = asked(words, kind !== 'site' || inSites ? '' : 'ids : ');
    const text = inSites ? `t.ids || ' ' || t.site` : 't.ids';
    const among = kind === 'site' ? `' ' || ${text} || ' '` : 'lower(t.name)';
    const more = short.map(() => `and instr(${among}, ?) > 0`).join(' ');
    return all(
      `select ${columns} from ${index} w join ${table} t on t.id = w.rowid
        where ${index} match ? and w.rowid < ? ${more} order by w.rowid desc limit ?`,
      match,
      after ?? Number.MAX_SAFE_INTEGER,
      ...short.map((word) => shortAs(kind, word)),
      limit,
    );
  }

  return {
    soughtMpans: async (by, inSites) => {
      const rows = newest('site', 't.id as tie, t.mpan', by, inSites);
      return soughtPage(rows, by.limit, (row) => String(row['mpan']));
    },
    soughtFiles: async (kind, by) => {
      const change =
        kind === 'file' ? ', (select why from file_changes where file_id = t.id) as why' : '';
      const rows = newest(kind, `t.*, t.id as tie${change}`, by, false);
      return soughtPage(rows, by.limit, (row) => soughtFound(kind, row));
    },
    countSought: async (kind, words, inSites, most) =>
      newest(kind, '1', { words, after: null, limit: most }, inSites).length,
    soughtAnew: async (mpan, words) =>
      together(() => {
        forgetSought(store, mpan);
        commitSought(store, words);
      }),
    soughtBy: async (mpan) => {
      const row = one(sql.row, mpan);
      return row === undefined ? null : soughtWords(row);
    },
  };
}
