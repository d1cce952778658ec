/**
 * Writes a zip file piece by piece, and says in its headers whatever is asked: what no honest library
 * writes. The same for the same parts, and making it takes no memory.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { constants, crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly parts: Iterable<string | Buffer>;
  /** Said instead of what is so. */
  readonly flags?: number;
  readonly method?: number;
  readonly size?: number;
  readonly packed?: number;
  readonly crc?: number;
  /** Where the bytes of the entry before are, its header says that its own are. */
  readonly isAgain?: boolean;
}

export interface ZipEnd {
  /** What stands before the first entry, as in a program that unpacks itself. */
  readonly before?: string;
  /** What comes after the last byte, or in its place. */
  readonly after?: string;
  /** How many entries are said to be there. */
  readonly count?: number;
  /** The records of a zip file over 4 GB, with so many entries. */
  readonly count64?: bigint;
  /** True where the list of entries is cut off in its middle. */
  readonly isCut?: boolean;
}

interface Placed {
  readonly at: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
}

const deflated = 8;

/** Bytes of so many fields, each with its width in bytes. */
function fields(
  ...given: readonly (readonly [value: number | bigint, width: 2 | 4 | 8])[]
): Buffer {
  const bytes = Buffer.alloc(given.reduce((sum, [, width]) => sum + width, 0));
  let at = 0;
  for (const [value, width] of given) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeUIntLE(Number(value), at, width);
    at += width;
  }
  return bytes;
}

/** What the local header and that of the list have alike. */
const common = (entry: ZipEntry, { crc, size, packed }: Omit<Placed, 'at'>): Buffer =>
  fields(
    [20, 2],
    [entry.flags ?? 0x800, 2],
    [entry.method ?? deflated, 2],
    [0, 2],
    [0x21, 2],
    [entry.crc ?? crc, 4],
    [entry.packed ?? packed, 4],
    [entry.size ?? size, 4],
    [Buffer.byteLength(entry.name), 2],
    [0, 2],
  );

const nothing = { crc: 0, size: 0, packed: 0 };

export function writeZip(path: string, entries: Iterable<ZipEntry>, end: ZipEnd = {}): void {
  const handle = openSync(path, 'w');
  let at = 0;
  const put = (...bytes: readonly Buffer[]): void => {
    for (const some of bytes) at += writeSync(handle, some);
  };
  try {
    put(Buffer.from(end.before ?? '', 'latin1'));
    const list: Buffer[] = [];
    let placed: Placed = { at, ...nothing };
    for (const entry of entries) {
      if (entry.isAgain !== true) {
        const from = at;
        // Sizes of a file that is written as it comes stand in the list alone.
        put(fields([0x04034b50, 4]), common(entry, nothing), Buffer.from(entry.name));
        placed = { at: from, ...packInto(put, entry) };
      }
      list.push(
        Buffer.concat([
          fields([0x02014b50, 4], [20, 2]),
          common(entry, placed),
          fields([0, 2], [0, 2], [0, 2], [0, 4], [placed.at, 4]),
          Buffer.from(entry.name),
        ]),
      );
    }
    const from = at;
    const whole = Buffer.concat(list);
    put(end.isCut === true ? whole.subarray(0, whole.length / 2) : whole);
    if (end.isCut === true) return;
    if (end.count64 !== undefined) put(...end64(at, end.count64, whole.length, from));
    const count = Math.min(end.count ?? list.length, 0xffff);
    put(
      fields(
        [0x06054b50, 4],
        [0, 2],
        [0, 2],
        [count, 2],
        [count, 2],
        [whole.length, 4],
        [from, 4],
        [0, 2],
      ),
      Buffer.from(end.after ?? '', 'latin1'),
    );
  } finally {
    closeSync(handle);
  }
}

const end64 = (at: number, count: bigint, size: number, from: number): Buffer[] => [
  fields(
    [0x06064b50, 4],
    [44, 8],
    [45, 2],
    [45, 2],
    [0, 4],
    [0, 4],
    [count, 8],
    [count, 8],
    [size, 8],
    [from, 8],
  ),
  fields([0x07064b50, 4], [0, 4], [at, 8], [1, 4]),
];

/** So that what was packed before is not needed to unpack it, and more may follow. */
const whole = { finishFlush: constants.Z_FULL_FLUSH, level: 6 };

const noMore = deflateRawSync(Buffer.alloc(0));

/** Each piece is packed by itself, the same one once, so that a bomb is made in no time. */
function packInto(put: (bytes: Buffer) => void, entry: ZipEntry): Omit<Placed, 'at'> {
  let [crc, size, packed] = [0, 0, 0];
  let last: { part: Buffer; bytes: Buffer } = { part: Buffer.alloc(0), bytes: Buffer.alloc(0) };
  const isStored = entry.method !== undefined && entry.method !== deflated;
  for (const given of entry.parts) {
    const part = typeof given === 'string' ? Buffer.from(given) : given;
    if (!last.part.equals(part)) {
      last = { part, bytes: isStored ? part : deflateRawSync(part, whole) };
    }
    crc = crc32(part, crc);
    size += part.length;
    packed += last.bytes.length;
    put(last.bytes);
  }
  if (isStored) return { crc, size, packed };
  put(noMore);
  return { crc, size, packed: packed + noMore.length };
}
