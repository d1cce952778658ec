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

/** Throws STORE_WENT_BACK, unless it was put back, or begun anew, on purpose since: the journal says so. */
export async function refuseWentBack(
  workspace: string,
  store: Pick<Journal, 'linkAt'> & Pick<Keeping, 'keepingEntries'>,
): Promise<void> {
  const seen = seenIn(workspace);
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

/** Keeps the newest head, each time it is asked; before anything else tells of what is in it. */
export function headSeenKeeper(
  workspace: string,
  store: Pick<Journal, 'head'>,
  now: () => Instant,
): () => Promise<void> {
  let kept = '';
  return async () => {
    const { seq, link } = await store.head();
    if (link === kept) return;
    writeWhole(pathOf(workspace), `${JSON.stringify({ seq, link, at: now() })}\n`);
    kept = link;
  };
}
