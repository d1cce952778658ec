/**
 * A place elsewhere: a folder that is not ours, on a share or an SFTP server. Nothing there is trusted
 * to be atomic, quick, or the same a moment later. Names are bytes: a name is a text with one character
 * for each of them, and only `shownName` makes something for people of it.
 */
import type { EntryKind } from './place-names.ts';

export interface PlaceEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly size: number;
  /** As the place tells it: its clock is not ours. */
  readonly mtimeMs: number;
}

/** Every method throws PlaceError, and nothing else that the place or the network did. */
export interface PlaceThere {
  /** What lies there, in parts; of a link it is told that it is one. */
  readonly list: () => AsyncIterable<readonly PlaceEntry[]>;
  /** Null where nothing lies there. */
  readonly look: (name: string) => Promise<PlaceEntry | null>;
  /** The bytes of a plain file, read anew; more than `mostBytes` of them are not. */
  readonly read: (name: string, mostBytes: number) => AsyncIterable<Uint8Array>;
  /** A whole file, flushed as far as the place lets us; one that is there is written anew. */
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>;
  /** `to` is looked at first: whoever renames is sure that nothing has that name. */
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** Makes a folder if it is not there. */
  readonly makeFolder: (name: string) => Promise<void>;
  readonly close: () => void;
}

/** `entry`: about one file alone, and all others may go on. The rest is about the whole place. */
export type PlaceTrouble =
  | 'entry'
  | 'gone'
  | 'away'
  | 'slow'
  | 'hostKey'
  | 'key'
  | 'keyFile'
  | 'folder'
  | 'noSsh'
  | 'own'
  | 'many'
  | 'cut';

/** What went wrong at a place, without a word that the place said. */
export class PlaceError extends Error {
  readonly trouble: PlaceTrouble;
  constructor(trouble: PlaceTrouble, detail: string) {
    super(detail);
    this.name = 'PlaceError';
    this.trouble = trouble;
  }
}
