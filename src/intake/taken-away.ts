/**
 * What becomes of an original once its copy has its receipt. It is renamed out of its folder first
 * and looked at then, so that a file that came under its name a moment ago is never lost. One that
 * somebody may still be writing, a CSV above all, is kept for a while: what comes to it then is taken
 * in too.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import type { Claim, Receipt } from '../store/index.ts';
import {
  errorCode,
  freePath,
  lookOf,
  moveFile,
  randomName,
  removeFile,
  stagingFolder,
  renamePatiently,
} from '../files/index.ts';
import { forFile, type Gateway } from '../gateway/index.ts';

/** `.ID_INO_SIZE_MTIME_RANDOM.pawl-taken`: whose it is and how it looked, for the next start. */
const takenName = (id: number, look: string): string =>
  `.${id}_${look.replaceAll(' ', '_')}_${randomName().slice(0, 8)}.pawl-taken`;

const takenPattern = /^\.(\d+)_(\d+)_(\d+)_([\d.]+)_[0-9a-f]{8}\.pawl-taken$/;

export function takeAway(gateway: Gateway, receipt: Receipt, claim: Claim): void {
  const { workspace } = gateway;
  const source = join(workspace, receipt.folder, receipt.name);
  const stats = lstatSync(source, { throwIfNoEntry: false });
  // Gone, or another by now: the next pass takes in what lies there.
  if (stats === undefined || !stats.isFile() || lookOf(stats) !== claim.look) return;
  const name = takenName(receipt.id, claim.look);
  let aside = join(stagingFolder(workspace), name);
  try {
    if (!moveFile(source, aside)) return;
  } catch (error) {
    // Where the folder lies on another volume than the store, it is kept beside where it was.
    if (errorCode(error) !== 'EXDEV') throw error;
    aside = join(workspace, receipt.folder, name);
    renamePatiently(source, aside);
  }
  crashPoint('mid-removal');
  if (isSame(aside, claim.look)) {
    if (claim.isClosed) removeFile(aside);
  } else {
    giveBack(gateway, aside, receipt);
  }
}

const isSame = (path: string, look: string): boolean => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined || (stats.isFile() && lookOf(stats) === look);
};

function giveBack(
  { workspace, log }: Gateway,
  path: string,
  receipt: Pick<Receipt, 'name' | 'folder'>,
): void {
  const { name, folder } = receipt;
  log.warn({ name, folder }, 'a file changed after it was taken in; what is new is taken in too');
  moveFile(path, join(workspace, freePath(`${folder}/${name}`, new Set(), workspace)));
}

/**
 * Looks again at originals that were taken away: what has changed goes back to be taken in, what
 * stood still for the quiet period goes. `all`: at once, whatever the time.
 */
export async function lookAgain(gateway: Gateway, all = false): Promise<void> {
  const { workspace, store, config } = gateway;
  for (const folder of [
    stagingFolder(workspace),
    join(workspace, 'inbox'),
    join(workspace, 'sent'),
  ]) {
    for (const name of readdirSync(folder)) {
      const [, id, ...look] = takenPattern.exec(name) ?? [];
      if (id === undefined) continue;
      const path = join(folder, name);
      const lookAtOne = async (): Promise<void> => {
        const stats = lstatSync(path, { throwIfNoEntry: false });
        if (stats === undefined) return;
        const receipt = await store.receipt(Number(id));
        // A store that was put back from a backup may not know it; its copy is in the archive then.
        const isKnown = receipt !== null && receipt.size === Number(look[1]);
        if (!isSame(path, look.join(' '))) {
          giveBack(gateway, path, isKnown ? receipt : { name: `${id}.taken`, folder: 'inbox' });
        } else if (all || Date.now() - stats.ctimeMs >= config.quietPeriodMs) {
          removeFile(path);
        }
      };
      // Whoever wants all of it gone must hear where that fails.
      if (all) await lookAtOne();
      else await forFile(gateway, 'settle', relative(workspace, path), lookAtOne);
    }
  }
}
