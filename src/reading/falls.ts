/**
 * Readings that fall. The one rule: a meter that shows less than it did before ran back, whatever else
 * was said of it; two registers, two meters and numbers that are no reading do not count.
 */
import { textRules } from './progress.ts';
import type { Fact } from './progress.ts';

/** "RDG 41170 ... RDG WHEN I LEFT 41168": a reading that fell during the visit says that it ran back. */
export function fallenReading(text: string): string | null {
  const later = /\b(?:left|leaving|departure|departing|after(?:wards)?|later)\b/i;
  const readings = [
    ...text.matchAll(
      /\b(?:r(?:ea)?d(?:in)?gs?|reads?|reading)\b[^\d.;|]{0,20}(\d{4,6})\b[^.;|]{0,14}/gi,
    ),
  ];
  for (const [at, [words, figure]] of readings.entries()) {
    if (!later.test(words)) continue;
    const fall = Number(readings[at - 1]?.[1]) - Number(figure);
    if (fall > 0 && fall < fallMax) return words.trim();
  }
  return null;
}

/** Ours: what a meter can lose during a visit; more is another register or another meter. */
const fallMax = 20;

interface Figure {
  readonly value: number;
  /** Where the words about it begin and end in the text. */
  readonly from: number;
  readonly to: number;
  readonly time: 'early' | 'late' | null;
}

const early =
  /\b(last|prev\w*|was|before|earlier|first|1st|start\w*|begin\w*|opening|arriv\w*|came|ago|yesterday|(in|from|of) (jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*)\b/;
const late =
  /\b(now|today|this|present|current|end|finish\w*|left|leaving|depart\w*|after\w*|later|second|2nd|closing)\b/;
/** Numbers of something else, and registers of their own. */
const noReading =
  /\b(seals?|sealed|lks|s\/?n|msn|serial|mpan|ref|jobs?|order|tel|phone|permit|code|key|label|tags?|badge|id|gen\w*|exp|export|ihd|gas|water|night|day|low|normal|peak|(?<!(pv|gen|solar) )off|on (?!arriv|leav|depart|\d)|old|new|rate|r\d|l\d?|n|h|t\d|kvarh|total|rem\w*)\b/;

/** The parts of a text, each with where it begins and ends. */
function partsOf(text: string): readonly (readonly [from: number, to: number])[] {
  const parts: [number, number][] = [];
  let from = 0;
  for (const { index, 0: gap } of text.matchAll(/[,;|&\n]|\.(?=\s|$)|\band\b/gi)) {
    parts.push([from, index]);
    from = index + gap.length;
  }
  return [...parts, [from, text.length]];
}

/** The figures of a text that may be readings of one register, each with the words about it. */
function figuresOf(text: string): readonly Figure[] {
  let isList = false;
  return partsOf(text)
    .flatMap(([begins, ends]) => {
      const part = text.slice(begins, ends).toLowerCase();
      // "SEALS 33817, 33818": a bare number goes on with the list.
      isList = /[a-z]/.test(part) ? noReading.test(part) : isList;
      const found = [
        ...part.matchAll(/(?<![\w.:]|(?<!\d{4})\/)\d{4,6}(\.\d)?(?![\w:]|\/\d{1,3}\b)/g),
      ];
      return found.map((one, at): Figure | null => {
        const before = found[at - 1];
        const from = before === undefined ? 0 : before.index + before[0].length;
        const words = part.slice(from, at === found.length - 1 ? part.length : one.index);
        if (isClockOrYear(one[0]) || isBare(words, isList) || noReading.test(words)) return null;
        const isEarly = early.test(words);
        const time = isEarly === late.test(words) ? null : isEarly ? 'early' : 'late';
        return { value: Number(one[0]), from: begins, to: ends, time };
      });
    })
    .filter((one) => one !== null);
}

const isBare = (words: string, isList: boolean): boolean => isList && !/[a-z]/.test(words);

const isClockOrYear = (digits: string): boolean =>
  /^([01]\d|2[0-4])[0-5]\d$|^(19[3-9]|20[0-3])\d$/.test(digits);

/** "RDG 39201 AT START, 39199 AT END", "RDG NOW 39199, WAS 39201". */
function lowerReading(text: string): string | null {
  let last: Figure | null = null;
  for (const figure of figuresOf(text)) {
    if (last !== null) {
      const isTurned =
        (last.time === 'late' && figure.time !== 'late') ||
        (figure.time === 'early' && last.time !== 'early');
      const fall = (last.value - figure.value) * (isTurned ? -1 : 1);
      // Where not both have a word of time, figures that are far apart are of two registers.
      const isTimed = last.time !== null && figure.time !== null;
      if (fall > 0 && (fall < fallMax || isTimed)) return text.slice(last.from, figure.to).trim();
    }
    last = figure;
  }
  return null;
}

/** What falling readings say: during the visit that it runs back; else that it went back. */
export function fallIn(text: string): Fact | null {
  const rule = textRules.readingFell;
  const fallen = fallenReading(text);
  if (fallen !== null) return { finding: 'runsBackwards', words: fallen, rule };
  const lower = lowerReading(text);
  return lower === null ? null : { finding: 'wentBack', words: lower, rule };
}
