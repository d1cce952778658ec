import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { migrate, sqliteMigrations } from '../../src/store/migrate.ts';
import { at, eventOf } from '../store/rows.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { verifiedAt } from './journal.ts';

test('a store from before there was a chain gets its links, and keeps its entries and their order', async () => {
  const folder = tempFolder();
  const path = join(folder, 'pawl.db');
  const database = new DatabaseSync(path);
  migrate(database, sqliteMigrations().slice(0, 1));
  const insert = database.prepare(`insert into journal
    (mpan, key, kind, effective_at, received_at, body) values (?, ?, 'appointment', ?, ?, ?)`);
  const bodies = Array.from({ length: 30 }, (_, n) => {
    const body = JSON.stringify(eventOf(n % 3, `key/${n}`));
    insert.run(mpanOf(n % 3), `key/${n}`, at, at, body);
    return body;
  });
  migrate(database, sqliteMigrations());
  const rows = database.prepare('select seq, body from journal order by seq').all();
  expect(rows).toEqual(bodies.map((body, n) => ({ seq: n + 1, body })));
  database.close();
  const { bad, entries } = await verifiedAt(path, folder);
  expect(bad).toEqual([]);
  expect(entries).toBe(30);
});
