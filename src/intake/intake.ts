/** What the ways of taking in share beside the gateway: who hears of what comes in, and whose turn it is. */
import type { Gateway } from '../gateway/index.ts';
import type { Companion } from './companion.ts';

export interface Intake extends Gateway {
  /** Rooms that stand beside the backstop check and hear what is taken in. */
  readonly companions: readonly Companion[];
  readonly turns: Turns;
}

/** How small files come to their turn while a large one is read (turns.ts). */
export interface Turns {
  /** Looks for small files, if it is time; null where nothing is done beside. */
  look: (() => Promise<void>) | null;
  /** Identities of flow files of which a part is committed and no receipt yet: others wait. */
  readonly inHand: Set<string>;
}
