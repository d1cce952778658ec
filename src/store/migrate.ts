/**
 * Numbered migrations, each in a transaction of its own, recorded in `user_version`. A store that
 * was written by a newer Pawl is refused: reading it wrongly would be worse than not starting.
 */
import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { crashPoint } from '../crash-point.ts';
import { EngineError } from '../engine-error.ts';
import { chainEarlierEntries, endLine } from './sqlite/one-line.ts';
import { sealEarlierRecords } from './sqlite/sealed-records.ts';

const names = [
  '001_initial.sql',
  '002_chain.sql',
  '003_deliveries.sql',
  '004_published.sql',
  '005_config_history.sql',
  '006_search.sql',
  '007_wake_order.sql',
  '008_lists.sql',
  '009_claims.sql',
  '010_taken.sql',
  '011_item_groups.sql',
  '012_seals.sql',
  '013_calendar_undo.sql',
  '014_shared_entries.sql',
  '015_calendar_accepted.sql',
  '016_acts.sql',
  '017_reference.sql',
  '018_approved.sql',
  '019_sought.sql',
  '020_team.sql',
  '021_queue.sql',
  '023_chase_csv.sql',
  '024_check_counts.sql',
  '025_commit_tokens.sql',
  '026_checks_of_party.sql',
  '027_outbox_lists.sql',
  '028_commits.sql',
  '029_milestones.sql',
];

/** What SQL alone cannot do, in the same transaction, after the migration of that name. */
const afterwards: Readonly<Record<string, (database: DatabaseSync) => void>> = {
  '002_chain.sql': chainEarlierEntries,
  '012_seals.sql': sealEarlierRecords,
  '028_commits.sql': endLine,
};

interface Migration {
  readonly sql: string;
  readonly after?: ((database: DatabaseSync) => void) | undefined;
}

/** Each migration, in order. A published one is never changed, only followed. */
export const sqliteMigrations = (): readonly Migration[] =>
  names.map((name) => ({
    sql: readFileSync(new URL(`./sqlite/${name}`, import.meta.url), 'utf8'),
    after: afterwards[name],
  }));

export function migrate(database: DatabaseSync, migrations: readonly (string | Migration)[]): void {
  refuseNewer(versionOf(database), migrations.length);
  for (const [index, migration] of migrations.entries()) {
    if (index < versionOf(database)) continue;
    database.exec('begin immediate');
    try {
      // Another process may have migrated while this one waited for its turn.
      if (index >= versionOf(database)) {
        const { sql, after } = typeof migration === 'string' ? { sql: migration } : migration;
        database.exec(sql);
        after?.(database);
        database.exec(`pragma user_version = ${index + 1}`);
        crashPoint('mid-migration');
      }
      database.exec('commit');
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  }
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);

function refuseNewer(version: number, known: number): void {
  if (version <= known) return;
  throw new EngineError(
    'STORE_SCHEMA_NEWER',
    `the store is of schema ${version}, and this Pawl knows schemas up to ${known}`,
    'start the newer Pawl that wrote it, or restore a backup made before the upgrade',
  );
}
