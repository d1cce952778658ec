/**
 * A file that is written piece by piece and appears whole or not at all: for what is too large to be
 * held in memory. The name of the temporary file is one that a start sweeps away.
 */
import { closeSync, fsyncSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { flushFolder, openNew, removeFile, temporaryName } from './folders.ts';

interface GrowingFile {
  readonly write: (text: string) => void;
  /** Lets the file appear under its name. */
  readonly finish: () => void;
  /** Takes away what was written. Harmless after the file has appeared. */
  readonly discard: () => void;
}

/** Enough for one write, little enough to keep. */
const pieceBytes = 1 << 18;

export function growingFile(path: string): GrowingFile {
  const temporary = join(dirname(path), temporaryName());
  const handle = openNew(temporary);
  let isOpen = true;
  let waiting = '';
  const put = (): void => {
    const bytes = Buffer.from(waiting, 'utf8');
    waiting = '';
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(handle, bytes, written);
    }
  };
  const close = (): void => {
    if (isOpen) closeSync(handle);
    isOpen = false;
  };
  return {
    write: (text) => {
      waiting += text;
      if (waiting.length >= pieceBytes) put();
    },
    finish: () => {
      put();
      fsyncSync(handle);
      close();
      crashPoint('before-rename');
      renameSync(temporary, path);
      flushFolder(dirname(path));
    },
    discard: () => {
      if (isOpen) removeFile(temporary);
      close();
    },
  };
}
