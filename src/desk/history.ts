/** What the questions about one MPAN share: whose history, and as it was known when. */
import type { z } from 'zod';
import { type Explained, explainMpan } from '../account/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { askedInstant, askedMpan } from './terms.ts';

export const ofMpan = {
  mpan: askedMpan,
  asOf: askedInstant.optional().describe('as it was known at this instant; now if left out'),
};

export const explained = async (
  gateway: Gateway,
  { mpan, asOf }: { readonly mpan: z.output<typeof askedMpan>; readonly asOf?: string | undefined },
): Promise<Explained> => explainMpan(gateway, mpan, asOf ?? gateway.clock.now());
