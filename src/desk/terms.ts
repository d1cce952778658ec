/** The words that many operations share: dates, instants, MPANs, participants, how a list is asked for. */
import { z } from 'zod';
import { isLocalDate } from '../calendar/index.ts';
import { checkMpan, FINDING_CODES } from '../flow/index.ts';
import { sides } from '../market/index.ts';
import { exceptionCodes } from '../process/index.ts';

export const keysOf = <Key extends string>(map: Readonly<Record<Key, unknown>>): [Key, ...Key[]] =>
  Object.keys(map) as [Key, ...Key[]];

export const localDate = z
  .string()
  .refine(isLocalDate, 'must be a date such as 2026-08-17')
  .meta({ format: 'date' });

/** An instant as it is answered; all are in UTC and whole seconds. */
export const instant = z.string().meta({ format: 'date-time' });

/** An instant as it is asked: with its offset, whatever that is. */
export const askedInstant = z
  .string()
  .refine(isInstant, 'must be an instant such as 2026-08-17T09:00:00Z')
  .transform((text) => floored(Temporal.Instant.from(text)))
  .meta({ format: 'date-time' });

const floored = (at: Temporal.Instant): string =>
  at.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString();

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

export const mpan = z.string().describe('MPAN, 13 digits');
export const askedMpan = z
  .string()
  .transform((typed) => typed.replaceAll(/\s/g, ''))
  .superRefine((text, context) => {
    const reason = checkMpan(text);
    if (reason !== true) context.addIssue({ code: 'custom', message: `is not an MPAN: ${reason}` });
  })
  .describe('MPAN, 13 digits; spaces are ignored');

export const mpid = z.string().describe('Market Participant Id');
export const askedMpid = z
  .string()
  .regex(/^[A-Za-z0-9]{4}$/, 'must be four letters or digits')
  .transform((typed) => typed.toUpperCase())
  .describe('Market Participant Id');

export const flow = z.string().describe('flow, such as D0002');
export const askedFlow = z
  .string()
  .regex(/^D\d{4}$/, 'must be a flow such as D0002')
  .describe('flow, such as D0002');

export const ownerRole = z.enum(sides).describe('X Supplier, M Meter Operator');
export const exceptionCode = z.enum(keysOf(exceptionCodes));
export const findingCode = z.enum(keysOf(FINDING_CODES));

export const yes = z
  .enum(['true', 'false', 'yes', 'no'])
  .transform((text) => text === 'true' || text === 'yes')
  .describe('true or false');

export const descending = z
  .enum(['ascending', 'descending'])
  .default('ascending')
  .describe('in which direction');

/** Of a list that may be in the order of time. */
export const turnedOrder = z
  .enum(['ascending', 'descending'])
  .optional()
  .describe(
    'in which direction; if left out, times begin with the newest, numbers with the largest, and all else rises',
  );

export const wholeNumber = z.number().int();

/** What every list takes. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('how many at most'),
  cursor: z.string().max(1_000).optional().describe('`next` of the page before'),
};

/** Ours: more than this nobody counts rows for; that there are more is said. */
export const countedMax = 10_000;

/** How many there are of a list, on all its pages. */
export const counted = z
  .strictObject({
    number: wholeNumber.describe(`rows are counted up to ${countedMax}`),
    isMore: z.boolean().describe('whether there are more than that'),
  })
  .describe('how many there are, on all pages');

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('cursor of the next page; null after the last'),
    counted,
  });

/** Of a list that cannot be counted without a look at all that is kept. */
export const notCounted = counted
  .nullable()
  .describe('how many there are, on all pages; null where only a look at everything would tell');

export const division = z.string().min(1).max(60).describe('whose bank holidays, such as scotland');

/** What an act was made from, so that it overrules nobody who was faster. */
export const revision = z.coerce
  .number()
  .int()
  .min(0)
  .optional()
  .describe(
    '`revision` of the check, or of the preview of a group, as it was looked at; what has moved on since is left as it is',
  );

export const reason = z
  .string()
  .trim()
  .min(1, 'a reason is needed: it is kept in the journal')
  .max(1_000)
  .describe('why; it is kept in the journal');
