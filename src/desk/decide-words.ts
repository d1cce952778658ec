/** One decision about all reports that say the same words, each kept in the journal of its own MPAN. */
import { z } from 'zod';
import { EngineError } from '../engine-error.ts';
import {
  type CheckState,
  decisions,
  type MpanState,
  unclearTextsOf,
  wordsOfItem,
} from '../process/index.ts';
import type { PageOrNone, StoredException } from '../store/index.ts';
import { claimedByOthers, othersAmong } from './claims.ts';
import { type Desk, operation } from './operation.ts';
import { queuedParts } from './list-shapes.ts';
import { askedWords, itemFilter, queueFilter } from './queue-filter.ts';
import { checkOfItem, queuedOf } from './queued.ts';
import { meaning } from './settled.ts';
import { instant, mpan, reason, wholeNumber } from './terms.ts';

const { sender, meterOperator, late, claim } = queueFilter;
const whichReports = { words: askedWords, sender, meterOperator, late, claim };
type Which = z.output<z.ZodObject<typeof whichReports>>;

/** Ours: so many are looked at, and decided, at once; the rest by the same again. */
const reportsMax = 5_000;
const perRead = 500;

const leftOutShape = z.array(z.strictObject({ mpan, why: z.string() }));

const reportsShape = z
  .strictObject({
    words: z.string().describe('as they are compared'),
    items: z.array(
      z.strictObject({
        mpan,
        revision: wholeNumber,
        at: instant.describe('since when it waits'),
        ...queuedParts,
        said: z.array(z.string()).describe('all that its report says, as it stands'),
      }),
    ),
    leftOut: leftOutShape.describe('what says the same, and is decided by itself'),
    claimedByOthers,
    seen: z.array(z.string()).describe('these items as they stand, for the act'),
    isMore: z.boolean().describe('true where there are more, to be decided after these'),
  })
  .meta({ id: 'ReportsWithWords' });

export const decideWordsPreview = operation({
  name: 'decide words preview',
  group: 'Work queue',
  summary: 'Which reports say the same unclear words: each MPAN, and as what it is looked at',
  role: 'viewer',
  takes: z.strictObject(whichReports),
  answers: reportsShape,
  route: 'GET /queue/words',
  typed: { no: 'pawl decide words without a reason shows it' },
  example: { words: 'see photo' },
  looks: ({ items }) => items.map((one) => one.mpan),
  run: async (desk, which) => reportsWith(desk, which),
});

const seenPattern = /^(\d{13})@(\d{1,15})$/;

export const decideWords = operation({
  name: 'decide words',
  group: 'Acts',
  summary: 'Decide all reports that say the same unclear words',
  role: 'operator',
  takes: z.strictObject({
    ...whichReports,
    decision: z.enum(decisions),
    seen: z
      .array(z.string().regex(seenPattern, 'as a preview gives it'))
      .max(reportsMax)
      .optional()
      .describe('only these, as the preview gives them; what has moved on since is left out'),
    reason,
  }),
  answers: z
    .strictObject({
      words: z.string(),
      decided: z.array(z.strictObject({ mpan, means: meaning })),
      own: z.array(mpan).describe('proposed by you before: another person must do the same'),
      leftOut: leftOutShape.describe('what has moved on, and was not decided'),
      isMore: z.boolean().describe('true where more wait with these words'),
    })
    .meta({ id: 'DecidedWords' }),
  route: 'POST /queue/words',
  typed: '<words> <decision>',
  example: { words: 'see photo', decision: 'hasNot', reason: 'photographs seen' },
  problems: [404],
  run: async (desk, { decision, seen, reason: why, ...which }) => {
    const { gateway, act } = desk;
    const found = seen === undefined ? await reportsWith(desk, which) : null;
    const chosen = [...new Set(found?.seen ?? seen)].map(seenIn);
    const { words } = which;
    if (chosen.length + (found?.leftOut.length ?? 0) === 0) throw nothingSays(words);
    const done = await act(why, (deeds, by) =>
      deeds.decideMany(gateway, { seen: chosen, words }, { name: 'decide', decision }, by),
    );
    return {
      words,
      decided: done.decided,
      own: done.own,
      leftOut: [...(found?.leftOut ?? []), ...done.leftOut],
      isMore: found?.isMore ?? false,
    };
  },
});

