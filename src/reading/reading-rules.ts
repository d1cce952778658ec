/**
 * The reading rules are the words by which free text about a backstop is read: named lists of
 * phrases and coded values, as data. The one rule: every list carries the name that evidence cites,
 * and an operator's own words are added to a list, never put in its place.
 */
import { z } from 'zod';
import vocabulary from './rules/neutral.json' with { type: 'json' };
import published from './rules/reading.json' with { type: 'json' };
import { vocabularyForms } from './vocabulary.ts';

/** What a phrase can say. A phrase may stand in several lists; the longest phrase is read. */
const phraseKinds = {
  names: 'the backstop, by any of its names and usual misspellings',
  negations: 'not, no, without: denies what it governs',
  absences: 'missing, none: denies by itself',
  affirmsBefore: 'has, fitted with: affirms a backstop named after it',
  affirmsAfter: 'fitted, present: affirms a backstop named before it',
  doubts: 'not sure, may have: the writer does not know',
  inabilities: 'unable to, could not: the writer did not find out',
  asks: 'please advise, whether: the writer asks',
  imperatives: 'check, at the head of a clause: repeats the request',
  wanted: 'to be, required, booked, refused: spoken of, not done',
  hearsay: 'says, according to: somebody else said so',
  softeners: 'or, had: too weak for a has',
  replaced: 'replaced, exchanged: done, if done to the meter',
  completed: 'exchange completed: done to the meter, in one phrase',
  replacing: 'replace, replacement: speaks of a replacement',
  newness: 'new, replacement: before the meter that was fitted',
  installed: 'fitted, installed: after or before the new meter',
  cannotReverse: 'static, electronic, cannot reverse: a meter that cannot turn back',
  runsBackwards: 'run backwards, in all its forms',
  denials: 'cannot, will not: before running backwards',
  preventions: 'stops, prevents: what a backstop is for',
  misrecords: 'adds export to import',
  defects: 'not working, faulty: a backstop that does not do its work',
  harmless: 'no issues, no further action: negative words that deny nothing',
  unneeded: 'not required: says nothing of presence',
  meters: 'the meter',
  otherMeters: 'export meter, next door: not the meter that is asked about',
  otherThings: 'fuse, seals, tenant: what else can be fitted, missing or changed',
  prepositions: 'on, in, to: what follows is a place, not a subject',
  fillers: 'words that change nothing',
  topics: 'check, test, visit: after the name, the check is meant and not the backstop',
  yes: 'yes: the answer of a form',
  copulas: 'is, has been, to be: before what is said',
  pasts: 'was, were: alone, too weak for a has',
  checks: 'checked, attended, result: the work of the visit',
  confirms: 'confirmed, found that: before a statement',
  meterWords: 'old, single phase, Ferraris: what a meter is called',
  settings: 'on arrival, today, on site: when and where it was seen',
  rooms: 'cupboard, hall: where the meter hangs',
  weakSight: 'seen, visible: enough to affirm, too weak to deny',
  connectives: 'so, as, because: divide clauses of one sentence',
  elsewhere: 'next door, other meter: takes back what was said of this one',
  depictions: 'label, sticker, records: not the thing itself',
  told: 'customer informed: neutral, unless what was told follows',
  stamps: 'dates, times, serial numbers and readings, beside the words of this list',
  smallNumbers: 'numbers of up to three digits, beside the words of this list',
  streets: 'street, road: at the end of an address',
  bareNo: 'no, none: the answer of a form',
  standing: 'one, any: the backstop named just before',
  stillSupport: 'no disc, digital display: goes with a meter that cannot turn back',
  neutral: 'what engineers write about something else: dates, weather, safety, paperwork',
  alternatives: 'or, nor: between two things that are denied',
  people: 'names of people: neutral',
  titles: 'Mr, Mrs: the word after it is a name',
  heldState: 'backstopped: said of the meter',
  holds: 'disc stops dead, not running back: agrees with a backstop',
  fittedWith: 'fitted with: of a new meter, that it was fitted',
  advice: 'please advise: asks for the next step',
  oldMeter: 'old meter removed: only beside a replacement',
  pronouns: 'one, any: stands for a backstop named just before',
  everyday: 'let, climbed, evenings: stands in a clause that names no meter and points to nothing',
  beside: 'mate, left on: may stand undivided beside a statement',
  needs: 'needed, please: of a thing that is named beside it',
  oldOne: 'old one, previous: the old meter, without the word meter',
  purposes: 'for: says what something is meant for',
  selves: 'I, we: the engineer',
  makes: 'Ferranti, A1140: who made a meter, and which',
  pointers: 'it, this, they: points to what was said before',
  aims: 'to, for, on: at the head of a clause, goes on with the clause before',
  photos: 'photo, video: what was sent',
  breakages: 'broken, stiff: of a thing that was named just before',
  oldness: 'old one, final: the meter that was taken away',
  readingWords: 'reading, serial, off: what is written down of an exchanged meter',
  inWords: 'in, on the wall: of the new meter',
  outWords: 'out, off the wall: of the old meter',
  exchanging: 'meter exch, c/o: an exchange, not said to be done',
  leads: 'per, message from: names the engineer who reported',
  weakLabels: 'microgeneration and its abbreviations',
  persons: 'I, we, he, she: who did something',
  customers: 'customer, tenant, neighbour: whose word is hearsay, and who may do and want things',
  reporters: 'engineer, operative: whose word is the report',
  sayings: 'says that, rang to confirm: between who reports and what is reported',
  papers: 'label, leaflet, photo: a depiction that is also a thing',
  parts: 'disc, dial, spring: what belongs to the meter and is no other thing',
  tampering: 'seals broken, interfered with: a meter that may have been changed',
  deeds: 'parked, climbed, wiped: what only people do',
  stopWord: 'stop: the backstop, only after a no',
  takes: 'take out, took off: of the old meter, before it',
  putWords: 'put, hung: of the new meter',
  courtesies: 'sorry for, thanks, hope: at the head of a clause of politeness',
  leaving: 'gone, out, in: where people are, or that the engineer left',
  goesBack: 'goes back, ran back: backwards only where the meter or its disc is named',
  needed: 'needed, required: after a no, says nothing of presence',
  ordinary: 'ordinary English: may stand in talk that names a person or a thing',
  again: 'check, visit, job: beside a wish or a no, the work is not over',
  thatOne: 'the old one, the others: points to another meter',
  situated: 'sits, is hung, is tucked: where the meter is',
  insteadOf: 'in place of, to replace: of the meter that was taken away',
  onVisit: 'today, by me: what was done then was done on this visit',
  hungUp: 'put in, gone up: of a meter, that it was fitted now',
  reaching: 'to, near, behind: what the meter is only the way or the neighbour of',
  premises: 'farm, shop, caravan: what the meter supplies, and no thing in a house',
  wentBack:
    'has been running backwards, lower than last time: agrees with a no, and alone says nothing',
  years: 'years gone by: when a meter was made',
  planned: 'up for smart, room for a smart meter: what is to come',
  smartRefusals: 'refused smart: why the new meter is no smart one',
  fittedBefore: 'previous supplier put it in: who fitted the meter that hangs there',
  puzzles: 'dunno why job was raised: nothing was wrong',
  trials: 'tested, watched: the backstop was tried',
  stillness: 'stops, sat still: of a disc that was seen to hold',
  pvOn: 'with PV on: how a backstop is tried',
  underPv: 'when PV takes over: while it would run back',
  forwards: 'disc turns forward on load: as every meter does',
  alreadyIn: 'already: was there before the visit',
  photographed: 'photo of the plate: a record, and not where a word was read',
  curious: 'asked why, wants to know: what a customer asks, of anything but the backstop',
  sight: 'see, open, cover, light: what is denied when nothing was looked at',
} as const;
export type PhraseKind = keyof typeof phraseKinds;

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
