/**
 * The roles that Pawl knows by name, as the routes of the catalogue call them, and the letters that
 * are shipped for them. Data: `roles.json` says both, with where each was read. A mistake in it is
 * ours and throws, with everything that is wrong.
 */
import { z } from 'zod';
import { isLocalDate } from '../calendar/index.ts';
import type { LetterFact } from './facts.ts';
import written from './roles.json' with { type: 'json' };

export interface Role {
  /** As routes call it: MOP. */
  readonly id: string;
  readonly name: string;
  /** It holds the metering service: MOP, SMEM or AMEM. */
  readonly isMeterOperator: boolean;
  readonly dipRoleCodes: readonly string[];
  /** Words of which a description in Industry Standing Data has all of one list. */
  readonly describedBy: readonly (readonly string[])[];
}

export interface ShippedRoles {
  /** DTC 15.4 says one character, CP1589 asked for two. */
  readonly letterMaxCharacters: number;
  readonly roles: ReadonlyMap<string, Role>;
  readonly letters: readonly LetterFact[];
}

const date = z.string().refine(isLocalDate, 'a date is yyyy-mm-dd').nullable();

const shape = z.strictObject({
  about: z.string().min(1),
  letterMaxCharacters: z.number().int().positive(),
  roles: z.record(
    z.string().regex(/^[A-Za-z]+$/, 'a role is letters only'),
    z.strictObject({
      name: z.string().min(1),
      isMeterOperator: z.boolean(),
      dipRoleCodes: z.array(z.string().regex(/^[A-Z0-9]{1,5}$/)),
      describedBy: z.array(z.array(z.string().regex(/^[a-z]+$/)).min(1)),
      note: z.string().min(1).optional(),
    }),
  ),
  letters: z.array(
    z.strictObject({
      letter: z.string(),
      role: z.string(),
      from: date,
      to: date,
      confidence: z.enum(['published', 'seen', 'inferred', 'ours']),
      source: z.string().min(1),
    }),
  ),
});

/** Throws one Error listing every mistake. */
export function readRoles(value: unknown): ShippedRoles {
  const read = shape.safeParse(value);
  const problems = read.success
    ? read.data.letters.flatMap(({ letter, role }) => [
        ...(Object.hasOwn(read.data.roles, role) ? [] : [`letter ${letter}: ${role} is no role`]),
        ...(isLetter(read.data, letter) ? [] : [`letter ${letter}: ${letterExpected(read.data)}`]),
      ])
    : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!read.success || problems.length > 0) {
    throw new Error(`The Market Roles have mistakes:\n- ${problems.join('\n- ')}`);
  }
  const { roles, letters, letterMaxCharacters } = read.data;
  return {
    letterMaxCharacters,
    roles: new Map(Object.entries(roles).map(([id, role]) => [id, { id, ...roleOf(role) }])),
    letters: letters.map(({ source, ...fact }) => ({
      ...fact,
      description: roles[fact.role]?.name ?? '',
      dipRole: null,
      source: { kind: 'shipped', where: source, line: null, version: null, since: null },
    })),
  };
}

const roleOf = (role: z.infer<typeof shape>['roles'][string]): Omit<Role, 'id'> => ({
  name: role.name,
  isMeterOperator: role.isMeterOperator,
  dipRoleCodes: role.dipRoleCodes,
  describedBy: role.describedBy,
});

/** How a role is written in a header: capitals and digits, as many as the data allow. */
export const isLetter = (
  { letterMaxCharacters }: Pick<ShippedRoles, 'letterMaxCharacters'>,
  text: string,
): boolean => /^[A-Z0-9]+$/.test(text) && text.length <= letterMaxCharacters;

export const letterExpected = ({
  letterMaxCharacters,
}: Pick<ShippedRoles, 'letterMaxCharacters'>): string =>
  `a letter is at most ${letterMaxCharacters} capitals or digits`;

/** As shipped. */
export const shippedRoles: ShippedRoles = readRoles(written);

/** The role that Industry Standing Data means, by its code, else by the words that describe it. */
export function roleOfDip(
  { roles }: Pick<ShippedRoles, 'roles'>,
  code: string,
  description: string,
): Role | null {
  const all = [...roles.values()];
  const named = all.find(({ dipRoleCodes }) => dipRoleCodes.includes(code.toUpperCase()));
  if (named !== undefined) return named;
  const words = description.toLowerCase();
  const fits = all.flatMap((role) => {
    const lists = role.describedBy.filter((list) => list.every((word) => words.includes(word)));
    return lists.length === 0
      ? []
      : [{ role, words: Math.max(...lists.map((list) => list.length)) }];
  });
  // The role that is described most closely; where two are, nobody can say.
  const [best, next] = fits.sort((one, other) => other.words - one.words);
  return best !== undefined && best.words !== next?.words ? best.role : null;
}

/** A role as people write it: MOP, meter operator, its DIP role code. */
export function roleNamed({ roles }: Pick<ShippedRoles, 'roles'>, text: string): Role | null {
  const wanted = plain(text);
  const all = [...roles.values()];
  return (
    all.find(({ id, name, dipRoleCodes }) =>
      [id, name, name.replace(/ \(.*$/, ''), ...dipRoleCodes].some((one) => plain(one) === wanted),
    ) ?? null
  );
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
