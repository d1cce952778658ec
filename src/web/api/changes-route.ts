/**
 * `GET /api/v1/changes`: server-sent events, one for each pass that changed something. An event says
 * only that something has changed: whoever reads asks for what they show, and an ETag spares them
 * what is as it was. A reader that is slow finds the newest change; nothing is kept for it.
 */
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { fitting, instant } from '../../desk/index.ts';
import type { Changes } from '../changes.ts';
import { needs, type Web } from '../context.ts';
import { Problem } from '../problem.ts';
import { type Route, sent } from './route.ts';

const readersMax = 100;
/** Ours: as many windows as one person has open. One person never takes the places of all. */
const readersOfPersonMax = 10;
const heartbeatMs = 25_000;
/** Who listens, by login, once for each place taken. */
const readersOf = new WeakMap<Web, string[]>();

const changeShape = z.strictObject({ at: instant }).describe('the data of an event named change');

const none = z.strictObject({});

export const changesRoute: Route = {
  method: 'GET',
  path: '/api/v1/changes',
  group: 'Changes',
  summary: 'Server-sent events: one for each pass of the gateway that changed something',
  role: 'viewer',
  params: none,
  query: none,
  body: null,
  answer: changeShape,
  alsoAs: null,
  isStream: true,
  problems: [],
  respond: async (web, context) => {
    const { name } = needs(context, 'viewer');
    fitting(none, await sent(context, 'GET'));
    const readers = readersOf.get(web) ?? [];
    readersOf.set(web, readers);
    const own = readers.filter((reader) => reader === name).length;
    if (readers.length >= readersMax || own >= readersOfPersonMax) {
      throw new Problem(
        503,
        'TOO_MANY_READERS',
        own >= readersOfPersonMax
          ? `${name} has ${own} streams of changes open already`
          : `${readersMax} streams of changes are open already`,
        'ask again later; lists can be asked for at any time',
        { headers: { 'retry-after': '60' } },
      );
    }
    // Who only looks at what the answer is like takes no place: nobody would ever leave it.
    if (context.req.method === 'HEAD') {
      return context.body(null, 200, { 'content-type': 'text/event-stream' });
    }
    readers.push(name);
    const { changes } = web;
    const last = context.req.header('last-event-id');
    const over = new AbortController();
    return streamSSE(context, async (stream) => {
      stream.onAbort(() => over.abort());
      try {
        await tell(stream, changes, last ?? changes.newest().id, over.signal);
      } finally {
        readers.splice(readers.indexOf(name), 1);
      }
    });
  },
};

/** Tells of changes until the reader goes or the gateway does; waits where the reader is slow. */
async function tell(
  stream: SSEStreamingApi,
  changes: Changes,
  last: string,
  over: AbortSignal,
): Promise<void> {
  let told = last;
  await stream.write(': listening\n\n');
  while (!over.aborted && !changes.isClosed()) {
    const { id, at } = changes.newest();
    if (id === told) {
      await changes.next(AbortSignal.any([over, AbortSignal.timeout(heartbeatMs)]));
      if (changes.newest().id === told) await stream.write(': alive\n\n');
    } else {
      told = id;
      await stream.writeSSE({ id, event: 'change', data: JSON.stringify({ at }) });
    }
  }
}
