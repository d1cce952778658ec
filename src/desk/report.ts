/** A report of a period. */
import { z } from 'zod';
import { reportNames } from '../config/index.ts';
import { cellsOf, makeReport } from '../report/index.ts';
import { operation, Unfit } from './operation.ts';
import { localDate } from './terms.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const takes = z.strictObject({
  name: z.enum(reportNames),
  from: localDate.optional().describe('only from this day on'),
  to: localDate.optional().describe('only up to and including this day'),
});

/** Throws Unfit for a period that ends before it begins. */
export function refuseTurned({ from, to }: Pick<z.output<typeof takes>, 'from' | 'to'>): void {
  if (from !== undefined && to !== undefined && from > to) {
    throw new Unfit([{ field: 'from', message: 'lies after to; both days belong to the period' }]);
  }
}

export const report = operation({
  name: 'report',
  group: 'Reports',
  summary: 'A report: breaches, deadlines, performance, orphans or exceptions',
  role: 'viewer',
  takes,
  answers: z.strictObject({
    report: z.enum(reportNames),
    from: localDate.nullable(),
    to: localDate.nullable(),
    columns: z.record(z.string(), z.string()).describe('titles of the columns of the table'),
    rows: z.array(z.record(z.string(), cell)),
  }),
  route: 'GET /reports/:name',
  typed: '<name>',
  example: { name: 'breaches', from: '2026-07-01' },
  csv: (answer) => ({ columns: Object.keys(answer.columns), rows: cellsOf(answer) }),
  run: async ({ gateway }, asked) => {
    refuseTurned(asked);
    const { name, from = null, to = null } = asked;
    const { columns, rows } = await makeReport(gateway, name, { from, to });
    return { report: name, from, to, columns, rows };
  },
});