const nothingSays = (words: string): EngineError =>
  new EngineError(
    'NOT_FOUND',
    `no report that waits says "${words}" and nothing else`,
    'pawl queue causes shows which words wait, and how often',
  );

function seenIn(text: string): { readonly mpan: string; readonly revision: number } {
  const [, of = '', revision = ''] = seenPattern.exec(text) ?? [];
  return { mpan: of, revision: Number(revision) };
}

async function reportsWith(desk: Desk, which: Which): Promise<z.output<typeof reportsShape>> {
  const { gateway } = desk;
  const { store } = gateway;
  const { items: found, isMore } = await itemsWith(desk, which);
  const items: z.output<typeof reportsShape>['items'] = [];
  const leftOut: z.output<typeof leftOutShape> = [];
  for (let from = 0; from < found.length; from += perRead) {
    const some = found.slice(from, from + perRead);
    // Read before what is shown: a decision made from it never overlooks what came in between.
    const revisions = await Promise.all(some.map((item) => store.journalNumber(item.mpan)));
    const loaded = await store.loadMpans(some.map((item) => item.mpan));
    for (const [index, item] of some.entries()) {
      const state = loaded.get(item.mpan)?.state;
      const check = state === undefined ? undefined : checkOfItem(state.checks, item);
      if (state === undefined || check === undefined) continue;
      const later = cameAfter(state, check);
      if (later !== null) leftOut.push({ mpan: item.mpan, why: later });
      else {
        const words = new Map([[item.id, wordsOfItem(check, item.code)]]);
        const queued = queuedOf(gateway, item, words);
        const said = [...unclearTextsOf(check)];
        const { mpan: of, at } = item;
        items.push({ mpan: of, revision: revisions[index] ?? 0, at, ...queued, said });
      }
    }
  }
  const seen = items.map((one) => `${one.mpan}@${one.revision}`);
  const others = await othersAmong(
    desk,
    items.map((one) => one.mpan),
  );
  return { words: which.words, items, leftOut, claimedByOthers: others, seen, isMore };
}

/** Of one MPAN the one that is due first: to decide it decides the check. */
async function itemsWith(
  desk: Desk,
  which: Which,
): Promise<{ readonly items: readonly StoredException[]; readonly isMore: boolean }> {
  const filter = { ...itemFilter(desk, which), open: true, code: 'REPORT_UNCLEAR' } as const;
  const items = new Map<string, StoredException>();
  for (let after: string | null = null; ; ) {
    const page: PageOrNone<StoredException> = await desk.gateway.store.exceptionsPage(
      filter,
      { after, limit: perRead },
      { by: 'due', descending: false },
    );
    for (const item of page?.items ?? []) {
      if (items.has(item.mpan)) continue;
      if (items.size === reportsMax) return { items: [...items.values()], isMore: true };
      items.set(item.mpan, item);
    }
    after = page?.next ?? null;
    if (after === null) return { items: [...items.values()], isMore: false };
  }
}

/** Ours: where another flow came after the report, a person reads both. */
function cameAfter(
  { last }: Pick<MpanState, 'last'>,
  { unclearReport }: Pick<CheckState, 'unclearReport'>,
): string | null {
  if (last === null || !/^D\d{4}$/.test(last.flow)) return null;
  return last.flow === 'D0002' && last.fileIdentifier === unclearReport?.fileIdentifier
    ? null
    : `${last.flow} ${last.fileIdentifier} came after its report`;
}
