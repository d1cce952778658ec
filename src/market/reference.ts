/**
 * The questions about Market Roles, each asked of a date. All facts are looked at together, so the
 * answer does not depend on the order in which they came. What decides, in this order:
 *
 * 1. What the operator says of that letter, or participant, and date; the newest line of it.
 * 2. Industry Standing Data: the newest version that speaks of the date, which it does from the first
 *    day it names for that letter on. Where it says that a letter has ended, it has. Ours: a version
 *    that leaves a letter out says nothing about it, so an older one goes on counting.
 * 3. What is shipped: published before seen, inferred and ours.
 * 4. Industry Standing Data about a role that is none of ours, because it tells only that the letter
 *    is somebody's.
 *
 * Of two facts of one rank the later `from` wins, then the first by its role.
 *
 * Of a letter that none of these speaks of, M16 can tell: it stands for the role in which it has all who
 * hold that letter. Ours: an operator's word about one participant tells nothing of the letter.
 */
import type { LocalDate } from '../calendar/index.ts';
import type { Fact, FactConfidence, HoldingFact, LetterFact, MarketFacts } from './facts.ts';
import type { Role } from './roles.ts';

/** What a letter is on a date. */
export interface LetterMeaning {
  readonly letter: string;
  /** As routes call it; of a role that is none of ours, as Industry Standing Data does. */
  readonly role: string;
  readonly name: string;
  readonly isMeterOperator: boolean;
  readonly fact: LetterFact;
}

export interface MarketReference {
  readonly roles: ReadonlyMap<string, Role>;
  readonly facts: MarketFacts;
  /** What a letter is; null where nobody knows. */
  readonly meaningOf: (letter: string, date: LocalDate) => LetterMeaning | null;
  /** The letters of a role, the one to write first. */
  lettersOf(role: string, date: LocalDate): readonly string[];
  /** The letter that is written for a role; null where none is known. */
  defaultLetter(role: string, date: LocalDate): string | null;
  /** The letters of whoever holds the metering service. */
  meterOperatorLetters(date: LocalDate): readonly string[];
  /** The letters that a participant held, with what they mean. */
  heldBy(mpid: string, date: LocalDate): readonly LetterMeaning[];
  /** All letters that any fact names. */
  readonly letters: readonly string[];
  /** How many characters a letter can have, as the facts say. */
  readonly letterLengths: readonly number[];
  readonly mpids: readonly string[];
}

export function createReference(
  roles: ReadonlyMap<string, Role>,
  facts: MarketFacts,
): MarketReference {
  const byLetter = Map.groupBy(facts.letters, ({ letter }) => letter);
  const byMpid = Map.groupBy(facts.holdings, ({ mpid }): string => mpid);
  const letters = [...byLetter.keys()].sort();

  const byHeldLetter = Map.groupBy(
    facts.holdings.filter(({ source, letter }) => source.kind === 'isd' && letter !== null),
    ({ letter }) => letter ?? '',
  );

  function meaningOf(letter: string, date: LocalDate): LetterMeaning | null {
    const said = byLetter.get(letter);
    const fact = said === undefined ? asHeld(letter, date) : inForce(said, date, roles);
    if (fact === null || fact.role === null) return null;
    return meaning(letter, fact.role, fact);
  }

  /** What a letter is by those who hold it; null where they hold it in several roles, or in none of ours. */
  function asHeld(letter: string, date: LocalDate): LetterFact | null {
    const ofHolders = Map.groupBy(
      byHeldLetter.get(letter) ?? [],
      (fact) => `${fact.mpid} ${holdingKey(fact)}`,
    );
    const held = [...ofHolders.values()].flatMap((some) => inForce(some, date, roles) ?? []);
    const [first] = held;
    const isOne = first !== undefined && held.every(({ role }) => role === first.role);
    if (!isOne || first.role === null || !roles.has(first.role)) return null;
    return { ...first, letter, role: first.role, confidence: 'inferred', description: first.role };
  }

  function meaning(letter: string, role: string, fact: LetterFact): LetterMeaning {
    const known = roles.get(role);
    return {
      letter,
      role,
      name: known?.name ?? fact.description,
      isMeterOperator: known?.isMeterOperator ?? false,
      fact,
    };
  }

  const meaningsOn = (date: LocalDate): readonly LetterMeaning[] =>
    letters.flatMap((letter) => meaningOf(letter, date) ?? []);

  const lettersOf = (role: string, date: LocalDate): readonly string[] =>
    meaningsOn(date)
      .filter((one) => one.role === role)
      .sort((one, other) => compared(one.fact, other.fact, roles))
      .map(({ letter }) => letter);

  const defaultLetter = (role: string, date: LocalDate): string | null =>
    lettersOf(role, date)[0] ?? null;

  /** The letter that Industry Standing Data has for a DIP role. */
  const letterOfDip = (dipRole: string | null, date: LocalDate): string | null =>
    dipRole === null
      ? null
      : (letters.find((letter) => {
          const some = byLetter.get(letter)?.filter((fact) => fact.dipRole === dipRole) ?? [];
          return inForce(some, date, roles) !== null;
        }) ?? null);

  function heldBy(mpid: string, date: LocalDate): readonly LetterMeaning[] {
    const held = new Map<string, LetterMeaning>();
    const denied = new Set<string>();
    for (const some of Map.groupBy(byMpid.get(mpid) ?? [], holdingKey).values()) {
      const fact = inForce(some, date, roles);
      if (fact === null) continue;
      const letter = letterHeld(fact, date);
      if (letter === null) continue;
      if (fact.role === null) denied.add(letter);
      const known = meaningOf(letter, date);
      const isOurs = fact.role !== null && roles.has(fact.role);
      const role = isOurs ? fact.role : (known?.role ?? fact.role);
      if (role === null) continue;
      const said: LetterFact = known?.fact ?? { ...fact, letter, role, description: role };
      held.set(letter, meaning(letter, role, said));
    }
    return [...held.values()]
      .filter(({ letter }) => !denied.has(letter))
      .sort((one, other) => (one.letter < other.letter ? -1 : 1));
  }

  const letterHeld = (fact: HoldingFact, date: LocalDate): string | null =>
    fact.letter ??
    letterOfDip(fact.dipRole, date) ??
    (fact.role === null ? null : defaultLetter(fact.role, date));

  return {
    roles,
    facts,
    meaningOf,
    lettersOf,
    defaultLetter,
    meterOperatorLetters: (date) =>
      meaningsOn(date).flatMap(({ letter, isMeterOperator }) => (isMeterOperator ? [letter] : [])),
    heldBy,
    letters,
    letterLengths: [...new Set(letters.map(({ length }) => length))].sort((one, two) => one - two),
    mpids: [...byMpid.keys()].sort(),
  };
}

