/**
 * What the chain over the journal is made of, the same in every store. An entry has a link over the
 * link of the last entry of its MPAN, so that MPANs do not wait for one another; a commit has a root
 * over the links of its entries, and a head over the head before it. docs/keeping.md promises it.
 */
import { hash } from 'node:crypto';

/** What stands before the first entry of an MPAN, and before the first commit. */
export const beforeFirst = '0'.repeat(64);

/** The note that holds the newest head a second time: a journal cut off at its end shows by it. */
export const headNote = 'journal-head';

/** What was committed together: entries by their numbers, and what the chain comes to with them. */
export interface JournalCommit {
  readonly first: number;
  readonly last: number;
  /** Empty of the first one of a store from before there were commits: the line of its entries. */
  readonly root: string;
  readonly head: string;
}

export const digestOf = (text: string): string => hash('sha256', text);

/** `before`: of the last entry of its MPAN. The number binds the entry to its place. */
export const linkOf = (before: string, digest: string, seq: number): string =>
  hash('sha256', `${before}${digest}${seq}`);

/** Of entries from before there were commits: `before` is of the entry one number less. */
export const lineLinkOf = (before: string, digest: string): string =>
  hash('sha256', before + digest);

export const rootOf = (links: readonly string[]): string => hash('sha256', links.join(''));

export const commitHeadOf = (
  before: string,
  { first, last, root }: Omit<JournalCommit, 'head'>,
): string => hash('sha256', `${before} ${first} ${last} ${root}`);
