/**
 * The chain over the journal, followed from its first entry: each body gives the digest beside it,
 * each link follows from that of the last entry of its MPAN, the numbers have no gap, each commit has
 * the root of its entries and follows from the one before, and the newest head is the one that was
 * written down. What was erased is accounted for by an entry that says so.
 */
import { isBug } from '../bug.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  beforeFirst,
  type ChainedEntry,
  digestOf,
  eventIn,
  type Journal,
  type JournalHead,
  type Keeping,
  type Ledger,
  lineLinkOf,
  linkOf,
  type SealedEntry,
} from '../store/index.ts';
import { headLines } from './journal-heads.ts';
import { commitsOf } from './verify-commits.ts';

/** An entry that is not as it was written, by all that it can still be told by. */
export interface BadEntry {
  readonly seq: number;
  readonly mpan: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly says: string;
}

export interface ChainVerification {
  readonly entries: number;
  readonly head: JournalHead;
  /**
   * In the order of the journal, but erased entries last: where the entry that accounts for them is
   * bad, that one is to be looked at.
   */
  readonly bad: readonly BadEntry[];
}

interface Gone {
  readonly mpan: string;
  readonly key: string;
}

const badEntriesMax = 20;

/** Faults that are told by what an erasure or a purge says it left; it may be that which is wrong. */
const byAccount = {
  none: 'has no content, and no erasure accounts for that',
  otherNames: 'was erased, and is filed under other names than were left',
  thereAgain: 'was erased, and its content is there again',
};

/**
 * Follows the chain, and writes into the ledger what entries seal; behind `readAt` they may be of
 * records that were written after the ledger's were read. `claimed` are heads that somebody wrote
 * down and wants to see confirmed.
 */
export async function followChain(
  {
    store,
    workspace,
    progress,
  }: Pick<Gateway, 'workspace' | 'progress'> & { readonly store: Journal & Keeping },
  claimed: readonly JournalHead[],
  ledger: Ledger,
  readAt: number,
): Promise<ChainVerification> {
  const bad: BadEntry[] = [];
  const unaccounted: BadEntry[] = [];
  const note = (entry: ChainedEntry | null, seq: number, says: string): void => {
    const list = Object.values(byAccount).includes(says) ? unaccounted : bad;
    if (list.length < badEntriesMax) list.push({ seq, ...namesOf(entry), says });
  };
  await noteGone(store, ledger);
  const lines = headLines(workspace);
  const known = new Map([...lines, ...claimed].map(({ seq, link }) => [seq, link]));
  const noted = [await store.headWrittenDown()];
  const commits = await commitsOf(store);
  let last = 0;
  for await (const entry of store.chain(null)) {
    const { seq } = entry;
    if (seq !== last + 1) note(null, last + 1, gapInWords(entry, last));
    for (const { at, says } of await commits.endBefore(seq)) note(null, at, says);
    const says = faultOf(entry, commits.isOnLine(seq), ledger.gone(seq)) ?? commits.take(entry);
    if (says !== null) note(entry, seq, says);
    if (entry.kind === 'sealed') noteSeals(entry, ledger, seq > readAt);
    const writtenDown = known.get(seq);
    const links = [entry.link, commits.headAt(seq)];
    if (writtenDown !== undefined && !links.includes(writtenDown)) {
      note(entry, seq, `does not have the link that was written down for it, ${writtenDown}`);
    }
    last = seq;
    if (seq % 10_000 === 0) progress?.('following the chain', seq, seq);
  }
  for (const { at, says } of await commits.endBefore(last + 1)) note(null, at, says);
  // A gateway at work may have written on meanwhile: the end lies between the two notes.
  noted.push(await store.headWrittenDown());
  // One that was committed meanwhile has its last entry.
  const left = commits.left();
  const lost = left !== undefined && left.last > (await store.head()).seq ? left.last : 0;
  const ends = { last, head: commits.end(), lost };
  const end = endFault(ends, noted, [...lines, ...claimed]);
  if (end !== null) note(null, end.seq, end.says);
  return { entries: last, head: ends.head, bad: [...bad, ...unaccounted] };
}

function gapInWords(next: ChainedEntry, before: number): string {
  const many = next.seq - before - 1;
  const { mpan, file, line } = namesOf(next);
  const place = file === null ? '' : `, ${file} line ${line}`;
  const which = many === 1 ? 'is missing' : `and ${many - 1} after it are missing`;
  return `${which}; the next is ${next.seq} (MPAN ${mpan}${place})`;
}

