/** The files by which pages are served encrypted: read at the start, and again when they change. */
import { statSync } from 'node:fs';
import type { Server } from 'node:https';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { EngineError } from '../engine-error.ts';
import type { WebConfig } from '../config/index.ts';
import { readRegular } from '../regular-file.ts';

interface Pair {
  readonly cert: string;
  readonly key: string;
}

type Files = NonNullable<WebConfig['tls']>;

/** Certificates are renewed while the gateway is at work. */
const lookEveryMs = 60_000;

/** Throws CONFIG_INVALID for files that cannot be read or do not belong together. */
export function certificateOf(workspace: string, files: Files): Pair {
  try {
    const pair = {
      cert: textOf(resolve(workspace, files.cert)),
      key: textOf(resolve(workspace, files.key)),
    };
    createSecureContext({ ...pair, minVersion: 'TLSv1.2' });
    return pair;
  } catch (error) {
    throw new EngineError(
      'CONFIG_INVALID',
      `web.tls: ${files.cert} and ${files.key} cannot be used`,
      "they are a certificate and its private key in PEM, which the gateway's user may read",
      error,
    );
  }
}

/** Ours: a long chain has a tenth of it. */
const fileMaxBytes = 1_000_000;

/** The file may be a link, as renewing programs make them; a FIFO would keep everybody waiting. */
function textOf(path: string): string {
  const read = readRegular(path, fileMaxBytes, true);
  if ('bytes' in read) return read.bytes.toString('utf8');
  throw new Error('odd' in read ? `${path} is a ${read.odd}` : `${path} is not there`);
}

/** Takes renewed files up; `onTrouble` hears of those that cannot be used, and the old ones serve on. */
export function followCertificate(
  server: Server,
  workspace: string,
  files: Files,
  onTrouble: (error: unknown) => void,
): () => void {
  const look = (): string =>
    [files.cert, files.key]
      .map((path) => statSync(resolve(workspace, path), { throwIfNoEntry: false })?.mtimeMs ?? 0)
      .join(' ');
  let known = look();
  const timer = setInterval(() => {
    const now = look();
    if (now === known) return;
    known = now;
    try {
      server.setSecureContext({ ...certificateOf(workspace, files), minVersion: 'TLSv1.2' });
    } catch (error) {
      onTrouble(error);
    }
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
