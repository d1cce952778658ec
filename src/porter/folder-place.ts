/**
 * A folder on a share or another volume. Each question has a time limit, and no other is asked while
 * one is unanswered: a share that hangs keeps one thread of this process, however often it is tried.
 */
import { constants, type Stats } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  opendir,
  realpath,
  rename,
  rm,
} from 'node:fs/promises';
import { sep } from 'node:path';
import { errorCode } from '../files/index.ts';
import { type PlaceThere, type PlaceEntry, PlaceError } from './place.ts';
import { nameBytes, isPlainName, nameOfBytes } from './place-names.ts';
import { kindOf } from '../regular-file.ts';

const entriesAtOnce = 500;
const pieceBytes = 1 << 18;
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** One for each folder, whoever asks for it again: what was asked and not answered is remembered. */
const unanswered = new Set<string>();

interface Folder {
  readonly path: string;
  readonly timeoutMs: number;
  /** Folders of the workspace itself, by their real paths: none may be one of these, or in one. */
  readonly own: readonly string[];
}

export async function openFolderPlace({ path, timeoutMs, own }: Folder): Promise<PlaceThere> {
  const ask = <T>(work: () => Promise<T>): Promise<T> => withLimit(path, timeoutMs, work);
  /** Of a name, or of a folder beside the files and a name in it. */
  const at = (name: string): Buffer => {
    const parts = name.split('/');
    if (!parts.every(isPlainName)) throw new PlaceError('entry', 'a name that leads elsewhere');
    return Buffer.concat([Buffer.from(path), ...parts.map((part) => nameBytes(sep + part))]);
  };
  const real = await ask(() => realpath(path));
  if (own.some((one) => real === one || real.startsWith(one + sep))) {
    throw new PlaceError('own', 'it is a folder of this workspace');
  }
  const place: PlaceThere = {
    list: async function* list() {
      const folder = await ask(() =>
        // Node has names as bytes here too, which its types do not say.
        opendir(path, { encoding: 'buffer' as BufferEncoding, bufferSize: entriesAtOnce }),
      );
      try {
        for (;;) {
          const names = await ask(async () => {
            const some: string[] = [];
            while (some.length < entriesAtOnce) {
              const entry = await folder.read();
              if (entry === null) break;
              some.push(nameOfBytes(entry.name as unknown as Uint8Array));
            }
            return some;
          });
          if (names.length === 0) return;
          yield await ask(async () => {
            const looked: PlaceEntry[] = [];
            for (const name of names) {
              // Which on Windows would be a path: whoever lists it is told the name alone.
              const nothing = { name, kind: 'file', size: 0, mtimeMs: 0 } as const;
              const entry = isPlainName(name) ? await lookAt(at(name), name) : nothing;
              if (entry !== null) looked.push(entry);
            }
            return looked;
          });
        }
      } finally {
        await folder.close().catch(() => undefined);
      }
    },
    look: (name) => ask(() => lookAt(at(name), name)),
    read: async function* read(name, mostBytes) {
      const handle = await ask(() => open(at(name), constants.O_RDONLY | careful));
      try {
        const stats = await ask(() => handle.stat());
        if (!stats.isFile()) throw new PlaceError('entry', 'it is no file any more');
        for (let offset = 0; ; ) {
          const piece = await ask(() => readPiece(handle, offset));
          if (piece.length === 0) return;
          offset += piece.length;
          if (offset > mostBytes) throw new PlaceError('entry', 'it grew while it was read');
          yield piece;
        }
      } finally {
        handle.close().catch(() => undefined);
      }
    },
    write: async (name, bytes) => {
      const how = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | careful;
      const handle = await ask(() => open(at(name), how, 0o644));
      try {
        for (let done = 0; done < bytes.length; ) {
          const part = bytes.subarray(done, done + pieceBytes);
          done += await ask(
            async () => (await handle.write(part, 0, part.length, done)).bytesWritten,
          );
        }
        await ask(() => handle.sync());
      } finally {
        await handle.close().catch(() => undefined);
      }
    },
    rename: (from, to) => ask(() => rename(at(from), at(to))),
    remove: (name) => ask(() => rm(at(name), { force: true })),
    makeFolder: async (name) => {
      await ask(() => mkdir(at(name), { recursive: true }));
    },
    close: () => undefined,
  };
  return place;
}

async function lookAt(path: Buffer, name: string): Promise<PlaceEntry | null> {
  let stats: Stats;
  try {
    stats = await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const kind = stats.isFile() ? 'file' : kindOf(stats);
  return { name, kind, size: stats.size, mtimeMs: stats.mtimeMs };
}

async function readPiece(handle: FileHandle, offset: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(pieceBytes);
  const { bytesRead } = await handle.read(buffer, 0, pieceBytes, offset);
  return buffer.subarray(0, bytesRead);
}

async function withLimit<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  if (unanswered.has(path)) throw new PlaceError('slow', 'it has not answered an earlier question');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      unanswered.add(path);
      reject(new PlaceError('slow', `no answer within ${timeoutMs} ms`));
    }, timeoutMs).unref();
  });
  const answered = work().finally(() => {
    clearTimeout(timer);
    unanswered.delete(path);
  });
  answered.catch(() => undefined);
  try {
    return await Promise.race([answered, late]);
  } catch (error) {
    throw error instanceof PlaceError ? error : placeErrorOf(error);
  }
}

const ofTheWhole: Readonly<Record<string, string>> = {
  ENOTCONN: 'the share is not connected',
  EHOSTDOWN: 'the server of the share is down',
  EHOSTUNREACH: 'the server of the share cannot be reached',
  ESTALE: 'the share was replaced by another',
  EIO: 'the share or disk fails',
  ENOTDIR: 'it is no folder',
  ENOSPC: 'it is full',
  EDQUOT: 'it is full',
  EROFS: 'it cannot be written',
};

function placeErrorOf(error: unknown): unknown {
  const code = errorCode(error) ?? '';
  // What the system has no code for is a mistake of ours.
  if (!/^E[A-Z0-9]+$/.test(code)) return error;
  const whole = ofTheWhole[code];
  if (whole !== undefined) return new PlaceError('away', `${whole} (${code})`);
  return errorCode(error) === 'ENOENT'
    ? new PlaceError('gone', `it is not there (${code})`)
    : new PlaceError('entry', code);
}
