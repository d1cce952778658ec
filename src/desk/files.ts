/** Files that arrived, and what became of each. */
import { z } from 'zod';
import { fileOutcome, fileRowShape, fileShape } from './list-shapes.ts';
import { given, instantsOf, listed } from './listing.ts';
import { operation } from './operation.ts';
import { fileId, receiptOf } from './receipt.ts';
import { localDate, pageOf, paging } from './terms.ts';

export const files = operation({
  name: 'files',
  group: 'Files',
  summary: 'Files that arrived, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    outcome: fileOutcome.optional(),
    flow: z.string().min(1).max(20).optional().describe('of the header, such as D0002'),
    sender: z.string().min(1).max(20).optional(),
    named: z.string().min(1).max(300).optional().describe('a File Identifier, or a whole name'),
    from: localDate.optional().describe('received on or after this day'),
    to: localDate.optional().describe('received on or before this day'),
    ...paging,
  }),
  answers: pageOf(fileRowShape),
  route: 'GET /files',
  typed: '',
  example: { outcome: 'rejected' },
  run: async ({ gateway }, { limit, cursor, from, to, ...filter }) =>
    listed({ limit, cursor }, (place) =>
      gateway.store.filesPage(given({ ...filter, ...instantsOf(gateway, { from, to }) }), place),
    ),
});

export const file = operation({
  name: 'file',
  group: 'Files',
  summary: 'One file that arrived, with its findings',
  role: 'viewer',
  takes: z.strictObject({ id: fileId }),
  answers: fileShape,
  route: 'GET /files/:id',
  typed: '<id>',
  example: { id: 1 },
  problems: [404],
  run: ({ gateway }, { id }) => receiptOf(gateway, id),
});
