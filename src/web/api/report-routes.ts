/** Reports, as rows or as the CSV file that the command line writes. */
import { z } from 'zod';
import { reportNames } from '../../config/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { makeReport, textOf } from '../../report/index.ts';
import { withHiddenShown } from '../../words.ts';
import type { AskedReport } from '../context.ts';
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
  handle: async ({ web, gateway, context, params: { name }, query }) => {
    const { from = null, to = null, format } = query;
    const asked = { name, from, to, format };
    const body = await (web.reportBody?.(asked) ?? reportBody(gateway, asked));
    return context.body(inParts(body), 200, {
      'content-length': String(body.length),
      ...(format === 'json'
        ? { 'content-type': 'application/json' }
        : {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': `attachment; filename="${name}.csv"`,
          }),
    });
  },
});

/** The whole answer as it goes out. */
export async function reportBody(
  gateway: Gateway,
  { name, from, to, format }: AskedReport,
): Promise<Uint8Array<ArrayBuffer>> {
  const made = await makeReport(gateway, name, { from, to });
  const { columns, rows } = made;
  const text =
    format === 'csv'
      ? await textOf(made, 'csv')
      : withHiddenShown(JSON.stringify({ report: name, from, to, columns, rows }));
  return new TextEncoder().encode(text);
}

const partBytes = 65_536;

/** A long answer goes out as fast as it is taken, and other requests come in between. */
function inParts(body: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (at >= body.length) return controller.close();
      controller.enqueue(body.subarray(at, at + partBytes));
      at += partBytes;
    },
  });
}

/** Reports come ready, and are too long to be read over once more. */
export const reportsBelow = '/api/v1/reports/';

export const reportRoutes: readonly Route[] = [reportRoute];
