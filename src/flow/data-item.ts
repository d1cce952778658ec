/**
 * A data item of the catalogue (J0003, J0024 …): its name, its format and, where the catalogue has
 * one, its valid set. This file is the only judge of a value. The rule that must hold: a value is
 * judged where it lies in the file's bytes, nothing is copied unless it is at fault.
 */
import { amsidFault, type MpanFault, mpanFault, mpanReason } from './identifiers.ts';
import { shortened } from '../shortened.ts';

interface Format {
  readonly kind: 'CHAR' | 'NUM' | 'DATE' | 'TIME' | 'DATETIME' | 'BOOL' | 'MPAN' | 'AMSID';
  /** Characters of a CHAR, integer digits of a NUM, the fixed length of the others. */
  readonly length: number;
  readonly decimals: number;
}

export type Confidence = 'CONFIRMED' | 'LIKELY' | 'UNKNOWN';

export interface DataItem {
  readonly ref: string;
  readonly name: string;
  readonly format: Format;
  readonly formatText: string;
  readonly confidence: Confidence;
  readonly note: string | null;
  /** Code to meaning, or null where the item has no valid set. */
  readonly values: ReadonlyMap<string, string> | null;
  readonly codes: CodeTable | null;
  /** Never shown anywhere: passwords, keys. */
  readonly secret: boolean;
  /** Never repeated in a message: addresses, free text about a customer. */
  readonly personal: boolean;
}

type ItemFault = 'ITEM_FORMAT' | 'ITEM_TOO_LONG' | 'CODE_UNKNOWN' | MpanFault;

/** What is wrong with the filled value in [start, end), or null. */
export function itemFault(
  item: DataItem,
  bytes: Uint8Array,
  start: number,
  end: number,
): ItemFault | null {
  const { format } = item;
  switch (format.kind) {
    case 'CHAR':
      if (end - start > format.length) return 'ITEM_TOO_LONG';
      return item.codes === null || isCode(item.codes, bytes, start, end) ? null : 'CODE_UNKNOWN';
    case 'NUM': {
      const fault = numberFault(format, bytes, start, end);
      if (fault !== null || item.codes === null) return fault;
      return isCode(item.codes, bytes, start, end) ? null : 'CODE_UNKNOWN';
    }
    case 'DATE':
      return end - start === 8 && isDate(bytes, start) ? null : 'ITEM_FORMAT';
    case 'TIME':
      return end - start === 6 && isTime(bytes, start) ? null : 'ITEM_FORMAT';
    case 'DATETIME':
      return end - start === 14 && isDate(bytes, start) && isTime(bytes, start + 8)
        ? null
        : 'ITEM_FORMAT';
    case 'BOOL':
      return end - start === 1 && (bytes[start] === 0x54 || bytes[start] === 0x46)
        ? null
        : 'ITEM_FORMAT';
    case 'AMSID':
      return amsidFault(bytes, start, end);
    case 'MPAN':
      break;
  }
  return mpanFault(bytes, start, end);
}

/** The sentence for a fault. `value` is the text at fault; it is cut, or hidden if private. */
export function faultMessage(item: DataItem, fault: ItemFault, value: string): string {
  const subject = `${item.ref} ${item.name}${shown(item, value)}`;
  switch (fault) {
    case 'ITEM_FORMAT':
      return `${subject} has the wrong format: expected ${expectation(item.format)}.`;
    case 'ITEM_TOO_LONG':
      return (
        `${subject} is too long (${value.length} characters): ` +
        `expected ${expectation(item.format)}.`
      );
    case 'CODE_UNKNOWN':
      return (
        `${subject} is not in the valid set held here: check the code, ` +
        'or add it to the data items if the catalogue has it.'
      );
    case 'MPAN_FORMAT':
    case 'MPAN_ALL_ZEROS':
    case 'MPAN_CHECK_DIGIT_WRONG':
      break;
  }
  return `${subject} is not an MPAN: ${mpanReason(fault, value)}.`;
}

export function formatOf(text: string, isMpan: boolean): Format | null {
  const fixed = FIXED.get(text);
  if (fixed !== undefined) return fixed;
  const match = /^(CHAR|NUM)\(([1-9][0-9]{0,3})(?:,([1-9][0-9]?))?\)$/.exec(text);
  if (match === null) return null;
  const kind = match[1] === 'CHAR' ? 'CHAR' : 'NUM';
  if (kind === 'CHAR' && match[3] !== undefined) return null;
  return {
    kind: isMpan ? 'MPAN' : kind,
    length: Number(match[2]),
    decimals: Number(match[3] ?? 0),
  };
}

/** A date-time of the envelope, which has no data item of its own in the tables. */
export const isDateTime = (text: string): boolean => {
  if (!/^[0-9]{14}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'latin1');
  return isDate(bytes, 0) && isTime(bytes, 8);
};

