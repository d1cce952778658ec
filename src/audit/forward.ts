/**
 * Sends the lines of the audit files to a SIEM, by TCP or TLS, in the order of the files. How far it
 * came is kept, so that a receiver that was away, or a gateway that was killed, gets what it missed.
 * TCP confirms nothing: what was on its way when a connection broke is sent again, and may come twice.
 */
import { closeSync, readFileSync } from 'node:fs';
import { connect, isIP, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { monotonicMs } from '../clock.ts';
import type { AuditSettings } from '../config/index.ts';
import { writeWhole } from '../files/index.ts';
import type { Log } from '../log.ts';
import { openRegular, readHandle } from '../regular-file.ts';
import { auditDays, auditFile } from './log.ts';

/** Where the next line begins. */
interface Place {
  readonly day: string;
  readonly offset: number;
}

const everyMs = 1_000;
const longestPauseMs = 60_000;
const pieceBytes = 65_536;
const timeoutMs = 10_000;
/** Ours: while much is sent the disk is asked no more often to keep how far it came. */
const keepEveryMs = 1_000;

interface Forwarding {
  readonly close: () => Promise<void>;
}

/** Begins to send, and goes on until it is closed. Does nothing without an address. */
export function forwardAudit(
  workspace: string,
  settings: AuditSettings | null,
  log: Log,
): Forwarding {
  const address = settings?.to ?? null;
  if (settings === null || address === null) return { close: async () => undefined };
  const placeFile = join(workspace, 'data', 'audit-sent.json');
  const stop = new AbortController();
  let socket: Socket | null = null;
  let isTold = false;
  let isKeepTold = false;
  // Remembered here too: a disk that takes nothing is no reason to send anything twice.
  let place = placeIn(placeFile);

  async function send(): Promise<void> {
    let keptMs = monotonicMs();
    let isKept = true;
    try {
      for (let piece = nextPiece(); piece !== null && !stop.signal.aborted; piece = nextPiece()) {
        socket ??= await connected(
          address ?? '',
          caIn(workspace, settings?.ca ?? null),
          stop.signal,
        );
        await written(socket, framed(settings?.format ?? 'json', piece.lines));
        place = piece.next;
        isKept = monotonicMs() - keptMs >= keepEveryMs;
        if (isKept) {
          keep();
          keptMs = monotonicMs();
        }
        if (isTold) log.info({ address }, 'audit lines are taken again');
        isTold = false;
      }
    } finally {
      if (!isKept) keep();
    }
  }

  function keep(): void {
    try {
      writeWhole(placeFile, JSON.stringify(place));
      isKeepTold = false;
    } catch (error) {
      if (!isKeepTold) log.warn({ err: error }, 'how far audit lines were sent cannot be kept');
      isKeepTold = true;
    }
  }

  /** Whole lines from where it stands; null where there are none. */
  function nextPiece(): { readonly lines: readonly string[]; readonly next: Place } | null {
    for (const day of auditDays(workspace)) {
      if (day < place.day) continue;
      const known = day === place.day ? place.offset : 0;
      const { offset, text } = readFrom(auditFile(workspace, day), known);
      const whole = text.lastIndexOf(0x0a) + 1;
      // A line that fills a piece is not one of ours: it goes in parts, and keeps nobody waiting.
      const end = whole === 0 && text.length === pieceBytes ? pieceBytes : whole;
      if (end === 0) continue;
      const lines = text.subarray(0, end).toString('utf8').replace(/\n$/, '').split('\n');
      return { lines, next: { day, offset: offset + end } };
    }
    return null;
  }

  async function work(): Promise<void> {
    let pauseMs = everyMs;
    while (!stop.signal.aborted) {
      try {
        await send();
        pauseMs = everyMs;
      } catch (error) {
        socket?.destroy();
        socket = null;
        if (!isTold) log.warn({ err: error, address }, 'audit lines are not taken; they wait');
        isTold = true;
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
      await pause(pauseMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
    }
  }

  const working = work();
  return {
    close: async () => {
      stop.abort();
      await working;
      socket?.destroy();
    },
  };
}

/** RFC 6587 and RFC 5425: a syslog line is led by its length in bytes; others are ended. */
const framed = (format: AuditSettings['format'], lines: readonly string[]): string =>
  lines
    .map((line) => (format === 'syslog' ? `${Buffer.byteLength(line)} ${line}` : `${line}\n`))
    .join('');

/** A relative path counts from the workspace. */
const caIn = (workspace: string, ca: string | null): string | null =>
  ca === null ? null : resolve(workspace, ca);

function placeIn(path: string): Place {
  try {
    const { day, offset } = JSON.parse(readFileSync(path, 'utf8'));
    const isOffset = Number.isSafeInteger(offset) && offset >= 0;
    if (typeof day === 'string' && isOffset) return { day, offset };
  } catch {
    // None yet, or one that nobody can read: all that is there is sent.
  }
  return { day: '', offset: 0 };
}

/** A piece of the file; nothing of one that was taken away meanwhile. Throws where it cannot be read. */
function readFrom(path: string, known: number): { readonly offset: number; readonly text: Buffer } {
  const opened = openRegular(path);
  if ('gone' in opened) return { offset: 0, text: Buffer.alloc(0) };
  if ('odd' in opened) throw new Error(`a file of audit lines cannot be read: ${opened.odd}`);
  const { handle, stats } = opened;
  try {
    // A file that became shorter is another one.
    const offset = known > stats.size ? 0 : known;
    return { offset, text: readHandle(handle, Math.min(pieceBytes, stats.size - offset), offset) };
  } finally {
    closeSync(handle);
  }
}

function connected(address: string, ca: string | null, stop: AbortSignal): Promise<Socket> {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  const where = { host, port: Number(port), timeout: timeoutMs };
  const isTls = protocol === 'tls:';
  // RFC 6066, 3: a number is no server name; the certificate is still asked for it.
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = isTls
    ? connectTls({ ...where, ...name, ...(ca === null ? {} : { ca: readFileSync(ca) }) })
    : connect(where);
  return new Promise((resolve, reject) => {
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0);
      // Nothing is read; a receiver that says something is no reason to stop.
      socket.resume();
      socket.unref();
      resolve(socket);
    });
    socket.once('timeout', () => socket.destroy(new Error('no connection within ten seconds')));
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    const end = (): void => void socket.destroy();
    stop.addEventListener('abort', end);
    socket.once('close', () => stop.removeEventListener('abort', end));
  });
}

/** Resolves once the system has taken all of it; rejects where the connection is gone. */
function written(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed || socket.readableEnded) {
      reject(new Error('the connection was closed by the receiver'));
      return;
    }
    const late = setTimeout(() => {
      socket.destroy(new Error('the receiver takes nothing'));
    }, timeoutMs).unref();
    const gone = (): void => reject(new Error('the connection is gone'));
    socket.once('close', gone);
    socket.write(text, (error) => {
      clearTimeout(late);
      socket.off('close', gone);
      if (error == null) resolve();
      else reject(error);
    });
  });
}
