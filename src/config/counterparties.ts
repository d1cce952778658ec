/**
 * The shape of what the configuration says about other participants: what they are called, where
 * they are written to, on which days they work, and in which words they are chased.
 */
import { z } from 'zod';

const counterpartyShape = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  email: z
    .string()
    .regex(/^[^\s@,;<>]+@[^\s@,;<>]+$/, 'one e-mail address')
    .optional(),
  /** The bank-holiday division whose Working Days they keep; that of all MPANs if left out. */
  calendar: z.string().min(1).optional(),
  /** A text file below the workspace that takes the place of the built-in words. */
  template: z.string().min(1).optional(),
});
export type Counterparty = z.infer<typeof counterpartyShape>;

export const counterpartiesShape = z
  .record(z.string().regex(/^[A-Z0-9]{4}$/, 'four capital letters or digits'), counterpartyShape)
  .default({})
  .describe('other participants by MPID: name, e-mail address, calendar and template of chasing');
