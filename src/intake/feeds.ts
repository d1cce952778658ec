/**
 * Files that change the rules and stay where they are: bank holidays in calendar/, reference data in
 * reference/. Each is read once as it looks, the oldest first, never through a link; one that is not
 * taken is left where it is, and people are told why for as long as it lies there.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { forFile, type Gateway } from '../gateway/index.ts';
import { readRegular } from '../regular-file.ts';
import type { FeedFolder } from '../store/index.ts';
import { entriesOf } from './inbox.ts';
import type { OddEntry } from './odd-entries.ts';

export interface TakenFeeds {
  /** The names of those merged. */
  readonly taken: readonly string[];
  /** What lies there and is no feed that can be read. */
  readonly odd: readonly OddEntry[];
  /** Files that may still be being written, and how long until they count as given up. */
  readonly waiting: readonly { readonly name: string; readonly waitMs: number }[];
}

export const noFeeds: TakenFeeds = { taken: [], odd: [], waiting: [] };

/** How a feed looked when it was read, and why it was refused; what was merged has no reason. */
export type FeedsSeen<Kept = unknown> = Map<string, FeedSeen<Kept>>;

interface FeedSeen<Kept> {
  readonly mtimeMs: number;
  readonly why: NotTaken<Kept> | null;
}

/** Why a feed was not merged. */
export interface NotTaken<Kept = unknown> {
  readonly says: string;
  readonly code: NonNullable<OddEntry['code']>;
  /** It cannot be read, and may still be being written. */
  readonly isBroken?: boolean;
  /** What is kept of it, for a person to decide on. */
  readonly kept?: Kept;
}

interface FeedReader<Kept> {
  readonly folder: FeedFolder;
  readonly isFeed: (name: string) => boolean;
  readonly maxBytes: number;
  /** How long one must have stood still to be read. */
  readonly quietMs: number;
  /** Merges it: what was merged before, counts as well and is not named. */
  readonly take: (name: string, bytes: Buffer) => Promise<'merged' | 'known' | NotTaken<Kept>>;
}

/** Merges the feeds not seen before; tells of those refused for as long as they lie there. */
export async function takeFeeds<Kept>(
  gateway: Gateway,
  seen: FeedsSeen<Kept>,
  { folder, isFeed, maxBytes, quietMs, take }: FeedReader<Kept>,
): Promise<TakenFeeds & { readonly kept: readonly Kept[] }> {
  const place = join(gateway.workspace, folder);
  const entries = entriesOf(place);
  const odd: OddEntry[] = entries.odd.map((entry) => ({ ...entry, folder }));
  const waiting: { name: string; waitMs: number }[] = [];
  const taken: string[] = [];
  const lying = entries.names
    .filter(isFeed)
    .flatMap((name) => {
      const stats = lstatSync(join(place, name), { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ name, mtimeMs: stats.mtimeMs }];
    })
    .sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1));
  const isFresh = ({ name, mtimeMs }: (typeof lying)[number]): boolean =>
    seen.get(name)?.mtimeMs !== mtimeMs;
  for (const { name, mtimeMs } of lying.filter(isFresh)) {
    await forFile(gateway, folder, `${folder}/${name}`, async () => {
      const agedMs = Date.now() - mtimeMs;
      // Its time is finer than ours, and may be another machine's: what lies far ahead is not waited for.
      if (Math.abs(agedMs) < quietMs) {
        waiting.push({ name: `${folder}/${name}`, waitMs: quietMs - Math.max(agedMs, 0) });
        return;
      }
      const read = readRegular(join(place, name), maxBytes);
      if ('gone' in read) return;
      if ('odd' in read) {
        odd.push({ folder, name, kind: read.odd, look: String(mtimeMs) });
        return;
      }
      const became = await take(name, read.bytes);
      const why = typeof became === 'string' ? null : became;
      if (why?.isBroken === true && agedMs < gateway.config.quietPeriodMs) return;
      if (became === 'merged') taken.push(name);
      if (why !== null) gateway.log.warn({ folder, file: name, problem: why.says }, 'feed refused');
      seen.set(name, { mtimeMs, why });
    });
  }
  const refused = lying.flatMap((one) => {
    const why = isFresh(one) ? null : (seen.get(one.name)?.why ?? null);
    return why === null ? [] : [{ ...one, why }];
  });
  for (const { name, mtimeMs, why } of refused) {
    const { says, code } = why;
    odd.push({ folder, name, kind: 'refused feed', look: String(mtimeMs), why: says, code });
  }
  return { taken, odd, waiting, kept: refused.flatMap(({ why }) => why.kept ?? []) };
}

/** Makes the next pass judge anew what was refused. */
export function forgetRefused(seen: FeedsSeen): void {
  for (const [name, { why }] of seen) if (why !== null) seen.delete(name);
}
