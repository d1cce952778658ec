/**
 * The two rules: which Metering Configuration Solutions are open to a component, and whether a
 * Capacity Market metering test is needed, each answer with its reason and the sentence of the paper
 * it rests on. Where a reading goes beyond the words of its sentence, the comment says "Ours".
 */
import type { LocalDate } from '../../calendar/index.ts';
import { type CapacityMarketConfig, type MeteringRule, meteringRules } from '../../config/index.ts';
import type { Component } from './component.ts';
import type { SentenceId } from './sentences.ts';

/** Which rule is used, and why that one. */
export interface RuleUsed {
  readonly rule: MeteringRule;
  readonly because: string;
}

/** The rule in force on a day by the operator's setting. */
export function ruleInForce({ rule, from }: CapacityMarketConfig, on: LocalDate): RuleUsed {
  if (rule === 'pre-CP392') return { rule, because: 'capacityMarket.rule is pre-CP392' };
  if (from === null) return { rule, because: 'capacityMarket.rule is CP392' };
  return on < from
    ? { rule: 'pre-CP392', because: `capacityMarket.rule is CP392 from ${from}, and this is ${on}` }
    : { rule, because: `capacityMarket.rule is CP392 from ${from}` };
}

export const isMeteringRule = (text: string): text is MeteringRule =>
  (meteringRules as readonly string[]).includes(text);

export type Solution = 'balancingServices' | 'bespoke' | 'settlement';

export const solutions: readonly Solution[] = ['balancingServices', 'bespoke', 'settlement'];

/** The solutions by the names that the CM Rules give them; CP392 renames one [renamed]. */
export const solutionNames: Readonly<Record<MeteringRule, Readonly<Record<Solution, string>>>> = {
  'pre-CP392': {
    balancingServices: 'Balancing Services',
    bespoke: 'Bespoke',
    settlement: 'Supplier Settlement',
  },
  CP392: {
    balancingServices: 'Balancing Services',
    bespoke: 'Bespoke',
    settlement: 'BSC Settlement',
  },
};

export interface RuleReason {
  readonly why: string;
  readonly sentence: SentenceId;
}

interface SolutionAnswer extends RuleReason {
  readonly isOpen: boolean;
}

interface TestAnswer extends RuleReason {
  readonly isNeeded: boolean;
}

export interface Answers extends Readonly<Record<Solution, SolutionAnswer>> {
  readonly test: TestAnswer;
}

export function answersUnder(rule: MeteringRule, component: Component): Answers {
  const settlement = rule === 'CP392' ? bscSettlement(component) : supplierSettlement(component);
  return {
    balancingServices: balancingServices(component),
    bespoke: bespoke[rule],
    settlement,
    test: testOf(component, settlement),
  };
}

/** Nothing but Bespoke is open: the component has no other way. */
export const isBespokeOnly = ({ balancingServices, settlement }: Answers): boolean =>
  !balancingServices.isOpen && !settlement.isOpen;

const open = (sentence: SentenceId, why: string): SolutionAnswer => ({
  isOpen: true,
  why,
  sentence,
});
const closed = (sentence: SentenceId, why: string): SolutionAnswer => ({
  isOpen: false,
  why,
  sentence,
});

// Ours: what the paper lists as governing documents is what makes this solution open to a component.
const underAgreement = open(
  'governing-a',
  'there is a Balancing Services agreement (that this opens it is ours)',
);
const withoutAgreement = closed(
  'governing-a',
  'there is no Balancing Services agreement (that this closes it is ours)',
);

const balancingServices = ({ agreement }: Component): SolutionAnswer =>
  agreement === false ? withoutAgreement : underAgreement;

/** Ours: open to every component under either rule. The paper names no condition, and says only that it stays. */
const bespoke: Readonly<Record<MeteringRule, SolutionAnswer>> = {
  'pre-CP392': open('ours', 'open to every component: no condition is named'),
  CP392: open('bespoke-stays', 'the option stays (that it is one for every component is ours)'),
};

const providerNames: Readonly<Record<Component['dataProvider'], string>> = {
  HHDA: 'a Half Hourly Data Aggregator',
  HHDC: 'a Half Hourly Data Collector',
  MDS: 'the Market-wide Data Service',
  self: 'the Applicant or Capacity Provider itself',
};

/**
 * Ours: a Metering System whose data comes from a Half Hourly Data Aggregator is a half-hourly one,
 * for nothing else is aggregated there. UTC Period Level Consumption was not asked for.
 */
function supplierSettlement({ meteringSystemType, dataProvider }: Component): SolutionAnswer {
  const sentence = 'settlement-before';
  if (meteringSystemType === 'none') return closed(sentence, "no supplier's Metering System");
  if (meteringSystemType === 'asset') {
    return closed(sentence, "an Asset Metering System, not a supplier's Metering System");
  }
  if (dataProvider !== 'HHDA') {
    const from = providerNames[dataProvider];
    return closed(sentence, `data from ${from}, not from a Half Hourly Data Aggregator`);
  }
  return open(sentence, "a supplier's Half Hourly Metering System, data from an HHDA");
}

const systemNames = {
  supplier: "a supplier's Metering System",
  asset: 'an Asset Metering System',
} as const;

function bscSettlement(component: Component): SolutionAnswer {
  const { meteringSystemType, recordsUtcPeriodLevel, dataProvider } = component;
  const sentence = 'settlement-after';
  if (meteringSystemType === 'none') {
    return closed(sentence, "neither a supplier's Metering System nor an Asset Metering System");
  }
  const system = systemNames[meteringSystemType];
  if (!recordsUtcPeriodLevel) {
    return closed(sentence, `${system} that cannot record UTC Period Level Consumption`);
  }
  if (dataProvider === 'self') {
    return closed(
      sentence,
      `data from ${providerNames.self}, not from an HHDA, an HHDC or the MDS`,
    );
  }
  return open(
    sentence,
    `${system} that records UTC Period Level Consumption, data from ${providerNames[dataProvider]}`,
  );
}

/**
 * Ours, beyond the sentences: no test where the settlement solution is open, because it may then be
 * chosen; for a supplier's Metering System because the paper calls CoP 11 metering like it; and a
 * test under Balancing Services, of which the paper says nothing.
 */
function testOf({ meteringSystemType, cop }: Component, settlement: SolutionAnswer): TestAnswer {
  if (!settlement.isOpen) {
    const why = 'the settlement solution is not open (that a test follows is ours)';
    return { isNeeded: true, why, sentence: 'bespoke-tested' };
  }
  if (meteringSystemType === 'supplier') {
    const why = "a supplier's Metering System under BSC assurance; the paper does not say it";
    return { isNeeded: false, why, sentence: 'ours' };
  }
  if (cop === '11') {
    return { isNeeded: false, why: 'metered under CoP 11', sentence: 'cop11-no-test' };
  }
  const stated = cop === null ? 'no CoP is given' : `CoP ${cop} is given`;
  return {
    isNeeded: true,
    why: `${stated}, and the paper speaks of CoP 11 (that a test follows is ours)`,
    sentence: 'cop11-no-test',
  };
}
