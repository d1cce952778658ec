/** A store of an earlier version is sealed as it stands when it is opened for the first time. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openSqliteStore, type SealedEntry } from '../../src/store/index.ts';
import { migrate, sqliteMigrations } from '../../src/store/migrate.ts';
import { tempFolder } from '../support/workspace.ts';

const position = sqliteMigrations().findIndex(({ sql }) => sql.includes('the baseline'));

test('what was there before is in the chain from then on, and nothing twice', async () => {
  const path = join(tempFolder(), 'pawl.db');
  const database = new DatabaseSync(path);
  migrate(database, sqliteMigrations().slice(0, position));
  const insert = database.prepare(`insert into outbox
    (name, flow, file_identifier, from_mpid, to_role, to_mpid, mpans, text, sha256, created_at)
    values (?, 'D0001', ?, 'SUPP', 'M', 'MOPX', '[]', 'text', 'digest', '2026-08-05T12:00:00Z')`);
  for (let n = 1; n <= 1_500; n += 1) insert.run(`${n}.usr`, `PW${n}`);
  database.close();
  for (let times = 0; times < 2; times += 1) {
    const store = await openSqliteStore(path);
    const entries: SealedEntry[] = [];
    for await (const { body } of store.chain(null)) entries.push(JSON.parse(body ?? ''));
    await store.close();
    expect(entries.map(({ kind, baseline }) => [kind, baseline])).toEqual([
      ['sealed', true],
      ['sealed', true],
    ]);
    // Each file, and its text.
    expect(entries.flatMap(({ records }) => records)).toHaveLength(3_000);
  }
});

test('a new store has no baseline', async () => {
  const store = await openSqliteStore(':memory:');
  expect(await store.head()).toMatchObject({ seq: 0 });
  await store.close();
});
