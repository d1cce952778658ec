/** A comparison in pieces: each the same wherever and whenever it is done. */
import { type DeskRules, type PlayedOption, groundOf } from './ground.ts';
import { livedOf } from './life.ts';
import type { Behaviour } from './parameters.ts';
import { homeOf, type PortfolioRow } from './portfolio.ts';
import { countCheck, emptyTally, type ComparisonCounts } from './tally.ts';

/** What all pieces have in common; it may go to another thread. */
export interface Shared {
  readonly desk: DeskRules;
  readonly seed: number;
  /** A portfolio instead of homes that are drawn. */
  readonly rows: readonly PortfolioRow[] | null;
}

export interface ComparisonPart {
  readonly profile: string;
  readonly behaviour: Behaviour;
  /** Homes from this number up to but not including the other. */
  readonly from: number;
  readonly to: number;
}

export function worker(shared: Shared): (job: ComparisonPart) => ComparisonCounts {
  const grounds = new Map<string, PlayedOption>();
  return ({ profile, behaviour, from, to }) => {
    const ground = grounds.get(profile) ?? groundOf(shared.desk, profile, behaviour);
    grounds.set(profile, ground);
    const tally = emptyTally();
    for (let number = from; number < to; number += 1) {
      const row = shared.rows?.[number];
      const home = homeOf(behaviour, ground.days, shared.seed, number, row);
      countCheck(tally, ground, behaviour.horizonWorkingDays, livedOf(ground, behaviour, home));
    }
    return tally;
  };
}
