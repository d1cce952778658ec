import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine-error.ts';
import { openLooks, openSqliteStore, unitOfWork } from '../../src/store/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { at, eventOf } from './rows.ts';
import { chainContract } from './chain-contract.ts';
import { configHistoryContract } from './config-history-contract.ts';
import { storeContract } from './contract.ts';
import { deliveriesContract } from './deliveries-contract.ts';
import { keepingContract } from './keeping-contract.ts';
import { looksContract } from './looks-contract.ts';
import { listsContract } from './lists-contract.ts';
import { publishedContract } from './published-contract.ts';
import { randomContract } from './random-contract.ts';
import { searchContract } from './search-contract.ts';
import { sharedContract } from './shared-contract.ts';
import { teamContract } from './team-contract.ts';
import { soughtContract } from './sought-contract.ts';
import { talliesContract } from './tallies-contract.ts';
import { upkeepContract } from './upkeep-contract.ts';

storeContract('sqlite', openSqliteStore);
chainContract('sqlite', openSqliteStore);
configHistoryContract('sqlite', openSqliteStore);
searchContract('sqlite', openSqliteStore);
soughtContract('sqlite', openSqliteStore);
talliesContract('sqlite', openSqliteStore);
deliveriesContract('sqlite', openSqliteStore);
publishedContract('sqlite', openSqliteStore);
sharedContract('sqlite', openSqliteStore);
teamContract('sqlite', openSqliteStore);
keepingContract('sqlite', openSqliteStore);
listsContract('sqlite', openSqliteStore);
randomContract('sqlite', openSqliteStore);
upkeepContract('sqlite', openSqliteStore);
looksContract('sqlite', async (workspace, tell) => {
  mkdirSync(join(workspace, 'data'), { recursive: true });
  return openLooks(join(workspace, 'data', 'pawl.db'), workspace, tell);
});

const codeOf = async (act: () => Promise<unknown>): Promise<unknown> => {
  try {
    await act();
  } catch (error) {
    return error instanceof EngineError ? error.code : error;
  }
  return null;
};

test('the schema is the one that was reviewed (UPDATE_SCHEMA=1 writes it anew)', async () => {
  const path = join(tempFolder(), 'pawl.db');
  const store = await openSqliteStore(path);
  await store.close();
  const database = new DatabaseSync(path);
  const rows = database
    .prepare(`select sql from sqlite_schema where sql is not null order by type desc, name`)
    .all();
  database.close();
  const dump = rows.map((row) => `${String(row['sql'])};\n`).join('\n');
  const reviewed = new URL('./schema.sql', import.meta.url);
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(reviewed, dump);
  expect(dump).toBe(readFileSync(reviewed, 'utf8'));
});

test('what was committed is on the disk: write-ahead log, synchronous full', async () => {
  const path = join(tempFolder(), 'pawl.db');
  const store = await openSqliteStore(path);
  const database = new DatabaseSync(path);
  expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
  await store.close();
});

test('what is due comes out of an index in its order, and nothing is sorted', async () => {
  const path = join(tempFolder(), 'pawl.db');
  const store = await openSqliteStore(path);
  await store.close();
  const database = new DatabaseSync(path);
  const plan = database
    .prepare(
      'explain query plan select state from mpans where wake_at <= ? order by wake_at, mpan limit ?',
    )
    .all('2026-08-04T00:00:00Z', 500)
    .map((row) => String(row['detail']));
  database.close();
  expect(plan).toEqual([expect.stringContaining('USING INDEX mpans_by_wake')]);
});

test('a place where no store can be says so, with a remedy', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'pawl.db'));
  expect(await codeOf(() => openSqliteStore(join(folder, 'pawl.db')))).toBe('STORE_UNAVAILABLE');
  const file = join(folder, 'other.db');
  writeFileSync(file, 'this is no database, only a long line of text that looks like none at all');
  expect(await codeOf(() => openSqliteStore(file))).toBe('STORE_DAMAGED');
});

test('a store of a newer Pawl is refused and left as it is', async () => {
  const path = join(tempFolder(), 'pawl.db');
  const database = new DatabaseSync(path);
  database.exec('pragma user_version = 99');
  expect(await codeOf(() => openSqliteStore(path))).toBe('STORE_SCHEMA_NEWER');
  expect(database.prepare('pragma user_version').get()).toEqual({ user_version: 99 });
  expect(database.prepare('select count(*) as n from sqlite_schema').get()).toEqual({ n: 0 });
  database.close();
});

test('a newer Pawl that brings the store to its schema makes what the older one commits stale', async () => {
  const path = join(tempFolder(), 'pawl.db');
  const store = await openSqliteStore(path);
  const newer = new DatabaseSync(path);
  const { user_version: known } = newer.prepare('pragma user_version').get() as {
    user_version: number;
  };
  expect(await store.commit(unitOfWork(at, { events: [eventOf(1, 'k1')] }))).toBe('committed');
  newer.exec(`pragma user_version = ${known + 1}`);
  newer.close();
  expect(await store.commit(unitOfWork(at, { events: [eventOf(1, 'k2')] }))).toBe('stale');
  await expect(store.markDelivered(['a'])).rejects.toThrow(/newer Pawl/);
  expect((await store.journalOf(mpanOf(1))).map(({ key }) => key)).toEqual(['k1']);
  await store.close();
});

test('a write transaction of another connection is a lock, and is seen at once', async () => {
  const path = join(tempFolder(), 'pawl.db');
  const store = await openSqliteStore(path);
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  expect(await store.isLocked()).toBe(true);
  other.exec('rollback');
  expect(await store.isLocked()).toBe(false);
  other.close();
  await store.close();
});
