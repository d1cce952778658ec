/**
 * Several gateways may take files in from one folder. Each takes files in hand before it reads them, many
 * with one question, and gives them up once they are put away, so that each file has one receipt. What one
 * had in hand that was declared dead another takes from its first line: what was committed of it counts once.
 */
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { lookOf } from '../files/index.ts';
import type { FileClaims, Gateway } from '../gateway/index.ts';
import { openRegular } from '../regular-file.ts';
import type { Claim, Receipt } from '../store/index.ts';
import type { InboundFile } from './dropped-file.ts';

/** Ours: one has so many at once and no more, so that the others have their part. */
const filesAtOnce = 100;

/** All files together where nobody else can have them; else as many at once as this gateway got. */
export async function* inClaims(
  gateway: Pick<Gateway, 'joined' | 'workspace'>,
  files: readonly InboundFile[],
): AsyncGenerator<readonly InboundFile[]> {
  const { joined } = gateway;
  if (joined === undefined) {
    yield files;
    return;
  }
  const left = { sent: ofFolder(files, 'sent'), inbox: ofFolder(files, 'inbox') };
  for (let isMore = true; isMore; ) {
    isMore = false;
    for (const folder of ['sent', 'inbox'] as const) {
      const names = left[folder].map(({ name }) => name);
      if (names.length === 0) continue;
      const claimed = await joined.files.claim(folder, names, filesAtOnce, false);
      // Those before the last that were not to be had are others'.
      const last = names.indexOf(claimed.at(-1) ?? '');
      const mine = left[folder].filter(({ name }) => claimed.includes(name));
      left[folder] = last < 0 ? [] : left[folder].slice(last + 1);
      if (left[folder].length > 0) isMore = true;
      if (mine.length === 0) continue;
      try {
        yield mine.filter((file) => isAsListed(gateway, file));
      } finally {
        await joined.files.release(folder, claimed);
      }
    }
  }
}

const ofFolder = (files: readonly InboundFile[], folder: InboundFile['folder']): InboundFile[] =>
  files.filter((file) => file.folder === folder);

/** Between the listing and the claim another gateway may have taken it in and put it away. */
function isAsListed({ workspace }: Pick<Gateway, 'workspace'>, file: InboundFile): boolean {
  if (file.seen === undefined) return true;
  const opened = openRegular(join(workspace, file.folder, file.name));
  if (!('handle' in opened)) return false;
  closeSync(opened.handle);
  return lookOf(opened.stats) === file.seen.look;
}

/** What the claim of a receipt says besides, where several gateways may share its folder. */
export const rootIn = (
  { joined }: Pick<Gateway, 'joined'>,
  folder: Receipt['folder'],
): Pick<Claim, 'root'> =>
  joined === undefined || !isDropFolder(folder) ? {} : { root: joined.files.rootOf(folder) };

const isDropFolder = (folder: Receipt['folder']): folder is InboundFile['folder'] =>
  folder === 'inbox' || folder === 'sent';

type OfStore = Pick<Gateway, 'joined' | 'store'>;

/** Receipts whose files lie where this gateway can put them away. */
export async function unsettledHere({ joined, store }: OfStore): Promise<readonly Receipt[]> {
  const unsettled = await store.unsettled();
  return joined === undefined
    ? unsettled
    : unsettled.filter(({ folder, claim }) =>
        claim?.root === undefined
          ? joined.beside === null
          : isDropFolder(folder) && claim.root === joined.files.rootOf(folder),
      );
}

/** Does something with those of them that no other gateway has in hand. */
export async function withUnsettled(
  gateway: OfStore,
  work: (receipts: readonly Receipt[]) => Promise<void>,
): Promise<void> {
  const here = await unsettledHere(gateway);
  const files = gateway.joined?.files;
  if (files === undefined || here.length === 0) {
    await work(here);
    return;
  }
  const claimed = {
    inbox: await claimWaiting(files, 'inbox', here),
    sent: await claimWaiting(files, 'sent', here),
  };
  try {
    // Whoever had them may have put them away meanwhile.
    const now = await unsettledHere(gateway);
    await work(
      now.filter(
        ({ folder, name, claim }) =>
          claim?.root === undefined || (isDropFolder(folder) && claimed[folder].includes(name)),
      ),
    );
  } finally {
    await files.release('inbox', claimed.inbox);
    await files.release('sent', claimed.sent);
  }
}

async function claimWaiting(
  files: FileClaims,
  folder: InboundFile['folder'],
  receipts: readonly Receipt[],
): Promise<readonly string[]> {
  const names = receipts
    .filter((receipt) => receipt.folder === folder && receipt.claim?.root !== undefined)
    .map(({ name }) => name);
  return names.length === 0 ? [] : files.claim(folder, names, names.length, true);
}
