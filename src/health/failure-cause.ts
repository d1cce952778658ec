/** Which trouble of the surroundings made a pass fail, where the error tells. */
import { isAbsolute, relative } from 'node:path';
import { codeOf, damageIn } from '../bug.ts';
import type { Mishap } from '../gateway/index.ts';
import { type Trouble, trouble } from './gateway-alert.ts';

const folderCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

/** SQLite's result codes, whose low byte is the code itself. */
const busy = new Set([5, 6]);
const full = new Set([13]);
const unwritable = new Set([8, 10, 14]);

/**
 * Null where the error says nothing of the kind. What is found holds nothing back: the pause after
 * a failure is wait enough, and the next pass that succeeds is the proof that it is over.
 */
export function troubleBehind(error: unknown, workspace: string): Trouble | null {
  const result = resultCodeOf(error);
  if (busy.has(result)) {
    return trouble('STORE_LOCKED', '', 'another program holds the store', []);
  }
  if (full.has(result) || ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '')) {
    return trouble('DISK_ALMOST_FULL', '', 'a write failed because the disk is full', []);
  }
  if (damageIn(error) !== null) {
    return trouble('STORE_DAMAGED', '', 'a page of data/pawl.db cannot be read');
  }
  if (unwritable.has(result)) {
    return trouble('FOLDER_NOT_WRITABLE', 'data', 'data/ cannot be written', []);
  }
  const folder = folderCodes.has(codeOf(error) ?? '') ? folderOf(error, workspace) : null;
  if (folder === null) return null;
  const detail = `${folder}/ cannot be written: ${codeOf(error)}`;
  return trouble('FOLDER_NOT_WRITABLE', folder, detail, []);
}

/** Ours: of a thousand files that fail alike, so many are named. */
const mishapsNamedMax = 20;

/** What people are told of that failed by itself. The error's own words stay out of it. */
export const troublesOf = (mishaps: readonly Mishap[], workspace: string): readonly Trouble[] => {
  const byName = new Map(mishaps.map((one) => [`${one.code} ${one.about}`, one]));
  return [...byName.values()].slice(0, mishapsNamedMax).map(({ code, about, error }) => {
    const behind = code === 'PART_FAILED' ? troubleBehind(error, workspace) : null;
    return behind ?? trouble(code, about, `${about}: ${errorKindOf(error)}`);
  });
};

export const errorKindOf = (error: unknown): string =>
  codeOf(error) ?? (error instanceof Error ? error.name : typeof error);

const resultCodeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : 0;

/** The folder of the workspace that a system error is about; of a move, where it leads. */
function folderOf(error: unknown, workspace: string): string | null {
  const at = (name: 'dest' | 'path'): string | null => {
    const value = error instanceof Error ? (error as Error & Record<string, unknown>)[name] : null;
    return typeof value === 'string' ? value : null;
  };
  const path = at('dest') ?? at('path');
  if (path === null) return null;
  const below = relative(workspace, path);
  const [first = ''] = below.split(/[\\/]/);
  return first === '' || first === '..' || isAbsolute(below) ? null : first;
}
