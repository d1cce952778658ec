/**
 * Nobody's file waits for a large one: whoever works long on one file rests between its pieces, and
 * then what is small and came meanwhile has its turn. What comes of both is what would come of them
 * one after the other, because each piece is a commit of its own and order means nothing to a fold.
 */
import { mayBeTheFile, tellMishap } from '../gateway/index.ts';
import type { Intake, Turns } from './intake.ts';

export const noTurns = (): Turns => ({ look: null, inHand: new Set() });

/** To be awaited between two pieces of one file. */
export const rest = async ({ turns }: Intake): Promise<void> => {
  if (turns.look !== null) await turns.look();
};

/**
 * Does long work; while it rests, `look` is called as often as the folders are looked at anyway, and
 * takes no more than half of the time.
 */
export async function withTurns(
  intake: Intake,
  look: () => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  const { turns, config } = intake;
  let nextMs = performance.now() + config.rescanMs;
  let isLooking = false;
  turns.look = async () => {
    const startedMs = performance.now();
    if (isLooking || startedMs < nextMs) return;
    isLooking = true;
    try {
      await look();
    } catch (error) {
      // It is not the fault of the file that is being read.
      if (!mayBeTheFile(error)) throw error;
      tellMishap(intake, { code: 'PART_FAILED', about: 'intake', error });
    } finally {
      isLooking = false;
      const endedMs = performance.now();
      nextMs = endedMs + Math.max(config.rescanMs, endedMs - startedMs);
    }
  };
  try {
    await work();
  } finally {
    turns.look = null;
  }
}
