/**
 * The statements of one workspace in PostgreSQL. Every name is qualified, nothing is prepared under a
 * name and nothing is set for a session, so that a pooler may give each transaction another connection.
 */
import { EngineError } from '../../engine-error.ts';
import { digestOf } from '../chain.ts';
import type { JournalEntry } from '../keeping-store.ts';
import { fencedError } from '../membership.ts';
import type { Seal } from '../seals.ts';
import type { SqlRow } from '../rows.ts';
import { type Pool, reachedOr } from './driver.ts';
import { schemaVersion, withNames } from './schema.ts';
import { packed, type SentValue, rawTexts, storedRow, texts } from './values.ts';

type Ask = (text: string, ...values: readonly SentValue[]) => Promise<SqlRow[]>;

type AskOne = (text: string, ...values: readonly SentValue[]) => Promise<SqlRow | undefined>;

/** What may be asked and written inside one transaction. */
interface Writing {
  readonly all: Ask;
  readonly one: AskOne;
  /** Appends entries when all else is written. One whose key is known already is left out. */
  readonly append: (entries: readonly JournalEntry[]) => void;
  /** Seals, after all entries. Where there is no instant, that of the newest commit stands for it. */
  readonly seal: (at: string | null, seals: readonly Seal[]) => void;
  /** The number of the entry that is appended next; others who commit wait from here on. */
  readonly nextSeq: () => Promise<number>;
}

export interface PostgresSql {
  readonly all: Ask;
  readonly one: AskOne;
  /** Makes the writes of `work` durable together. */
  readonly together: <Result>(work: (tx: Writing) => Promise<Result>) => Promise<Result>;
  /** The schema of the workspace. */
  readonly schema: string;
  /** From now on whatever is written is a gateway's of this fence; null: no gateway's. */
  readonly writeAs: (member: Member | null) => void;
  readonly close: () => Promise<void>;
}

/** A gateway as the database knows it. */
interface Member {
  readonly id: string;
  readonly fence: number;
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

/** What PostgreSQL says where two who write stand in each other's way: nothing was written. */
export const inTheWay: ReadonlySet<string> = new Set(['40001', '40P01']);

/** Ours: so often is a write tried that others stand in the way of. */
const tries = 5;

/** Ours: shorter than a gateway's lease, longer than anything between two statements of a write. */
const idleMaxSeconds = 10;

/** Thrown by `refuse`: its message is the answer. */
export const refusedState = 'PW001';

/** What a refusal says that is no answer of a commit. */
const refusals: Readonly<Record<string, () => EngineError>> = {
  stale: () =>
    new EngineError(
      'STORE_SCHEMA_NEWER',
      'a newer Pawl has brought the store to its own schema while this one was at work',
      'stop this one and start the newer Pawl; it must not write by rules that it does not know',
    ),
  fenced: fencedError,
};

const refusedOr = (error: unknown): unknown =>
  sqlStateOf(error) === refusedState && error instanceof Error
    ? (refusals[error.message]?.() ?? error)
    : error;

/** What begins so writes; of functions those that do. */
const writes =
  /^\s*(insert|update|delete|vacuum|lock|select \{schema\}\.(commit_unit|raise_epoch)\b)/;

/** As the embedded store says it. */
const refuseWriting = (): never => {
  throw new EngineError(
    'NOT_POSSIBLE',
    'attempt to write a store that was opened to be read',
    'what writes is asked of the gateway',
  );
};

export function sqlOf(pool: Pool, schema: string, readOnly = false): PostgresSql {
  let member: Member | null = null;
  /** `{member}`: who writes, as functions take it; `{fence}`: the call that lets them. */
  const named = (text: string): string => {
    const who = member === null ? 'null, null' : `'${member.id}', ${member.fence}`;
    return withNames(
      text
        .replaceAll('{fence}', '{schema}.fence({member})')
        .replaceAll('{member}', `${schemaVersion}, ${who}`),
      schema,
    );
  };
  const askOn =
    (connection: Asked): Ask =>
    async (text, ...values) => {
      const asked = { text: named(text), values: values.map(sent) };
      try {
        return (await connection.query(asked)).rows.map(storedRow);
      } catch (error) {
        throw refusedOr(reachedOr(error));
      }
    };
  const ask = askOn(pool);
  const all: Ask = async (text, ...values) => {
    if (readOnly && writes.test(text)) refuseWriting();
    return ask(text, ...values);
  };

  async function transaction<Result>(work: (tx: Writing) => Promise<Result>): Promise<Result> {
    const client = await pool.connect().catch((error) => {
      throw reachedOr(error);
    });
    const ask = askOn(client);
    let isBroken = false;
    // Lost between two questions it says so here, and whoever asks next hears of it too.
    const onLost = (): void => {
      isBroken = true;
    };
    client.on('error', onLost);
    try {
      // Of a gateway that sleeps in the midst of it the database gives up what others wait for.
      const settings = `set local idle_in_transaction_session_timeout = '${idleMaxSeconds}s'`;
      await client.query(named(`begin; ${settings}; select {fence}`));
      const { tx, end } = transactionOn(ask);
      const result = await work(tx);
      await end();
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => (isBroken = true));
      throw reachedOr(error);
    } finally {
      client.off('error', onLost);
      client.release(isBroken);
    }
  }

  return {
    all,
    one: async (text, ...values) => (await all(text, ...values))[0],
    together: async (work) => {
      if (readOnly) refuseWriting();
      for (let turn = 1; ; turn += 1) {
        try {
          return await transaction(work);
        } catch (error) {
          if (turn === tries || !inTheWay.has(sqlStateOf(error))) throw refusedOr(error);
        }
      }
    },
    schema,
    writeAs: (given) => {
      member = given;
    },
    close: () => pool.end(),
  };
}

/** Entries and seals are kept until the end, and go in one question: the head is taken last. */
function transactionOn(ask: Ask): { readonly tx: Writing; readonly end: () => Promise<void> } {
  const entries: JournalEntry[] = [];
  const seals: Seal[] = [];
  let sealedAt: string | null = null;
  const one: AskOne = async (text, ...values) => (await ask(text, ...values))[0];
  return {
    tx: {
      all: ask,
      one,
      append: (more) => void entries.push(...more),
      seal: (at, more) => {
        sealedAt = at;
        seals.push(...more);
      },
      nextSeq: async () => {
        const head = await one('select seq from {schema}.head where one = 1 for no key update');
        return Number(head?.['seq'] ?? 0) + 1 + entries.length;
      },
    },
    end: async () => {
      if (entries.length + seals.length === 0) return;
      const bodies = entries.map((entry) => JSON.stringify(entry));
      const column = (name: 'mpan' | 'key' | 'kind' | 'effectiveAt' | 'receivedAt') =>
        texts(entries.map((entry) => entry[name]));
      await ask(
        'select {schema}.record($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        column('mpan'),
        column('key'),
        column('kind'),
        column('effectiveAt'),
        column('receivedAt'),
        rawTexts(bodies),
        texts(bodies.map(digestOf)),
        sealedAt,
        rawTexts(seals.map((seal) => JSON.stringify(seal))),
      );
    },
  };
}
