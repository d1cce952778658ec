/**
 * Which MPANs a file names, so that it is found by them whatever became of it. A file that was taken
 * tells it instance by instance; one that was refused, set aside or is of an unknown kind is looked
 * through for what stands alone between separators and has thirteen digits.
 */

import { type Line, lineReader, smaller } from '../files/index.ts';
import { type Finding, findingOf } from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { NamedMpan } from '../store/index.ts';
import type { Taking } from './batcher.ts';
import { gapMax, readingsOf } from './mentions.ts';

interface Place {
  readonly mpan: string;
  readonly line: number;
}

const mpanDigits = 13;
const digits = /^\d{13}$/;

/** False of what is surely none: quick, for millions of them. */
export const mayBeNamed = (mpan: string): boolean => mpan.length === mpanDigits;

/** What one file names. Of what counts for nothing only so much is remembered, and the rest is told. */
export function namesOf({ config }: Gateway, sha256: string) {
  const { refusedMpansMax: most } = config.limits;
  let refused = 0;
  return {
    /** Thirteen digits are kept even where the last of them is wrong: people look for what they read. */
    add: <T extends Place>(places: readonly T[], accepted: (place: T) => boolean): NamedMpan[] => {
      const named: NamedMpan[] = [];
      for (const place of places) {
        if (!digits.test(place.mpan)) continue;
        const isAccepted = accepted(place);
        if (!isAccepted) refused += 1;
        if (!isAccepted && refused > most) continue;
        named.push({ sha256, line: place.line, mpan: place.mpan, accepted: isAccepted });
      }
      return named;
    },
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

type NamesOf = ReturnType<typeof namesOf>;

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

/** Looks through a file piece by piece for what it may name. */
export function scanner() {
  const lines = lineReader();
  let line = 0;
  const look = (some: readonly Line[]): Place[] => {
    const places: Place[] = [];
    for (const { text } of some) {
      line += 1;
      if (text.length < mpanDigits) continue;
      for (const cell of text.split(separators)) {
        const mpan = numberIn(cell);
        if (mpan !== null) places.push({ mpan, line });
      }
    }
    return places;
  };
  return {
    push: function* (bytes: Uint8Array): Generator<readonly Place[]> {
      for (const piece of smaller(bytes)) yield look(lines.push(piece));
    },
    end: (): readonly Place[] => look(lines.end()),
  };
}

/** The same of a file of DIP messages, where they stand in quotation marks. */
async function* mpansQuoted(
  pieces: ReturnType<Taking['source']['pieces']>,
): AsyncGenerator<readonly Place[]> {
  let rest = '';
  let line = 1;
  for await (const bytes of pieces) {
    for (const piece of smaller(bytes)) {
      const text = rest + Buffer.from(piece).toString('latin1');
      const places: Place[] = [];
      let at = 0;
      const goTo = (next: number): void => {
        for (; at < next; at += 1) if (text.charCodeAt(at) === lineFeed) line += 1;
      };
      for (const { 1: mpan = '', 0: found, index } of text.matchAll(/"(\d{13})"/g)) {
        goTo(index);
        places.push({ mpan, line });
        goTo(index + found.length);
      }
      goTo(Math.max(at, text.length - mpanDigits - 1));
      rest = text.slice(at);
      yield places;
    }
  }
}

const lineFeed = 0x0a;

export async function nameMessages({ source, add }: Taking, names: NamesOf): Promise<void> {
  for await (const places of mpansQuoted(source.pieces())) {
    await add(
      [],
      names.add(places, () => false),
    );
  }
}

/** Remembers the MPANs of a file of which not everything counts. */
export async function nameAll({ source, add }: Taking, names: NamesOf): Promise<void> {
  const scan = scanner();
  const keep = (places: readonly Place[]): Promise<void> =>
    add(
      [],
      names.add(places, () => false),
    );
  for await (const piece of source.pieces()) {
    for (const places of scan.push(piece)) await keep(places);
  }
  await keep(scan.end());
}
