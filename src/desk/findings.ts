/** What was wrong with files. */
import { z } from 'zod';
import type { ListedFile } from '../store/index.ts';
import { placeCursor, placeAfter } from './cursor.ts';
import { fileFindingShape } from './list-shapes.ts';
import { ofThisList } from './listing.ts';
import { operation } from './operation.ts';
import { findingCode, notCounted, pageOf, paging } from './terms.ts';

/** Files looked into for one page of findings, so that a rare code makes no request long. */
const filesPerPage = 1_000;
const filesPerRead = 100;

/** The last finding that was looked at, and where the files from its own on begin. */
const findingPlace = z.strictObject({
  after: z.string().nullable(),
  file: z.number().int(),
  seen: z.number().int(),
});

type FileFinding = z.output<typeof fileFindingShape>;

export const findings = operation({
  name: 'findings',
  group: 'Files',
  summary: 'What was wrong with files, those of the newest file first',
  role: 'viewer',
  takes: z.strictObject({
    code: findingCode.optional(),
    severity: z.enum(['reject', 'warn']).optional(),
    ...paging,
  }),
  answers: pageOf(fileFindingShape)
    .extend({ counted: notCounted })
    .describe('a page may have fewer items than asked for, or none, and still have a next page'),
  route: 'GET /findings',
  typed: '',
  example: { severity: 'reject' },
  run: async ({ gateway }, { code, severity, limit, cursor }) => {
    const items: FileFinding[] = [];
    const place = placeAfter(cursor, findingPlace);
    let after = place?.after ?? null;
    for (let read = 0; read < filesPerPage; read += filesPerRead) {
      const files = ofThisList(await gateway.store.filesPage({}, { after, limit: filesPerRead }));
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
            const next = placeCursor({ after, file: file.id, seen: index });
            return { items, next, counted: null };
          }
          items.push({ file: shortOf(file), ...finding });
        }
      }
      if (files.next === null) return { items, next: null, counted: null };
      after = files.next;
    }
    const file = Number.MAX_SAFE_INTEGER;
    return { items, next: placeCursor({ after, file, seen: 0 }), counted: null };
  },
});

const shortOf = (file: ListedFile): FileFinding['file'] => {
  const { id, name, outcome, sender, receivedAt, destination } = file;
  return { id, name, outcome, sender, receivedAt, destination };
};
