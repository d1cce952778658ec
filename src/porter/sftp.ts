/**
 * The SFTP protocol, version 3, as OpenSSH and nearly every other server speaks it
 * (draft-ietf-secsh-filexfer-02): requests with a number, and their answers. Only what a place needs.
 */
import { type Connection } from './ssh.ts';
import { PlaceError } from './place.ts';
import { nameBytes, nameOfBytes } from './place-names.ts';

/** draft-ietf-secsh-filexfer-02, 3: the types of packets. */
const type = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  realpath: 16,
  rename: 18,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 200,
} as const;

/** The same, 7: codes of an answer. */
const endOfFile = 1;
const noSuchFile = 2;

/** OpenSSH takes and gives packets of 256 kB; what is longer is no answer. */
const packetMaxBytes = 300_000;
export const sftpPieceBytes = 32_768;

export interface SftpAttributes {
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
}

export interface Sftp {
  readonly openFile: (path: string, flags: number) => Promise<Buffer>;
  readonly openFolder: (path: string) => Promise<Buffer>;
  readonly closeHandle: (handle: Buffer) => Promise<void>;
  /** Null at the end. */
  readonly readAt: (handle: Buffer, offset: number, length: number) => Promise<Buffer | null>;
  readonly writeAt: (handle: Buffer, offset: number, bytes: Uint8Array) => Promise<void>;
  /** The next of a folder; null at the end. */
  readonly readFolder: (
    handle: Buffer,
  ) => Promise<readonly { readonly name: string; readonly attributes: SftpAttributes }[] | null>;
  /** Null where nothing is. */
  readonly lookAtPath: (path: string) => Promise<SftpAttributes | null>;
  readonly lookAtHandle: (handle: Buffer) => Promise<SftpAttributes>;
  readonly removePath: (path: string) => Promise<void>;
  readonly makeFolderAt: (path: string) => Promise<void>;
  readonly renamePath: (from: string, to: string) => Promise<void>;
  readonly flushHandle: (handle: Buffer) => Promise<void>;
  readonly end: () => void;
}

/** draft-ietf-secsh-filexfer-02, 6.3: how a file is opened. */
export const openFlags = { read: 1, write: 2, create: 8, truncate: 16 } as const;

interface Packet {
  readonly type: number;
  readonly body: Buffer;
}

