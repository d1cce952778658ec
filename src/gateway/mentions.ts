/**
 * Whether a text names an MPAN, also where it was typed in groups of digits, or in UTF-16: whatever
 * the search finds, an erasure finds. Bytes are looked at as Latin-1, a piece at a time.
 */
import { checkMpan } from '../flow/index.ts';

export type Mentions = (text: string) => boolean;

/** A space, as Latin-1 shows the bytes of one in UTF-8 too, or as a text has it. */
const space =
  '[ \\u00a0\\u2000-\\u200a\\u202f]|\\u00c2\\u00a0|\\u00e2\\u0080[\\u0080-\\u008a\\u00af]';

/**
 * Whatever a person may put between groups of digits: any space or nothing that shows, a hyphen, a dot, a
 * slash. Control characters are the other halves of such spaces in UTF-16.
 */
const between =
  '[\\u0001-\\u0009\\u000b\\u000c\\u000e-\\u0015 ./\\u002d\\u0060\\u00a0\\u00ad\\u2000-\\u2015\\u202f\\u205f\\u2060\\u3000\\ufeff]' +
  '|\\u00c2[\\u00a0\\u00ad]|\\u00e2\\u0080[\\u0080-\\u0095\\u00af]|\\u00e2\\u0081[\\u009f\\u00a0]' +
  '|\\u00e3\\u0080\\u0080|\\u00ef\\u00bb\\u00bf';

/** How numbers are typed, and how many of that stand between two digits at most. */
interface Spelling {
  readonly numbers: RegExp;
  readonly gaps: RegExp;
}
const spelling = (gap: string, most: number): Spelling => ({
  numbers: new RegExp(`\\d(?:(?:${gap}){0,${most}}\\d){12,}`, 'g'),
  gaps: new RegExp(`(?:${gap})+`),
});

/** Ours: people put one space between groups of digits, not a line of them. */
export const gapMax = 20;
const anyHow = spelling(between, gapMax);
const usual = spelling(space, 3);

const digitsOfMpan = 13;

/** The numbers of thirteen digits in a text, each whole: not a part of a longer one. */
function* numbersIn(text: string, { numbers, gaps }: Spelling): Generator<string> {
  // In UTF-16, either end first, each digit has a zero byte beside it.
  const plain = withoutZeros(text);
  for (const [found] of plain.matchAll(numbers)) {
    const groups = found.split(gaps);
    for (let from = 0; from < groups.length; from += 1) {
      let number = '';
      for (let at = from; at < groups.length && number.length < digitsOfMpan; at += 1) {
        number += groups[at];
      }
      if (number.length === digitsOfMpan) yield number;
    }
  }
}

export const withoutZeros = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', '') : text;

/** True for a text that holds one of the MPANs as a whole number. */
export const mentionOf =
  (mpans: ReadonlySet<string>): Mentions =>
  (text) => {
    for (const number of numbersIn(text, anyHow)) if (mpans.has(number)) return true;
    return false;
  };

/** True for a text that holds any other MPAN, typed as is usual: a date and a reading are no MPAN. */
export const mentionOfOthers =
  (mpan: string): Mentions =>
  (text) => {
    for (const number of numbersIn(text, usual)) {
      if (number !== mpan && checkMpan(number) === true) return true;
    }
    return false;
  };

/** What a number typed in groups may consist of, beyond its digits. */
const withinNumber = new RegExp(
  '[\\d\\u0000-\\u0009\\u000b\\u000c\\u000e-\\u0015 ./\\u002d\\u0060\\u0080-\\u0095\\u009f\\u00a0\\u00ad\\u00af\\u00bb\\u00bf\\u00c2\\u00e2\\u00e3\\u00ef' +
    '\\u2000-\\u2015\\u202f\\u205f\\u2060\\u3000\\ufeff]',
);

/** More bytes than a number in groups has in any encoding. */
const keptMax = 2_048;

/** Looks through a text that comes in pieces: a number may lie across the end of one. */
export function seeker(mentions: Mentions): (piece: string, isLast: boolean) => boolean {
  let kept = '';
  return (piece, isLast) => {
    const text = kept === '' ? piece : kept + piece;
    if (isLast) {
      kept = '';
      return mentions(text);
    }
    const least = Math.max(0, text.length - keptMax);
    let end = text.length;
    while (end > least && withinNumber.test(text.charAt(end - 1))) end -= 1;
    // Digits and spaces without end: what may go over the end is looked at twice.
    const isUnbroken = end === least && least > 0;
    kept = text.slice(end);
    return mentions(isUnbroken ? text : text.slice(0, end));
  };
}
