/** Counts of components: under each rule, and what the change from one to the other makes of them. */
import { type MeteringRule, meteringRules } from '../../config/index.ts';
import type { Component } from './component.ts';
import { type Answers, answersUnder, isBespokeOnly, type Solution, solutions } from './rule.ts';

/** A component with the answers of both rules. */
export interface Assessed {
  readonly component: Component;
  readonly answers: Readonly<Record<MeteringRule, Answers>>;
  readonly difference: Readonly<Record<keyof Difference, boolean>>;
}

/** How many components each solution is open to, how many have Bespoke alone, how many are tested. */
interface RuleTotals extends Readonly<Record<Solution, number>> {
  readonly bespokeOnly: number;
  readonly testNeeded: number;
}

interface Difference {
  /** Bespoke alone was open, and CP392 opens another. */
  readonly movesOutOfBespoke: number;
  /** Another was open, and under CP392 Bespoke alone is. */
  readonly movesIntoBespoke: number;
  readonly settlementOpens: number;
  readonly settlementCloses: number;
  readonly testNoLongerNeeded: number;
  readonly testNewlyNeeded: number;
}

export interface Totals {
  readonly components: number;
  readonly rules: Readonly<Record<MeteringRule, RuleTotals>>;
  readonly difference: Difference;
}

export function assess(component: Component): Assessed {
  const before = answersUnder('pre-CP392', component);
  const after = answersUnder('CP392', component);
  const wasOnly = isBespokeOnly(before);
  const isOnly = isBespokeOnly(after);
  return {
    component,
    answers: { 'pre-CP392': before, CP392: after },
    difference: {
      movesOutOfBespoke: wasOnly && !isOnly,
      movesIntoBespoke: !wasOnly && isOnly,
      settlementOpens: !before.settlement.isOpen && after.settlement.isOpen,
      settlementCloses: before.settlement.isOpen && !after.settlement.isOpen,
      testNoLongerNeeded: before.test.isNeeded && !after.test.isNeeded,
      testNewlyNeeded: !before.test.isNeeded && after.test.isNeeded,
    },
  };
}

type Counting<T> = {
  -readonly [Key in keyof T]: T[Key] extends number ? number : Counting<T[Key]>;
};

const noRuleTotals = (): Counting<RuleTotals> => ({
  balancingServices: 0,
  bespoke: 0,
  settlement: 0,
  bespokeOnly: 0,
  testNeeded: 0,
});

const noTotals = (): Counting<Totals> => ({
  components: 0,
  rules: { 'pre-CP392': noRuleTotals(), CP392: noRuleTotals() },
  difference: {
    movesOutOfBespoke: 0,
    movesIntoBespoke: 0,
    settlementOpens: 0,
    settlementCloses: 0,
    testNoLongerNeeded: 0,
    testNewlyNeeded: 0,
  },
});

export interface ComponentTally {
  readonly add: (assessed: Assessed) => void;
  readonly all: Totals;
  /** In the order of their first component. */
  readonly cmus: ReadonlyMap<string, Totals>;
}

/** Counts as it goes: what it keeps grows with the CMUs, not with their components. */
export function createTally(): ComponentTally {
  const all = noTotals();
  const cmus = new Map<string, Counting<Totals>>();
  return {
    all,
    cmus,
    add: (assessed) => {
      const { cmuId } = assessed.component;
      let own = cmus.get(cmuId);
      if (own === undefined) cmus.set(cmuId, (own = noTotals()));
      count(all, assessed);
      count(own, assessed);
    },
  };
}

function count(totals: Counting<Totals>, { answers, difference }: Assessed): void {
  totals.components += 1;
  for (const rule of meteringRules) {
    const under = totals.rules[rule];
    const answer = answers[rule];
    for (const solution of solutions) if (answer[solution].isOpen) under[solution] += 1;
    if (isBespokeOnly(answer)) under.bespokeOnly += 1;
    if (answer.test.isNeeded) under.testNeeded += 1;
  }
  for (const key of Object.keys(difference) as (keyof Difference)[]) {
    if (difference[key]) totals.difference[key] += 1;
  }
}
