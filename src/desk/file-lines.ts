/** A part of a file in words: a flow record by record, a CSV row by row, anything else as it is. */
import { z } from 'zod';
import type { ShownPart, WantedPart } from '../account/index.ts';
import { checkMpan } from '../flow/index.ts';
import { maySeeAddresses } from './looks.ts';
import type { Desk, Settled } from './operation.ts';

/** Ours: what a person looks through at once. */
const linesPerPart = 100;

export const linesAsked = {
  line: z.coerce
    .number()
    .int()
    .min(1)
    .max(999_999_999)
    .default(1)
    .describe('one of the lines that are wanted'),
};

const line = { line: z.number().int(), text: z.string().describe('as it stands') };

export const partShape = z
  .strictObject({
    from: z.number().int().describe('the first line of the part'),
    to: z.number().int(),
    isMore: z.boolean().describe('whether lines follow'),
    kind: z.enum(['flow', 'csv', 'dip', 'text']),
    flow: z
      .strictObject({ flow: z.string(), version: z.string(), name: z.string().nullable() })
      .nullable()
      .describe('null where it is none'),
    lines: z.array(
      z.strictObject({
        ...line,
        kind: z.enum(['header', 'group', 'trailer', 'unknown', 'row', 'text', 'message']),
        depth: z.number().int(),
        group: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
        items: z.array(
          z.strictObject({
            ref: z.string().describe('J reference; of a row empty, of a DIP message a JSON path'),
            name: z.string(),
            value: z.string(),
            meaning: z.string().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'FilePart' });

/** The part that a line is in, as whoever asks may see it. */
export async function linesOfPart(
  { asker }: Pick<Desk, 'asker'>,
  wanted: number,
  read: (part: WantedPart) => Promise<ShownPart>,
): Promise<Settled<z.output<typeof partShape>>> {
  const from = Math.floor((wanted - 1) / linesPerPart) * linesPerPart + 1;
  const to = from + linesPerPart - 1;
  const withAddresses = maySeeAddresses(asker);
  return { from, to, ...(await read({ from, to, withAddresses })) };
}

/** Whose data stands on the lines that are shown. */
export function looksAtLines({ lines }: Settled<z.output<typeof partShape>>): readonly string[] {
  const values = lines.flatMap(({ items }) => items.map(({ value }) => value));
  return [...new Set(values.filter((value) => checkMpan(value) === true))];
}
