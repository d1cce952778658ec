/**
 * A file that is written piece by piece and appears whole or not at all: for what is too large to be
 * held in memory. The name of the temporary file is one that a start sweeps away.
 */
import { closeSync, fchmodSync, fsyncSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { flushFolder, openNew, removeFile, renamePatiently, temporaryName } from './folders.ts';

interface GrowingFile {
  readonly write: (content: string | Uint8Array) => void;
  /** Lets the file appear under its name. */
  readonly finish: () => void;
  /** Takes away what was written. Harmless after the file has appeared. */
  readonly discard: () => void;
}

/** Enough for one write, little enough to keep. */
const pieceBytes = 1 << 18;

/** `mode` is that of the file, whatever the umask. */
export function growingFile(path: string, mode: number | null = null): GrowingFile {
  const temporary = join(dirname(path), temporaryName());
  const handle = openNew(temporary);
  if (mode !== null) fchmodSync(handle, mode);
  let isOpen = true;
  let waiting = '';
  const put = (): void => {
    const text = waiting;
    waiting = '';
    putBytes(Buffer.from(text, 'utf8'));
  };
  const putBytes = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(handle, bytes, written);
    }
  };
  const close = (): void => {
    if (isOpen) closeSync(handle);
    isOpen = false;
  };
  return {
    write: (content) => {
      if (typeof content === 'string') waiting += content;
      if (typeof content !== 'string' || waiting.length >= pieceBytes) put();
      if (typeof content !== 'string') putBytes(content);
    },
    finish: () => {
      put();
      fsyncSync(handle);
      close();
      crashPoint('before-rename');
      renamePatiently(temporary, path);
      flushFolder(dirname(path));
    },
    discard: () => {
      if (isOpen) removeFile(temporary);
      close();
    },
  };
}
