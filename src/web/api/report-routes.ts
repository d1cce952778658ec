/** Reports, as rows or as the CSV file that the command line writes. */
import { z } from 'zod';
import { reportNames } from '../../config/index.ts';
import { makeReport, textOf } from '../../report/index.ts';
import { type Route, route } from './route.ts';
import { localDate } from './terms.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const reportRoute = route({
  method: 'GET',
  path: '/reports/:name',
  group: 'Reports',
  summary: 'A report of a period, as pawl report',
  role: 'viewer',
  params: z.strictObject({ name: z.enum(reportNames) }),
  query: z
    .strictObject({
      from: localDate.optional().describe('only from this day on'),
      to: localDate.optional().describe('only up to and including this day'),
      format: z.enum(['json', 'csv']).default('json'),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      message: 'lies after to; both days belong to the period',
      path: ['from'],
    }),
  answer: z.strictObject({
    report: z.enum(reportNames),
    from: localDate.nullable(),
    to: localDate.nullable(),
    columns: z.record(z.string(), z.string()).describe('titles of the columns of the table'),
    rows: z.array(z.record(z.string(), cell)),
  }),
  alsoAs: { type: 'text/csv', says: 'with format=csv: the columns of the table' },
  handle: async ({ gateway, context, params, query }) => {
    const period = { from: query.from ?? null, to: query.to ?? null };
    const made = await makeReport(gateway, params.name, period);
    if (query.format === 'csv') {
      return context.body(await textOf(made, 'csv'), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${params.name}.csv"`,
      });
    }
    return { report: params.name, ...period, columns: made.columns, rows: made.rows };
  },
});

export const reportRoutes: readonly Route[] = [reportRoute];
