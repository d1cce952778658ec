/**
 * Who may see what of people, and what counts as a look at it. Ours: who only looks on needs no address;
 * meters, references and words of reports are what a check is judged by, and every role sees them.
 */
import type { z } from 'zod';
import { type AccessRole, roles } from '../config/index.ts';
import type { Site } from '../process/index.ts';
import type { siteShape } from './check-shapes.ts';

export const maySeeAddresses = ({ role }: { readonly role: AccessRole }): boolean =>
  roles.indexOf(role) >= roles.indexOf('operator');

/** A home as whoever asks may see it. */
export function siteShownTo(
  asker: { readonly role: AccessRole },
  { addressLines, postcode, generation, ...site }: Site,
): z.input<typeof siteShape> {
  const isAddressShown = maySeeAddresses(asker);
  return {
    addressLines: isAddressShown ? [...addressLines] : [],
    postcode: isAddressShown ? postcode : null,
    isAddressShown,
    technology: generation.technology ?? null,
    capacityKw: generation.capacityKw ?? null,
    commissionedOn: generation.commissionedOn ?? null,
    meterType: site.meterType,
    meters: [...site.meters],
    references: [...site.references],
  };
}
