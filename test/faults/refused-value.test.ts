import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { isValueRefused } from '../../src/bug.ts';
import { EngineError } from '../../src/engine-error.ts';
import { fixedClock } from '../../src/clock.ts';
import { openTestGateway, startAt, tempFolder } from '../support/workspace.ts';
import { refusesOnlyItsFile } from './refused-contract.ts';

test('a file of which the embedded store refuses a value stops no other', async () => {
  const own = await openTestGateway({ quietPeriodMs: 0 }, tempFolder(), fixedClock(startAt));
  const run = async (statement: string): Promise<void> => {
    const database = new DatabaseSync(join(own.workspace, 'data', 'pawl.db'), { timeout: 5_000 });
    database.exec(statement);
    database.close();
  };
  await refusesOnlyItsFile(own, {
    plant: (name) =>
      run(`create trigger planted before insert on files when new.name = '${name}'
        begin select raise(abort, 'a value that a test refuses'); end`),
    lift: () => run('drop trigger planted'),
  });
});

test('what a database refuses of a value is told from its own trouble', () => {
  const coded = (code: string) => Object.assign(new Error('as a database says it'), { code });
  // A NUL, a constraint, a row of an index that is too long, a function that says so.
  for (const code of ['22021', '23505', '54000', 'P0001']) {
    expect([code, isValueRefused(coded(code))]).toEqual([code, true]);
  }
  // A lost connection, no room, a shutdown, a standby, a lock, no right.
  for (const code of [
    '08006',
    '53100',
    '57P01',
    '25006',
    '40P01',
    '42501',
    'ECONNRESET',
    'EACCES',
  ]) {
    expect([code, isValueRefused(coded(code))]).toEqual([code, false]);
  }
  const sqlite = (errcode: number) => Object.assign(coded('ERR_SQLITE_ERROR'), { errcode });
  for (const errcode of [1811, 18]) expect(isValueRefused(sqlite(errcode))).toBe(true);
  for (const errcode of [5, 11, 13, 8, 10]) expect(isValueRefused(sqlite(errcode))).toBe(false);
  expect(isValueRefused(new EngineError('STORE_UNAVAILABLE', 'lost', 'wait', coded('22021')))).toBe(
    false,
  );
});
