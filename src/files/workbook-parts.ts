/**
 * The parts of a workbook, which are XML in a zip file, read piece by piece. Ours: each has its limits,
 * because what is packed says nothing of how much it unpacks to, and XML may nest and name for ever.
 */
import { StringDecoder } from 'node:string_decoder';
import { crc32 } from 'node:zlib';
import sax, { type SAXParser, type Tag } from 'sax';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { asCsv, damaged, hasPassword, WorkbookNotRead as NotRead } from './workbook-problem.ts';

const limits = {
  entries: 2_000,
  /** Of all that is read of it: a sheet of as many rows as Excel has, with ten columns, is 400 MB or so. */
  unpackedBytes: 600_000_000,
  /** No spreadsheet nests deeper, or says more of one thing; both are kept in memory. */
  depth: 100,
  attributes: 200,
} as const;

/** `rest` is awaited between two pieces; `unpackedMax` and `cellsMax` are for whoever wants no more of it than that. */
export interface WorkbookOptions {
  readonly rest?: () => Promise<void>;
  readonly unpackedMax?: number;
  readonly cellsMax?: number;
}

/** Hears what an XML part says, tag by tag. */
export interface PartReader {
  readonly open?: (name: string, tag: Tag) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

export type Part = (name: string, hear: PartReader, most?: number) => AsyncGenerator<void>;

export interface Parts {
  readonly names: ReadonlySet<string>;
  /** Reads one, if it is there, piece by piece; all of them together are within the limit. */
  readonly part: Part;
  readonly close: () => void;
}

export async function openParts(path: string, options: WorkbookOptions): Promise<Parts> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  try {
    if (zip.entryCount > limits.entries) {
      throw new NotRead(
        `It is a zip file with ${zip.entryCount} files in it, and no workbook has so many: unpack it and drop what is meant.`,
      );
    }
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const part = reading(zip, entries, options);
    return { names: new Set(entries.keys()), part, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function reading(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  { rest, unpackedMax = limits.unpackedBytes }: WorkbookOptions,
): Part {
  let unpacked = 0;
  return async function* (name, hear, most = Infinity) {
    const entry = entries.get(name);
    if (entry === undefined) return;
    if (entry.isEncrypted()) throw new NotRead(hasPassword);
    const xml = sax.parser(true, {});
    hears(xml, hear);
    const decoder = new StringDecoder('utf8');
    const stream = await zip.openReadStreamPromise(entry);
    let [size, digest] = [0, 0];
    try {
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        size += bytes.length;
        unpacked += bytes.length;
        if (unpacked > unpackedMax) {
          throw new NotRead(
            `The workbook unpacks to more than ${unpackedMax / 1_000_000} MB: ${asCsv}, or split it.`,
          );
        }
        if (size > most) {
          throw new NotRead(`The workbook says more in ${name} than is read of one: ${asCsv}.`);
        }
        digest = crc32(bytes, digest);
        for (let at = 0; at < bytes.length; at += pieceBytes) {
          xml.write(decoder.write(bytes.subarray(at, at + pieceBytes)));
          yield;
        }
        await rest?.();
      }
      // The library looks at sizes alone: a digit that changed on its way would be read.
      if (digest !== entry.crc32) throw new NotRead(damaged);
      xml.write(decoder.end()).close();
    } finally {
      stream.destroy();
    }
  };
}

/** Ours: what the cells of a piece come to is in memory at once, however often they name a long text. */
const pieceBytes = 1 << 14;

function hears(xml: SAXParser, { open, close, text }: PartReader): void {
  const refuse =
    (why: string): (() => never) =>
    () => {
      throw new NotRead(`The workbook ${why}: ${asCsv}.`);
    };
  // Entities of one's own can stand in for anything, however large; no spreadsheet writes any.
  const declared = refuse('has declarations that no spreadsheet writes');
  const tooMuch = refuse('says more in one place than a spreadsheet writes');
  let [depth, attributes] = [0, 0];
  Object.assign(xml, {
    onerror: refuse('is damaged, or was not written by a spreadsheet'),
    ondoctype: declared,
    onsgmldeclaration: declared,
    onattribute: () => {
      attributes += 1;
      if (attributes > limits.attributes) tooMuch();
    },
    onopentag: (tag: Tag) => {
      attributes = 0;
      depth += 1;
      if (depth > limits.depth) tooMuch();
      open?.(local(tag.name), tag);
    },
    onclosetag: (name: string) => {
      depth -= 1;
      close?.(local(name));
    },
    ...(text === undefined ? {} : { ontext: text, oncdata: text }),
  });
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export function attribute({ attributes }: Tag, name: string): string {
  const own = attributes[name];
  if (own !== undefined) return own;
  for (const key in attributes) if (local(key) === name) return attributes[key] ?? '';
  return '';
}

export async function readAll(pieces: AsyncGenerator<void>): Promise<void> {
  for await (const _ of pieces);
}
