/**
 * `acknowledgements`: how the files look in which the transfer service says what became of a flow of
 * ours. The Electronic File Transfer Specification of ElectraLink names a standard and an enhanced
 * acknowledgement file; their layout is in its handbook for users and was not read by us. Ours: so the
 * layout is told here, as places of a line.
 */
import { z } from 'zod';

const place = z.number().int().min(1).max(100);
const words = z
  .array(z.string().regex(/^[\x21-\x7e]{1,40}$/, 'a word of 1 to 40 characters, without spaces'))
  .min(1)
  .max(50);

/** Ours: what would take every flow, CSV, message or workbook for an acknowledgement. */
const namesMuchElse = /^\**(\.(usr|csv|json|xlsx))?$/i;

export const acknowledgementsShape = z
  .strictObject({
    fileName: z
      .string()
      .regex(/^[A-Za-z0-9_. *-]{1,120}$/, 'letters, digits, "_", "-", ".", spaces and "*"')
      .refine((pattern) => !namesMuchElse.test(pattern), 'a name that acknowledgements alone have')
      .describe('what such files are called in inbox/; * stands for any characters'),
    separator: z.string().length(1).default('|').describe('what parts the fields of a line'),
    record: z
      .string()
      .regex(/^[\x21-\x7e]{1,20}$/)
      .nullable()
      .default(null)
      .describe('the first field of lines that count; null: every line does'),
    file: place.describe('which field names the flow: its File Identifier or its file name'),
    outcome: place.describe('which field says what became of it'),
    reason: place.nullable().default(null).describe('which field has the reason code; null: none'),
    delivered: words.describe('the words of the outcome for delivered'),
    refused: words.describe('the words of the outcome for refused'),
  })
  .refine(({ delivered, refused }) => !delivered.some((word) => refused.includes(word)), {
    path: ['refused'],
    message: 'words that are not among those for delivered',
  })
  .describe('acknowledgement files of the transfer service, and how to read them');
export type AcknowledgementsConfig = z.infer<typeof acknowledgementsShape>;

/** Whether a file of inbox/ is one, by its name. Takes time in proportion to the name. */
export function isAcknowledgementName(
  { fileName }: Pick<AcknowledgementsConfig, 'fileName'>,
  name: string,
): boolean {
  const [first = '', ...others] = fileName.toLowerCase().split('*');
  const lower = name.toLowerCase();
  const last = others.pop();
  if (last === undefined) return lower === first;
  if (!lower.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = lower.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return lower.endsWith(last) && lower.length - last.length >= at;
}
