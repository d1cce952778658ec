/** A schema of PostgreSQL as one side of a copy: one connection, and one transaction from its beginning. */
import { EngineError } from '../../engine-error.ts';
import { beforeFirst } from '../chain.ts';
import type { CopiedTable, CopySide, CopyTarget } from '../copy.ts';
import type { JournalHead } from '../journal.ts';
import type { SqlRow } from '../rows.ts';
import { poolOf, reachedOr, type SchemaPlace } from './driver.ts';
import { asWritten } from './schema.ts';
import { sqlStateOf } from './sql.ts';
import { isJsonColumn, rawTexts, storedRow, texts } from './values.ts';

/** Rows of some tables are large. */
const rowsAtOnce = (table: CopiedTable): number => (table === 'outbox' ? 20 : 500);

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isIdentity: boolean;
}

type Asked = (text: string, ...values: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** Ours: the lease of a gateway, and what a database is late by. */
const quietSeconds = 20;

/**
 * Lets nobody write to the schema until the transaction ends, and no gateway of before ever after. Throws
 * GATEWAY_RUNNING where one is at work, or stands by, in whichever folder.
 */
async function holdAll(ask: Asked): Promise<void> {
  await ask('select pg_advisory_xact_lock({lock})');
  const [working] = await ask(
    `select name from {schema}.gateways
      where seen_at > clock_timestamp() - make_interval(secs => $1) limit 1`,
    quietSeconds,
  );
  if (working !== undefined) {
    throw new EngineError(
      'GATEWAY_RUNNING',
      `the gateway of ${String(working['name'])} was at work on this store a moment ago`,
      `stop it; where it is gone for certain, wait ${quietSeconds} seconds and try again`,
    );
  }
  await ask('delete from {schema}.gateways');
}

const headSelect = `select last as seq, head as link from {schema}.commits
  where exists (select from {schema}.journal where seq = last) order by last desc limit 1`;

/** Who writes by the schema after it was moved away is told that its rules are not in force. */
const fenceOff = `create or replace function {schema}.moved_away() returns trigger
    language plpgsql as $fn$ begin perform {schema}.refuse('stale'); return null; end $fn$;
  create or replace trigger moved_away before update on {schema}.head
    for each statement execute function {schema}.moved_away()`;

interface Opened {
  readonly ask: Asked;
  readonly columnsOf: (table: CopiedTable) => Promise<readonly Column[]>;
  readonly side: CopySide;
  readonly end: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openTransaction({ database, schema }: SchemaPlace, begin: string): Promise<Opened> {
  const pool = await poolOf(database, 1);
  const client = await pool.connect().catch(async (error: unknown) => {
    await pool.end();
    throw reachedOr(error);
  });
  let isOpen = true;
  const ask: Asked = async (text, ...values) => {
    try {
      const { rows } = await client.query({ text: asWritten(text, schema), values: [...values] });
      return rows as Record<string, unknown>[];
    } catch (error) {
      throw reachedOr(error);
    }
  };
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    const isLost = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(isLost);
    await pool.end();
  };
  await startedBy(() => ask(begin), close);
  const known = new Map<CopiedTable, readonly Column[]>();
  const columnsOf = async (table: CopiedTable): Promise<readonly Column[]> => {
    const found = known.get(table);
    if (found !== undefined) return found;
    const rows = await ask(
      `select attname as name, format_type(atttypid, atttypmod) as type, attidentity <> '' as is_identity
        from pg_catalog.pg_attribute where attrelid = '{schema}.${table}'::regclass
          and attnum > 0 and not attisdropped order by attnum`,
    );
    const columns = rows.map((row) => ({
      name: String(row['name']),
      type: String(row['type']),
      isIdentity: row['is_identity'] === true,
    }));
    known.set(table, columns);
    return columns;
  };
  let cursors = 0;
  const side: CopySide = {
    columns: async (table) => (await columnsOf(table)).map(({ name }) => name),
    async *rows(table, columns, order) {
      const types = new Map((await columnsOf(table)).map(({ name, type }) => [name, type]));
      const cursor = `copied_${(cursors += 1)}`;
      await ask(
        `declare ${cursor} no scroll cursor for select ${columns.join(', ')}
          from {schema}.${table} order by ${order.join(', ')}`,
      );
      for (;;) {
        const some = await ask(`fetch ${rowsAtOnce(table)} from ${cursor}`);
        if (some.length === 0) break;
        yield some.map((row) => {
          const stored: SqlRow = storedRow(row);
          for (const name of columns) {
            // Whole numbers of 64 bits come as text.
            if (types.get(name) !== 'text' && stored[name] !== null) {
              stored[name] = Number(stored[name]);
            }
          }
          return stored;
        });
      }
      await ask(`close ${cursor}`);
    },
    head: async () => headIn((await ask(headSelect))[0]),
    hasHead: async ({ seq, link }) =>
      (await ask('select from {schema}.commits where last = $1 and head = $2', seq, link)).length >
      0,
    alertsRaised: async () =>
      Number((await ask('select alerts from {schema}.head where one = 1'))[0]?.['alerts'] ?? 0),
  };
  return {
    ask,
    columnsOf,
    side,
    end: async () => void (await ask('commit')),
    close,
  };
}

const headIn = (row: Record<string, unknown> | undefined): JournalHead =>
  row === undefined
    ? { seq: 0, link: beforeFirst }
    : { seq: Number(row['seq']), link: String(row['link']) };

/** Holds a schema, so that nobody writes to it while it is copied. */
export async function holdPostgres(place: SchemaPlace) {
  const { side, ask, end, close } = await openTransaction(place, 'begin');
  await startedBy(() => holdAll(ask), close);
  return {
    side,
    leave: async () => {
      await ask(fenceOff);
      await end();
    },
    close,
  };
}

/** What is begun and fails must not keep its connection. */
async function startedBy(begin: () => Promise<unknown>, close: () => Promise<void>): Promise<void> {
  try {
    await begin();
  } catch (error) {
    await close();
    throw error;
  }
}

/** A schema as it stands, to be copied from while others work on it. */
export async function readPostgres(place: SchemaPlace) {
  const { side, close } = await openTransaction(
    place,
    'begin isolation level repeatable read, read only',
  );
  return { side, close };
}

/**
 * A schema that is filled anew: what it held goes in the same transaction. It is made and of this
 * version already. `mayReplace` is asked for its head first, and throws.
 */
export async function fillPostgres(
  place: SchemaPlace,
  tables: readonly CopiedTable[],
  mayReplace: (head: JournalHead, isEmpty: boolean) => Promise<void>,
) {
  const { side, ask, columnsOf, end, close } = await openTransaction(place, 'begin');
  await startedBy(async () => {
    await holdAll(ask);
    const any = await ask(
      `(select from {schema}.journal limit 1) union all (select from {schema}.mpans limit 1)
        union all (select from {schema}.files limit 1)`,
    );
    await mayReplace(await side.head(), any.length === 0);
    await ask('drop trigger if exists moved_away on {schema}.head');
    const own = [...tables, 'counted_checks', 'counting_checks', 'counted_items', 'counting_items'];
    await ask(`truncate ${own.map((name) => `{schema}.${name}`).join(', ')}`);
  }, close);
  const target: CopyTarget = {
    ...side,
    put: async (table, columns, rows) => {
      const types = new Map((await columnsOf(table)).map(({ name, type }) => [name, type]));
      const arrays = columns.map((name, index) =>
        types.get(name) === 'text'
          ? `$${index + 1}::text[]`
          : `$${index + 1}::text[]::${types.get(name)}[]`,
      );
      const values = columns.map((name) => {
        const cells = rows.map((row) => {
          const cell = row[name] ?? null;
          return cell === null ? null : String(cell);
        });
        return isJsonColumn(name) ? rawTexts(cells) : texts(cells);
      });
      try {
        await ask(
          `insert into {schema}.${table} (${columns.join(', ')}) overriding system value
            select * from unnest(${arrays.join(', ')})`,
          ...values,
        );
      } catch (error) {
        if (!/^(?:22|23|54)/.test(sqlStateOf(error))) throw error;
        throw new EngineError(
          'NOT_POSSIBLE',
          `the database refuses a row of ${table}: ${sqlStateOf(error)}`,
          'nothing was changed; report this as a bug of Pawl',
          error,
        );
      }
    },
    complete: async ({ seq, link }, alertsRaised) => {
      for (const table of tables) {
        const identity = (await columnsOf(table)).find(({ isIdentity }) => isIdentity);
        if (identity === undefined) continue;
        // What was given once is not given again.
        await ask(
          `select setval(pg_get_serial_sequence('{schema}.${table}', '${identity.name}'),
            greatest(coalesce((select max(${identity.name}) from {schema}.${table}), 0), $1::bigint, 1),
            greatest(coalesce((select max(${identity.name}) from {schema}.${table}), 0), $1::bigint) > 0)`,
          table === 'alerts' ? alertsRaised : 0,
        );
      }
      await ask(
        'update {schema}.head set seq = $1, link = $2, alerts = $3 where one = 1',
        seq,
        link,
        alertsRaised,
      );
      await ask('select {schema}.add_up()');
      await ask('update {schema}.changes set number = number + 1 where slot = 0');
    },
  };
  return { target, end, close };
}
