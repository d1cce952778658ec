/** An empty CSV of a kind that may be given: its columns with what they mean, and a row as an example. */
import { z } from 'zod';
import type { FileTemplate } from '../files/index.ts';
import { csvKindAt, csvTemplates } from '../intake/index.ts';
import { operation, Unfit } from './operation.ts';

const takes = z.strictObject({
  kind: z
    .string()
    .describe(`${csvTemplates.map(({ kind }) => kind).join(', ')}, or one of a paper`),
});

const answers = z
  .strictObject({
    kind: z.string(),
    name: z.string().describe('of the file'),
    goes: z.string().describe('how it is brought in'),
    columns: z.array(
      z.strictObject({
        name: z.string(),
        isNeeded: z.boolean().describe('whether each row must say something there'),
        meaning: z.string(),
        expected: z.string().describe('what a cell may say'),
        example: z.string(),
        also: z.array(z.string()).describe('other names of the column'),
      }),
    ),
  })
  .meta({ id: 'Template' });

/** Those of the gateway, then those of the papers. */
export const templatesWith = (ofPapers: readonly FileTemplate[]): readonly FileTemplate[] => [
  ...csvTemplates,
  ...ofPapers,
];

/** Throws Unfit for a kind that there is not. */
export function templateOf(
  { kind }: z.output<typeof takes>,
  ofPapers: readonly FileTemplate[],
): z.input<typeof answers> {
  const all = templatesWith(ofPapers);
  const found = all.find((one) => one.kind === kind.toLowerCase());
  if (found === undefined) {
    const kinds = all.map((one) => one.kind).join(', ');
    throw new Unfit([{ field: 'kind', message: `expected one of ${kinds}` }]);
  }
  return {
    ...found,
    name: `${found.kind}.csv`,
    columns: found.columns.map(({ also, ...column }) => ({ ...column, also: [...also] })),
  };
}

export const template = operation({
  name: 'template',
  group: 'Files',
  summary: 'A CSV to be filled in: visits, notifications, appointments, decisions, or of a paper',
  role: 'viewer',
  takes,
  answers,
  route: 'GET /templates/:kind',
  typed: '<kind>',
  example: { kind: 'visits' },
  csv: ({ columns }) => ({
    columns: columns.map(({ name }) => name),
    rows: [columns.map(({ example }) => example)],
  }),
  run: async ({ templates }, asked) => templateOf(asked, await templates()),
});

/** Which of them has these columns; null where none has. */
export const csvKindOf = (columns: readonly string[]): ReturnType<typeof csvKindAt> =>
  csvKindAt([Buffer.from(columns.join(','))]);
