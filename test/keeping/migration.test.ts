import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { digestOf, lineLinkOf, openSqliteStore, unitOfWork } from '../../src/store/index.ts';
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

describe('a store from before there were commits', () => {
  // The last of them is the one before `028_commits.sql`.
  const numbers = [2, 12, 20, 26];
  const made = 9;

  /** As an earlier Pawl has written it, its last entry noted as the end. */
  function madeBefore(path: string, migrations: number): string[] {
    const database = new DatabaseSync(path);
    migrate(database, sqliteMigrations().slice(0, migrations));
    const insert = database.prepare(`insert into journal
      (mpan, key, kind, effective_at, received_at, body, digest, link)
      values (?, ?, 'appointment', ?, ?, ?, ?, ?)`);
    const links: string[] = [];
    for (let n = 0; n < made; n += 1) {
      const body = JSON.stringify(eventOf(n % 3, `key/${n}`));
      links.push(lineLinkOf(links.at(-1) ?? '0'.repeat(64), digestOf(body)));
      const link = links.at(-1) ?? '';
      insert.run(mpanOf(n % 3), `key/${n}`, at, at, body, digestOf(body), link);
    }
    database
      .prepare(`insert into notes (key, value) values ('journal-head', ?)`)
      .run(`${made} ${links.at(-1)}`);
    database.close();
    return links;
  }

  async function goneOnWith(path: string): Promise<void> {
    const store = await openSqliteStore(path);
    await store.commit(unitOfWork(at, { events: [eventOf(1, 'new/1'), eventOf(1, 'new/2')] }));
    await store.commit(unitOfWork(at, { events: [eventOf(7, 'new/3')] }));
    await store.close();
  }

  test.each(numbers)(
    'of %i migrations is verified as it is, and goes on from its last link',
    async (n) => {
      const folder = tempFolder();
      const path = join(folder, 'pawl.db');
      const links = madeBefore(path, n);
      expect(await verifiedAt(path, folder)).toMatchObject({
        bad: [],
        head: { seq: made, link: links.at(-1) },
      });
      await goneOnWith(path);
      const { bad, entries, head } = await verifiedAt(path, folder);
      expect(bad).toEqual([]);
      expect(entries).toBe(made + 3);
      const store = await openSqliteStore(path);
      expect(await store.head()).toEqual(head);
      // Each head that was ever written down of it still stands.
      for (const [index, link] of links.entries()) expect(await store.linkAt(index + 1)).toBe(link);
      const follows: unknown[] = [];
      for await (const entry of store.chain(null)) follows.push(entry.follows);
      expect(follows.slice(made)).toEqual([8, 10, 0]);
      await store.close();
    },
  );

  test('is attacked in vain, before its commits and in them', async () => {
    const attacks: Readonly<Record<string, number>> = {
      [`update journal set body = replace(body, 'MOPX', 'MOPY') where seq = 4`]: 4,
      'delete from journal where seq = 9': 9,
      'update journal set follows = 0 where seq = 4': 4,
      'update journal set follows = null where seq = 11': 11,
      [`update commits set root = '' where last = 11`]: 10,
      [`update commits set root = 'x' where first = 1`]: 1,
      'update commits set last = 8 where first = 1': 1,
      'update commits set first = 2 where first = 1': 1,
      'delete from commits where first = 1': 1,
      'delete from commits': 1,
    };
    for (const [attack, seq] of Object.entries(attacks)) {
      const folder = tempFolder();
      const path = join(folder, 'pawl.db');
      madeBefore(path, 12);
      await goneOnWith(path);
      const database = new DatabaseSync(path);
      database.exec(attack);
      database.close();
      expect((await verifiedAt(path, folder)).bad[0]?.seq, attack).toBe(seq);
    }
  });
});
