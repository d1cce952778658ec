/** A store from before there were commits, moved into a database: its one line of links, and what follows. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf, lineLinkOf, moveToFiles, moveToSchema } from '../../src/store/index.ts';
import { openSqliteStore, openStore, type Store, unitOfWork } from '../../src/store/index.ts';
import { migrate, sqliteMigrations } from '../../src/store/migrate.ts';
import { at, eventOf } from '../store/rows.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

describe.skipIf(!isPostgresThere())('a store from before there were commits', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  /** As Pawl 0.1.0 has written it, with what a text of PostgreSQL cannot hold. */
  function madeBefore(path: string): void {
    const database = new DatabaseSync(path);
    migrate(database, sqliteMigrations().slice(0, 12));
    const insert = database.prepare(`insert into journal
      (mpan, key, kind, effective_at, received_at, body, digest, link)
      values (?, ?, 'appointment', ?, ?, ?, ?, ?)`);
    let link = '0'.repeat(64);
    for (let n = 0; n < 9; n += 1) {
      const body = JSON.stringify(eventOf(n % 3, `key/${n}/\0\u{10FFFF}`));
      link = lineLinkOf(link, digestOf(body));
      insert.run(mpanOf(n % 3), `key/${n}/\0\u{10FFFF}`, at, at, body, digestOf(body), link);
    }
    database.prepare(`insert into notes (key, value) values ('journal-head', ?)`).run(`9 ${link}`);
    database.close();
  }

  async function chainOf(store: Store): Promise<unknown> {
    const entries: unknown[] = [];
    for await (const entry of store.chain(null)) entries.push(entry);
    const heads = [await store.head(), await store.headWrittenDown(), await store.linkAt(4)];
    return { entries, heads, commits: await store.commits(0, 100) };
  }

  test('is moved with its line, goes on as it would have, and comes back', async () => {
    const folder = tempFolder();
    const files = { store: join(folder, 'pawl.db'), looks: join(folder, 'looks.db') };
    madeBefore(files.store);
    const place = { database: cluster, schema: 'earlier' };
    await (await openStore(place)).close();
    await moveToSchema(files, place, () => {});
    const [one, other] = [await openSqliteStore(files.store), await openStore(place)];
    expect(await chainOf(other)).toEqual(await chainOf(one));
    const unit = unitOfWork(at, { events: [eventOf(1, 'new/1'), eventOf(7, 'new/2')] });
    for (const store of [one, other]) expect(await store.commit(unit)).toBe('committed');
    const after = await chainOf(one);
    expect(await chainOf(other)).toEqual(after);
    await Promise.all([one.close(), other.close()]);
    const back = { store: join(folder, 'back.db'), looks: join(folder, 'back-looks.db') };
    await moveToFiles(
      place,
      back,
      () => Promise.resolve(),
      () => {},
    );
    const again = await openSqliteStore(back.store);
    expect(await chainOf(again)).toEqual(after);
    expect(await again.selfCheck()).toEqual([]);
    await again.close();
  });
});
