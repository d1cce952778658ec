/** A file as it lies in a drop folder, and what its two ends say of whether it is whole. */
import { looksLikeFlow } from '../flow/index.ts';
import { readHandle } from '../regular-file.ts';

/** A file that lies in a drop folder. */
export interface InboundFile {
  readonly folder: 'inbox' | 'sent';
  readonly name: string;
  /** The file as the listing read it, where it had to be read to be listed. */
  readonly seen?: SeenFile;
}

/** A file as it was read in one go through one handle. */
export interface SeenFile {
  readonly bytes: Buffer;
  readonly look: string;
  /** A flow whose trailer and line end are there: nobody writes any more. */
  readonly isClosed: boolean;
}

export type Ends = 'closed-flow' | 'closed-flow-mid-line' | 'open-flow' | 'csv' | 'empty';

/** As much of either end of a file as is needed to know its first and its last record. */
const endBytes = 400;

export const endsIn = (bytes: Buffer): Ends =>
  endsFrom(
    bytes.subarray(0, endBytes).toString('latin1'),
    bytes.subarray(Math.max(0, bytes.length - endBytes)).toString('latin1'),
  );

/** Reads both ends of a file that is too large to be kept. */
export function endsOf(handle: number, size: number): Ends {
  const read = (from: number): string =>
    readHandle(handle, Math.min(size - from, endBytes), from).toString('latin1');
  return endsFrom(read(0), read(Math.max(0, size - endBytes)));
}

/** Is it a flow, and does its last record close what its first opened? */
function endsFrom(start: string, tail: string): Ends {
  if (start === '') return 'empty';
  if (!looksLikeFlow(start)) return 'csv';
  const first = start.split(/\r?\n/, 1)[0] ?? '';
  const last = tail.trimEnd().split(/\r?\n/).at(-1) ?? '';
  // DTC 15.4: the trailer has five items, of which the last is a time of fourteen digits.
  const [kind, identifier, , , , completedAt = ''] = last.split('|');
  if (kind !== 'ZPT' || identifier !== first.split('|')[1]) return 'open-flow';
  if (tail.endsWith('\n')) return 'closed-flow';
  return completedAt.length >= 14 ? 'closed-flow-mid-line' : 'open-flow';
}
