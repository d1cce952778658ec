/** One look at the surroundings before a pass: what is wrong, and what must wait because of it. */

import { type Gateway, groupId } from '../gateway/index.ts';
import { headContradiction } from '../keeping/index.ts';
import { refusedConfig } from '../rules/index.ts';
import { type ClockLook, clockWatch } from './clock-watch.ts';
import { troubleBehind } from './failure-cause.ts';
import { heldByFolder, type Trouble, trouble } from './gateway-alert.ts';
import type { Surroundings } from './surroundings.ts';
import { bytesInWords } from '../words.ts';

export interface Looked {
  /** What people should know of. */
  readonly troubles: readonly Trouble[];
  /** What keeps work waiting: the troubles, and a lock that may be gone in a moment. */
  readonly pauses: readonly Trouble[];
  readonly clock: ClockLook;
  readonly diskFreeBytes: number | null;
}

/** Ours: so many are named one by one; all of them stand in the work queue. */
const mpansNamedMax = 20;

/** Ours: the largest groups are named; the work queue has them all. */
const floodsNamedMax = 20;

/** Ours: room must be a tenth above the limit before intake goes on, so that it does not flutter. */
const enoughAgain = 1.1;

/** Ours: with less room than a few pages of the store a disk is full, whatever the limit. */
const noRoomBytes = 65_536;

/** A commit of another program takes less; the gateway waits that long in silence. */
export const lockPatienceMs = 10_000;

/** `patienceMs`: how long the store may be locked before people are told. */
export function lookout(
  gateway: () => Gateway,
  surroundings: Surroundings,
  patienceMs: number,
): () => Promise<Looked> {
  const { store, clock, workspace } = gateway();
  const watchClock = clockWatch();
  let isFull = false;
  /** Looked at once: what was written down does not change. */
  let contradiction: string | null = null;
  let lockedSinceMs: number | null = null;

  const diskTrouble = (free: number | null): Trouble[] => {
    const { diskFreeMinBytes } = gateway().config.limits;
    if (diskFreeMinBytes === 0 && free !== null && free < noRoomBytes) {
      const detail = `${bytesInWords(free)} are free, and limits.diskFreeMinBytes is 0: nothing is held back, and writes will fail`;
      return [trouble('DISK_ALMOST_FULL', '', detail, [])];
    }
    const needed = isFull ? diskFreeMinBytes * enoughAgain : diskFreeMinBytes;
    isFull = free !== null && free < needed;
    if (!isFull) return [];
    const detail = `${bytesInWords(free ?? 0)} are free, and ${bytesInWords(diskFreeMinBytes)} are to stay free (limits.diskFreeMinBytes)`;
    return [trouble('DISK_ALMOST_FULL', '', detail)];
  };

  const folderTroubles = (): Trouble[] =>
    surroundings.folders.flatMap((name) => {
      const problem = surroundings.folderProblem(name);
      if (problem === null) return [];
      const detail = `${name}/ cannot be written: ${problem}`;
      return [trouble('FOLDER_NOT_WRITABLE', name, detail, heldByFolder[name] ?? [])];
    });

  const lockTrouble = async (ms: number): Promise<readonly [Trouble, boolean] | null> => {
    if (!(await store.isLocked())) {
      lockedSinceMs = null;
      return null;
    }
    lockedSinceMs ??= ms;
    const isLong = ms - lockedSinceMs >= patienceMs;
    return [trouble('STORE_LOCKED', '', 'another program holds the store'), isLong];
  };

  const floods = async (): Promise<Trouble[]> => {
    const { queueItemsPerSender: most } = gateway().config.limits;
    const groups = await store.itemGroups(most);
    return groups.slice(0, floodsNamedMax).map((group) => {
      const { code, sender, number } = group;
      const detail = `${number} items of ${code} from ${sender} are open in the work queue, more than limits.queueItemsPerSender (${most}): they are counted there and not listed one by one`;
      return trouble('QUEUE_FLOODED', groupId(group), detail);
    });
  };

  return async () => {
    const ms = surroundings.monotonicMs();
    const diskFreeBytes = surroundings.diskFreeBytes();
    const troubles = [...folderTroubles(), ...diskTrouble(diskFreeBytes)];
    // A store whose folder cannot be written cannot be locked either.
    const locked = troubles.some(({ about }) => about === 'data') ? null : await lockTrouble(ms);
    // What cannot be read in a damaged store is told, and is no reason to look no further.
    const read = async <T>(ask: () => Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await ask();
      } catch (error) {
        const behind = troubleBehind(error, workspace);
        if (behind === null) throw error;
        if (!troubles.some(({ code }) => code === behind.code)) troubles.push(behind);
        return otherwise;
      }
    };
    const lastRecordedAt = await read(() => store.lastRecordedAt(), null);
    const lastAlertAt = await read(() => store.lastAlertAt(), null);
    const look = watchClock(clock.now(), ms, lastRecordedAt, lastAlertAt);
    if (look.problem !== null) troubles.push(trouble('CLOCK_JUMPED', '', look.problem));
    contradiction ??= await read(async () => (await headContradiction(gateway())) ?? '', '');
    if (contradiction !== '') troubles.push(trouble('JOURNAL_CONTRADICTED', '', contradiction));
    const refused = await read(() => refusedConfig(store), null);
    if (refused !== null) {
      troubles.push(trouble('CONFIG_REFUSED', '', refused.problems.join('; ')));
    }
    const held = await read(() => store.heldMpans(mpansNamedMax), []);
    for (const { mpan, detail } of held) {
      troubles.push(trouble('MPAN_HELD', mpan, `MPAN ${mpan} is held: ${detail}`));
    }
    troubles.push(...(await read(floods, [])));
    // A second or two are waited for in silence.
    const waits = look.waits === null ? [] : [trouble('CLOCK_JUMPED', '', look.waits)];
    if (locked === null) {
      return { troubles, pauses: [...troubles, ...waits], clock: look, diskFreeBytes };
    }
    const [lock, isLong] = locked;
    const pauses = [...troubles, ...waits, lock];
    return {
      troubles: isLong ? [...troubles, lock] : troubles,
      pauses,
      clock: look,
      diskFreeBytes,
    };
  };
}
