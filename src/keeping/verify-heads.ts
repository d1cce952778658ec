/**
 * Heads of the journal that were kept elsewhere, laid beside the journal: each must be in it, and
 * each signature must fit. A store that was rebuilt, cut off or edited since contradicts one of them.
 */
import type { KeyObject } from 'node:crypto';
import { damageIn } from '../bug.ts';
import type { Gateway } from '../gateway/index.ts';
import { type HeadLine, isSigned, markOf } from './head-signature.ts';
import { headLineOf } from './journal-heads.ts';

export interface HeadsVerified {
  readonly heads: number;
  /** With a signature that fits; null where no key was named. */
  readonly signed: number | null;
  /** Without any signature. */
  readonly unsigned: number;
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
}

interface Placed {
  readonly line: number;
  readonly head: HeadLine;
  readonly isGood: boolean;
}

/** `name` is what the file is called in what is found; without keys no signature is looked at. */
export async function verifyHeads(
  { store, config }: Gateway,
  name: string,
  text: string,
  keys: readonly KeyObject[] | null,
): Promise<HeadsVerified> {
  const problems: string[] = [];
  const remarks: string[] = [];
  const note = (line: number, says: string): number =>
    problems.push(`${name} line ${line} ${says}`);
  const placed: Placed[] = [];
  const texts = text.split('\n').map((one) => one.replace(/\r$/, ''));
  for (const [index, one] of texts.entries()) {
    const head = wholeHead(one);
    if (head === null && /^\{[^}]*$/.test(one)) {
      remarks.push(`${name} line ${index + 1} is half a line, as after a crash or on a full disk`);
    } else if (head === null && one !== '') {
      note(index + 1, 'is not a head of a journal');
    }
    if (head === null) continue;
    const isGood = keys !== null && isSigned(config, head, keys);
    placed.push({ line: index + 1, head, isGood });
  }
  const isBare = ({ head }: Placed): boolean => head.signature === undefined;
  const firstSigned = placed.findIndex((one) => !isBare(one));
  const earlier = placed.filter((one, index) => isBare(one) && index < firstSigned).length;
  if (keys !== null) {
    const vouched = new Set(placed.filter(({ isGood }) => isGood).map(({ head }) => nameOf(head)));
    for (const one of placed.slice(Math.max(0, firstSigned))) {
      if (one.isGood || (isBare(one) && vouched.has(nameOf(one.head)))) continue;
      if (isBare(one)) note(one.line, 'has no signature');
      else note(one.line, 'has a signature that does not fit it, this participant and this key');
    }
  }
  let standing: Placed[] = [];
  for (const one of placed) {
    const { line, head } = one;
    // With a key, nobody but its holder can say that earlier heads hold no longer.
    const isHeard = keys === null || one.isGood || placed.indexOf(one) < firstSigned;
    if (isHeard && head.anew === true) {
      standing = [];
      remarks.push(`${name} line ${line}: begun anew on ${head.at}; heads before are not compared`);
    }
    if (isHeard && head.restored === true) {
      standing = standing.filter(({ head: { seq } }) => seq <= head.seq);
      remarks.push(
        `${name} line ${line}: put back to entry ${head.seq} on ${head.at}; heads of later entries before it are not compared`,
      );
    }
    standing.push(one);
  }
  try {
    for (const { line, head } of standing) {
      const link = await store.linkAt(head.seq);
      const entry = `journal entry ${head.seq}, written down on ${head.at}`;
      if (link === null) note(line, `names ${entry}, which is not there`);
      else if (link !== head.link) note(line, `names ${entry}, which has another link`);
    }
  } catch (error) {
    const damage = damageIn(error);
    if (damage === null) throw error;
    problems.push(`store: the links of the journal cannot be read: ${damage}`);
  }
  if (placed.length === 0) problems.push(`${name} has no head of a journal in it`);
  const signed = keys === null ? null : placed.filter(({ isGood }) => isGood).length;
  const unsigned = placed.filter(isBare).length;
  const looked = signed === null ? 'signatures not looked at' : `${signed} with a good signature`;
  remarks.unshift(
    `${name}: ${placed.length} head${placed.length === 1 ? '' : 's'}, ${looked}, ${unsigned} unsigned`,
  );
  if (earlier > 0) {
    remarks.push(
      `${name}: the first ${earlier} are from before heads were signed: valid, but without a signature`,
    );
  }
  return { heads: placed.length, signed, unsigned, problems, remarks };
}

const nameOf = (head: HeadLine): string => `${head.seq} ${head.link} ${markOf(head)}`;

function wholeHead(text: string): HeadLine | null {
  const head = headLineOf(text);
  const isWhole =
    head !== null &&
    Number.isSafeInteger(head.seq) &&
    typeof head.at === 'string' &&
    /^[0-9a-f]{64}$/.test(head.link);
  return isWhole ? head : null;
}
