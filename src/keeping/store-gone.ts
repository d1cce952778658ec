/**
 * A store that is gone, or was emptied, while what it knew of is still there: it would look like a quiet
 * day, and every deadline would be missed. It is refused, until it is put back or somebody begins anew.
 */
import { mkdirSync, opendirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import type { Act, Gateway } from '../gateway/index.ts';
import { openStore, type StorePlace } from '../store/index.ts';
import type { HeadsPlace } from './head-signature.ts';
import { appendHead, headLines } from './journal-heads.ts';
import { moveAside } from './move-aside.ts';

/** Throws STORE_MISSING. Opens nothing for writing, so that nothing is made in its place. */
export async function refuseGoneStore(workspace: string, place: StorePlace): Promise<void> {
  const gone = await goneIn(workspace, place);
  if (gone === null) return;
  throw new EngineError(
    'STORE_MISSING',
    gone,
    'put it back: pawl restore BACKUP; or, if that is what you want, pawl begin-anew --reason …',
  );
}

/** What is gone, and what remains, in words; null where the store is there or nothing remains. */
async function goneIn(workspace: string, place: StorePlace): Promise<string | null> {
  const remains = remainsIn(workspace);
  if (remains === null) return null;
  const isThere =
    typeof place !== 'string' || (statSync(place, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (isThere && !(await isEmptied(place))) return null;
  const what = isThere ? 'has an empty journal' : 'is not there';
  return `the store ${inWords(place)} ${what}, but ${remains}`;
}

const inWords = (place: StorePlace): string =>
  typeof place === 'string' ? place : `${place.schema} of the database`;

async function isEmptied(place: StorePlace): Promise<boolean> {
  try {
    const store = await openStore(place, true);
    try {
      return await store.isEmpty();
    } finally {
      await store.close();
    }
  } catch (error) {
    // Locked, damaged or of another version: whoever opens it says what is wrong with it.
    return error instanceof EngineError && error.code === 'STORE_MISSING';
  }
}

function remainsIn(workspace: string): string | null {
  const line = headLines(workspace).at(-1);
  if (line !== undefined) {
    return `reports/journal-heads.jsonl has entry ${line.seq} of its journal, written down on ${line.at}`;
  }
  return holdsFile(join(workspace, 'archive')) ? 'archive/ holds files that were received' : null;
}

function holdsFile(folder: string): boolean {
  try {
    const entries = opendirSync(folder, { recursive: true });
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        if (entry.isFile()) return true;
      }
      return false;
    } finally {
      entries.closeSync();
    }
  } catch {
    // No archive: nothing remains.
    return false;
  }
}

/** Where the journal does not hold what was written down of it; null where it does. */
export async function headContradiction({ store, workspace }: Gateway): Promise<string | null> {
  const line = headLines(workspace).at(-1);
  if (line === undefined) return null;
  const link = await store.linkAt(line.seq);
  if (link === line.link) return null;
  const what = link === null ? 'has no such entry' : 'has another link there';
  return `entry ${line.seq} was written down on ${line.at}, and the journal ${what}`;
}

/**
 * Begins anew on purpose: what is left of the store is kept beside it, and the first entry of the new
 * journal says who did so, when and why. Needs the workspace for itself. Throws NOT_POSSIBLE where
 * the store is there.
 */
export async function beginAnew(
  place: HeadsPlace,
  storePlace: StorePlace,
  act: Act,
  at: Instant,
): Promise<string | null> {
  const { workspace } = place;
  if ((await goneIn(workspace, storePlace)) === null) {
    throw new EngineError(
      'NOT_POSSIBLE',
      'the store exists, or there has never been one',
      'pawl begin-anew is for a store that is gone; to put an earlier one back: pawl restore',
    );
  }
  mkdirSync(join(workspace, 'data'), { recursive: true });
  // An empty schema holds nothing to be kept.
  const aside = typeof storePlace === 'string' ? moveAside(workspace, 'before-anew', at) : null;
  const before = headLines(workspace).at(-1) ?? null;
  const store = await openStore(storePlace);
  try {
    await store.record({
      kind: 'begun',
      key: `begun/${at}`,
      mpan: '',
      effectiveAt: at,
      receivedAt: at,
      sender: '',
      fileIdentifier: 'begun',
      file: '',
      line: 0,
      who: act.who,
      reason: act.reason,
      before: before === null ? null : { seq: before.seq, link: before.link },
    });
    appendHead(place, { at, ...(await store.head()), anew: true });
  } finally {
    await store.close();
  }
  return aside;
}
