/**
 * Files that a browser sends: read as they come and put into staging, so that memory does not grow
 * with them. What a form says by itself comes before its files; nothing is kept of a file before it is
 * known that the form is ours and whose it is.
 */
import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { removeFile, stagePieces, stagingFolder } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Context } from './context.ts';
import { Problem } from './problem.ts';

/** Where files may be sent. What comes here has limits of its own. */
export const uploadPath = '/upload';
const uploadRoute = '/api/v1/files';

export const isUpload = ({ req }: Context): boolean =>
  req.method === 'POST' && (req.path === uploadPath || req.path === uploadRoute);

/** Ours: more files at once are dropped into the folder. */
const filesMax = 20;

interface Sent {
  readonly name: string;
  /** Of its copy in staging. */
  readonly staged: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly Sent[];
}

export const stagedPathOf = ({ workspace }: Gateway, { staged }: Pick<Sent, 'staged'>): string =>
  join(stagingFolder(workspace), staged);

export function forget(gateway: Gateway, files: readonly Sent[]): void {
  for (const file of files) removeFile(stagedPathOf(gateway, file));
}

/** Copies what comes into staging. Throws 413 for more than is taken. */
export async function stageSent(
  gateway: Gateway,
  name: string,
  source: AsyncIterable<Uint8Array>,
): Promise<Sent> {
  const { workspace, config } = gateway;
  const { fileSizeMaxBytes, diskFreeMinBytes } = config.limits;
  const { bavail, bsize } = statfsSync(stagingFolder(workspace));
  const most = Math.min(fileSizeMaxBytes, bavail * bsize - diskFreeMinBytes);
  const hash = createHash('sha256');
  let size = 0;
  const copy = await stagePieces(workspace, whole(source), (piece) => {
    size += piece.length;
    if (size > most) throw tooLarge(Math.max(0, most));
    hash.update(piece);
  });
  return { name, staged: copy.name, size, sha256: hash.digest('hex') };
}

/** Whose sender is gone in the middle sent no file. */
async function* whole(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch {
    throw notAForm('what was sent broke off before its end');
  }
}

const tooLarge = (most: number): Problem =>
  new Problem(
    413,
    'TOO_LARGE',
    `the file is larger than ${Math.floor(most / 1_000_000).toLocaleString('en-GB')} MB, which is what can be taken`,
    'split it, or let whoever keeps the gateway put it into inbox/',
    { details: [{ field: 'files', message: 'this file is larger than can be taken' }] },
  );

const tooMany = (): Problem =>
  new Problem(
    400,
    'BAD_REQUEST',
    `more than ${filesMax} files came at once`,
    'send it by the form of the page, with its files last',
    { details: [{ field: 'files', message: `at most ${filesMax} files at once` }] },
  );

const notAForm = (why: string): Problem =>
  new Problem(400, 'BAD_REQUEST', why, 'send it by the form of the page, with its files last');

/** The body as it comes. */
export const bodyOf = ({ req }: Context): Readable =>
  req.raw.body === null ? Readable.from([]) : Readable.fromWeb(req.raw.body);

/** All of a form with files. `mayKeep` throws where nothing of it may be kept. */
export async function uploadOf(
  gateway: Gateway,
  context: Context,
  mayKeep: (fields: Upload['fields']) => void,
): Promise<Upload> {
  const type = context.req.header('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) throw notAForm('this is no form with files');
  const fields: Record<string, string> = {};
  const staging: Promise<Sent | null>[] = [];
  const streams: BusboyFileStream[] = [];
  let parser: BusboyInstance;
  try {
    parser = new Busboy({
      headers: { 'content-type': type },
      limits: { fields: 20, fieldSize: 4_000, files: filesMax, parts: 60, headerPairs: 20 },
    });
  } catch {
    throw notAForm('the form has no boundary between its parts');
  }
  const body = bodyOf(context);
  const failed = Promise.withResolvers<never>();
  parser.on('field', (name, value) => void (fields[name] = value));
  parser.on('filesLimit', () => {
    failed.reject(tooMany());
  });
  parser.on('file', (_field, stream: BusboyFileStream, name) => {
    // A form that breaks off ends in the middle of a file, which is then over for whoever reads it.
    stream.on('error', () => stream.destroy());
    streams.push(stream);
    staging.push(taken(stream, name ?? ''));
  });
  const taken = async (stream: BusboyFileStream, name: string): Promise<Sent | null> => {
    try {
      mayKeep(fields);
      // A field in which nothing was chosen sends a file without a name.
      if (name === '') {
        stream.resume();
        return null;
      }
      return await stageSent(gateway, name, stream);
    } catch (error) {
      stream.resume();
      failed.reject(error);
      return null;
    }
  };
  const read = new Promise<void>((resolve, reject) => {
    parser.once('finish', resolve);
    parser.on('error', () => reject(notAForm('the form broke off before its end')));
    body.on('error', () => reject(notAForm('the form broke off before its end')));
  });
  body.pipe(parser);
  try {
    await Promise.race([read, failed.promise]);
    const files = (await Promise.race([Promise.all(staging), failed.promise])).filter(
      (one) => one !== null,
    );
    // A form without files may be sent by anybody, too.
    mayKeep(fields);
    return { fields, files };
  } catch (error) {
    body.unpipe(parser);
    body.resume();
    // What no longer comes would be waited for without end, with its copy open.
    for (const stream of streams) stream.destroy(new Error('the rest of the form is not read'));
    for (const one of await Promise.allSettled(staging)) {
      if (one.status === 'fulfilled' && one.value !== null) forget(gateway, [one.value]);
    }
    throw error;
  } finally {
    failed.promise.catch(() => undefined);
  }
}
