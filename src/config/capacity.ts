/**
 * `capacityMarket` of pawl.config.json: by which rule the metering of Capacity Market components is
 * judged. Whether CP392 is in force is for the operator to say; the paper only proposes it.
 */
import { z } from 'zod';

export const meteringRules = ['pre-CP392', 'CP392'] as const;
export type MeteringRule = (typeof meteringRules)[number];

export const capacityMarketShape = z
  .strictObject({
    rule: z
      .enum(meteringRules)
      .default('pre-CP392')
      .describe('pre-CP392: CM Rules without the change; CP392: as its legal text amends them'),
    from: z.iso
      .date('a date such as 2026-10-01')
      .nullable()
      .default(null)
      .describe('the first day of CP392; before it pre-CP392 is used'),
  })
  .refine(({ rule, from }) => rule === 'CP392' || from === null, {
    path: ['from'],
    message: 'null, or "rule": "CP392" beside it: pre-CP392 has no first day',
  })
  .prefault({})
  .describe('by which rule the metering of Capacity Market components is judged');
export type CapacityMarketConfig = z.infer<typeof capacityMarketShape>;