/** What is wrong with one entry; null if nothing is. */
function faultOf(entry: ChainedEntry, isOnLine: boolean, gone: Gone | undefined): string | null {
  const { seq, body, digest, follows, previous, link } = entry;
  if (body !== null && digestOf(body) !== digest) return 'has other content than was recorded';
  if (previous === null) return `follows from entry ${follows} of its MPAN, which is missing`;
  const isNext =
    isOnLine === (follows === null) &&
    link === (isOnLine ? lineLinkOf(previous, digest) : linkOf(previous, digest, seq));
  if (!isNext) return 'does not follow from the entry before it';
  if (body === null) return blankFault(entry, gone);
  if (gone !== undefined) return byAccount.thereAgain;
  const event = eventIn(entry);
  const isSame =
    event?.mpan === entry.mpan &&
    event.key === entry.key &&
    event.kind === entry.kind &&
    event.effectiveAt === entry.effectiveAt &&
    event.receivedAt === entry.receivedAt;
  return isSame ? null : 'is filed under other names than its content says';
}

function blankFault(entry: ChainedEntry, gone: Gone | undefined): string | null {
  if (gone === undefined) return byAccount.none;
  const isSame =
    gone.mpan === entry.mpan &&
    gone.key === entry.key &&
    entry.kind === 'gone' &&
    entry.effectiveAt === '' &&
    entry.receivedAt === '';
  return isSame ? null : byAccount.otherNames;
}

/** By number, what erasures and purges left of entries. The newest account counts. */
async function noteGone(store: Keeping, ledger: Ledger): Promise<void> {
  for await (const { entry } of store.keepingEntries()) {
    if (entry.kind !== 'erased' && entry.kind !== 'purged') continue;
    // One that was tampered with is named when the chain comes to it.
    if (!Array.isArray(entry.entries)) continue;
    for (const [seq, key] of entry.entries) ledger.goes(seq, entry.mpan, key);
  }
}

function noteSeals({ seq, body }: ChainedEntry, ledger: Ledger, isNew: boolean): void {
  try {
    const { records } = JSON.parse(body ?? '') as SealedEntry;
    for (const [kind, name, value] of records) ledger.seals(kind, name, value, seq, isNew);
  } catch (error) {
    // One that was tampered with has been named already.
    if (isBug(error) && !(error instanceof SyntaxError) && !(error instanceof TypeError))
      throw error;
  }
}

/** Where the journal does not end where the store, or a line written down elsewhere, says. */
function endFault(
  { last, head, lost }: Readonly<{ last: number; head: JournalHead; lost: number }>,
  [before = null, after = null]: readonly (JournalHead | null)[],
  writtenDown: readonly (JournalHead & { readonly at?: string })[],
): Pick<BadEntry, 'seq' | 'says'> | null {
  if ([before, after].some((note) => note !== null && !Number.isInteger(note.seq))) {
    return { seq: last, says: 'is the last, and the note of the end cannot be read' };
  }
  const first = Math.max(before?.seq ?? 0, lost);
  const { seq, link } = after ?? { seq: 0, link: beforeFirst };
  if (first > last) return { seq: last + 1, says: `is missing; the end was at entry ${first}` };
  if (seq < head.seq) {
    return { seq: seq + 1, says: `was not put in by Pawl; the end was at entry ${seq}` };
  }
  if (seq === head.seq && link !== head.link)
    return { seq, says: `does not have the link ${link} that was noted for the end` };
  const beyond = writtenDown.find((line) => line.seq > last);
  if (beyond === undefined) return null;
  const when = beyond.at === undefined ? '' : ` on ${beyond.at}`;
  return { seq: last + 1, says: `is missing; entry ${beyond.seq} was written down${when}` };
}

function namesOf(entry: ChainedEntry | null): Omit<BadEntry, 'seq' | 'says'> {
  const mpan = entry === null || entry.mpan === '' ? null : entry.mpan;
  try {
    const event = entry === null ? null : eventIn(entry);
    return { mpan, file: event?.file || null, line: event?.line ?? null };
  } catch {
    // Its content was changed so that it is no JSON any more.
    return { mpan, file: null, line: null };
  }
}

/** "journal entry 7, MPAN 1200000000020, 02-D0002.usr line 2, has another content than …". */
export function badEntryInWords({ seq, mpan, file, line, says }: BadEntry): string {
  const names = [
    ...(mpan === null ? [] : [`MPAN ${mpan}`]),
    ...(file === null ? [] : [`${file} line ${line}`]),
  ];
  const what = names.length === 0 ? '' : ` (${names.join(', ')})`;
  return `journal entry ${seq}${what} ${says}`;
}
