/** How lists are narrowed by who has claimed what, and whose a row is. */
import { z } from 'zod';
import { claimsOn, type Gateway, isOfTheTeam, teamOf } from '../gateway/index.ts';
import { isSamePerson } from '../process/index.ts';
import type { ClaimFilter, ItemGroup } from '../store/index.ts';
import type { Desk } from './operation.ts';

export const whoseAsked = z
  .enum(['mine', 'none', 'others'])
  .optional()
  .describe('only what you have claimed, nobody has, or colleagues have');

export function claimFilter(
  { gateway, asker }: Pick<Desk, 'gateway' | 'asker'>,
  whose: z.output<typeof whoseAsked>,
): ClaimFilter | undefined {
  const team = teamOf(gateway);
  switch (whose) {
    case undefined:
      return undefined;
    case 'mine':
      return { by: asker.name };
    case 'none':
      return { free: team };
    case 'others':
      return { notBy: asker.name, among: team };
  }
}

/** Who has claimed a row; null where it is somebody who is let in no more. */
export const claimantOf = (
  gateway: Gateway,
  { claimedBy }: { readonly claimedBy: string | null },
): string | null => (claimedBy !== null && isOfTheTeam(gateway, claimedBy) ? claimedBy : null);

/** Whom one has to ask before an act on many: colleagues, and how much of it each has claimed. */
export const claimedByOthers = z
  .array(z.strictObject({ who: z.string(), number: z.number().int().describe('MPANs, or items') }))
  .describe('colleagues who have claimed some of it');

type Claimed = z.output<typeof claimedByOthers>;

/** Of these MPANs. */
export async function othersAmong(
  { gateway, asker }: Pick<Desk, 'gateway' | 'asker'>,
  mpans: readonly string[],
): Promise<Claimed> {
  const held = [...(await claimsOn(gateway, [...new Set(mpans)])).values()];
  const others = Map.groupBy(
    held.filter(({ who }) => !isSamePerson(who, asker.name)),
    ({ who }) => who,
  );
  return [...others].map(([who, all]) => ({ who, number: all.length }));
}

/** Of the open items of one cause and one sender, however many there are. */
export async function othersInGroup(
  { gateway, asker }: Pick<Desk, 'gateway' | 'asker'>,
  group: Pick<ItemGroup, 'code' | 'sender'>,
): Promise<Claimed> {
  const { store } = gateway;
  const people = (await store.claimCounts()).filter(
    ({ who, items }) => items > 0 && isOfTheTeam(gateway, who) && !isSamePerson(who, asker.name),
  );
  const { code, sender } = group;
  const claimed = people.map(async ({ who, items }) => ({
    who,
    number: await store.countExceptions({ code, sender, open: true, claim: { by: who } }, items),
  }));
  return (await Promise.all(claimed)).filter(({ number }) => number > 0);
}
