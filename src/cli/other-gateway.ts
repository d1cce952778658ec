/**
 * Whether a gateway of another workspace folder is at work on the same schema of a database. The lock of a
 * workspace is in its folder, and says nothing of folders elsewhere; the note of when a gateway was last at
 * work does, to a minute or two.
 */
import { hostname } from 'node:os';
import { aliveNote } from '../alive.ts';
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { openStore, type StorePlace } from '../store/index.ts';

/** The note that names the folder of the gateway that was at work last, and its machine. */
const placeNote = 'gateway-place';

/** Ours: a gateway notes once a minute that it is at work, but not in the middle of a pass. */
const quietSeconds = 180;

/** Throws GATEWAY_RUNNING. The file of a store has the lock of its folder, and needs nothing more. */
export async function refuseOtherGateway(
  place: StorePlace,
  folder: string,
  now: Instant,
): Promise<void> {
  if (typeof place === 'string') return;
  const own = `${hostname()}:${folder}`;
  const store = await openStore(place);
  try {
    const [known, aliveAt] = [await store.note(placeNote), await store.note(aliveNote)];
    const seconds = aliveAt === null ? null : (Date.parse(now) - Date.parse(aliveAt)) / 1_000;
    if (known !== null && known !== own && seconds !== null && seconds < quietSeconds) {
      throw new EngineError(
        'GATEWAY_RUNNING',
        `the gateway of ${known} was at work on this store ${Math.max(0, Math.round(seconds))} seconds ago`,
        `stop it; where it is gone for certain, wait ${quietSeconds} seconds and start again`,
      );
    }
    await store.setNote(placeNote, own);
  } finally {
    await store.close();
  }
}
