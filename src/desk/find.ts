/** Searching everything that is kept, one kind after the other, each in the order of time. */
import { z } from 'zod';
import { searchFilterOf } from '../account/index.ts';
import { type Found, foundKinds } from '../store/index.ts';
import { foundShape } from './check-shapes.ts';
import { placeCursor, placeAfter } from './cursor.ts';
import { operation, type Sheet, Unfit } from './operation.ts';
import { askedMpan, askedMpid, localDate, pageOf, paging } from './terms.ts';

const placeShape = z.strictObject({
  kind: z.enum(foundKinds),
  /** Null where the kind has not begun. */
  after: z.strictObject({ at: z.string(), tie: z.union([z.string(), z.number()]) }).nullable(),
});

const columns = [
  'asked',
  'kind',
  'at',
  'mpan',
  'party',
  'flow',
  'fileIdentifier',
  'file',
  'path',
  'line',
  'says',
  'id',
] as const;

type Cells = Partial<Readonly<Record<(typeof columns)[number], string | number | null>>>;

/** `asked`: of a list that was looked through, the entry for which something was found. */
export const sheetOf = (items: readonly Cells[]): Sheet => ({
  columns,
  rows: items.map((item) => columns.map((column) => item[column] ?? null)),
});

export const find = operation({
  name: 'find',
  group: 'Search',
  summary: 'Files, events, checks, exceptions and alerts that match everything that is named',
  role: 'viewer',
  takes: z.strictObject({
    mpan: askedMpan.optional(),
    file: z.string().min(1).max(200).optional().describe('a File Identifier, or a file name'),
    party: askedMpid.optional().describe('from, to, or of this participant'),
    from: localDate.optional().describe('only from this day on'),
    to: localDate.optional().describe('only up to and including this day'),
    kind: z.enum(foundKinds).optional().describe('only this kind of thing'),
    ...paging,
  }),
  answers: pageOf(foundShape),
  route: 'GET /search',
  typed: '',
  example: { party: 'MOPX' },
  csv: ({ items }) => sheetOf(items),
  run: async ({ gateway }, asked) => {
    const { mpan, file, party, from, to } = asked;
    if ([mpan, file, party, from, to].every((one) => one === undefined)) {
      throw new Unfit([{ field: 'mpan', message: 'name mpan, file, party, from or to' }]);
    }
    const kinds = asked.kind === undefined ? foundKinds : [asked.kind];
    const place = placeAfter(asked.cursor, placeShape) ?? { kind: kinds[0], after: null };
    const filter = searchFilterOf(gateway.rules.zone, asked);
    const items: Found[] = [];
    let { after } = place;
    for (const kind of kinds.slice(Math.max(0, kinds.indexOf(place.kind ?? 'file')))) {
      const wanted = asked.limit - items.length;
      if (wanted === 0) return { items, next: placeCursor({ kind, after: null }) };
      const page = await gateway.store.search(kind, filter, after, wanted);
      items.push(...page.found);
      if (page.next !== null) return { items, next: placeCursor({ kind, after: page.next }) };
      after = null;
    }
    return { items, next: null };
  },
});
