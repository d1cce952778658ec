/**
 * Our own trouble, or our surroundings': the only thing that is thrown. The code is stable and
 * documented in docs/codes.md; the hint says what a person should do.
 */
import { shortened } from './shortened.ts';

/**
 * The exit code of what may mend without anybody changing Pawl or its configuration, so that a
 * supervisor tries again: EX_TEMPFAIL of sysexits.h, as 70, for a bug, is its EX_SOFTWARE.
 */
export const triedAgainExitCode = 75;

export const engineErrorCodes = {
  CONFIG_INVALID: 2,
  USAGE: 2,
  WORKSPACE_MISSING: 2,
  WORKSPACE_EXISTS: 2,
  FLOW_DEFINITION_INVALID: 2,
  STORE_UNAVAILABLE: triedAgainExitCode,
  STORE_DAMAGED: 2,
  STORE_MISSING: 2,
  STORE_WENT_BACK: 2,
  STORE_SCHEMA_NEWER: 3,
  GATEWAY_RUNNING: triedAgainExitCode,
  GATEWAY_FENCED: triedAgainExitCode,
  CONFIG_DIFFERS: triedAgainExitCode,
  GROUND_UNSAFE: 2,
  CLOCK_BEHIND: triedAgainExitCode,
  CLOCK_SKEWED: triedAgainExitCode,
  FOLDER_UNUSABLE: triedAgainExitCode,
  SCENARIO_INVALID: 2,
  COMPARISON_INVALID: 2,
  APPROVALS_INVALID: 2,
  CALENDAR_NOT_COVERED: 1,
  NOT_FOUND: 1,
  NOT_POSSIBLE: 1,
  MOVED_ON: 1,
} as const;

export type EngineErrorCode = keyof typeof engineErrorCodes;

/** Ours: twenty problems of a file, each said in full. A message cites what others wrote. */
const messageMaxCharacters = 20_000;

export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly hint: string;
  constructor(code: EngineErrorCode, message: string, hint: string, cause?: unknown) {
    super(shortened(message, messageMaxCharacters), cause === undefined ? undefined : { cause });
    this.name = 'EngineError';
    this.code = code;
    this.hint = hint;
  }
}
