/**
 * The reading rules are the words by which free text about a backstop is read: named lists of
 * phrases and coded values, as data. The one rule: every list carries the name that evidence cites,
 * and an operator's own words are added to a list, never put in its place.
 */
import { z } from 'zod';
import vocabulary from './rules/neutral.json' with { type: 'json' };
import published from './rules/reading.json' with { type: 'json' };
import { vocabularyForms } from './vocabulary.ts';
import { type PhraseKind, phraseKinds } from './phrase-kinds.ts';

export const codeKinds = ['rejected', 'noAccess', 'replaced'] as const;
type CodeKind = (typeof codeKinds)[number];

/** Words with one space between; `a|b` is either word, and an empty side makes it optional. */
const phraseShape = z
  .string()
  .regex(/^\S+( \S+)*$/, 'a phrase is words with one space between them')
  .refine((phrase) => /[\p{L}\p{N}]/u.test(phrase), 'a phrase holds at least one word');
const phraseListShape = z
  .strictObject({ name: z.string().min(1), phrases: z.array(phraseShape).readonly() })
  .readonly();
const codeListShape = z
  .strictObject({ name: z.string().min(1), values: z.array(z.string().min(1).max(2)).readonly() })
  .readonly();
const kindShape = z.enum(Object.keys(phraseKinds) as [PhraseKind, ...PhraseKind[]]);
const codeKindShape = z.enum(codeKinds);

export const readingRulesShape = z
  .strictObject({
    lists: z.record(kindShape, phraseListShape).readonly(),
    /** Words that divide clauses, beside the punctuation. */
    dividers: z.array(z.string().min(1)).readonly(),
    /** Words that divide clauses and set the second against the first. */
    contrasts: z.array(z.string().min(1)).readonly(),
    codes: z.record(codeKindShape, codeListShape).readonly(),
  })
  .readonly();
const vocabularyShape = z.partialRecord(kindShape, z.record(z.string(), z.string()));
export type ReadingRules = z.infer<typeof readingRulesShape>;

/** What an operator's configuration may add: phrases to any list, values to any kind of code. */
export const extraReadingRulesShape = z
  .strictObject({
    lists: z.partialRecord(kindShape, z.array(phraseShape).readonly()).readonly().optional(),
    codes: z
      .partialRecord(codeKindShape, z.array(z.string().min(1).max(2)).readonly())
      .readonly()
      .optional(),
  })
  .readonly();
type ExtraReadingRules = z.infer<typeof extraReadingRulesShape>;

/** The vocabulary is words by field, so that a whole field is read and grown at a time. */
function withVocabulary(rules: ReadingRules): ReadingRules {
  const lists = { ...rules.lists };
  for (const [kind, fields] of Object.entries(vocabularyShape.parse(vocabulary))) {
    const words = Object.values(fields).flatMap((field) => field.split(' '));
    const list = lists[kind as PhraseKind];
    lists[kind as PhraseKind] = { ...list, phrases: [...list.phrases, ...words] };
  }
  const others = Object.entries(lists).filter(([kind]) => !open.has(kind as PhraseKind));
  const known = new Set(others.flatMap(([, { phrases }]) => phrases));
  for (const [kind, forms] of vocabularyForms(known)) {
    lists[kind] = { ...lists[kind], phrases: [...lists[kind].phrases, ...forms] };
  }
  return { ...rules, lists };
}

/** A word of these lists may stand in another of them too. */
const open: ReadonlySet<PhraseKind> = new Set([
  'otherThings',
  'everyday',
  'neutral',
  'people',
  'rooms',
  'makes',
  'streets',
  'customers',
  'sight',
  'deeds',
]);

let made: ReadingRules | undefined;
const read = (): ReadingRules => (made ??= withVocabulary(readingRulesShape.parse(published)));

/** The published rules. They are read when something of them is first asked for. */
export const readingRules: ReadingRules = {
  get lists() {
    return read().lists;
  },
  get dividers() {
    return read().dividers;
  },
  get contrasts() {
    return read().contrasts;
  },
  get codes() {
    return read().codes;
  },
};

export function extendReadingRules(base: ReadingRules, extra: ExtraReadingRules): ReadingRules {
  // The same object, for whose phrases the work of compiling them has been done.
  if (extra.lists === undefined && extra.codes === undefined) return base;
  const lists = { ...base.lists };
  for (const [kind, phrases] of Object.entries(extra.lists ?? {}) as [
    PhraseKind,
    readonly string[],
  ][]) {
    lists[kind] = { ...lists[kind], phrases: [...lists[kind].phrases, ...phrases] };
  }
  const codes = { ...base.codes };
  for (const [kind, values] of Object.entries(extra.codes ?? {}) as [
    CodeKind,
    readonly string[],
  ][]) {
    codes[kind] = { ...codes[kind], values: [...codes[kind].values, ...values] };
  }
  return { ...base, lists, codes };
}
