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
  '[\\u0001-\\u0009\\u000b\\u000c\\u000e-\\u0015 ./\\u002d\\u0060\\u00a0\\u00ad\\u1680\\u2000-\\u2015\\u2028\\u2029\\u202f\\u205f\\u2060\\ufeff]' +
  '|\\u00c2[\\u00a0\\u00ad]|\\u00e2\\u0080[\\u0080-\\u0095\\u00af]|\\u00e2\\u0081[\\u009f\\u00a0]' +
  '|\\u00ef\\u00bb\\u00bf';

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
  for (const plain of readingsOf(text)) {
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
}

/** In UTF-16, either end first, each digit has a zero byte beside it. */
export const withoutZeros = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', '') : text;

/** A text as it can be read, with the digits and the space of full width as usual ones. */
export function* readingsOf(text: string): Generator<string> {
  yield withUsualWidth(withoutZeros(text));
  // Of these no byte is zero, or the other one is that of a digit: the encoding has to be known.
  if (!mayBeUtf16(text)) return;
  const bytes = Buffer.from(text, 'latin1');
  for (const skipped of [0, 1]) {
    const units = Buffer.from(
      bytes.subarray(skipped, bytes.length - ((bytes.length - skipped) % 2)),
    );
    for (const read of [units.toString('utf16le'), units.swap16().toString('utf16le')]) {
      if (fullWidth.test(read)) yield withUsualWidth(read.replaceAll(halfSeen, tooLong));
    }
  }
}

/** Shorter is no number of full width. */
const mayBeUtf16 = (text: string): boolean =>
  text.length >= 2 * digitsOfMpan &&
  (text.includes('\0') || text.includes('\u00ff')) &&
  !/[\u0100-\uffff]/.test(text);

const fullWidth = /[\u3000\uff0d-\uff19]/;

/** A digit of full width seen a byte too late: what stands beside it must be a whole number. */
const lateDigits = '[\\u0010-\\u0019]';
const halfSeen = new RegExp(lateDigits, 'g');
const tooLong = '0'.repeat(digitsOfMpan + 1);

/** Of full width are digits, hyphen, dot, slash and a space: as a text has them, or the bytes of UTF-8. */
const wide = /[\uff0d-\uff19]|\u00ef\u00bc[\u008d-\u0099]|\u3000|\u00e3\u0080\u0080/g;

function withUsualWidth(text: string): string {
  return text.replaceAll(wide, (found) => {
    const last = found.charCodeAt(found.length - 1);
    if (last === 0x30_00 || last === 0x80) return ' ';
    return String.fromCharCode(last - (found.length === 1 ? 0xfe_e0 : 0x60));
  });
}

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
  '[\\d\\u0000-\\u0009\\u000b\\u000c\\u000e-\\u0019 ./\\u002d\\u0060\\u0080-\\u0099\\u009f\\u00a0\\u00ad\\u00af\\u00bb\\u00bc\\u00bf\\u00c2\\u00e2\\u00e3\\u00ef\\u00ff' +
    '\\u1680\\u2000-\\u2015\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff\\uff0d-\\uff19]',
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
