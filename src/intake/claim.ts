/**
 * The claim: the one step by which a dropped file becomes ours. It is opened without following a
 * link, read through that one handle into a private copy with its digest, and from then on only the
 * copy is read. The original goes once the receipt is durable, and only if it is still the same; what
 * came later under its name is taken in of its own.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, read as readAt } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openRegular, readHandle } from '../regular-file.ts';
import type { Claim } from '../store/index.ts';
import {
  lookOf,
  removeFile,
  sha256Of,
  stageBytes,
  stageHandle,
  stagingFolder,
} from '../files/index.ts';
import { type Gateway, rest } from '../gateway/index.ts';
import { endsIn, endsOf } from './inbox.ts';
import type { InboundFile } from './judge.ts';

/** A file as it was read in one go through one handle. */
export interface SeenFile {
  readonly bytes: Buffer;
  readonly look: string;
  /** A flow whose trailer and line end are there: nobody writes any more. */
  readonly isClosed: boolean;
}

/** What was read of a small file, to be judged in memory. */
export interface SmallClaim extends SeenFile {
  readonly sha256: string;
}

/** The private copy of a file that is judged from the disk. */
export interface LargeClaim {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly claim: Claim;
}

/** Null where its producer has taken it away, or changed it while it was read: the next pass looks. */
export function claimSmall(gateway: Gateway, file: InboundFile): SmallClaim | 'large' | null {
  const { wholeFileMaxBytes } = gateway.config.limits;
  if (file.seen !== undefined) {
    if (file.seen.bytes.length > wholeFileMaxBytes) return 'large';
    return { ...file.seen, sha256: sha256Of(file.seen.bytes) };
  }
  const opened = openRegular(join(gateway.workspace, file.folder, file.name));
  if (!('handle' in opened)) return null;
  const { handle, stats } = opened;
  try {
    if (stats.size > wholeFileMaxBytes) return 'large';
    const bytes = readHandle(handle, stats.size);
    const look = lookOf(stats);
    if (lookOf(fstatSync(handle)) !== look) return null;
    return { bytes, look, sha256: sha256Of(bytes), isClosed: endsIn(bytes) === 'closed-flow' };
  } finally {
    closeSync(handle);
  }
}

const pieceBytes = 1 << 20;
const readPromised = promisify(readAt);

async function readPiece(handle: number, at: number): Promise<Buffer> {
  const { buffer, bytesRead } = await readPromised(
    handle,
    Buffer.alloc(pieceBytes),
    0,
    pieceBytes,
    at,
  );
  return buffer.subarray(0, bytesRead);
}

/** Copies a file into staging while its digest is made. Null as above. */
export async function claimLarge(gateway: Gateway, file: InboundFile): Promise<LargeClaim | null> {
  const { workspace } = gateway;
  const opened = openRegular(join(workspace, file.folder, file.name));
  if (!('handle' in opened)) return null;
  const { handle, stats } = opened;
  try {
    const hash = createHash('sha256');
    const { name, size } = await stageHandle(
      workspace,
      handle,
      (one) => hash.update(one),
      async (from, at) => {
        await rest(gateway);
        return readPiece(from, at);
      },
    );
    const path = join(stagingFolder(workspace), name);
    const look = lookOf(stats);
    if (size !== stats.size || lookOf(fstatSync(handle)) !== look) {
      removeFile(path);
      return null;
    }
    const isClosed = endsOf(handle, size) === 'closed-flow';
    return { path, size, sha256: hash.digest('hex'), claim: { staged: name, look, isClosed } };
  } finally {
    closeSync(handle);
  }
}

/** The private copy of a small file; `flushed` must have settled before its receipt is committed. */
export function stageSmall(
  gateway: Gateway,
  { bytes, look, isClosed }: SmallClaim,
): { readonly claim: Claim; readonly flushed: Promise<void> } {
  const { name, flushed } = stageBytes(gateway.workspace, bytes);
  return { claim: { staged: name, look, isClosed }, flushed };
}

export const stagedPath = (gateway: Gateway, { staged }: Claim): string =>
  join(stagingFolder(gateway.workspace), staged);
