/**
 * How a desk's own parties behave, from what its journal holds: response times of each Meter Operator,
 * of the Supplier, and how often what followed. What nobody has told often enough stays as assumed.
 */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { meterOperatorSide, type Side } from '../market/index.ts';
import { nextPlace } from '../process/index.ts';
import { pastAnswers, readStageFacts, type StageFact, stageFacts } from '../report/index.ts';
import type { TimeTaken } from './chance.ts';
import type { MeterOperator, Parameters } from './parameters.ts';

/** Ours: older answers say little, and fewer than these of one kind nothing. */
const daysBack = 365;
const answersMin = 10;

/** The parameters as the checks of the desk have them, by the profile that is in force there. */
export async function observedParameters(gateway: Gateway, base: Parameters): Promise<Parameters> {
  const { rules, clock, config } = gateway;
  const facts = stageFacts();
  for await (const _ of readStageFacts(gateway, facts)) await Promise.resolve();
  const today = localDateOf(rules.zone, clock.now());
  const from = Temporal.PlainDate.from(today).subtract({ days: daysBack }).toString();
  const times = pastAnswers(facts, rules.calendarFor('', null), { from, to: today });
  const stages = Object.entries(rules.machines.get(config.profile)?.profile.stages ?? {});
  const reportsFirst = stages.some(
    ([, { owner, owes }]) => owner === meterOperatorSide && owes.join() === 'D0002',
  );
  const seen = [...facts.entries()].filter(({ fact }) => fact.startedOn >= from);

  const days: Record<string, Parameters['days']['check']> = { ...base.days };
  const own = new Map<string, { number: number; days: Record<string, TimeTaken> }>();
  for (const [stage, { owner, owes }] of stages) {
    const name = nameOf(owner, owes, reportsFirst);
    const all = times('', owner, stage);
    const known = days[name];
    if (all.basis !== 'none' && known !== undefined) {
      const source = `${all.answers} answers in ${stage} since ${from}, as observed at the desk; its range is the assumed one`;
      days[name] = { ...known, value: { chances: all.chances }, mark: 'observed', source };
    }
    if (owner !== meterOperatorSide) continue;
    for (const { fact, number } of seen) {
      if (fact.owner !== owner || fact.stage !== stage || fact.party === '') continue;
      const one = own.get(fact.party) ?? { number: 0, days: {} };
      own.set(fact.party, one);
      one.number += number;
      const past = times(fact.party, owner, stage);
      if (past.basis === 'own') one.days[name] = { chances: past.chances };
    }
  }
  const meterOperators: MeterOperator[] = [...own]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([mpid, { number, days: its }]) => ({ mpid, share: number, pace: 1, days: its }));
  return {
    ...base,
    ...(meterOperators.length === 0
      ? {}
      : {
          meterOperators,
          aboutMeterOperators: {
            what: 'the Meter Operators of the desk by their share of its stages, each with days of its own',
            mark: 'observed' as const,
            source: `stages begun since ${from}`,
          },
        }),
    days: days as Parameters['days'],
    shares: observedShares(base.shares, stages, seen),
  };
}

/** Which work a stage is, as `planOf` has it. */
function nameOf(owner: Side, owes: readonly string[], reportsFirst: boolean): string {
  if (owner !== meterOperatorSide) {
    if (owes.length === 0) return 'supplierDecides';
    return reportsFirst && owes.includes('D0142') ? 'supplierOrders' : 'supplierAsks';
  }
  if (owes.includes('D0002')) return owes.includes('D0150') ? 'both' : 'check';
  return reportsFirst ? 'replace' : 'both';
}

function observedShares(
  base: Parameters['shares'],
  stages: readonly (readonly [
    string,
    { readonly owner: Side; readonly request?: string | undefined },
  ])[],
  seen: readonly { readonly fact: StageFact; readonly number: number }[],
): Parameters['shares'] {
  const first = stages.find(([, { owner }]) => owner === meterOperatorSide);
  if (first === undefined) return base;
  const [stage, { request }] = first;
  const after = new Map<string, number>();
  for (const { fact, number } of seen) {
    if (fact.stage !== stage || fact.next === null) continue;
    after.set(fact.next, (after.get(fact.next) ?? 0) + number);
  }
  const all = [...after.values()].reduce((sum, one) => sum + one, 0);
  const failed = after.get(request ?? '') ?? 0;
  const unclear = stages
    .filter(([, { owner }]) => owner !== meterOperatorSide)
    .reduce(
      (sum, [name, one]) => sum + (one.request === undefined ? (after.get(name) ?? 0) : 0),
      0,
    );
  const has = after.get(nextPlace('closed', 'backstopPresent')) ?? 0;
  const cannot = after.get(nextPlace('closed', 'cannotReverse')) ?? 0;
  const found = all - failed - unclear;
  const shares: Record<string, Parameters['shares']['refusal']> = { ...base };
  const tell = (name: keyof Parameters['shares'], number: number, of: number): void => {
    if (of < answersMin) return;
    const value = number / of;
    // Twice the standard error of a share.
    const more = 2 * Math.sqrt((value * (1 - value)) / of);
    const source = `${number} of ${of} in ${stage}, as observed at the desk`;
    const [low, high] = [Math.max(0, value - more), Math.min(1, value + more)];
    shares[name] = { ...base[name], value, low, high, mark: 'observed', source };
  };
  tell('failedVisit', failed, all);
  tell('unclearReport', unclear, all - failed);
  // What was refused is among what had to be decided, and what was lost among the response times.
  tell('refusal', 0, all);
  tell('unanswered', 0, all);
  tell('cannotReverse', cannot, found);
  tell('hasBackstop', has, found - cannot);
  return shares as Parameters['shares'];
}
