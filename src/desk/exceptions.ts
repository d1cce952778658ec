/** The work queue, and what was settled. */
import { z } from 'zod';
import { exceptionCodes } from '../process/index.ts';
import type { StoredException } from '../store/index.ts';
import { exceptionRowShape } from './list-shapes.ts';
import { given, listed } from './listing.ts';
import { operation } from './operation.ts';
import { askedMpan, askedMpid, exceptionCode, pageOf, paging, yes } from './terms.ts';

export const exceptions = operation({
  name: 'exceptions',
  group: 'Work queue',
  summary: 'Exceptions and notes; of open ones the longest waiting first, else the newest first',
  role: 'viewer',
  takes: z.strictObject({
    open: yes.optional(),
    code: exceptionCode.optional(),
    sender: askedMpid.optional().describe('whose flow gave rise to it'),
    mpan: askedMpan.optional(),
    ...paging,
  }),
  answers: pageOf(exceptionRowShape),
  route: 'GET /exceptions',
  typed: '',
  example: { open: 'true' },
  run: async ({ gateway }, { limit, cursor, ...filter }) => {
    const { items, next } = await listed({ limit, cursor }, (place) =>
      gateway.store.exceptionsPage(given(filter), place),
    );
    return { items: items.map(exceptionRow), next };
  },
});

const exceptionRow = (row: StoredException): z.output<typeof exceptionRowShape> => {
  const { id, mpan, supplier, sequence, code, at, detail, open, sender = null } = row;
  return { id, mpan, supplier, sequence, code, at, detail, sender, open, ...exceptionCodes[code] };
};
