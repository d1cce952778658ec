/** What is known of a workbook that is read, and what stands against one that is not. */

import { AssertionError } from 'node:assert';

/** What is said to do with what is not read. */
export const asCsv = 'open it and save the sheet as "CSV UTF-8 (Comma delimited)"';

export const hasPassword = `The workbook has a password: ${asCsv}.`;
export const damaged = `It begins as a workbook (.xlsx) and cannot be unpacked: it was cut off or damaged on its way. Send it again, or ${asCsv}.`;

/** Why a workbook is not read. */
export class WorkbookNotRead extends Error {}

export interface Workbook {
  /** The name of the sheet that is read, and of those that are not. */
  readonly sheet: string;
  readonly others: readonly string[];
  /** Its rows as a CSV. Throws where the rest cannot be read; `workbookProblem` says why. */
  readonly csv: () => AsyncGenerator<Buffer>;
  readonly close: () => void;
}

/** What stands against a workbook, where reading failed for what is in it. Null for another error. */
export function workbookProblem(error: unknown): string | null {
  if (error instanceof WorkbookNotRead) return error.message;
  if (error instanceof TypeError || error instanceof AssertionError) return null;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // What the disk has against it is not the file's doing.
  if (syscall !== undefined || (code !== undefined && !/^(Z_|ERR_)/.test(code))) return null;
  const { message } = error as Error;
  if (/encrypt/.test(message)) return hasPassword;
  if (/path: |in fileName: |compression method/.test(message)) {
    return `It is a zip file that no spreadsheet wrote, by its names or how it is packed: ${asCsv}.`;
  }
  return damaged;
}
