/** Files that are not any more as they were received, and which files are still needed, in PostgreSQL. */
import type { FileChange, Receipts } from '../receipts.ts';
import { fileChangeOf, type SqlRow } from '../rows.ts';
import { fileChangeSeal, type Seal } from '../seals.ts';
import type { PostgresSql } from './sql.ts';
import { texts } from './values.ts';

const entriesPerRead = 1_000;

const sql = {
  change: `insert into {schema}.file_changes (file_id, sha256, at, why)
    select distinct on (u.id) u.id, u.sha256, u.at, u.why
    from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) with ordinality
      u (id, sha256, at, why, n) order by u.id, u.n desc
    on conflict (file_id) do update set sha256 = excluded.sha256, at = excluded.at,
      why = excluded.why`,
  // What a file named is forgotten where it was purged, and no other of its bytes is there.
  forgetNames: `delete from {schema}.named_mpans where content in (
      select c.id from {schema}.contents c join {schema}.files f on f.sha256 = c.sha256
      where f.id = any ($1::bigint[]) and not exists (
        select from {schema}.files o where o.sha256 = f.sha256 and not exists (
          select from {schema}.file_changes g where g.file_id = o.id and g.why = 'purged')))`,
  every: 'select * from {schema}.file_changes',
  one: 'select * from {schema}.file_changes where file_id = $1',
  inUse: `select seq, body, received_at from {schema}.journal where seq > $1 and body is not null
    and kind <> 'sealed' and mpan in (select mpan from {schema}.mpans where open = 1
      union select mpan from {schema}.exceptions where open = 1) order by seq limit $2`,
  ofMpan: `select seq, body, received_at from {schema}.journal where seq > $1 and body is not null
    and mpan = $3 order by seq limit $2`,
  // Of each event the first receipt of its name at or after it: an event knows no more of it.
  filesOf: `select distinct (select f.id from {schema}.files f
      where f.name = u.file and f.received_at >= u.at order by f.id limit 1) as id
    from unnest($1::text[], $2::text[]) u (file, at)`,
} as const;

/** Keeps what files are to become, and answers the seals of that. */
export async function changeFiles(
  all: PostgresSql['all'],
  changes: readonly FileChange[],
): Promise<Seal[]> {
  if (changes.length === 0) return [];
  await all(
    sql.change,
    changes.map(({ fileId }) => String(fileId)),
    texts(changes.map(({ sha256 }) => sha256)),
    texts(changes.map(({ at }) => at)),
    texts(changes.map(({ why }) => why)),
  );
  const purged = changes.filter(({ why }) => why === 'purged');
  if (purged.length > 0) {
    await all(
      sql.forgetNames,
      purged.map(({ fileId }) => String(fileId)),
    );
  }
  return changes.map(fileChangeSeal);
}

type OfChanges = Pick<
  Receipts,
  'fileChanges' | 'fileChange' | 'recordFileChange' | 'filesInUse' | 'filesOfMpan'
>;

export function postgresFileChanges({ all, one, together }: PostgresSql): OfChanges {
  /** Of the events of a question, the files that they came in. */
  async function filesIn(text: string, ...values: readonly string[]): Promise<number[]> {
    const ids = new Set<number>();
    for (let after = 0; ; ) {
      const rows = await all(text, after, entriesPerRead, ...values);
      const named = new Map(
        rows.flatMap((row) => {
          const file = fileIn(row);
          return file === null ? [] : [[`${row['received_at']} ${file}`, { file, row }] as const];
        }),
      );
      const found = await all(
        sql.filesOf,
        texts([...named.values()].map(({ file }) => file)),
        texts([...named.values()].map(({ row }) => String(row['received_at']))),
      );
      for (const { id } of found) if (id !== null) ids.add(Number(id));
      const last = rows.at(-1);
      if (last === undefined || rows.length < entriesPerRead) break;
      after = Number(last['seq']);
    }
    return [...ids].sort((a, b) => a - b);
  }
  return {
    fileChanges: async () => {
      const changes = (await all(sql.every)).map(fileChangeOf);
      return new Map(changes.map((change) => [change.fileId, change]));
    },
    fileChange: async (fileId) => {
      const row = await one(sql.one, fileId);
      return row === undefined ? null : fileChangeOf(row);
    },
    recordFileChange: (change) =>
      together(async (tx) => tx.seal(change.at, await changeFiles(tx.all, [change]))),
    filesInUse: async () => new Set(await filesIn(sql.inUse)),
    filesOfMpan: (mpan) => filesIn(sql.ofMpan, mpan),
  };
}

/** Not as JSON of PostgreSQL, which refuses some that stands here, such as an escaped NUL. */
function fileIn({ body }: SqlRow): string | null {
  try {
    const { file } = JSON.parse(String(body)) as { readonly file?: unknown };
    return typeof file === 'string' ? file : null;
  } catch {
    return null;
  }
}
