/**
 * Numbered migrations, each in a transaction of its own, recorded in `user_version`. A store that
 * was written by a newer Pawl is refused: reading it wrongly would be worse than not starting.
 */
import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../engine-error.ts';

const names = ['001_initial.sql', '007_wake_order.sql'];

/** The SQL of each migration, in order. A published one is never changed, only followed. */
export const sqliteMigrations = (): readonly string[] =>
  names.map((name) => readFileSync(new URL(`./sqlite/${name}`, import.meta.url), 'utf8'));

export function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  refuseNewer(versionOf(database), migrations.length);
  for (const [index, sql] of migrations.entries()) {
    if (index < versionOf(database)) continue;
    database.exec('begin immediate');
    try {
      // Another process may have migrated while this one waited for its turn.
      if (index >= versionOf(database)) {
        database.exec(sql);
        database.exec(`pragma user_version = ${index + 1}`);
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
