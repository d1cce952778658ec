/** What an act on an MPAN meant, and where it left the newest check. */
import { z } from 'zod';
import type { Gateway, Meant } from '../gateway/index.ts';
import { outcomeOf, stateOf } from '../process/index.ts';
import { standingOf } from '../report/index.ts';
import { standingShape } from './check-shapes.ts';
import type { Settled } from './operation.ts';
import { mpan } from './terms.ts';

export const meaning = z
  .enum(['moved', 'noted', 'exception', 'proposed'])
  .describe(
    'noted: it does not move the check; exception: nor does it fit the state of the check, and the work queue has it now; proposed: it counts when another person does it too',
  );

/** Where the newest check of an MPAN stands after an act. */
export const leftAt = {
  state: z.string().nullable().describe('where the newest check stands now'),
  outcome: z.string().nullable(),
  standing: standingShape.nullable().describe('whose turn it is; null once it is closed'),
};

export const settledShape = z
  .strictObject({ mpan, means: meaning, ...leftAt })
  .meta({ id: 'Settled' });

type Left = Settled<z.input<z.ZodObject<typeof leftAt>>>;

/** Null for what is about no one MPAN. */
export async function leftOf(gateway: Gateway, of: string | null): Promise<Left> {
  const { store, rules, clock } = gateway;
  const state = of === null ? undefined : (await store.loadMpans([of])).get(of)?.state;
  const check = state?.checks.at(-1);
  if (state === undefined || check === undefined) {
    return { state: null, outcome: null, standing: null };
  }
  const standing = standingOf(rules, { state, check }, clock.now());
  return { state: stateOf(check), outcome: outcomeOf(check), standing };
}

/** What an act meant, and where it left the newest check of the MPAN. */
export const settled = async (
  gateway: Gateway,
  of: string,
  means: Meant,
): Promise<Settled<z.input<typeof settledShape>>> => ({
  mpan: of,
  means,
  ...(await leftOf(gateway, of)),
});
