/** Reports at the API: made in a thread of their own, and sent in pieces. */
import { buffer } from 'node:stream/consumers';
import { fitting, refuseTurned, report, sheetBytes, takenAway } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { makeReport } from '../../report/index.ts';
import { withHiddenShown } from '../../words.ts';
import { auditOf } from '../audit-of.ts';
import { type AskedReport, type Context, needs, type Web } from '../context.ts';
import { type Route, routeOf, sent, sheetHeaders, wanted } from './route.ts';

export const reportRoutes: readonly Route[] = [routeOf(report)].flatMap((route) =>
  route === null ? [] : [{ ...route, respond: inPieces }],
);

async function inPieces(web: Web, context: Context): Promise<Response> {
  needs(context, report.role);
  const { format, asked: words } = wanted(report, await sent(context, 'GET'));
  const read = fitting(report.takes, words);
  // Before it is handed to another thread, so that the fault is told by its field.
  refuseTurned(read);
  const { name, from = null, to = null } = read;
  const asked: AskedReport = { name, from, to, format };
  const body = await (web.reportBody?.(asked) ?? reportBody(web.gateway(), asked));
  if (format !== 'json') auditOf(web, context, takenAway(`report ${name}`));
  return context.body(inParts(body), 200, {
    'content-length': String(body.length),
    ...(format === 'json' ? { 'content-type': 'application/json' } : sheetHeaders(name, format)),
  });
}

/** The whole answer as it goes out. */
export async function reportBody(
  gateway: Gateway,
  { name, from, to, format }: AskedReport,
): Promise<Uint8Array<ArrayBuffer>> {
  const { columns, rows } = await makeReport(gateway, name, { from, to });
  const answer = { report: name, from, to, columns, rows };
  if (format === 'json') return new TextEncoder().encode(withHiddenShown(JSON.stringify(answer)));
  const answers = (async function* () {
    yield answer;
  })();
  const { zone } = gateway.rules;
  return new Uint8Array(await buffer(await sheetBytes(report, answers, { format, zone })));
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
