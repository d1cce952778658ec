/**
 * How MPANs and files are looked for in PostgreSQL: an index of all parts of words, of three characters
 * each, so that any part of a word will do. It needs no extension.
 */
import type { SqlRow } from '../rows.ts';
import { shortAs, soughtFound, soughtPage, soughtWords } from '../sql/sought.ts';
import { type SoughtBy, type SoughtStore, soughtPartMin } from '../sought.ts';
import { soughtColumns } from './commit.ts';
import type { PostgresSql } from './sql.ts';
import type { SentValue } from './values.ts';

const sql = {
  row: 'select ids, site from {schema}.sought where mpan = $1',
  delete: 'delete from {schema}.sought where mpan = $1',
  add: 'select {schema}.add_sought($1, $2, $3)',
} as const;

type Kind = 'site' | 'file' | 'outbox';

/** Of each kind its table, and the texts that have an index. */
const namesOf = {
  site: ['sought', ['t.ids', 't.site']],
  file: ['files', ["lower(t.name || ' ' || coalesce(t.file_identifier, ''))"]],
  outbox: ['outbox', ["lower(t.name || ' ' || t.file_identifier)"]],
} as const satisfies Record<Kind, readonly [table: string, texts: readonly string[]]>;

const partsOf = (word: string): string[] => {
  const letters = Array.from(word);
  return letters.slice(soughtPartMin - 1).map((_, at) => letters.slice(at, at + 3).join(''));
};

/** What is found, as a select after its columns: in one of the texts each of the words. */
function newest(
  kind: Kind,
  { words, after, limit }: SoughtBy,
  inSites: boolean,
): readonly [from: string, values: SentValue[]] {
  const [table, every] = namesOf[kind];
  const texts = kind === 'site' && !inSites ? every.slice(0, 1) : every;
  const values: SentValue[] = [];
  const placed = (value: SentValue): string => `$${values.push(value)}`;
  const where = words.map((word) => {
    if (word.length < soughtPartMin)
      return `strpos(${shortIn(kind, texts)}, ${placed(shortAs(kind, word))}) > 0`;
    const [parts, whole] = [placed(partsOf(word)), placed(word)];
    // Apart, so that of what the index found only the word is looked at again, which costs little.
    const found = texts.map((text) => `{schema}.parts_of(${text}) @> ${parts}::text[]`);
    const has = texts.map((text) => `strpos(${text}, ${whole}) > 0`);
    return `(${found.join(' or ')}) and (${has.join(' or ')})`;
  });
  if (after !== null) where.push(`t.id < ${placed(after)}`);
  const from = `from {schema}.${table} t where ${where.join(' and ')}
    order by t.id desc limit ${placed(limit)}`;
  return [from, values];
}

const shortIn = (kind: Kind, texts: readonly string[]): string =>
  kind === 'site' ? `' ' || ${texts.join(" || ' ' || ")} || ' '` : 'lower(t.name)';

export function postgresSought({ all, one, together }: PostgresSql): SoughtStore {
  const found = (
    kind: Kind,
    columns: string,
    by: SoughtBy,
    inSites: boolean,
  ): Promise<SqlRow[]> => {
    const [from, values] = newest(kind, by, inSites);
    return all(`select ${columns} ${from}`, ...values);
  };
  return {
    soughtMpans: async (by, inSites) => {
      const rows = await found('site', 't.id as tie, t.mpan', by, inSites);
      return soughtPage(rows, by.limit, (row) => String(row['mpan']));
    },
    soughtFiles: async (kind, by) => {
      const change =
        kind === 'file'
          ? ', (select why from {schema}.file_changes where file_id = t.id) as why'
          : '';
      const rows = await found(kind, `t.*, t.id as tie${change}`, by, false);
      return soughtPage(rows, by.limit, (row) => soughtFound(kind, row));
    },
    countSought: async (kind, words, inSites, most) => {
      const [from, values] = newest(kind, { words, after: null, limit: most }, inSites);
      const row = await one(`select count(*) as n from (select 1 ${from}) found`, ...values);
      return Number(row?.['n']);
    },
    soughtAnew: (mpan, words) =>
      together(async (tx) => {
        await tx.all(sql.delete, mpan);
        await tx.all(sql.add, ...soughtColumns(words));
      }),
    soughtBy: async (mpan) => {
      const row = await one(sql.row, mpan);
      return row === undefined ? null : soughtWords(row);
    },
  };
}