export const expectation = (format: Format): string => {
  switch (format.kind) {
    case 'CHAR':
      return `at most ${format.length} characters`;
    case 'NUM':
      return format.decimals === 0
        ? `digits only, at most ${format.length}`
        : `a number: at most ${format.length} digits, a point, at most ${format.decimals} decimals`;
    case 'DATE':
      return 'a real date ccyymmdd, 1950 to 2199';
    case 'TIME':
      return 'a time hhmmss';
    case 'DATETIME':
      return 'a real date and time ccyymmddhhmmss, 1950 to 2199';
    case 'BOOL':
      return 'T or F';
    case 'AMSID':
      return '13 digits';
    case 'MPAN':
      break;
  }
  return '13 digits, the last a check digit';
};

/**
 * A valid set as a tree of characters laid flat: `next[state * 95 + character]` is the next state,
 * 0 when there is none. One walk over the bytes says whether they are a code.
 */
interface CodeTable {
  readonly next: Int32Array;
  readonly accepts: Uint8Array;
}

export function codeTable(codes: Iterable<string>): CodeTable {
  const next: number[] = Array.from({ length: WIDTH }, () => 0);
  const accepts: number[] = [0];
  for (const code of codes) {
    let state = 0;
    for (let i = 0; i < code.length; i++) {
      const slot = state * WIDTH + code.charCodeAt(i) - SPACE;
      let following = next[slot] ?? 0;
      if (following === 0) {
        following = accepts.length;
        next[slot] = following;
        for (let j = 0; j < WIDTH; j++) next.push(0);
        accepts.push(0);
      }
      state = following;
    }
    accepts[state] = 1;
  }
  return { next: Int32Array.from(next), accepts: Uint8Array.from(accepts) };
}

/** Private values are left out of every message; others are shortened so that a report stays readable. */
const shown = (item: DataItem, value: string): string => {
  if (item.secret || item.personal) return ' (value not repeated here)';
  return ` '${shortened(value)}'`;
};

const SPACE = 0x20;
const WIDTH = 95;
const ZERO = 0x30;
const POINT = 0x2e;

const FIXED: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['DATE', { kind: 'DATE', length: 8, decimals: 0 }],
  ['TIME', { kind: 'TIME', length: 6, decimals: 0 }],
  ['DATETIME', { kind: 'DATETIME', length: 14, decimals: 0 }],
  ['BOOL', { kind: 'BOOL', length: 1, decimals: 0 }],
]);

function isCode(table: CodeTable, bytes: Uint8Array, start: number, end: number): boolean {
  // Ours: codes the catalogue prints with a space at the end arrive with or without it.
  let last = end;
  while (last > start && bytes[last - 1] === SPACE) last--;
  if (last === start) return true;
  let state = 0;
  for (let at = start; at < last; at++) {
    const character = (bytes[at] as number) - SPACE;
    if (character < 0 || character >= WIDTH) return false;
    state = table.next[state * WIDTH + character] as number;
    if (state === 0) return false;
  }
  return table.accepts[state] === 1;
}

/**
 * DTC 15.4, Domains: digits with an explicit point, no sign, no thousands mark. Ours: leading
 * zeros pass (0.10 is common), and n of NUM(n,m) is read as n digits before the point, because
 * the catalogue does not say whether the decimals are part of it.
 */
function numberFault(
  format: Format,
  bytes: Uint8Array,
  start: number,
  end: number,
): 'ITEM_FORMAT' | 'ITEM_TOO_LONG' | null {
  let point = -1;
  for (let at = start; at < end; at++) {
    const character = bytes[at] as number;
    if (character >= ZERO && character <= 0x39) continue;
    if (character !== POINT || point >= 0 || format.decimals === 0) return 'ITEM_FORMAT';
    point = at;
  }
  if (point < 0) return end - start > format.length ? 'ITEM_TOO_LONG' : null;
  if (end - start === 1) return 'ITEM_FORMAT';
  return point - start > format.length || end - point - 1 > format.decimals
    ? 'ITEM_TOO_LONG'
    : null;
}

// DTC 15.4, Domains: dates are valid from 1950 to 2199.
function isDate(bytes: Uint8Array, start: number): boolean {
  const century = pair(bytes, start);
  const yearOfCentury = pair(bytes, start + 2);
  const month = pair(bytes, start + 4);
  const day = pair(bytes, start + 6);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return false;
  const year = century * 100 + yearOfCentury;
  if (year < 1950 || year > 2199) return false;
  if (day <= 28) return true;
  if (month !== 2)
    return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function isTime(bytes: Uint8Array, start: number): boolean {
  const hour = pair(bytes, start);
  const minute = pair(bytes, start + 2);
  const second = pair(bytes, start + 4);
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/** Two digits as a number, -1 if they are not digits. */
function pair(bytes: Uint8Array, start: number): number {
  const tens = (bytes[start] as number) - ZERO;
  const units = (bytes[start + 1] as number) - ZERO;
  return tens < 0 || tens > 9 || units < 0 || units > 9 ? -1 : tens * 10 + units;
}
