/** By what the work queue is narrowed and sorted, the same wherever it is listed. */
import { z } from 'zod';
import { compared, comparedMax } from '../process/index.ts';
import { itemOrders, type ListedExceptionFilter } from '../store/index.ts';
import { claimFilter, whoseAsked } from './claims.ts';
import { dueWithin, horizonOf, nearnesses } from './horizon.ts';
import { given } from './listing.ts';
import type { Desk } from './operation.ts';
import { askedMpan, askedMpid, descending, exceptionCode } from './terms.ts';

export const askedWords = z
  .string()
  .max(2 * comparedMax)
  .transform((typed) => compared([typed]))
  .pipe(z.string().min(1, 'must be words that a report says'))
  .describe('only reports that say just these words, whatever their capital letters and blanks');

export const queueFilter = {
  code: exceptionCode.optional(),
  sender: askedMpid.optional().describe('whose flow gave rise to it'),
  mpan: askedMpan.optional(),
  meterOperator: askedMpid.optional().describe('the Meter Operator of the check'),
  words: askedWords.optional(),
  late: z
    .enum(nearnesses)
    .optional()
    .describe('how near the deadline is; near: over, or due within two Working Days'),
  claim: whoseAsked,
};

export const queueOrder = {
  by: z
    .enum(itemOrders)
    .default('due')
    .describe('in which order; cause: what says the same words together'),
  order: descending,
};

export type QueueFilter = z.output<z.ZodObject<typeof queueFilter>>;

/** The same as a filter of the store. */
export const itemFilter = (
  desk: Pick<Desk, 'gateway' | 'asker'>,
  { late, claim, ...filter }: QueueFilter,
): Omit<ListedExceptionFilter, 'open'> =>
  given({
    ...filter,
    claim: claimFilter(desk, claim),
    due: late === undefined ? undefined : dueWithin(horizonOf(desk.gateway), late),
  });
