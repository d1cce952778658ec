/** How lists are narrowed by who has claimed what, and whose a row is. */
import { z } from 'zod';
import { type Gateway, isOfTheTeam, teamOf } from '../gateway/index.ts';
import type { ClaimFilter } from '../store/index.ts';
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
