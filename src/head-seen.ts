/**
 * The newest head that a gateway was told of by its database, on its own disk. A database that does not hold
 * it any more was set back, to a copy or a standby that had not heard of it: what was acknowledged is
 * gone, and numbers that were given would be given again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from './calendar/index.ts';
import { EngineError } from './engine-error.ts';
import { writeWhole } from './files/index.ts';
import type { Journal, Keeping } from './store/index.ts';

interface SeenHead {
  readonly seq: number;
  readonly link: string;
  readonly at: Instant;
}

const pathOf = (workspace: string): string => join(workspace, 'data', 'head-seen.json');

function seenIn(workspace: string): SeenHead | null {
  const path = pathOf(workspace);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SeenHead) : null;
}

type Known = Pick<Journal, 'linkAt'> & Pick<Keeping, 'keepingEntries'>;

/** Throws STORE_WENT_BACK, unless it was put back, or begun anew, on purpose since: the journal says so. */
export const refuseWentBack = (workspace: string, store: Known): Promise<void> =>
  refuseWithout(store, seenIn(workspace));

async function refuseWithout(store: Known, seen: SeenHead | null): Promise<void> {
  if (seen === null || seen.seq === 0 || (await store.linkAt(seen.seq)) === seen.link) return;
  for await (const { entry } of store.keepingEntries()) {
    const isOnPurpose = entry.kind === 'restored' || entry.kind === 'begun';
    if (isOnPurpose && entry.receivedAt >= seen.at) return;
  }
  throw new EngineError(
    'STORE_WENT_BACK',
    `the database does not hold entry ${seen.seq} of the journal, which it acknowledged to this gateway by ${seen.at}`,
    'it was set back to a copy: put the newest one back; docs/several-machines.md says what to do where there is none',
  );
}

/**
 * Keeps the newest head, each time it is asked. Throws STORE_WENT_BACK where the one before is gone: the
 * database may have been set back while the gateway is at work.
 */
export function headSeenKeeper(
  workspace: string,
  store: Known & Pick<Journal, 'head'>,
  now: () => Instant,
): () => Promise<void> {
  let kept = seenIn(workspace);
  return async () => {
    const { seq, link } = await store.head();
    if (link === kept?.link) return;
    await refuseWithout(store, kept);
    kept = { seq, link, at: now() };
    writeWhole(pathOf(workspace), `${JSON.stringify(kept)}\n`);
  };
}
