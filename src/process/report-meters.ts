/**
 * Which meters an answer speaks of, whoever read its words. A check is closed for the whole MPAN, so
 * what is said of one meter closes it only where no other is known. The one rule: a record without
 * a Meter Id is about one meter, unless its words say that they are about both, or about all.
 */
import { type Group, withoutControls } from '../flow/index.ts';
import type { Evidence } from './evidence.ts';

/** One record that may speak (005, 760, 290, 762), with the lines of what stands in it. */
interface MeterRecord {
  readonly lines: readonly number[];
  /** Null where the record names no meter. */
  readonly meterId: string | null;
  /** True of a record that stands beside those of the meters (760, 762). */
  readonly isBeside: boolean;
}

/** What an answer names, and of which meters it says what decides. Plain JSON: a check keeps it. */
export interface Spoken {
  readonly named: readonly string[];
  readonly saying: readonly string[];
  /** Of how many meters the records without a Meter Id speak. */
  readonly unnamed: number;
  /** Where it says so first. */
  readonly line: number;
}

/** The meters that are known to be there, and those known to be gone. */
export interface MetersThere {
  readonly present: readonly string[];
  readonly removed: readonly string[];
}

/** Why an answer does not settle the matter for the MPAN. */
export interface MeterDoubt {
  /** In plain words, as what follows "the report speaks". */
  readonly says: string;
  /** What is set against it, in plain words. */
  readonly those?: string;
  readonly words: string;
  readonly rule: 'meter-not-known' | 'meter-removed' | 'another-meter-known';
}

/** Ours: Meter Ids are the same whatever their spaces, case and leading zeros. */
const bare = (id: string): string =>
  id
    .replaceAll(/\s/g, '')
    .toUpperCase()
    .replace(/^0+(?=.)/, '');

export const isSameMeter = (one: string, other: string): boolean => bare(one) === bare(other);

/** The one of these Meter Ids that is meant: the exact one, else the only one that is the same. */
export function meterAmong(ids: readonly string[], id: string): string | undefined {
  if (ids.includes(id)) return id;
  const same = ids.filter((one) => isSameMeter(one, id));
  return same.length === 1 ? same[0] : undefined;
}

/**
 * The Meter Id that names a meter, as a flow could carry it; null of a hyphen, which is seen where
 * none is known, and of control characters, of which a flow would show nothing.
 */
export const namedMeter = (id: string | null | undefined): string | null => {
  const bareId = withoutControls(id ?? '');
  return bareId === '' || bareId === '-' ? null : bareId;
};

const namedIn = (group: Group): string | null => namedMeter(group.values['J0004']);

export const linesOf = (group: Group): number[] => [group.line, ...group.children.flatMap(linesOf)];

/** The records of a D0002 that may speak of a meter. */
export const reportRecords = (instances: readonly Group[]): readonly MeterRecord[] =>
  instances
    .flatMap(({ children }) => children)
    .filter(({ id }) => id === '005' || id === '760')
    .map((group) => ({
      lines: linesOf(group),
      meterId: namedIn(group),
      isBeside: group.id === '760',
    }));

const many = 1000;

/** Of how many meters words without a Meter Id speak. */
function reachOf(words: readonly string[]): number {
  const says = (what: RegExp): boolean => words.some((text) => what.test(text));
  if (says(/\b(all|each|every)( of)?( the)?( \w+)? (meters?|mtrs?)\b/i)) return many;
  return says(/\bboth( of)?( the)?( \w+)? (meters|mtrs)\b/i) ? 2 : 1;
}

/** Of which meters the lines speak by which an answer was read as it was. */
export function spokenIn(
  records: readonly MeterRecord[],
  reasons: readonly { readonly line: number; readonly words: string }[],
): Spoken {
  const wordsOf = ({ lines }: MeterRecord): string[] =>
    reasons.filter(({ line }) => lines.includes(line)).map(({ words }) => words);
  const speaking = records.filter((record) => wordsOf(record).length > 0);
  const ids = (some: readonly MeterRecord[]): string[] => [
    ...new Set(some.flatMap(({ meterId }) => (meterId === null ? [] : [meterId]))),
  ];
  const unnamed = speaking.filter(({ meterId }) => meterId === null);
  const reach = (some: readonly MeterRecord[]): number[] =>
    some.map((record) => reachOf(wordsOf(record)));
  // A text beside the records of the meters repeats what they say, or stands in for one of them.
  const apart = reach(unnamed.filter(({ isBeside }) => !isBeside)).reduce((a, b) => a + b, 0);
  const beside = reach(unnamed.filter(({ isBeside }) => isBeside));
  return {
    named: ids(records),
    saying: ids(speaking),
    unnamed: Math.min(many, Math.max(apart, ...beside, 0)),
    line: reasons[0]?.line ?? 0,
  };
}

/**
 * Why an answer that says "has" or "cannot reverse" leaves a meter open; null where it leaves none.
 * Where a replacement is proved, that answers for the meters that went and for those that came.
 */
export function doubtOf(
  spoken: Spoken,
  { present, removed }: MetersThere,
  isReplaced = false,
): MeterDoubt | null {
  for (const id of spoken.named) {
    if (meterAmong(present, id) !== undefined) continue;
    if (meterAmong(removed, id) !== undefined) {
      if (isReplaced) continue;
      return { rule: 'meter-removed', words: id, says: `of meter ${id}, which was removed` };
    }
    if (present.length === 0 || !spoken.saying.includes(id)) continue;
    const says = `of meter ${id}, which is not known to be there`;
    return { rule: 'meter-not-known', words: id, says };
  }
  if (isReplaced) return null;
  const meters = [...present];
  for (const id of spoken.named) if (meterAmong(meters, id) === undefined) meters.push(id);
  const said = new Set(spoken.saying.map((id) => meterAmong(meters, id)));
  const open = meters.filter((id) => !said.has(id));
  if (open.length <= spoken.unnamed) return null;
  const isKnown = meters.length === present.length;
  const those = `${inWords(meters.length)} meter${meters.length === 1 ? ' is' : 's are'} ${isKnown ? 'known' : 'known or named'}`;
  const spokenOf = inWords(meters.length - open.length + spoken.unnamed);
  return { rule: 'another-meter-known', words: open.join(', '), says: `of ${spokenOf}`, those };
}

const inWords = (count: number): string =>
  ['none', 'one', 'two', 'three', 'four', 'five', 'six'][count] ?? String(count);

/** The doubt in one line: "two meters are known, and the report speaks of one". */
export const doubtInWords = ({ says, those }: MeterDoubt, speaker: string): string =>
  those === undefined ? `${speaker} ${says}` : `${those}, and ${speaker} ${says}`;

/** The evidence row that shows the doubt. */
export const doubtEvidence = ({ rule, words }: MeterDoubt, line: number): Evidence => ({
  finding: 'unclear',
  line,
  item: 'J0004',
  words,
  rule,
});
