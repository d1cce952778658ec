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

/** The code of a system or database error; null where there is none. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
