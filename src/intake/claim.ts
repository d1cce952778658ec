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
import { type Finding, findingOf } from '../flow/index.ts';
import {
  lookOf,
  looksLikeZip,
  openWorkbook,
  removeFile,
  sha256Of,
  stageBytes,
  stageHandle,
  stagePieces,
  stagingFolder,
  type Workbook,
  workbookProblem,
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
  /** Under which name it is kept, where that is another. */
  readonly storedAs?: string;
  /** What is to be said of how it was read. */
  readonly remarks?: readonly Finding[];
  /** Why nothing of it can be read. */
  readonly refused?: Finding;
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
  // What a workbook says is unpacked, and that is done beside other work.
  if (bytes.length > wholeFileMaxBytes || looksLikeZip(startOf(bytes))) return 'large';
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
    const source: Source = {
      file,
      size,
      sha256: hash.digest('hex'),
      start: start ?? '',
      isWhole: false,
      pieces: () => piecesOfCopy(intake, path, size),
      rest: () => rest(intake),
      copy: () => ({ claim: { staged: name, look, isClosed }, flushed: Promise.resolve() }),
    };
    return looksLikeZip(source.start) ? await unpacked(intake, source, { path, look }) : source;
  } finally {
    closeSync(handle);
  }
}

/**
 * A workbook as the CSV that its first sheet is. That is what is kept of it, so that it can be read,
 * corrected, searched and erased as any other; one that cannot be read is kept as it came.
 */
async function unpacked(
  intake: Intake,
  source: Source,
  { path, look }: { readonly path: string; readonly look: string },
): Promise<Source> {
  const hash = createHash('sha256');
  let start: string | null = null;
  try {
    const book = await openWorkbook(path, { rest: () => rest(intake) });
    try {
      const { name, size } = await stagePieces(intake.workspace, book.csv(), (piece) => {
        start ??= startOf(Buffer.from(piece));
        hash.update(piece);
      });
      removeFile(path);
      const copy = join(stagingFolder(intake.workspace), name);
      return {
        ...source,
        size,
        sha256: hash.digest('hex'),
        start: start ?? '',
        storedAs: `${source.file.name}.csv`,
        remarks: [workbookRead(book)],
        pieces: () => piecesOfCopy(intake, copy, size),
        copy: () => ({
          claim: { staged: name, look, isClosed: false },
          flushed: Promise.resolve(),
        }),
      };
    } finally {
      book.close();
    }
  } catch (error) {
    const problem = workbookProblem(error);
    if (problem === null) throw error;
    return { ...source, refused: findingOf('FILE_KIND_WRONG', nowhere, problem) };
  }
}

const nowhere = { line: null, group: null, item: null };

/** What is said of a workbook that was read. */
export function workbookRead({ sheet, others }: Pick<Workbook, 'sheet' | 'others'>): Finding {
  const many = others.length === 1 ? 'one other sheet was' : `${others.length} other sheets were`;
  const more = others.length === 0 ? '' : `; ${many} not read`;
  const message = `Read from the sheet "${sheet.slice(0, 40)}" of the workbook${more}. Line 7 is row 7.`;
  return findingOf('WORKBOOK_READ', nowhere, message);
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
