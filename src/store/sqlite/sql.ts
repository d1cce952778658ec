/**
 * The statements of one open database: each is prepared once. What is written together is sealed in
 * the same transaction.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { EngineError } from '../../engine-error.ts';
import type { CommitAnswer } from '../guards.ts';
import type { Seal } from '../seals.ts';
import { type OpenJournal, journalWriter } from './journal.ts';
import type { SqlRow } from '../rows.ts';
import type { Reads } from '../sql/reads.ts';

export interface Sql {
  readonly database: DatabaseSync;
  readonly prepare: (text: string) => StatementSync;
  readonly run: (text: string, ...values: SQLInputValue[]) => ReturnType<StatementSync['run']>;
  readonly all: (text: string, ...values: SQLInputValue[]) => SqlRow[];
  readonly one: (text: string, ...values: SQLInputValue[]) => SqlRow | undefined;
  /** Makes the writes of `work` durable together. */
  readonly together: (work: () => void) => void;
  /** Where there is no instant, that of the newest entry of the journal stands for it. */
  readonly seal: (at: string | null, seals: readonly Seal[]) => void;
  readonly append: OpenJournal['append'];
  readonly nextSeq: OpenJournal['nextSeq'];
  readonly close: () => void;
}

export function sqlOn(database: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = database.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  };
  // No table has a blob, so no row has bytes.
  const all: Sql['all'] = (text, ...values) => prepare(text).all(...values) as SqlRow[];
  const run: Sql['run'] = (text, ...values) => prepare(text).run(...values);
  const one: Sql['one'] = (text, ...values) => all(text, ...values)[0];

  const schema = (): unknown => one('pragma user_version')?.['user_version'];
  const opened = schema();
  // It is another one once the store was moved away.
  const place = (): unknown => one('pragma application_id')?.['application_id'];
  const openedAt = place();
  let isSealed = true;
  const journal = journalWriter({ run, all, one });

  function transaction(work: () => void): void {
    database.exec('begin immediate');
    try {
      if (schema() !== opened) throw outgrown();
      if (place() !== openedAt) throw movedAway();
      journal.begin();
      work();
      journal.end();
      database.exec('commit');
    } catch (error) {
      // SQLite has rolled back by itself where the disk was full or the file could not be read.
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  }

  return {
    database,
    prepare,
    run,
    all,
    one,
    together: (work) => {
      try {
        transaction(work);
      } catch (error) {
        if (!isDamaged(error)) throw error;
        // Where the journal is damaged there is nothing to put seals into; deadlines go on without.
        isSealed = false;
        try {
          transaction(work);
        } finally {
          isSealed = true;
        }
      }
    },
    seal: (at, seals) => {
      if (isSealed) journal.appendSeals(at, seals);
    },
    append: journal.append,
    nextSeq: journal.nextSeq,
    close: () => {
      statements.clear();
      database.close();
    },
  };
}

/** The questions of every store, as SQLite is asked them. */
export const sqliteReads = ({ all }: Pick<Sql, 'all'>): Reads => ({
  all: async (text, ...values) =>
    all(text.replaceAll('{schema}.', '').replaceAll(/nocase\((\w+)\)/g, '$1'), ...values),
  isWholeAtOnce: false,
});

const isDamaged = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 11;

/** Thrown inside a transaction to leave it; never seen outside. */
export class Refused extends Error {
  readonly answer: Exclude<CommitAnswer, 'committed'>;
  constructor(answer: Exclude<CommitAnswer, 'committed'>) {
    super(answer);
    this.answer = answer;
  }
}

const outgrown = (): EngineError =>
  new EngineError(
    'STORE_SCHEMA_NEWER',
    'a newer Pawl has brought the store to its own schema while this one was at work',
    'stop this one and start the newer Pawl; it must not write by rules that it does not know',
  );

const movedAway = (): EngineError =>
  new EngineError(
    'MOVED_ON',
    'the store of this workspace was moved while this was being done',
    'nothing was done: do it again',
  );

const isOutgrown = (error: unknown): boolean =>
  error instanceof EngineError && error.code === 'STORE_SCHEMA_NEWER';

/** Whether what was written together is there, or something had moved on meanwhile. */
export function committed(write: () => void): CommitAnswer {
  try {
    write();
    return 'committed';
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    if (isOutgrown(error)) return 'stale';
    throw error;
  }
}
