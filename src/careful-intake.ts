/**
 * Takes files in so that one of them cannot keep the others out. Where a batch fails, its files are
 * taken one by one; a file that fails alone is named in the log and left where it is until it
 * changes. What is not the file's doing, such as a full disk, is thrown for the loop to try again.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, isBug } from './bug.ts';
import { type Gateway, type InboundFile, type OnReceipts, takeIn } from './gateway/index.ts';

/** Files that could not be taken in, as they looked then. */
export type LeftFiles = Map<string, string>;

export async function takeInCarefully(
  gateway: Gateway,
  left: LeftFiles,
  files: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const lookOf = ({ folder, name }: InboundFile): string | null => {
    const stats = lstatSync(join(gateway.workspace, folder, name), { throwIfNoEntry: false });
    return stats === undefined ? null : `${stats.size} ${stats.mtimeMs} ${stats.mode}`;
  };
  const fresh = files.filter((file) => left.get(keyOf(file)) !== lookOf(file));
  const done = new Set<string>();
  let isSettling = false;
  const take = (some: readonly InboundFile[]): Promise<void> =>
    takeIn(gateway, some, async (receipts, isLast) => {
      for (const receipt of receipts) done.add(keyOf(receipt));
      isSettling = true;
      await onReceipts(receipts, isLast && some === fresh);
      isSettling = false;
    });
  try {
    await take(fresh);
    return;
  } catch (error) {
    if (isSettling || !mayBeTheFile(error)) throw error;
  }
  for (const file of fresh) {
    const look = lookOf(file);
    if (done.has(keyOf(file)) || look === null) continue;
    try {
      await take([file]);
    } catch (error) {
      if (isSettling || !mayBeTheFile(error)) throw error;
      left.set(keyOf(file), look);
      const { folder, name } = file;
      gateway.log.error({ folder, name, err: error }, 'file cannot be taken in; it is left there');
    }
  }
}

const keyOf = ({ folder, name }: { readonly folder: string; readonly name: string }): string =>
  `${folder}/${name}`;

const codesOfOneFile = new Set(['EACCES', 'EPERM', 'EBUSY', 'EIO', 'EISDIR', 'ENOENT']);

/** A bug counts as the file's: it would meet the same file again after every start. */
const mayBeTheFile = (error: unknown): boolean =>
  isBug(error) || codesOfOneFile.has(codeOf(error) ?? '');
