/** Reports at the API: made in a thread of their own, sent in pieces, and as CSV too. */
import { z } from 'zod';
import { fitting, refuseTurned, report } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { makeReport, textOf } from '../../report/index.ts';
import { withHiddenShown } from '../../words.ts';
import { type AskedReport, needs } from '../context.ts';
import { type Route, routeOf, sent } from './route.ts';

const format = { format: z.enum(['json', 'csv']).default('json') };
const takes = report.takes.extend(format);

export const reportRoutes: readonly Route[] = [routeOf(report)].flatMap((route) =>
  route === null ? [] : [{ ...route, ...inPieces(route) }],
);

function inPieces(route: Route): Pick<Route, 'query' | 'alsoAs' | 'respond'> {
  return {
    query: route.query.extend(format),
    alsoAs: { type: 'text/csv', says: 'with format=csv: the columns of the table' },
    respond: async (web, context) => {
      needs(context, report.role);
      const read = fitting(takes, await sent(context, 'GET'));
      // Before it is handed to another thread, so that the fault is told by its field.
      refuseTurned(read);
      const { name, from = null, to = null, format: as } = read;
      const asked = { name, from, to, format: as };
      const body = await (web.reportBody?.(asked) ?? reportBody(web.gateway(), asked));
      return context.body(inParts(body), 200, {
        'content-length': String(body.length),
        ...(as === 'json'
          ? { 'content-type': 'application/json' }
          : {
              'content-type': 'text/csv; charset=utf-8',
              'content-disposition': `attachment; filename="${name}.csv"`,
            }),
      });
    },
  };
}

/** The whole answer as it goes out. */
export async function reportBody(
  gateway: Gateway,
  { name, from, to, format: as }: AskedReport,
): Promise<Uint8Array<ArrayBuffer>> {
  const made = await makeReport(gateway, name, { from, to });
  const { columns, rows } = made;
  const text =
    as === 'csv'
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
