/**
 * Files dropped into reference/: Industry Standing Data, and what the operator says of Market Roles.
 * Each new one is merged with all that is known; none takes another's place. What of a file cannot be
 * read is left out and kept with the merge.
 */
import { basename } from 'node:path';
import { foreignIn, recordsOf, sha256Of } from '../files/index.ts';
import { commitAt, type Gateway } from '../gateway/index.ts';
import { type MergeKind, readReference, shippedRoles } from '../market/index.ts';
import { readRegular } from '../regular-file.ts';
import type { StoredMerge } from '../store/index.ts';
import { type FeedsSeen, type NotTaken, type TakenFeeds, takeFeeds } from './feeds.ts';

/** Ours: ten times what the industry publishes of its participants. */
const referenceMaxBytes = 20_000_000;

/** `isFinal`: every file there is complete as it is. */
export function takeReferenceFiles(
  gateway: Gateway,
  seen: FeedsSeen,
  isFinal: boolean,
): Promise<TakenFeeds> {
  let known: StoredMerge[] | null = null;
  return takeFeeds(gateway, seen, {
    folder: 'reference',
    // Whatever lies there is meant: what it is, its first row tells.
    isFeed: () => true,
    maxBytes: referenceMaxBytes,
    quietMs: isFinal ? 0 : gateway.config.csvQuietPeriodMs,
    take: async (name, bytes) => {
      known ??= [...(await gateway.store.merges())];
      return takeFile(gateway, name, bytes, known);
    },
  });
}

async function takeFile(
  gateway: Gateway,
  name: string,
  bytes: Buffer,
  known: StoredMerge[],
): Promise<'merged' | 'known' | NotTaken> {
  const { store, clock, log } = gateway;
  const now = clock.now();
  const read = await mergeIn(name, bytes, now);
  if ('code' in read) return read;
  if (isMerged(known, read)) return 'known';
  const parts = { merge: read, mergesBefore: known.length };
  if ((await commitAt(gateway, now, parts)) === 'conflict') {
    known.splice(0, known.length, ...(await store.merges()));
    return takeFile(gateway, name, bytes, known);
  }
  known.push(read);
  log.info({ file: name, leftOut: read.findings.length }, 'reference data merged');
  return 'merged';
}

/**
 * A file of Industry Standing Data is merged once, under whatever name. The operator's file says what
 * the operator says now, so it counts again where it has become what it was before.
 */
function isMerged(merges: readonly StoredMerge[], { kind, source, sha256 }: StoredMerge): boolean {
  if (kind !== 'corrections') return merges.some((one) => one.sha256 === sha256);
  const last = merges.findLast((one) => one.kind === kind && one.source === source);
  return last?.sha256 === sha256;
}

/** What a file that lies anywhere would be merged as, or why it would not be. */
export async function mergeOf(path: string, now: string): Promise<StoredMerge | string> {
  const read = readRegular(path, referenceMaxBytes);
  if ('gone' in read) return `${path} is not there`;
  if ('odd' in read) return `${path} is a ${read.odd}`;
  const merge = await mergeIn(basename(path), read.bytes, now);
  return 'code' in merge ? `${path} would not be merged: ${merge.says}` : merge;
}

/** What a file would be merged as, or why it would not be. */
async function mergeIn(name: string, bytes: Buffer, now: string): Promise<StoredMerge | NotTaken> {
  const file = `reference/${name}`;
  const read = await readReference(recordsOf([bytes]), { roles: shippedRoles, file, since: now });
  const { entity, version, facts, findings, refused } = read;
  const kind = kinds.find((one) => one === entity);
  if (refused !== null) {
    return { says: foreignIn(bytes)?.says ?? refused, code: 'REFERENCE_REFUSED' };
  }
  if (kind === undefined) {
    const says = `it is entity ${entity}, and only M16 and M18 are used.`;
    return { says, code: 'REFERENCE_NOT_USED' };
  }
  const said = { version, facts, findings, edition: null, undoes: null, act: null };
  return { ...said, mergedAt: now, kind, source: name, sha256: sha256Of(bytes) };
}

const kinds: readonly MergeKind[] = ['M16', 'M18', 'corrections'];
