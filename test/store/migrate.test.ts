import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { tempFolder } from '../support/workspace.ts';

const first = 'create table fruit (name text primary key) strict;';
const second = `alter table fruit add column colour text not null default 'green';
  insert into fruit (name) values ('pear');`;

function openAt(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  onTestFinished(() => database.close());
  return database;
}

const version = (database: DatabaseSync) =>
  database.prepare('pragma user_version').get()?.['user_version'];

const fruit = (database: DatabaseSync) => database.prepare('select * from fruit').all();

test('a store of any earlier schema is brought up, with what is in it', () => {
  const database = openAt(':memory:');
  migrate(database, [first]);
  expect(version(database)).toBe(1);
  database.exec(`insert into fruit values ('apple')`);
  migrate(database, [first, second]);
  expect(version(database)).toBe(2);
  expect(fruit(database)).toEqual([
    { name: 'apple', colour: 'green' },
    { name: 'pear', colour: 'green' },
  ]);
  migrate(database, [first, second]);
  expect(fruit(database)).toHaveLength(2);
});

test('a migration that fails half-way leaves the schema before it', () => {
  const database = openAt(':memory:');
  const broken = `create table leaf (name text) strict; insert into fruit values ('kiwi'); oops;`;
  expect(() => migrate(database, [first, broken])).toThrow(/oops/);
  expect(version(database)).toBe(1);
  expect(fruit(database)).toEqual([]);
  migrate(database, [first, second]);
  expect(version(database)).toBe(2);
});

test('an older Pawl refuses it', () => {
  const database = openAt(':memory:');
  migrate(database, [first, second]);
  expect(() => migrate(database, [first])).toThrow(/schema 2.*up to 1/);
});

test('two processes that start at once migrate once', () => {
  const path = join(tempFolder(), 'pawl.db');
  const one = openAt(path);
  const other = openAt(path);
  migrate(one, [first]);
  // The other had looked before: its next look comes with its turn.
  migrate(other, [first, second]);
  migrate(one, [first, second]);
  expect(fruit(one)).toHaveLength(1);
});
