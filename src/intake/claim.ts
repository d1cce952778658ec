/**
 * The claim: the one step by which a dropped file becomes ours. It is opened without following a
 * link, read through that one handle into a private copy with its digest, and from then on only the
 * copy is read. The original goes once the receipt is durable, and only if it is still the same; what
 * came later under its name is taken in of its own.
 *
 * What was claimed is a source of pieces, the same ones each time. A small file is one piece that is
 * kept in memory while its copy is on its way to the disk; a large one is read from its copy, and
 * between its pieces others have their turn.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, read as readAt } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  lookOf,
  removeFile,
  sha256Of,
  stageBytes,
  stageHandle,
  stagingFolder,
} from '../files/index.ts';
import type { Intake } from './intake.ts';
import { rest } from './turns.ts';
import { openRegular, readHandle } from '../regular-file.ts';
import type { Claim } from '../store/index.ts';
import { endsIn, endsOf, type InboundFile, type SeenFile } from './dropped-file.ts';
import { startBytes } from './kind-of-file.ts';

/** A claimed file, to be read as often as it takes. */
export interface Source {
  readonly file: InboundFile;
  readonly size: number;
  readonly sha256: string;
  /** As much of it as tells what it is. */
  readonly start: string;
  /** True where all of it is one piece: what is made of it may be kept as well. */
  readonly isWhole: boolean;
  readonly pieces: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** To be awaited between two parts of what is made of it. */
  readonly rest: () => Promise<void>;
  /** Its private copy; of a whole file it is made when it is asked for first. */
  readonly copy: () => Copy;
}

/** A private copy; `flushed` must have settled before its receipt is committed. */
export interface Copy {
  readonly claim: Claim;
  readonly flushed: Promise<void>;
}

const startOf = (bytes: Buffer): string => bytes.toString('latin1', 0, startBytes);

/** Null where its producer has taken it away, or changed it while it was read: the next pass looks. */
export function claimSmall(intake: Intake, file: InboundFile): Source | 'large' | null {
  const { wholeFileMaxBytes } = intake.config.limits;
  const seen = file.seen ?? readWhole(intake, file, wholeFileMaxBytes);
  if (seen === null || seen === 'large') return seen;
  const { bytes, look, isClosed } = seen;
  if (bytes.length > wholeFileMaxBytes) return 'large';
  let copy: Copy | null = null;
  return {
    file,
    size: bytes.length,
    sha256: sha256Of(bytes),
    start: startOf(bytes),
    isWhole: true,
    pieces: () => [bytes],
    rest: () => Promise.resolve(),
    copy: () => {
      if (copy !== null) return copy;
      const { name, flushed } = stageBytes(intake.workspace, bytes);
      copy = { claim: { staged: name, look, isClosed }, flushed };
      return copy;
    },
  };
}

function readWhole(
  { workspace }: Intake,
  { folder, name }: InboundFile,
  most: number,
): SeenFile | 'large' | null {
  const opened = openRegular(join(workspace, folder, name));
  if (!('handle' in opened)) return null;
  const { handle, stats } = opened;
  try {
    if (stats.size > most) return 'large';
    const bytes = readHandle(handle, stats.size);
    const look = lookOf(stats);
    if (lookOf(fstatSync(handle)) !== look) return null;
    return { bytes, look, isClosed: endsIn(bytes) === 'closed-flow' };
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
export async function claimLarge(intake: Intake, file: InboundFile): Promise<Source | null> {
  const { workspace } = intake;
  const opened = openRegular(join(workspace, file.folder, file.name));
  if (!('handle' in opened)) return null;
  const { handle, stats } = opened;
  try {
    const hash = createHash('sha256');
    let start: string | null = null;
    const { name, size } = await stageHandle(
      workspace,
      handle,
      (piece) => {
        start ??= startOf(piece);
        hash.update(piece);
      },
      async (from, at) => {
        await rest(intake);
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
    return {
      file,
      size,
      sha256: hash.digest('hex'),
      start: start ?? '',
      isWhole: false,
      pieces: () => piecesOfCopy(intake, path, size),
      rest: () => rest(intake),
      copy: () => ({ claim: { staged: name, look, isClosed }, flushed: Promise.resolve() }),
    };
  } finally {
    closeSync(handle);
  }
}

async function* piecesOfCopy(
  intake: Intake,
  path: string,
  size: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
    yield piece;
    bytes += piece.length;
    intake.progress?.('reading', bytes, size);
    await rest(intake);
  }
}

export const stagedPath = ({ workspace }: Pick<Intake, 'workspace'>, { staged }: Claim): string =>
  join(stagingFolder(workspace), staged);
