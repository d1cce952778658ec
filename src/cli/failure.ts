/**
 * How a command that could not be done says so: `pawl: CODE: message`, a hint below it, and the exit
 * code that belongs to the code. Whatever was not foreseen is a bug, and asks to be reported.
 */
import { EngineError, engineErrorCodes } from '../engine-error.ts';

const bugExitCode = 70;

/** Tells a failure and returns the exit code. */
export function tellFailure(error: unknown, write: (text: string) => void): number {
  if (error instanceof EngineError) {
    write(`pawl: ${error.code}: ${error.message}\n  hint: ${error.hint}\n`);
    return engineErrorCodes[error.code];
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  write(`pawl: BUG: ${text}\n  hint: this is a bug in Pawl; please report it with these lines\n`);
  return bugExitCode;
}

/** A file that was to be written where somebody said, and could not. */
export const unwritable = (file: string, error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError(
        'FOLDER_UNUSABLE',
        `${file} cannot be written: ${error instanceof Error ? error.message : ''}`,
        'name a file in a folder that exists and has room',
        error,
      );

export const usage = (message: string, hint: string): EngineError =>
  new EngineError('USAGE', message, hint);
