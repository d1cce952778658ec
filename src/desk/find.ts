/**
 * Searching everything that is kept, one kind after the other, each in the order of time; or, by any
 * part of a word, the sites, files and participants that somebody on the telephone may name.
 */
import { z } from 'zod';
import { searchFilterOf } from '../account/index.ts';
import { type FoundKind, foundKinds } from '../store/index.ts';
import { foundShape } from './check-shapes.ts';
import { placeAfter, placeCursor } from './cursor.ts';
import {
  everyKind,
  type FindKind,
  foundByWords,
  foundCounted,
  type ReadKind,
  soughtKinds,
  suggestionsFor,
  wordsMax,
} from './find-words.ts';
import type { Sheet } from './list-sheet.ts';
import { type Desk, operation, Unfit } from './operation.ts';
import { askedMpan, askedMpid, localDate, notCounted, pageOf, paging } from './terms.ts';

const placeShape = z.strictObject({
  kind: z.enum(everyKind),
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

type FoundThing = z.input<typeof foundShape>;

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
    words: z
      .string()
      .trim()
      .min(1)
      .max(wordsMax, `at most ${wordsMax} characters`)
      .optional()
      .describe(
        'any part of an MPAN, meter, postcode, street, reference, file or participant; no other filter beside it',
      ),
    mpan: askedMpan.optional(),
    file: z.string().min(1).max(200).optional().describe('a File Identifier, or a file name'),
    party: askedMpid.optional().describe('from, to, or of this participant'),
    from: localDate.optional().describe('only from this day on'),
    to: localDate.optional().describe('only up to and including this day'),
    kind: z
      .enum(everyKind)
      .optional()
      .describe('only this kind of thing; by words: participant, site, file or outbox'),
    ...paging,
  }),
  answers: pageOf(foundShape).extend({
    counted: notCounted,
    suggests: z
      .array(z.string())
      .optional()
      .describe('where words found nothing: others that find something'),
  }),
  route: 'GET /search',
  typed: '[words]',
  example: { party: 'MOPX' },
  csv: ({ items }) => sheetOf(items),
  looks: ({ items }) =>
    items.flatMap(({ kind, mpan }) => (kind === 'site' && mpan !== null ? [mpan] : [])),
  run: async (desk, asked) => {
    const { words, mpan, file, party, from, to } = asked;
    const others = [mpan, file, party, from, to].filter((one) => one !== undefined);
    if (words === undefined && others.length === 0) {
      throw new Unfit([{ field: 'words', message: 'name words, mpan, file, party, from or to' }]);
    }
    if (words !== undefined && others.length > 0) {
      throw new Unfit([{ field: 'words', message: 'stand alone: name nothing else beside them' }]);
    }
    const known: readonly FindKind[] = words === undefined ? foundKinds : soughtKinds;
    if (asked.kind !== undefined && !known.includes(asked.kind)) {
      throw new Unfit([{ field: 'kind', message: `is none of ${known.join(', ')}` }]);
    }
    const kinds = asked.kind === undefined ? known : [asked.kind];
    const page = await pageOfKinds(
      kinds,
      asked,
      words === undefined ? namedIn(desk, asked) : foundByWords(desk, words),
    );
    if (words === undefined) return { ...page, counted: null };
    const isNothing = page.items.length === 0 && asked.cursor === undefined;
    return {
      ...page,
      counted: await foundCounted(desk, words, kinds),
      suggests: isNothing ? await suggestionsFor(desk, words) : [],
    };
  },
});

/** One kind after the other, as many of each as the page has room for. */
async function pageOfKinds(
  kinds: readonly FindKind[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  read: ReadKind,
): Promise<{ readonly items: readonly FoundThing[]; readonly next: string | null }> {
  const place = placeAfter(cursor, placeShape) ?? { kind: kinds[0] ?? 'file', after: null };
  const items: FoundThing[] = [];
  let after: Parameters<ReadKind>[1] = place.after;
  for (const kind of kinds.slice(Math.max(0, kinds.indexOf(place.kind)))) {
    const wanted = limit - items.length;
    if (wanted === 0) return { items, next: placeCursor({ kind, after: null }) };
    const page = await read(kind, after, wanted);
    items.push(...page.found);
    if (page.next !== null) return { items, next: placeCursor({ kind, after: page.next }) };
    after = null;
  }
  return { items, next: null };
}

function namedIn({ gateway }: Desk, asked: Parameters<typeof searchFilterOf>[1]): ReadKind {
  const filter = searchFilterOf(gateway.rules.zone, asked);
  return (kind, after, limit) => gateway.store.search(kind as FoundKind, filter, after, limit);
}
