/**
 * Numbered migrations, each in a transaction of its own, recorded in `user_version`. A store that
 * was written by a newer Pawl is refused: reading it wrongly would be worse than not starting.
 */
import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../engine-error.ts';

export const sqliteMigrations: readonly string[] = ['001_initial.sql'];

export function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  const row = database.prepare('pragma user_version').get();
  const version = Number(row?.['user_version'] ?? 0);
  if (version > migrations.length) {
    throw new EngineError(
      'STORE_SCHEMA_NEWER',
      `the store is of schema ${version}, and this Pawl knows schemas up to ${migrations.length}`,
      'start the newer Pawl that wrote it, or restore a backup made before the upgrade',
    );
  }
  for (const [index, name] of migrations.entries()) {
    if (index < version) continue;
    const sql = readFileSync(new URL(`./sqlite/${name}`, import.meta.url), 'utf8');
    database.exec(`begin immediate;\n${sql}\npragma user_version = ${index + 1};\ncommit;`);
  }
}
