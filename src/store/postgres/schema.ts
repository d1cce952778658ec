/**
 * The schema of a workspace and its migrations. They are made under an exclusive advisory lock of a
 * transaction, which every commit has shared, and each makes the functions anew: who knows an earlier
 * schema is refused by them.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EngineError } from '../../engine-error.ts';
import type { Pool } from './driver.ts';

const migrations = [
  '001_initial.sql',
  '002_looks.sql',
  '003_milestones.sql',
  '004_several.sql',
  '005_items_by_sender.sql',
];

export const schemaVersion = migrations.length;

const text = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** What a schema may be called: as it stands in a statement, it is that name and nothing else. */
const schemaName = /^[a-z][a-z0-9_]{0,62}$/;

function refuseSchemaName(schema: string): void {
  if (schemaName.test(schema) && !schema.startsWith('pg_')) return;
  throw new EngineError(
    'STORE_UNAVAILABLE',
    `a schema of PostgreSQL cannot be called ${JSON.stringify(schema)} here`,
    'give it a name of small letters, digits and underscores, which begins with a letter',
  );
}

/** Two numbers by which a schema is locked in its database. */
const lockOf = (schema: string): string => {
  const digest = hash('sha256', `pawl ${schema}`, 'buffer');
  return `${digest.readInt32BE(0)}, ${digest.readInt32BE(4)}`;
};

export const withNames = (statement: string, schema: string): string =>
  statement.replaceAll('{schema}', `"${schema}"`);

export const asWritten = (statement: string, schema: string): string =>
  withNames(statement, schema)
    .replaceAll('{lock}', lockOf(schema))
    .replaceAll('{version}', String(schemaVersion));

/** Throws STORE_MISSING where there is no schema, and another error where it is of another version. */
export async function refuseOtherSchema(pool: Pool, schema: string): Promise<void> {
  refuseSchemaName(schema);
  const { rows: made } = await pool.query<{ is_made: boolean }>(
    asWritten("select to_regclass('{schema}.schema_version') is not null as is_made", schema),
  );
  if (made[0]?.is_made !== true) {
    throw new EngineError(
      'STORE_MISSING',
      `there is no store in the schema ${schema} of the database`,
      'pawl run makes one; or name the right schema in "store" of pawl.config.json',
    );
  }
  const { rows } = await pool.query<{ version: number }>(
    asWritten('select version from {schema}.schema_version', schema),
  );
  const version = Number(rows[0]?.version);
  if (version > schemaVersion) throw newerSchema(version);
  if (version < schemaVersion) {
    throw new EngineError(
      'STORE_UNAVAILABLE',
      `the store is of schema ${version}, and this Pawl reads schema ${schemaVersion}`,
      'start this gateway, which brings the store to it',
    );
  }
}

const newerSchema = (version: number): EngineError =>
  new EngineError(
    'STORE_SCHEMA_NEWER',
    `the store is of schema ${version}, and this Pawl knows schemas up to ${schemaVersion}`,
    'start the newer Pawl that wrote it, or restore a backup made before the upgrade',
  );

/** Brings the schema to this version, or makes it. */
export async function migrateSchema(pool: Pool, schema: string): Promise<void> {
  refuseSchemaName(schema);
  const client = await pool.connect();
  let isBroken = false;
  const run = (statement: string) => client.query(asWritten(statement, schema));
  try {
    await run('begin');
    await run('select pg_advisory_xact_lock({lock})');
    const { rows } = await run(
      "select to_regclass('{schema}.schema_version') is not null as is_made",
    );
    if (rows[0]?.is_made !== true) {
      // A role that may make no schema has one that was made for it.
      const there = await client.query('select from pg_catalog.pg_namespace where nspname = $1', [
        schema,
      ]);
      if (there.rowCount === 0) await run('create schema {schema}');
      await run('create table {schema}.schema_version (version integer not null)');
      await run('insert into {schema}.schema_version values (0)');
    }
    const found = await run('select version from {schema}.schema_version');
    const version = Number(found.rows[0]?.version);
    if (version > schemaVersion) throw newerSchema(version);
    if (version < schemaVersion) {
      for (const name of migrations.slice(version)) await run(text(name));
      await run(text('functions.sql'));
      await run(`update {schema}.schema_version set version = {version}`);
    }
    await run('commit');
  } catch (error) {
    await client.query('rollback').catch(() => (isBroken = true));
    throw error;
  } finally {
    client.release(isBroken);
  }
}
