/** What the store does for the people of a desk: whose what is, and what they tell each other. */
import type { PageOrNone, Place } from './lists.ts';
import type { CallEntry, ClaimEntry, StandingClaim, TeamEntry, ViewEntry } from './team-entries.ts';

export interface Team {
  /** Whose each of these MPANs is. */
  claimsAmong(mpans: readonly string[]): Promise<ReadonlyMap<string, StandingClaim>>;
  /**
   * Appends the entries of claims, each where the MPAN is still claimed by whom it was. Returns the
   * MPANs that were not: somebody was faster.
   */
  claim(
    claims: readonly { readonly entry: ClaimEntry; readonly before: string | null }[],
  ): Promise<readonly string[]>;
  /** How many open checks and items each person has claimed. */
  claimCounts(): Promise<
    readonly { readonly who: string; readonly checks: number; readonly items: number }[]
  >;
  /** Appends entries that are no claims, all or none. */
  tell(entries: readonly Exclude<TeamEntry, ClaimEntry>[]): Promise<void>;
  /** What of these kinds the team did about an MPAN, the newest first. */
  teamEntriesOf(
    mpan: string,
    kinds: readonly TeamEntry['kind'][],
    limit: number,
  ): Promise<readonly TeamEntry[]>;
  /** Calls to a participant, the newest first. */
  callsPage(party: string, place: Place): Promise<PageOrNone<CallEntry>>;
  /** Every saving and dropping of views, the first first. */
  viewEntries(): Promise<readonly ViewEntry[]>;
  /** Whether what stands of claims of an MPAN follows from its journal; if not, it is made anew. */
  isClaimedRightly(mpan: string): Promise<boolean>;
  claimAnew(mpan: string): Promise<void>;
}
