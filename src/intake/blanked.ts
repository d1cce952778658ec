/** What a file becomes without what it says of some MPANs. */
import type { Mentions } from './mentions.ts';

/** What is to go from a file. */
export interface Gone {
  readonly mentions: Mentions;
  /** Lines of which the journal has news: what stands with one stays. */
  readonly stays?: ReadonlySet<number>;
}

/** Which lines of a file, counted from 1. */
export interface Lines {
  readonly isEmpty: boolean;
  readonly has: (line: number) => boolean;
}

export interface BlankedFile {
  /** The lines that are blank in it, and were not. */
  readonly lines: Lines;
  readonly bytes: () => Iterable<Uint8Array>;
}
