/** A folder of an SFTP server as a place. */
import { isPlainName, type EntryKind } from './place-names.ts';
import { type PlaceThere, type PlaceEntry, PlaceError } from './place.ts';
import { openFlags, openSftp, type Sftp, type SftpAttributes, sftpPieceBytes } from './sftp.ts';
import { type Connection } from './ssh.ts';

/** Ours: so many pieces are on their way at once, so that a distant server need not be slow. */
const window = 16;

/** Ours: the protocol has one name or more in an answer, and a server that gives none may have no end. */
const emptyMax = 100;

export async function openSftpPlace(
  connection: Connection,
  folder: string,
  timeoutMs: number,
): Promise<PlaceThere> {
  const sftp = await openSftp(connection, timeoutMs);
  const root = Buffer.from(folder, 'utf8').toString('latin1').replace(/\/+$/, '');
  const at = (name: string): string => {
    if (!name.split('/').every(isPlainName))
      throw new PlaceError('entry', 'a name that leads elsewhere');
    return `${root}/${name}`;
  };
  return {
    list: async function* list() {
      const handle = await sftp.openFolder(root === '' ? '/' : root);
      try {
        for (let empty = 0; empty < emptyMax; ) {
          const names = await sftp.readFolder(handle);
          if (names === null) return;
          if (names.length === 0) empty += 1;
          yield names
            .filter(({ name }) => name !== '.' && name !== '..')
            .map(({ name, attributes }) => entryOf(name, attributes));
        }
        throw new PlaceError('cut', 'the server lists nothing, without end');
      } finally {
        await sftp.closeHandle(handle).catch(() => undefined);
      }
    },
    look: async (name) => {
      const attributes = await sftp.lookAtPath(at(name));
      return attributes === null ? null : entryOf(name, attributes);
    },
    read: (name, mostBytes) => piecesOf(sftp, at(name), mostBytes),
    write: async (name, bytes) => {
      const { write, create, truncate } = openFlags;
      const handle = await sftp.openFile(at(name), write | create | truncate);
      try {
        for (let start = 0; start < bytes.length; start += window * sftpPieceBytes) {
          const some: Promise<void>[] = [];
          const end = Math.min(bytes.length, start + window * sftpPieceBytes);
          for (let offset = start; offset < end; offset += sftpPieceBytes) {
            const part = bytes.subarray(offset, Math.min(end, offset + sftpPieceBytes));
            some.push(sftp.writeAt(handle, offset, part));
          }
          await Promise.all(some);
        }
        await sftp.flushHandle(handle);
      } catch (error) {
        await sftp.closeHandle(handle).catch(() => undefined);
        throw error;
      }
      // A server may tell only now that its disk is full.
      await sftp.closeHandle(handle);
    },
    rename: (from, to) => sftp.renamePath(at(from), at(to)),
    remove: (name) => sftp.removePath(at(name)),
    // That it is there already is no trouble; that it is not, the next question tells.
    makeFolder: (name) => sftp.makeFolderAt(at(name)),
    close: sftp.end,
  };
}

/** The pieces in their order, the next ones asked for before they are needed. */
async function* piecesOf(sftp: Sftp, path: string, mostBytes: number): AsyncGenerator<Uint8Array> {
  const handle = await sftp.openFile(path, openFlags.read);
  const asked: Promise<Buffer | null>[] = [];
  let next = 0;
  const askMore = (): void => {
    while (asked.length < window && next <= mostBytes) {
      const one = sftp.readAt(handle, next, sftpPieceBytes);
      // Where an earlier one fails nobody waits for it.
      one.catch(() => undefined);
      asked.push(one);
      next += sftpPieceBytes;
    }
  };
  try {
    // A link may have come in the place of the file since it was looked at.
    if (kindOfMode((await sftp.lookAtHandle(handle)).mode) !== 'file') {
      throw new PlaceError('entry', 'it is no file any more');
    }
    for (let offset = 0; ; ) {
      askMore();
      const piece = await asked.shift();
      if (piece === null || piece === undefined) return;
      offset += piece.length;
      if (offset > mostBytes) throw new PlaceError('entry', 'it grew while it was read');
      yield piece;
      if (piece.length < sftpPieceBytes) {
        // A server may give less than it was asked for: what comes next begins here.
        await Promise.allSettled(asked.splice(0));
        next = offset;
      }
    }
  } finally {
    await sftp.closeHandle(handle).catch(() => undefined);
  }
}

const entryOf = (name: string, { size, mode, mtimeMs }: SftpAttributes): PlaceEntry => ({
  name,
  kind: kindOfMode(mode),
  size,
  mtimeMs,
});

/** POSIX: what a file is stands in the highest bits of its mode. A server that tells none has files. */
function kindOfMode(mode: number): EntryKind {
  switch (mode & 0o170000) {
    case 0:
    case 0o100000:
      return 'file';
    case 0o120000:
      return 'symbolic link';
    case 0o040000:
      return 'directory';
    case 0o010000:
      return 'FIFO';
    case 0o140000:
      return 'socket';
    default:
      return 'device';
  }
}
