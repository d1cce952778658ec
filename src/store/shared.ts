/** What one act settles for many MPANs at once, without an entry for each. */
import type { OperatorEvent, SettlingAction } from '../process/index.ts';

/** An act about many items: which ones, the store says when it has settled them. */
export interface SharedAct extends OperatorEvent {
  readonly mpan: '';
  readonly action: SettlingAction & { readonly name: 'resolve' };
}

export interface SharedStore {
  /**
   * Settles open items in one entry of the journal. Returns the ids of those that cannot be settled so:
   * that are settled already, or are about a check, which has to hear of it by itself.
   */
  settleTogether(
    event: SharedAct,
    items: readonly { readonly id: string; readonly mpan: string }[],
  ): Promise<readonly string[]>;
  /** Finds the entries that settled these items where what leads to them is lost. True: found some. */
  linkAgain(mpan: string, ids: readonly string[]): Promise<boolean>;
}
