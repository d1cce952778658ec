/**
 * Mending: what follows from the journal and is not as it follows is made anew, MPAN by MPAN, once
 * after each start. It goes on in slices between the passes, because a start must not wait for it.
 */
import { damageIn, isBug } from '../bug.ts';
import type { Gateway } from '../gateway/index.ts';
import { derivedFaults, makeAnew, readTogether } from './verify-derived.ts';

/** What was made anew, and what was wrong with it. */
interface Mended {
  /** An MPAN, or what else it was. */
  readonly about: string;
  readonly says: string;
}

export interface Mender {
  /** Goes on for about so long. True once everything has been looked at. */
  readonly mend: (budgetMs: number) => Promise<boolean>;
  readonly mended: () => readonly Mended[];
}

const mpansPerRead = 50;
/** Ours: so many are kept to be named; what was mended stands in the log in any case. */
const mendedKeptMax = 1_000;

export function openMender(gateway: () => Gateway, monotonicMs: () => number): Mender {
  const { store, log } = gateway();
  const mended: Mended[] = [];
  let after = '';
  let isDone = false;

  const note = (about: string, says: string): void => {
    log.error({ about, says }, 'what follows from the journal was wrong in the store; rebuilt');
    if (mended.length < mendedKeptMax) mended.push({ about, says });
  };

  async function mendOne(mpan: string): Promise<void> {
    try {
      const read = await readTogether(gateway(), [mpan]);
      const { says, isHeld } = await derivedFaults(gateway(), mpan, read);
      if (says.length === 0 || isHeld) return;
      if (await makeAnew(gateway(), mpan)) note(mpan, says.join('; '));
    } catch (error) {
      // One MPAN whose rows are damaged, or cannot be folded, keeps no other from being mended.
      if (damageIn(error) === null && !isBug(error)) throw error;
      log.error({ mpan, err: error }, 'an MPAN cannot be rebuilt from its journal');
    }
  }

  return {
    mended: () => mended,
    mend: async (budgetMs) => {
      const until = monotonicMs() + budgetMs;
      while (!isDone && monotonicMs() <= until) {
        const some = await store.everyMpan(after, mpansPerRead);
        for (const mpan of some) {
          await mendOne(mpan);
          after = mpan;
          if (monotonicMs() > until) return false;
        }
        if (some.length === mpansPerRead) continue;
        isDone = true;
        if (await store.countAgain()) note('counts', 'open items were counted wrongly');
      }
      return isDone;
    },
  };
}
