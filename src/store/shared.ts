/** What one act settles for many MPANs at once, without an entry for each. */
import type { OperatorEvent, SettlingAction } from '../process/index.ts';

/** An act about many items: which ones, the store says when it has settled them. */
interface SharedAct extends OperatorEvent {
  readonly mpan: '';
  readonly action: SettlingAction & { readonly name: 'resolve' };
}

/** The first of two people proposes such an act. */
interface SharedProposal extends OperatorEvent {
  readonly mpan: '';
  readonly action: {
    readonly name: 'propose';
    readonly action: SharedAct['action'];
  };
}

/** What one person proposed to dismiss of a group of items, in one entry or several. */
export interface ProposedGroup {
  readonly group: string;
  readonly who: string;
  /** When it was proposed first. */
  readonly at: string;
  readonly number: number;
}

export interface SharedStore {
  /** Keeps in one entry of the journal that these items are proposed to be settled together. */
  proposeTogether(event: SharedProposal, items: readonly { readonly id: string }[]): Promise<void>;
  /** Tells of an item by its id who proposed to settle it with its group; null where nobody did. */
  proposersOf(group: string): Promise<(itemId: string) => string | null>;
  /** What waits for a second person. */
  proposedTogether(): Promise<readonly ProposedGroup[]>;
  /** Forgets what these people proposed for a group: it has been settled. */
  endProposals(group: string, people: readonly string[]): Promise<void>;
  /** Takes back what was proposed for these groups, with an entry that says who did. */
  takeBackTogether(event: SharedAct, groups: readonly string[]): Promise<void>;
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
