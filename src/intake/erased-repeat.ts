/**
 * A file that comes after an MPAN in it was erased: what it says anew of that MPAN stays whole, because
 * the journal rests on it. What was known and erased is put away blank, be it the same file once more or
 * one that repeats it among other things.
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDurableFolder, removeFile, stagingFolder, writeWhole } from '../files/index.ts';
import type { Finding } from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { erasedWords } from '../process/index.ts';
import type { FileOutcome, Journal, Keeping, Outbox, Receipt, Receipts } from '../store/index.ts';
import { bareFindings, blankedFile, digestOfPieces } from './blank-file.ts';
import type { BlankedFile, Gone } from './blanked.ts';
import { linePieces } from './line-pieces.ts';
import { mentionOf } from './mentions.ts';

/** Of these nothing has reached a check. */
const withoutNews: ReadonlySet<FileOutcome> = new Set(['duplicate', 'rejected', 'set-aside']);

/** What was erased since the same bytes were here first; null if nothing was. */
async function erasedSinceFirst(
  { store }: { readonly store: Keeping & Outbox & Receipts },
  receipt: Receipt,
): Promise<Gone | null> {
  const before = await store.firstReceivedAt(receipt.sha256, receipt.id);
  const times = before === null ? [] : [before];
  const { sender, flow, fileIdentifier } = receipt;
  if (sender !== null && flow !== null && fileIdentifier !== null) {
    const sent = await store.sentFile(sender, flow, fileIdentifier);
    if (sent?.sha256 === receipt.sha256) times.push(sent.createdAt);
  }
  const [first] = times.sort();
  if (first === undefined) return null;
  const mpans = await store.erasedSince(first);
  return mpans.length === 0 ? null : { mentions: mentionOf(new Set(mpans)) };
}

/**
 * What a file that counts repeats of erased MPANs; null if nothing. What the journal has of it is news,
 * and what was refused of it waits to be corrected.
 */
async function erasedAndKnown(
  { store }: { readonly store: Journal & Keeping },
  receipt: Receipt,
): Promise<Gone | null> {
  const mpans = await store.erasedIn(receipt.sha256);
  if (mpans.length === 0) return null;
  const stays = new Set<number>();
  for (const { severity, line } of receipt.findings) {
    if (severity === 'reject' && line !== null) stays.add(line);
  }
  const journalOf = await store.journalsOf(mpans);
  for (const mpan of mpans) {
    for (const event of journalOf(mpan)) {
      if (event.file !== receipt.name) continue;
      stays.add(event.line);
      if (event.kind === 'flow') for (const { line } of event.parts) stays.add(line);
    }
  }
  return { mentions: mentionOf(new Set(mpans)), stays };
}

/** The findings of a file that is to be put away, without words that were erased before. */
export async function withoutErased(
  gateway: Gateway,
  receipt: Receipt,
  path: string,
): Promise<readonly Finding[]> {
  const { findings, outcome } = receipt;
  if (findings.length === 0 || !withoutNews.has(outcome)) return findings;
  const gone = await erasedSinceFirst(gateway, receipt);
  if (gone === null) return findings;
  // Where its producer has taken it away, nobody can tell which words are which.
  if (!existsSync(path)) return findings.map((one) => ({ ...one, message: erasedWords }));
  return bareFindings(findings, blanked(gateway, path, gone).lines, gone.mentions);
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
  const gone = withoutNews.has(receipt.outcome)
    ? await erasedSinceFirst(gateway, receipt)
    : await erasedAndKnown(gateway, receipt);
  if (gone === null) return false;
  const { lines, bytes } = blanked(gateway, from, gone);
  if (lines.isEmpty) return false;
  const sha256 = digestOfPieces(bytes());
  const change = { fileId: receipt.id, sha256, at: gateway.clock.now(), why: 'erased' } as const;
  await gateway.store.recordFileChange(change);
  makeDurableFolder(dirname(to));
  writeWhole(to, bytes(), stagingFolder(gateway.workspace));
  removeFile(from);
  return true;
}

const blanked = ({ rules }: Gateway, path: string, gone: Gone): BlankedFile =>
  blankedFile(rules.catalogue, () => linePieces(path), gone);
