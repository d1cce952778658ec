/** What an act on an MPAN meant, and where it left the newest check. */
import { z } from 'zod';
import type { Gateway, Meant } from '../gateway/index.ts';
import { outcomeOf, stateOf } from '../process/index.ts';
import { mpan } from './terms.ts';

const meaning = z
  .enum(['moved', 'noted', 'exception', 'proposed'])
  .describe(
    'noted: it does not move the check; exception: nor does it fit how the check stands, and the work queue has it now; proposed: it counts when another person does it too',
  );

export const settledShape = z
  .strictObject({
    mpan,
    means: meaning,
    state: z.string().nullable().describe('where the newest check stands now'),
    outcome: z.string().nullable(),
  })
  .meta({ id: 'Settled' });

export type SettledCheck = z.output<typeof settledShape>;

/** What an act meant, and where it left the newest check of the MPAN. */
export async function settled({ store }: Gateway, of: string, means: Meant): Promise<SettledCheck> {
  const check = (await store.loadMpans([of])).get(of)?.state.checks.at(-1);
  return {
    mpan: of,
    means,
    state: check === undefined ? null : stateOf(check),
    outcome: check === undefined ? null : outcomeOf(check),
  };
}
