/**
 * Tells a bug from trouble in the surroundings. Trouble passes and is tried again; a bug does not,
 * so the program stops and says so. An EngineError is never a bug: it was foreseen.
 */
import { AssertionError } from 'node:assert/strict';
import { EngineError } from './engine-error.ts';

export function isBug(error: unknown): boolean {
  if (error instanceof EngineError) return false;
  if (!(error instanceof Error)) return true;
  // Node gives these a code too, but they say that a call was wrong, not that a disk was full.
  const isWrongCall =
    error instanceof AssertionError ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError ||
    error instanceof SyntaxError;
  return isWrongCall || codeOf(error) === null;
}

/** SQLite's result codes for a damaged database, and for a file that is none. */
const damaged: ReadonlyMap<number, string> = new Map([
  [11, 'the database is damaged'],
  [26, 'the file is no database'],
]);

/** What is damaged of the store, in words; null where the error is about something else. */
export function damageIn(error: unknown): string | null {
  if (error instanceof EngineError && error.code === 'STORE_DAMAGED') return error.message;
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return damaged.get(code) ?? null;
}

/** SQLite's result codes for a wrong statement, and for values that it will not keep. */
const refusedBySqlite: ReadonlySet<number> = new Set([1, 18, 19, 20, 25]);

/** PostgreSQL's classes of the same: of values, constraints, limits such as a row of an index, functions. */
const refusedByPostgres = /^(?:21|22|23|54|P0)[0-9A-Z]{3}$/;

/** Whether a database will not keep what it was given: that would be so again with each try. */
export function isValueRefused(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof EngineError) return false;
  if ('errcode' in error) return refusedBySqlite.has(Number(error.errcode) & 0xff);
  return refusedByPostgres.test(codeOf(error) ?? '');
}

/** The code of a system or database error; null where there is none. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
