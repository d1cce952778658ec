/** What a file is, by its name and how it begins: a flow, messages of the DIP, or a CSV. */
import { closeSync } from 'node:fs';
import { looksLikeJson } from '../dip/index.ts';
import { looksLikeZip, openStored } from '../files/index.ts';
import { looksLikeFlow } from '../flow/index.ts';
import { readHandle } from '../regular-file.ts';

type FileKind = 'flow' | 'dip' | 'csv';

/** As much of a file as tells what it is. */
export const startBytes = 400;

/** `start` is its beginning as ISO 8859-1. An empty file is a flow without a header. */
export function kindOfFile(name: string, start: string): FileKind {
  // Among the bytes of a zip file there may be anything.
  if (looksLikeZip(start)) return 'csv';
  if (start === '' || looksLikeFlow(start)) return 'flow';
  return /\.json$/i.test(name) || looksLikeJson(start) ? 'dip' : 'csv';
}

export function kindOfStored(name: string, path: string): FileKind {
  const handle = openStored(path);
  try {
    return kindOfFile(name, readHandle(handle, startBytes).toString('latin1'));
  } finally {
    closeSync(handle);
  }
}
