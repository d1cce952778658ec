/**
 * Which MPANs a file names, so that it is found by them whatever became of it. A file that was taken
 * tells it instance by instance; one that was refused, set aside or is of an unknown kind is looked
 * through for what stands alone between separators and has thirteen digits.
 */
import { createReadStream } from 'node:fs';
import { type Finding, findingOf } from '../flow/index.ts';
import type { NamedMpan } from '../store/index.ts';
import { type Line, lineReader, openStored, smaller } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { gapMax, readingsOf } from './mentions.ts';

interface Place {
  readonly mpan: string;
  readonly line: number;
}

const mpanDigits = 13;
const digits = /^\d{13}$/;

/** False of what is surely none: quick, for millions of them. */
export const mayBeNamed = (mpan: string): boolean => mpan.length === mpanDigits;

/** Thirteen digits are kept even where the last of them is wrong: people look for what they read. */
export const namedBy = <T extends Place>(
  sha256: string,
  places: readonly T[],
  accepted: (place: T) => boolean,
): NamedMpan[] =>
  places
    .filter(({ mpan }) => digits.test(mpan))
    .map((place) => ({
      sha256,
      line: place.line,
      mpan: place.mpan,
      accepted: accepted(place),
    }));

/** What one file names. Of what counts for nothing only so much is remembered, and the rest is told. */
export function namesOf({ config }: Gateway, sha256: string) {
  const { refusedMpansMax: most } = config.limits;
  let refused = 0;
  const isKept = ({ accepted }: NamedMpan): boolean => {
    if (!accepted) refused += 1;
    return accepted || refused <= most;
  };
  return {
    add: <T extends Place>(places: readonly T[], accepted: (place: T) => boolean): NamedMpan[] =>
      namedBy(sha256, places, accepted).filter(isKept),
    onto: <T extends { readonly findings: readonly Finding[] }>(receipt: T): T => {
      if (refused <= most) return receipt;
      const message =
        `MPANs stand in ${refused} places of this file that count for nothing, and the search finds it ` +
        `by the first ${most} of them only (limits.refusedMpansMax). An erasing finds it by all.`;
      const place = { line: null, group: null, item: null };
      const finding = findingOf('MPANS_TOO_MANY', place, message);
      return { ...receipt, findings: [...receipt.findings, finding] };
    },
  };
}

export type NamesOf = ReturnType<typeof namesOf>;

const separators = /[|,;\t]/;
const wideGap = new RegExp(`\\d\\s{${gapMax + 1},}\\d`);

const besideDigits = /^["\s]+|["\s]+$|[\s\u00c2]|^\u00ff\u00fe|^\u00fe\u00ff|^\u00ef\u00bb\u00bf/g;

/** The thirteen digits that are all of a cell, or null. */
function numberIn(cell: string): string | null {
  for (const read of readingsOf(cell)) {
    // What an erasing would not find is not searched for either.
    if (wideGap.test(read)) continue;
    const number = read.replaceAll(besideDigits, '');
    if (digits.test(number)) return number;
  }
  return null;
}

/** Looks through the pieces of a file. Returns what to feed it with. */
function scanner(onPlace: (place: Place) => void) {
  const lines = lineReader();
  let line = 0;
  const look = (some: readonly Line[]): void => {
    for (const { text } of some) {
      line += 1;
      if (text.length < mpanDigits) continue;
      for (const cell of text.split(separators)) {
        const mpan = numberIn(cell);
        if (mpan !== null) onPlace({ mpan, line });
      }
    }
  };
  return {
    push: (bytes: Buffer): void => {
      for (const piece of smaller(bytes)) look(lines.push(piece));
    },
    end: (): void => look(lines.end()),
  };
}

/** What a small file of no known kind, or with refused rows, names. */
export function scanBytes(bytes: Buffer): Place[] {
  const places: Place[] = [];
  const scan = scanner((place) => places.push(place));
  scan.push(bytes);
  scan.end();
  return places;
}

/** The same for a file of any size, piece by piece. */
export async function scanFile(
  path: string,
  onPlaces: (places: readonly Place[]) => Promise<void>,
): Promise<void> {
  let places: Place[] = [];
  const scan = scanner((place) => places.push(place));
  const handOver = async (): Promise<void> => {
    const ready = places;
    places = [];
    if (ready.length > 0) await onPlaces(ready);
  };
  for await (const piece of createReadStream(path, {
    fd: openStored(path),
    highWaterMark: 1 << 20,
  })) {
    scan.push(piece);
    await handOver();
  }
  scan.end();
  await handOver();
}
