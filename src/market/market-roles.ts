/**
 * What the fold asks of the Market Roles: on which side of the check the letter of a header stands on a
 * date, and under which letter a participant is written to. A pure value: reference data, and the
 * letters that the configuration prefers where nothing else is known.
 */
import type { LocalDate } from '../calendar/index.ts';
import { noFacts } from './facts.ts';
import { createReference, type LetterMeaning, type MarketReference } from './reference.ts';
import { shippedRoles } from './roles.ts';
import { meterOperatorSide, type Side, supplierSide } from './sides.ts';

/** Who stands behind a letter, as far as the check minds. */
export type Party = 'Supplier' | 'Meter Operator' | 'Distributor' | 'other';

export interface MarketRoles {
  readonly reference: MarketReference;
  readonly preferred: PreferredLetters;
  readonly meaningOf: (letter: string, date: LocalDate) => LetterMeaning | null;
  /** Null where nobody knows the letter. */
  partyOf(letter: string, date: LocalDate): Party | null;
  /** Null where it stands on neither side, or nobody knows. */
  sideOf(letter: string, date: LocalDate): Side | null;
  /**
   * The letter of a participant that has shown none: the one it holds by M16, the preferred one if it
   * holds several, else the preferred one, else that of the role. For a migrated MPAN only those of
   * roles that such have. Null where no letter is known.
   */
  letterFor(side: Side, mpid: string, date: LocalDate, isMigrated?: boolean): string | null;
  /** Whether a letter is of a role in which migrated MPANs have their Meter Operator (SMEM, AMEM). */
  isOfMigrated(letter: string, date: LocalDate): boolean;
  /** Such a role by its code on the DIP; null of any other code. */
  roleOfDip(this: void, code: string | null): string | null;
  /** In which of these roles M16 has a participant; null where it has it in none, or in several. */
  migratedRoleOf(mpid: string, date: LocalDate): string | null;
}

/** What the configuration says to write for each side where nothing else tells. */
type PreferredLetters = Readonly<Partial<Record<Side, string | undefined>>>;

/** As shipped, without anything imported. */
export const shippedReference: MarketReference = createReference(shippedRoles.roles, {
  ...noFacts,
  letters: shippedRoles.letters,
});

/** Ours: letters times days that are remembered, so that a fold of many flows asks once. */
const rememberedMax = 10_000;

export function marketRolesOf(
  reference: MarketReference,
  preferred: PreferredLetters = {},
): MarketRoles {
  const known = new Map<string, LetterMeaning | null>();

  function meaningOf(letter: string, date: LocalDate): LetterMeaning | null {
    const key = `${letter} ${date}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    if (known.size >= rememberedMax) known.clear();
    const meaning = reference.meaningOf(letter, date);
    known.set(key, meaning);
    return meaning;
  }

  function partyOf(letter: string, date: LocalDate): Party | null {
    const meaning = meaningOf(letter, date);
    return meaning === null ? null : partyIn(meaning);
  }

  const sideOf = (letter: string, date: LocalDate): Side | null =>
    sideOfParty(partyOf(letter, date));

  /** The DIP, on which migrated MPANs have their appointments, knows no other roles. */
  const isMigratedRole = (role: string): boolean => {
    const known = reference.roles.get(role);
    return known?.isMeterOperator === true && known.dipRoleCodes.length > 0;
  };

  const isOfMigrated = (letter: string, date: LocalDate): boolean =>
    isMigratedRole(meaningOf(letter, date)?.role ?? '');

  function roleOfDip(code: string | null): string | null {
    const all = [...reference.roles.values()].filter(({ id }) => isMigratedRole(id));
    return all.find(({ dipRoleCodes }) => dipRoleCodes.includes(code ?? ''))?.id ?? null;
  }

  function migratedRoleOf(mpid: string, date: LocalDate): string | null {
    const held = reference.heldBy(mpid, date).map(({ role }) => role);
    const [role, ...others] = new Set(held.filter(isMigratedRole));
    return others.length === 0 ? (role ?? null) : null;
  }

  function letterFor(side: Side, mpid: string, date: LocalDate, isMigrated = false): string | null {
    // Ours: a letter that would not be read back on that side is never written, or what was sent would
    // count for nothing and be sent again.
    const isRead = (letter: string): boolean =>
      sideOf(letter, date) === side && (!isMigrated || isOfMigrated(letter, date));
    const held = reference
      .heldBy(mpid, date)
      .filter((meaning) => sideOfParty(partyIn(meaning)) === side)
      .map(({ letter, role }) => (isRead(letter) ? letter : reference.defaultLetter(role, date)))
      .filter((letter) => letter !== null && isRead(letter));
    const [first, ...others] = held;
    const said = preferred[side];
    const isFit = said !== undefined && isRead(said);
    const role = isMigrated ? migratedFirst : roleFirst[side];
    const wanted = isFit ? said : reference.defaultLetter(role, date);
    if (first === undefined) return wanted;
    return others.length > 0 && wanted !== null && held.includes(wanted) ? wanted : first;
  }

  return {
    reference,
    preferred,
    meaningOf,
    partyOf,
    sideOf,
    letterFor,
    isOfMigrated,
    roleOfDip,
    migratedRoleOf,
  };
}

/** Ours: as which role a participant is written to of which nothing is known. */
const roleFirst: Readonly<Record<Side, string>> = {
  [supplierSide]: 'Supplier',
  [meterOperatorSide]: 'MOP',
};

/** Ours: the meters that may lack a backstop are traditional ones. */
const migratedFirst = 'SMEM';

function partyIn({ role, isMeterOperator }: LetterMeaning): Party {
  if (isMeterOperator) return 'Meter Operator';
  return role === 'Supplier' || role === 'Distributor' ? role : 'other';
}

function sideOfParty(party: Party | null): Side | null {
  if (party === 'Supplier') return supplierSide;
  return party === 'Meter Operator' ? meterOperatorSide : null;
}
