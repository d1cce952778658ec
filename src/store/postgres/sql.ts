/**
 * The statements of one workspace in PostgreSQL. Every name is qualified, nothing is prepared under a
 * name and nothing is set for a session, so that a pooler may give each transaction another connection.
 */
import { EngineError } from '../../engine-error.ts';
import type { Seal } from '../seals.ts';
import type { SqlRow } from '../rows.ts';
import type { Pool } from './driver.ts';
import { schemaVersion, withNames } from './schema.ts';
import { packed, type SentValue, rawTexts, storedRow } from './values.ts';

type Ask = (text: string, ...values: readonly SentValue[]) => Promise<SqlRow[]>;

/** What may be asked and written inside one transaction. */
interface Transaction {
  readonly all: Ask;
  /** The last of it. Where there is no instant, that of the newest entry of the journal stands for it. */
  readonly seal: (at: string | null, seals: readonly Seal[]) => Promise<void>;
}

export interface PostgresSql {
  readonly all: Ask;
  readonly one: (text: string, ...values: readonly SentValue[]) => Promise<SqlRow | undefined>;
  /** Makes the writes of `work` durable together. */
  readonly together: <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

interface Asked {
  query(config: {
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ readonly rows: Record<string, unknown>[] }>;
}

const sent = (value: SentValue): unknown => {
  if (typeof value === 'string') return packed(value);
  return Array.isArray(value) ? value.map((part: string) => packed(part)) : value;
};

/** The code that PostgreSQL, or a function of ours, gives an error. */
export const sqlStateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Thrown by `refuse`: its message is the answer. */
export const refusedState = 'PW001';

const outgrown = (error: unknown): unknown =>
  sqlStateOf(error) === refusedState
    ? new EngineError(
        'STORE_SCHEMA_NEWER',
        'a newer Pawl has brought the store to its own schema while this one was at work',
        'stop this one and start the newer Pawl; it must not write by rules that it does not know',
      )
    : error;

export function sqlOf(pool: Pool, schema: string): PostgresSql {
  const askOn =
    (connection: Asked): Ask =>
    async (text, ...values) => {
      const asked = { text: withNames(text, schema), values: values.map(sent) };
      return (await connection.query(asked)).rows.map(storedRow);
    };
  const all = askOn(pool);
  return {
    all,
    one: async (text, ...values) => (await all(text, ...values))[0],
    together: async (work) => {
      const client = await pool.connect();
      const ask = askOn(client);
      let isBroken = false;
      try {
        await client.query('begin');
        await ask('select {schema}.fence($1)', schemaVersion);
        const result = await work({
          all: ask,
          seal: async (at, seals) => {
            if (seals.length === 0) return;
            const told = rawTexts(seals.map((seal) => JSON.stringify(seal)));
            await ask('select {schema}.seal($1, $2)', at, told);
          },
        });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => (isBroken = true));
        throw outgrown(error);
      } finally {
        client.release(isBroken);
      }
    },
    close: () => pool.end(),
  };
}
