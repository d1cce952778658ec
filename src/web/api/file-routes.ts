/** Files: what arrived and what became of it, what was wrong with them, and what was sent. */
import { z } from 'zod';
import type { ListedFile } from '../../store/index.ts';
import { cursorOf, placeIn } from './cursor.ts';
import {
  fileFindingShape,
  fileOutcome,
  fileRowShape,
  fileShape,
  outboxShape,
} from './list-shapes.ts';
import { given, instantsOf, listed } from './listing.ts';
import { fileId, receiptOf } from './receipt.ts';
import { type Asked, type Route, route } from './route.ts';
import { findingCode, localDate, pageOf, paging } from './terms.ts';

const group = 'Files';

const filesRoute = route({
  method: 'GET',
  path: '/files',
  group,
  summary: 'Files that arrived, the newest first',
  role: 'viewer',
  query: z.strictObject({
    outcome: fileOutcome.optional(),
    flow: z.string().min(1).max(20).optional().describe('of the header, such as D0002'),
    sender: z.string().min(1).max(20).optional(),
    named: z.string().min(1).max(300).optional().describe('a File Identifier, or a whole name'),
    from: localDate.optional().describe('received on or after this day'),
    to: localDate.optional().describe('received on or before this day'),
    ...paging,
  }),
  answer: pageOf(fileRowShape),
  handle: async ({ gateway, query: { limit, cursor, from, to, ...filter } }) =>
    listed({ limit, cursor }, (place) =>
      gateway.store.filesPage(given({ ...filter, ...instantsOf(gateway, { from, to }) }), place),
    ),
});

const fileRoute = route({
  method: 'GET',
  path: '/files/:id',
  group,
  summary: 'One file that arrived, with its findings',
  role: 'viewer',
  params: z.strictObject({ id: fileId }),
  answer: fileShape,
  problems: [404],
  handle: ({ gateway, params }) => receiptOf(gateway, params.id),
});

const outboxRoute = route({
  method: 'GET',
  path: '/outbox',
  group,
  summary: 'Files that this gateway sent, the newest first',
  role: 'viewer',
  query: z.strictObject(paging),
  answer: pageOf(outboxShape),
  handle: ({ gateway, query }) => listed(query, (place) => gateway.store.outboxPage(place)),
});

/** Files looked into for one page of findings, so that a rare code makes no request long. */
const filesPerPage = 1_000;
const filesPerRead = 100;

const findingsQuery = z.strictObject({
  code: findingCode.optional(),
  severity: z.enum(['reject', 'warn']).optional(),
  ...paging,
});

/** The last finding that was looked at, and where the files from its own on begin. */
const findingPlace = z.strictObject({
  after: z.string().nullable(),
  file: z.number().int(),
  seen: z.number().int(),
});

const findingsRoute = route({
  method: 'GET',
  path: '/findings',
  group,
  summary: 'What was wrong with files, those of the newest file first',
  role: 'viewer',
  query: findingsQuery,
  answer: pageOf(fileFindingShape).describe(
    'a page may hold fewer than asked, or none, and still have a next',
  ),
  handle: findings,
});

type FileFinding = z.output<typeof fileFindingShape>;

async function findings({
  gateway,
  query: { code, severity, limit, cursor },
}: Asked<unknown, z.output<typeof findingsQuery>, unknown>): Promise<{
  items: FileFinding[];
  next: string | null;
}> {
  const items: FileFinding[] = [];
  const place = placeIn(cursor, findingPlace);
  let after = place?.after ?? null;
  for (let read = 0; read < filesPerPage; read += filesPerRead) {
    const files = await listed({ limit: filesPerRead, cursor: after ?? undefined }, (at) =>
      gateway.store.filesPage({}, at),
    );
    for (const file of files.items) {
      // What has come since the first page stands before it, and was not asked for.
      if (file.findings === 0 || (place !== null && file.id > place.file)) continue;
      const all = (await gateway.store.receipt(file.id))?.findings ?? [];
      for (const [index, finding] of all.entries()) {
        if (file.id === place?.file && index < place.seen) continue;
        const isWanted =
          (code === undefined || finding.code === code) &&
          (severity === undefined || finding.severity === severity);
        if (!isWanted) continue;
        if (items.length === limit) {
          return { items, next: cursorOf({ after, file: file.id, seen: index }) };
        }
        items.push({ file: shortOf(file), ...finding });
      }
    }
    if (files.next === null) return { items, next: null };
    after = files.next;
  }
  const file = Number.MAX_SAFE_INTEGER;
  return { items, next: cursorOf({ after, file, seen: 0 }) };
}

const shortOf = (file: ListedFile): FileFinding['file'] => {
  const { id, name, outcome, sender, receivedAt, destination } = file;
  return { id, name, outcome, sender, receivedAt, destination };
};

export const fileRoutes: readonly Route[] = [filesRoute, fileRoute, outboxRoute, findingsRoute];
