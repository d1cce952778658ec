/**
 * All that a store knows, read from one and written into another, row by row and byte for byte. What
 * follows from the rows, such as counts and indexes of words, the other makes by itself. When all is
 * written it is read again, and nothing counts where a digest differs.
 */
import { createHash } from 'node:crypto';
import { EngineError } from '../engine-error.ts';
import { headNote } from './chain.ts';
import type { JournalHead } from './journal.ts';
import type { SqlRow } from './rows.ts';

/** Tables of every store, each with what puts its rows in order; those that others refer to come first. */
const storeTables = {
  journal: ['seq'],
  commits: ['last'],
  notes: ['key'],
  commit_tokens: ['token'],
  mpans: ['mpan'],
  checks: ['mpan', 'supplier', 'sequence'],
  exceptions: ['id'],
  files: ['id'],
  file_changes: ['file_id'],
  outbox: ['id'],
  alerts: ['id'],
  deliveries: ['id'],
  milestones: ['id'],
  published: ['uid'],
  chases: ['id'],
  config_changes: ['id'],
  config_changed_checks: ['change_id', 'mpan', 'supplier', 'sequence'],
  claims: ['mpan'],
  shared_entries: ['mpan', 'id'],
  contents: ['id'],
  named_mpans: ['content', 'line', 'mpan'],
  sought: ['id'],
  resubmissions: ['id'],
  calendars: ['id'],
  reference_merges: ['id'],
} as const;

const lookTables = { looks: ['id'], visits: ['who'] } as const;

const tables = { ...storeTables, ...lookTables };

export type CopiedTable = keyof typeof tables;

export const tablesWith = (withLooks: boolean): readonly CopiedTable[] =>
  Object.keys(withLooks ? tables : storeTables) as CopiedTable[];

/** Tables of looks, which a workspace with a file has beside its store. */
export const isOfLooks = (table: CopiedTable): boolean => table in lookTables;

/** What a place says in its own way. */
const ownNotes: ReadonlySet<unknown> = new Set([headNote]);

/** One side of a copy, for as long as it takes. */
export interface CopySide {
  readonly columns: (table: CopiedTable) => Promise<readonly string[]>;
  /** All rows, some at a time, in this order. */
  readonly rows: (
    table: CopiedTable,
    columns: readonly string[],
    order: readonly string[],
  ) => AsyncIterable<readonly SqlRow[]>;
  readonly head: () => Promise<JournalHead>;
  /** Whether its journal goes through this head. */
  readonly hasHead: (head: JournalHead) => Promise<boolean>;
  /** How many alerts were ever raised. */
  readonly alertsRaised: () => Promise<number>;
}

export interface CopyTarget extends CopySide {
  readonly put: (
    table: CopiedTable,
    columns: readonly string[],
    rows: readonly SqlRow[],
  ) => Promise<void>;
  /** Makes what follows from the rows. */
  readonly complete: (head: JournalHead, alertsRaised: number) => Promise<void>;
}

/** Rows by table, as they were copied. */
export type CopiedRows = Readonly<Partial<Record<CopiedTable, number>>>;

/** Throws STORE_DAMAGED where the target does not hold what the source has. */
export async function copyRows(
  from: CopySide,
  to: CopyTarget,
  withLooks: boolean,
): Promise<CopiedRows> {
  const wanted = tablesWith(withLooks).map((table) => [table, tables[table]] as const);
  const copied: Partial<Record<CopiedTable, number>> = {};
  const digests = new Map<CopiedTable, string>();
  for (const [table, order] of wanted) {
    const there = new Set(await to.columns(table));
    const columns = (await from.columns(table)).filter((name) => there.has(name)).toSorted();
    const digest = createHash('sha256');
    let count = 0;
    for await (const rows of from.rows(table, columns, order)) {
      const some = table === 'notes' ? rows.filter(({ key }) => !ownNotes.has(key)) : rows;
      addTo(digest, columns, some);
      count += some.length;
      if (some.length > 0) await to.put(table, columns, some);
    }
    copied[table] = count;
    digests.set(table, digest.digest('hex'));
  }
  const head = await from.head();
  await to.complete(head, await from.alertsRaised());
  for (const [table, order] of wanted) {
    const columns = (await from.columns(table)).toSorted();
    const there = new Set(await to.columns(table));
    const digest = createHash('sha256');
    const both = columns.filter((name) => there.has(name));
    for await (const rows of to.rows(table, both, order)) {
      addTo(digest, both, table === 'notes' ? rows.filter(({ key }) => !ownNotes.has(key)) : rows);
    }
    if (digest.digest('hex') !== digests.get(table)) throw different(`its table ${table} differs`);
  }
  const there = await to.head();
  if (there.link !== head.link || there.seq !== head.seq) throw different('its head differs');
  return copied;
}

const different = (what: string): EngineError =>
  new EngineError(
    'STORE_DAMAGED',
    `the copy of the store is not what was copied: ${what}`,
    'nothing was changed; look at the disk of either, run pawl verify, and try again',
  );

function addTo(
  digest: ReturnType<typeof createHash>,
  columns: readonly string[],
  rows: readonly SqlRow[],
): void {
  for (const row of rows) {
    digest.update(JSON.stringify(columns.map((name) => row[name] ?? null)));
    digest.update('\n');
  }
}

/** What a target that may not be replaced says. */
export const notEmpty = (what: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    `${what} holds another store, which this one does not continue`,
    'name another place, or take away what is there if nobody needs it',
  );
