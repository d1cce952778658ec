/**
 * What a file, or a correction, would change: the periods in which a letter, or a participant, means
 * something else afterwards. A value, made from the facts before and after, and therefore also the
 * answer to what an import has changed.
 */
import type { LocalDate } from '../calendar/index.ts';
import { type Fact, noFacts } from './facts.ts';
import { createReference, holdingKey, inForce, type MarketReference } from './reference.ts';

export interface ReferenceChange {
  /** The letter, or the MPID and the role it holds. */
  readonly subject: { readonly letter: string } | { readonly mpid: string; readonly role: string };
  /**
   * added: it was nobody's. ended: it is nobody's any more. changed: it means something else.
   * confirmed: it means the same, and another source says so.
   */
  readonly kind: 'added' | 'changed' | 'ended' | 'confirmed';
  /** The first and the last day that are different; null where there is none. */
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  readonly was: Said | null;
  readonly is: Said | null;
}

type Sayer = Fact & { readonly role: string | null; readonly letter: string | null };

/** What counts in a period, with the fact that says so. */
interface Said {
  readonly role: string | null;
  readonly letter: string | null;
  readonly fact: Fact;
}

export function changesBetween(
  before: MarketReference,
  after: MarketReference,
): readonly ReferenceChange[] {
  const changes: ReferenceChange[] = [];
  const ofLetters = (reference: MarketReference) =>
    Map.groupBy(reference.facts.letters, ({ letter }) => letter);
  const ofHoldings = (reference: MarketReference) =>
    Map.groupBy(reference.facts.holdings, (fact) => `${fact.mpid} ${holdingKey(fact)}`);
  compare(ofLetters(before), ofLetters(after), (letter) => ({ letter }));
  compare(ofHoldings(before), ofHoldings(after), (key) => ({
    mpid: key.slice(0, 4),
    role: key.slice(5),
  }));
  return changes;

  function compare<T extends Sayer>(
    old: ReadonlyMap<string, readonly T[]>,
    now: ReadonlyMap<string, readonly T[]>,
    subjectOf: (key: string) => ReferenceChange['subject'],
  ): void {
    for (const key of [...new Set([...old.keys(), ...now.keys()])].sort()) {
      const facts = [old.get(key) ?? [], now.get(key) ?? []] as const;
      if (
        facts[0].length === facts[1].length &&
        facts[0].every((one, at) => one === facts[1][at])
      ) {
        continue;
      }
      const starts = daysOfChange([...facts[0], ...facts[1]]);
      const periods = starts.map((from, index): ReferenceChange | null => {
        const [was, is] = [before, after].map(({ roles }, side) =>
          saidBy(inForce(facts[side] ?? [], from ?? firstDay, roles)),
        );
        const next = starts[index + 1] ?? null;
        const kind = kindOf(was ?? null, is ?? null);
        if (kind === null) return null;
        const to = next === null ? null : dayBefore(next);
        return { subject: subjectOf(key), kind, from, to, was: was ?? null, is: is ?? null };
      });
      changes.push(...joined(periods));
    }
  }
}

/** What letters and participants mean in which period, whoever says so: the same decides the same. */
export const meaningsIn = (reference: MarketReference): readonly unknown[] =>
  changesBetween(createReference(reference.roles, noFacts), reference).map(
    ({ subject, from, to, is }) => [subject, from, to, is?.role, is?.letter],
  );

/** A period in which one fact counts. */
interface Period<T> {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  readonly fact: T;
}

/** What counts of some facts about one letter, or one role of a participant, the first period first. */
export function periodsOf<T extends Sayer>(
  facts: readonly T[],
  { roles }: Pick<MarketReference, 'roles'>,
): readonly Period<T>[] {
  const starts = daysOfChange(facts);
  const periods: Period<T>[] = [];
  for (const [index, from] of starts.entries()) {
    const fact = inForce(facts, from ?? firstDay, roles);
    const next = starts[index + 1];
    const to = next === undefined || next === null ? null : dayBefore(next);
    const last = periods.at(-1);
    const goesOn = last?.to !== undefined && last.to === (from === null ? null : dayBefore(from));
    if (fact === null) continue;
    if (last?.fact === fact && goesOn) periods[periods.length - 1] = { ...last, to };
    else periods.push({ from, to, fact });
  }
  return periods;
}

const firstDay = '0001-01-01';

/** The days from which on something else may count, and null for all days before them. */
function daysOfChange(facts: readonly Fact[]): readonly (LocalDate | null)[] {
  const days = facts.flatMap(({ from, to }) => [
    ...(from === null ? [] : [from]),
    ...(to === null ? [] : [dayAfter(to)]),
  ]);
  return [null, ...[...new Set(days)].sort()];
}

function saidBy(fact: Sayer | null): Said | null {
  return fact === null || (fact.role === null && fact.source.kind === 'operator')
    ? null
    : { role: fact.role, letter: fact.letter, fact };
}

function kindOf(was: Said | null, is: Said | null): ReferenceChange['kind'] | null {
  if (was === null || is === null) return was === is ? null : was === null ? 'added' : 'ended';
  if (was.role !== is.role || was.letter !== is.letter) return 'changed';
  return was.fact.source.kind === is.fact.source.kind ? null : 'confirmed';
}

/** Periods that follow each other and say the same are one. */
function joined(periods: readonly (ReferenceChange | null)[]): readonly ReferenceChange[] {
  const all: ReferenceChange[] = [];
  for (const [index, period] of periods.entries()) {
    if (period === null) continue;
    const last = all.at(-1);
    const follows = index > 0 && periods[index - 1] !== null;
    if (last !== undefined && follows && isSame(last, period)) {
      all[all.length - 1] = { ...last, to: period.to };
    } else all.push(period);
  }
  return all;
}

const isSame = (one: ReferenceChange, other: ReferenceChange): boolean =>
  one.kind === other.kind &&
  one.was?.role === other.was?.role &&
  one.is?.role === other.is?.role &&
  one.was?.letter === other.was?.letter &&
  one.is?.letter === other.is?.letter;

const dayAfter = (date: LocalDate): LocalDate =>
  Temporal.PlainDate.from(date).add({ days: 1 }).toString();
const dayBefore = (date: LocalDate): LocalDate =>
  Temporal.PlainDate.from(date).subtract({ days: 1 }).toString();