/** A request that waits for its answer. */
interface Waiting {
  readonly resolve: (packet: Packet) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Speaks with the server of a connection. Throws PlaceError; so does each request. */
export async function openSftp({ child, ended }: Connection, timeoutMs: number): Promise<Sftp> {
  const waiting = new Map<number, Waiting>();
  let greeting: Waiting | null = null;
  let lost: PlaceError | null = null;
  let lastId = 0;
  let pieces: Buffer[] = [];
  let held = 0;

  const lose = (error: PlaceError): void => {
    lost ??= error;
    child.kill('SIGKILL');
    const all = [...waiting.values(), ...(greeting === null ? [] : [greeting])];
    waiting.clear();
    greeting = null;
    for (const { reject, timer } of all) {
      clearTimeout(timer);
      reject(lost);
    }
  };
  void ended.then(lose);
  const strange = (): void => lose(new PlaceError('cut', 'the server does not speak SFTP'));

  const hear = (packet: Packet): void => {
    if (greeting !== null) {
      const one = greeting;
      greeting = null;
      clearTimeout(one.timer);
      one.resolve(packet);
      return;
    }
    if (packet.body.length < 4) return strange();
    const id = packet.body.readUInt32BE(0);
    const one = waiting.get(id);
    if (one === undefined) return strange();
    waiting.delete(id);
    clearTimeout(one.timer);
    one.resolve({ type: packet.type, body: packet.body.subarray(4) });
  };
  child.stdout.on('data', (piece: Buffer) => {
    pieces.push(piece);
    held += piece.length;
    while (held >= 5) {
      const [first = Buffer.alloc(0)] = pieces;
      const start = first.length >= 5 ? first : Buffer.concat(pieces);
      const length = start.readUInt32BE(0);
      if (length < 1 || length > packetMaxBytes) return strange();
      if (held < length + 4) {
        pieces = pieces.length > 64 ? [Buffer.concat(pieces)] : pieces;
        return;
      }
      const all = pieces.length === 1 ? start : Buffer.concat(pieces);
      pieces = all.length === length + 4 ? [] : [all.subarray(length + 4)];
      held = all.length - length - 4;
      hear({ type: all.readUInt8(4), body: all.subarray(5, length + 4) });
      if (lost !== null) return undefined;
    }
    return undefined;
  });

  const waitFor = (register: (one: Waiting) => void): Promise<Packet> =>
    new Promise((resolve, reject) => {
      if (lost !== null) {
        reject(lost);
        return;
      }
      const timer = setTimeout(
        () => lose(new PlaceError('slow', `no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      register({ resolve, reject, timer });
    });
  const send = (kind: number, body: Buffer): void => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(body.length + 1, 0);
    head.writeUInt8(kind, 4);
    child.stdin.write(Buffer.concat([head, body]));
  };
  const ask = (kind: number, ...parts: readonly Buffer[]): Promise<Packet> =>
    waitFor((one) => {
      lastId = (lastId + 1) % 0xffffffff;
      waiting.set(lastId, one);
      send(kind, Buffer.concat([uint32(lastId), ...parts]));
    });

  const greeted = waitFor((one) => {
    greeting = one;
    send(type.init, uint32(3));
  });
  const hello = await greeted;
  if (hello.type !== type.version || hello.body.length < 4) {
    strange();
    throw lost ?? new PlaceError('cut', 'the server does not speak SFTP');
  }
  const offered = extensionsIn(hello.body.subarray(4));

  const done = (packet: Packet): void => {
    const code = statusOf(packet);
    if (code !== 0) throw statusError(code);
  };
  const handleIn = (packet: Packet): Buffer => {
    if (packet.type !== type.handle) throw statusError(statusOf(packet));
    return readText(packet.body, 0).text;
  };
  return {
    openFile: async (path, flags) =>
      handleIn(await ask(type.open, text(path), uint32(flags), uint32(0))),
    openFolder: async (path) => handleIn(await ask(type.opendir, text(path))),
    closeHandle: async (handle) => done(await ask(type.close, bytes(handle))),
    readAt: async (handle, offset, length) => {
      const packet = await ask(type.read, bytes(handle), uint64(offset), uint32(length));
      if (packet.type === type.data) {
        const { text: data } = readText(packet.body, 0);
        if (data.length === 0 || data.length > length) throw statusError(4);
        return data;
      }
      const code = statusOf(packet);
      if (code === endOfFile) return null;
      throw statusError(code);
    },
    writeAt: async (handle, offset, data) =>
      done(await ask(type.write, bytes(handle), uint64(offset), bytes(data))),
    readFolder: async (handle) => {
      const packet = await ask(type.readdir, bytes(handle));
      if (packet.type === type.name) return namesIn(packet.body);
      const code = statusOf(packet);
      if (code === endOfFile) return null;
      throw statusError(code);
    },
    lookAtPath: async (path) => {
      const packet = await ask(type.lstat, text(path));
      if (packet.type === type.attrs) return attributesAt(packet.body, 0).attributes;
      const code = statusOf(packet);
      if (code === noSuchFile) return null;
      throw statusError(code);
    },
    lookAtHandle: async (handle) => {
      const packet = await ask(type.fstat, bytes(handle));
      if (packet.type !== type.attrs) throw statusError(statusOf(packet));
      return attributesAt(packet.body, 0).attributes;
    },
    removePath: async (path) => {
      const code = statusOf(await ask(type.remove, text(path)));
      if (code !== 0 && code !== noSuchFile) throw statusError(code);
    },
    makeFolderAt: async (path) => {
      await ask(type.mkdir, text(path), uint32(0));
    },
    renamePath: async (from, to) => {
      // OpenSSH's is the rename of the system; the plain one may be a link and a removal.
      const posix = 'posix-rename@openssh.com';
      done(
        offered.has(posix)
          ? await ask(type.extended, text(posix), text(from), text(to))
          : await ask(type.rename, text(from), text(to)),
      );
    },
    flushHandle: async (handle) => {
      const flush = 'fsync@openssh.com';
      if (offered.has(flush)) done(await ask(type.extended, text(flush), bytes(handle)));
    },
    end: () => lose(new PlaceError('cut', 'the connection was closed')),
  };
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value >>> 0, 0);
  return buffer;
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value), 0);
  return buffer;
}

const bytes = (value: Uint8Array): Buffer => Buffer.concat([uint32(value.length), value]);
const text = (value: string): Buffer => bytes(nameBytes(value));

/** An answer that is shorter than it says is none. */
const short = (): PlaceError => new PlaceError('cut', 'an answer of the server is cut short');

function number32(body: Buffer, at: number): number {
  if (at + 4 > body.length) throw short();
  return body.readUInt32BE(at);
}

function readText(body: Buffer, at: number): { readonly text: Buffer; readonly next: number } {
  const next = at + 4 + number32(body, at);
  if (next > body.length) throw short();
  return { text: body.subarray(at + 4, next), next };
}

function statusOf({ type: kind, body }: Packet): number {
  if (kind !== type.status) throw new PlaceError('cut', 'an answer of the server fits no question');
  return number32(body, 0);
}

const statusWords: Readonly<Record<number, string>> = {
  1: 'it has ended',
  2: 'it is not there',
  3: 'the server does not allow it',
  4: 'the server could not do it',
  8: 'the server cannot do it',
};

/** The server's own words are not passed on. */
function statusError(code: number): PlaceError {
  const words = statusWords[code] ?? `the server answers with code ${code}`;
  return new PlaceError(code === noSuchFile ? 'gone' : 'entry', words);
}

function extensionsIn(body: Buffer): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at < body.length; ) {
    const name = readText(body, at);
    found.add(name.text.toString('latin1'));
    at = readText(body, name.next).next;
  }
  return found;
}

function namesIn(body: Buffer) {
  const count = number32(body, 0);
  const names: { readonly name: string; readonly attributes: SftpAttributes }[] = [];
  for (let at = 4, index = 0; index < count; index += 1) {
    const name = readText(body, at);
    const long = readText(body, name.next);
    const { attributes, next } = attributesAt(body, long.next);
    names.push({ name: nameOfBytes(name.text), attributes });
    at = next;
  }
  return names;
}

/** draft-ietf-secsh-filexfer-02, 5: what is known of a file. */
function attributesAt(
  body: Buffer,
  start: number,
): { readonly attributes: SftpAttributes; readonly next: number } {
  const flags = number32(body, start);
  let at = start + 4;
  let size = 0;
  let mode = 0;
  let mtimeMs = 0;
  if ((flags & 1) !== 0) {
    size = number32(body, at) * 2 ** 32 + number32(body, at + 4);
    at += 8;
  }
  if ((flags & 2) !== 0) at += 8;
  if ((flags & 4) !== 0) {
    mode = number32(body, at);
    at += 4;
  }
  if ((flags & 8) !== 0) {
    mtimeMs = number32(body, at + 4) * 1_000;
    at += 8;
  }
  if ((flags & 0x80000000) !== 0) {
    const pairs = number32(body, at);
    at += 4;
    for (let index = 0; index < pairs; index += 1)
      at = readText(body, readText(body, at).next).next;
  }
  if (at > body.length) throw short();
  return { attributes: { size, mode, mtimeMs }, next: at };
}
