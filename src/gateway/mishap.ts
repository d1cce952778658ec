/**
 * What failed by itself in a pass: one file, one channel, one part. It is named in the log and to
 * people, and everything else goes on. Trouble that concerns more, such as a full disk, is thrown on.
 */
import { codeOf, isBug, isValueRefused } from '../bug.ts';
import { type FaultPoint, faultPoint } from '../fault-point.ts';
import type { Gateway, Mishap } from './gateway.ts';

const codesOfOneFile = new Set([
  'EACCES',
  'EPERM',
  'EBUSY',
  'EIO',
  'EISDIR',
  'ENOTDIR',
  'ENOENT',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'EXDEV',
]);

/**
 * A bug counts as the file's, and so does what a database refuses of its values: either would meet the
 * same file again after every start.
 */
export const mayBeTheFile = (error: unknown): boolean =>
  isBug(error) || isValueRefused(error) || codesOfOneFile.has(codeOf(error) ?? '');

export function tellMishap(gateway: Gateway, mishap: Mishap): void {
  const { code, about, error } = mishap;
  gateway.mishaps.push(mishap);
  gateway.log.error({ code, about, err: error }, 'this failed by itself; everything else goes on');
}

/** Does what concerns one file. Returns whether it was done. */
export async function forFile(
  gateway: Gateway,
  point: FaultPoint,
  about: string,
  work: () => void | Promise<void>,
): Promise<boolean> {
  try {
    faultPoint(point, about);
    await work();
    return true;
  } catch (error) {
    if (!mayBeTheFile(error)) throw error;
    tellMishap(gateway, { code: 'FILE_HELD', about, error });
    return false;
  }
}
