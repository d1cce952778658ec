/**
 * A file that comes again although an MPAN in it was erased since it came first: it says nothing new,
 * so it is kept as the first one is, with the lines of that MPAN blank. What changes a check is news
 * and stays whole, because the journal rests on it.
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finding } from '../flow/index.ts';
import { erasedWords } from '../process/index.ts';
import type { FileOutcome, Receipt } from '../store/index.ts';
import {
  bareFindings,
  type BlankedLine,
  blankedLines,
  bytesOfBlanked,
  digestOfBlanked,
  linesOfFile,
  type Mentions,
  mentionOf,
} from './blank-file.ts';
import { makeDurableFolder, removeFile, writeWhole } from './folders.ts';
import type { Gateway } from './gateway.ts';
import { stagingFolder } from './staging.ts';

/** Of these nothing has reached a check. */
const withoutNews: ReadonlySet<FileOutcome> = new Set(['duplicate', 'rejected', 'set-aside']);

/** What tells the lines that were erased since the same bytes were here first; null if none were. */
export async function erasedSinceFirst(
  { store }: Gateway,
  receipt: Receipt,
): Promise<Mentions | null> {
  if (!withoutNews.has(receipt.outcome)) return null;
  const same = await store.receiptsOfBytes(receipt.sha256);
  const times = same.filter(({ id }) => id < receipt.id).map(({ receivedAt }) => receivedAt);
  const { sender, flow, fileIdentifier } = receipt;
  if (sender !== null && flow !== null && fileIdentifier !== null) {
    const sent = await store.sentFile(sender, flow, fileIdentifier);
    if (sent?.sha256 === receipt.sha256) times.push(sent.createdAt);
  }
  const [first] = times.sort();
  if (first === undefined) return null;
  const mpans = await store.erasedSince(first);
  return mpans.length === 0 ? null : mentionOf(new Set(mpans));
}

/** The findings of a file that is to be put away, without words that were erased before. */
export async function withoutErased(
  gateway: Gateway,
  receipt: Receipt,
  path: string,
): Promise<readonly Finding[]> {
  const { findings } = receipt;
  const mentions = findings.length === 0 ? null : await erasedSinceFirst(gateway, receipt);
  if (mentions === null) return findings;
  // Where its producer has taken it away, nobody can tell which words are which.
  if (!existsSync(path)) return findings.map((one) => ({ ...one, message: erasedWords }));
  const { lines } = digestOfBlanked(blanked(gateway, path, mentions));
  return bareFindings(findings, lines, mentions);
}

/**
 * Puts a file away without what was erased, and remembers that it is so. False if nothing in it was
 * erased. Repeating it after a crash is harmless, for the source goes last.
 */
export async function moveWithoutErased(
  gateway: Gateway,
  receipt: Receipt,
  from: string,
  to: string,
): Promise<boolean> {
  const mentions = await erasedSinceFirst(gateway, receipt);
  if (mentions === null) return false;
  const { sha256, lines } = digestOfBlanked(blanked(gateway, from, mentions));
  if (lines.size === 0) return false;
  const change = { fileId: receipt.id, sha256, at: gateway.clock.now(), why: 'erased' } as const;
  await gateway.store.recordFileChange(change);
  makeDurableFolder(dirname(to));
  const bytes = bytesOfBlanked(blanked(gateway, from, mentions));
  writeWhole(to, bytes, stagingFolder(gateway.workspace));
  removeFile(from);
  return true;
}

const blanked = (gateway: Gateway, path: string, mentions: Mentions): Iterable<BlankedLine> =>
  blankedLines(gateway.rules.catalogue, linesOfFile(path), mentions);
