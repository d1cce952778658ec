/** An empty CSV of a kind that may be dropped: its columns with what they mean, and a row as an example. */
import { z } from 'zod';
import { csvKindAt, csvKinds, templateColumns } from '../intake/index.ts';
import { operation } from './operation.ts';

const takes = z.strictObject({
  kind: z.enum(csvKinds).describe('which of the files that may be dropped into inbox/'),
});

const answers = z
  .strictObject({
    kind: z.enum(csvKinds),
    name: z.string().describe('of the file'),
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

export const templateOf = ({ kind }: z.output<typeof takes>): z.input<typeof answers> => ({
  kind,
  name: `${kind}.csv`,
  columns: templateColumns(kind).map(({ also, ...column }) => ({ ...column, also: [...also] })),
});

export const template = operation({
  name: 'template',
  group: 'Files',
  summary: 'A CSV to be filled in: visits, notifications or appointments',
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
  run: async (_, asked) => templateOf(asked),
});

/** Which of them has these columns; null where none has. */
export const csvKindOf = (columns: readonly string[]): ReturnType<typeof csvKindAt> =>
  csvKindAt([Buffer.from(columns.join(','))]);