/** What of a participant one fact says is the same as what another says. */
export const holdingKey = ({ role, letter }: HoldingFact): string => role ?? letter ?? '';

type Known = Fact & { readonly role: string | null };

/** The fact that counts on a date; null where none does, or where it has ended. */
export function inForce<T extends Known>(
  facts: readonly T[],
  date: LocalDate,
  roles: ReadonlyMap<string, Role>,
): T | null {
  const best = (some: readonly T[]): T | null =>
    some
      .filter((fact) => covers(fact, date))
      .sort((one, other) => compared(one, other, roles))[0] ?? null;
  const operators = best(facts.filter(({ source }) => source.kind === 'operator'));
  if (operators !== null) return operators;
  const isOurs = ({ role }: T): boolean => role === null || roles.has(role);
  const published = facts.filter(({ source }) => source.kind === 'isd');
  const speaking = newestSpeaking(published.filter(isOurs), date);
  if (speaking.length > 0) return best(speaking);
  return (
    best(facts.filter(({ source }) => source.kind === 'shipped')) ??
    best(
      newestSpeaking(
        published.filter((fact) => !isOurs(fact)),
        date,
      ),
    )
  );
}

/** The facts of the newest version that speaks of a date. */
function newestSpeaking<T extends Fact>(facts: readonly T[], date: LocalDate): readonly T[] {
  const newest = facts
    .filter(({ from }) => (from ?? '') <= date)
    .reduce((most, { source }) => Math.max(most, source.version ?? 0), -1);
  return facts.filter(({ source }) => (source.version ?? 0) === newest);
}

const covers = ({ from, to }: Fact, date: LocalDate): boolean =>
  (from === null || from <= date) && (to === null || date <= to);

const kinds = ['operator', 'isd', 'shipped'];
const confidences: readonly FactConfidence[] = ['published', 'seen', 'inferred', 'ours'];

/** What counts more comes first. */
function compared(one: Known, other: Known, roles: ReadonlyMap<string, Role>): number {
  const text = (first: string, second: string): number =>
    first === second ? 0 : first < second ? -1 : 1;
  const isOther = ({ role }: Known): number => (role === null || roles.has(role) ? 0 : 1);
  return (
    isOther(one) - isOther(other) ||
    kinds.indexOf(one.source.kind) - kinds.indexOf(other.source.kind) ||
    text(other.source.since ?? '', one.source.since ?? '') *
      Number(one.source.kind === 'operator') ||
    (one.source.kind === 'operator' ? (other.source.line ?? 0) - (one.source.line ?? 0) : 0) ||
    (other.source.version ?? 0) - (one.source.version ?? 0) ||
    confidences.indexOf(one.confidence) - confidences.indexOf(other.confidence) ||
    text(other.from ?? '', one.from ?? '') ||
    text(one.role ?? '', other.role ?? '')
  );
}
