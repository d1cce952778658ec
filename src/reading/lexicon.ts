/**
 * The lexicon cuts the words of a clause into pieces: the longest phrase of the reading rules, else a
 * shape, else a word that is one letter away from a known one. The one rule: a word that is none of
 * these stays unknown, and its piece stands in no list.
 */
import { endOfAddress, placed } from './addresses.ts';
import type { Signs } from './grammar-compiler.ts';
import { is, type Piece } from './piece.ts';
import type { ReadingRules } from './reading-rules.ts';
import { remembering } from './remembering.ts';
import {
  endOfDate,
  endOfSpacedNumber,
  isCapital,
  isInitial,
  isName,
  isNumberSign,
  isSmall,
  named,
  shapeOf,
  titled,
  type Token,
  wordAt,
} from './shapes.ts';
import { longFormsOf } from './short-forms.ts';
import { isOneAway, type Speller, spellerOf } from './spelling.ts';
import { retyped, wordMax } from './typing.ts';
import type { PhraseKind } from './phrase-kinds.ts';

interface Node {
  next: Map<string, Node> | null;
  kinds: ReadonlySet<PhraseKind> | null;
  sign: string;
}

interface Lexeme {
  readonly kinds: ReadonlySet<PhraseKind>;
  readonly sign: string;
}

type Shape = 'unknown' | 'stamp' | 'year' | 'date' | 'person' | 'smallNumber' | 'address';

interface Root extends Node {
  readonly next: Map<string, Node>;
}

export interface Lexicon {
  readonly root: Root;
  readonly shapes: Readonly<Record<Shape, Lexeme>>;
  readonly speller: Speller<Lexeme>;
  /** Every word of every phrase. */
  readonly words: ReadonlySet<string>;
  /** The word of a phrase that says what a meter does, where one only is near; else the word itself. */
  readonly phraseWord: (word: string) => string;
  /** "FND", "POSN": the word it stands for, if all that it may stand for mean alike. */
  readonly longForm: (short: string) => string | null;
}

export function lexiconOf(rules: ReadingRules, signs: Signs): Lexicon {
  const root: Root = { next: new Map(), kinds: null, sign: '' };
  for (const [kind, list] of Object.entries(rules.lists) as [
    PhraseKind,
    { readonly phrases: readonly string[] },
  ][]) {
    for (const phrase of list.phrases) {
      // Nearly all are one plain word, and there are tens of thousands.
      if (/^[a-z]+$/.test(phrase)) standsIn(descend(root, [phrase]), kind);
      else addPhrase(root, phrase.toLowerCase().split(' '), kind);
    }
  }
  const words = new Set<string>();
  const sign = (node: Node): void => {
    if (node.kinds) node.sign = signs.of(node.kinds);
    node.next?.forEach((next, word) => {
      words.add(word);
      sign(next);
    });
  };
  sign(root);
  const shape = (...kinds: PhraseKind[]): Lexeme => {
    const set: ReadonlySet<PhraseKind> = new Set(kinds);
    return { kinds: set, sign: signs.of(set) };
  };
  const ordinary = shape('ordinary');
  return {
    root,
    shapes: {
      unknown: shape(),
      stamp: shape('stamps'),
      year: shape('stamps', 'years'),
      date: shape('stamps', 'settings'),
      person: shape('people'),
      smallNumber: shape('smallNumbers'),
      address: shape('settings', 'streets'),
    },
    words,
    phraseWord: phraseWordsOf(words, rules),
    longForm: remembering(wordsRemembered, (short) => longForm(root, short)),
    speller: spellerOf<Lexeme>(
      () =>
        [...root.next].flatMap(([word, node]) => {
          const lexeme = lexemeOf(node);
          return lexeme ? [[word, lexeme] as const] : [];
        }),
      (one, other) => {
        // "FITETD": no more than the less of the two.
        if (one.sign !== other.sign && !isAside(one)) {
          if ([...one.kinds].every((kind) => other.kinds.has(kind))) return one;
          if ([...other.kinds].every((kind) => one.kinds.has(kind))) return other;
        }
        if (!isAside(one) || !isAside(other)) return null;
        const kind = asideKinds.find((each) => one.kinds.has(each) && other.kinds.has(each));
        return kind === undefined ? ordinary : shape(kind);
      },
    ),
  };
}

const ofDeeds = ['runsBackwards', 'goesBack', 'denials', 'completed', 'holds'] as const;

/** "BAKWARDS" is "backwards", which says nothing alone and much inside a phrase. */
function phraseWordsOf(
  words: ReadonlySet<string>,
  { lists }: ReadingRules,
): (word: string) => string {
  const alone = (word: string, meant: string): boolean => {
    for (const known of words)
      if (known !== meant && known.length > 3 && isOneAway(word, known)) return false;
    return true;
  };
  const speller = spellerOf<{ readonly sign: string }>(
    () =>
      ofDeeds
        .flatMap((kind) => lists[kind].phrases.flatMap(wordsOf))
        .map((known) => [known, { sign: known }] as const),
    () => null,
  );
  return remembering(wordsRemembered, (word) => {
    const meant = speller(word)?.sign;
    return meant !== undefined && alone(word, meant) ? meant : word;
  });
}

const wordsRemembered = 5_000;

/** What a word may be that is about something else; what two have in common is the first of these. */
const asideKinds: readonly PhraseKind[] = [
  'otherThings',
  'people',
  'neutral',
  'everyday',
  'ordinary',
];
const isAside = ({ kinds }: Lexeme): boolean =>
  [...kinds].every((kind) => kind === 'deeds' || asideKinds.includes(kind));

function addPhrase(root: Node, parts: readonly string[], kind: PhraseKind): void {
  let ends: Set<Node> = new Set([root]);
  for (const part of parts) {
    const reached: Set<Node> = new Set();
    for (const choice of part.split('|')) {
      for (const end of ends) reached.add(descend(end, wordsOf(choice)));
    }
    ends = reached;
  }
  ends.delete(root);
  for (const end of ends) standsIn(end, kind);
}

/** Words of one list share one set: most stand in no other. */
const alone = new Map<PhraseKind, ReadonlySet<PhraseKind>>();

function standsIn(node: Node, kind: PhraseKind): void {
  if (node.kinds !== null) {
    node.kinds = new Set(node.kinds).add(kind);
    return;
  }
  let own = alone.get(kind);
  if (own === undefined) alone.set(kind, (own = new Set([kind])));
  node.kinds = own;
}

function descend(from: Node, words: readonly string[]): Node {
  let node = from;
  for (const word of words) {
    node.next ??= new Map();
    let next = node.next.get(word);
    if (!next) node.next.set(word, (next = { next: null, kinds: null, sign: '' }));
    node = next;
  }
  return node;
}

/** The words of a phrase as the text's own would be cut: `b/stop` and `back-stop` are two words. */
function wordsOf(phrase: string): readonly string[] {
  return phrase
    .replace(/['’`]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

export function piecesOf(
  lexicon: Lexicon,
  text: string,
  typed: readonly Token[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  const tokens = retyped(
    text,
    typed,
    (word) => lexicon.words.has(word),
    (word) => {
      const meant = lexicon.phraseWord(word);
      const node = lexicon.root.next.get(meant);
      // A word that says something alone must be what the speller takes it for.
      return node?.kinds && lexicon.speller(word)?.sign !== node.sign ? word : meant;
    },
    lexicon.longForm,
  );
  let at = 0;
  while (at < tokens.length) {
    const { lexeme, end } = pieceAt(lexicon, text, tokens, at, pieces.at(-1));
    const words = tokens.slice(at, end).map(({ word }) => word);
    const { kinds, sign } = lexeme;
    const [{ from }, { to }] = [tokens[at] as Token, tokens[end - 1] as Token];
    pieces.push({ words: words.join(' '), kinds, sign, from, to });
    at = end;
  }
  return pieces;
}

function pieceAt(
  lexicon: Lexicon,
  text: string,
  tokens: readonly Token[],
  at: number,
  before: Piece | undefined,
): { readonly lexeme: Lexeme; readonly end: number } {
  const { shapes, speller } = lexicon;
  const token = tokens[at] as Token;
  const { word } = token;
  if (word.length > wordMax) return { lexeme: shapes.unknown, end: at + 1 };
  const addressEnd = endOfAddress((each) => lexicon.root.next.get(each)?.kinds, tokens, at);
  if (addressEnd !== null) return { lexeme: shapes.address, end: addressEnd };
  const dateEnd = endOfDate(tokens, at);
  if (dateEnd !== null) return { lexeme: shapes.date, end: dateEnd };
  const spaced = endOfSpacedNumber(tokens, at);
  if (spaced !== null && is(before, 'readingWords')) return { lexeme: shapes.stamp, end: spaced };
  const { found, end } = phraseAt(lexicon, tokens, at);
  const one = (lexeme: Lexeme) => ({ lexeme, end: at + 1 });
  const next = wordAt(tokens, at + 1);
  const last = wordAt(tokens, at - 1);
  if (end === at + 1 && isNumberSign(tokens, at))
    return one(/\d.*\d.*\d.*\d/.test(next) ? shapes.stamp : shapes.smallNumber);
  // "J RAMSBOTTOM": an initial, and the name after it.
  const isPlain = found === null || [...found.kinds].every((kind) => letters.has(kind));
  if (isPlain && isInitial(word) && isNewName(lexicon, next)) return one(shapes.person);
  // "J. FROST": with a stop, whatever else the name means.
  const isStopped = text[token.to] === '.';
  if (isPlain && isInitial(word) && isStopped && isName(next)) return one(shapes.person);
  const wasStopped = isInitial(last) && text[(tokens[at - 1] as Token).to] === '.';
  if (wasStopped && isName(word) && is(before, 'people')) return one(shapes.person);
  // "SE/71190", "SE9": the letters of a reference, and a postcode.
  const isReference = /^\/\d/.test(text.slice(token.to, token.to + 2));
  if (found === null && (isReference || /^[a-z]{1,2}\d{1,2}[a-z]?$/.test(word)))
    return one(shapes.stamp);
  // "16 NO", "K68 E 01882": of the numbers beside it.
  if (word === 'no' && next === '' && /^\d+$/.test(last)) return one(shapes.smallNumber);
  if (/^[a-z]$/.test(word) && /\d/.test(last) && /^\d{3}/.test(next)) return one(shapes.stamp);
  // "FERRANTI FMU2".
  if (found === null && is(before, 'makes') && /^[a-z]{1,4}\d\w*$/.test(word))
    return one(shapes.stamp);
  // "FERRANTI FLB": the letters of a type.
  const written = text.slice(token.from, token.to);
  if (found === null && is(before, 'makes') && /^[A-Z]{1,3}$/.test(written))
    return one(shapes.stamp);
  // "METER 06K 117204".
  if (/^\d{1,2}[a-z]\d?$/.test(word) && /^\d{4,}$/.test(next)) return one(shapes.stamp);
  // "TYPE C1": what follows is the type's own number.
  if (named.has(last) && /\d/.test(word)) return one(shapes.stamp);
  if (found !== null) return { lexeme: found, end };
  // "MRS PICKLES": the word after a title is a name, and so is the one after an initial.
  if (titled.has(last) && !/\d/.test(word)) return one(shapes.person);
  if (isInitial(last) && isName(word)) return one(shapes.person);
  const shape = shapeOf(word);
  if (shape !== null) return one(shapes[shape]);
  // "engineer Colin Haig", "Attended Lewes": a capital inside a sentence that has small letters.
  const isInside =
    isSmall(text, tokens[at - 1]) ||
    placed.has(last) ||
    is(before, 'people') ||
    is(before, 'streets');
  if (isInside && isCapital(text, token)) return one(shapes.person);
  const meant = speller(word);
  if (meant !== null) return one(meant);
  return one(shapes.unknown);
}

function longForm(root: Root, short: string): string | null {
  const [first, ...others] = longFormsOf(short).map((word) => ({
    word,
    sign: root.next.get(word)?.sign,
  }));
  return first?.sign && others.every(({ sign }) => sign === first.sign) ? first.word : null;
}

const letters: ReadonlySet<PhraseKind> = new Set(['neutral', 'copulas']);

/** What TO and FOR are in a message from a telephone: "FTD 2 MTR", "SWAPPED 4 SMART". */
const spoken: ReadonlyMap<string, string> = new Map([
  ['2', 'to'],
  ['4', 'for'],
]);

function phraseAt(
  lexicon: Lexicon,
  tokens: readonly Token[],
  at: number,
): { readonly found: Lexeme | null; readonly end: number } {
  const word = wordAt(tokens, at);
  const meant = spoken.get(word);
  if (meant !== undefined && at > 0 && heardAfter.has(wordAt(tokens, at + 1)))
    return { found: lexemeOf(lexicon.root.next.get(meant) as Node), end: at + 1 };
  const longest = longestPhrase(lexicon, tokens, at);
  // "NO REVERSE RUNNING STOP": the name is longer than "no reverse running".
  if (longest.end > at + 1 && (word === 'no' || word === 'not')) {
    const next = longestPhrase(lexicon, tokens, at + 1);
    if (next.end > longest.end && next.found?.kinds.has('names') === true)
      return { found: lexemeOf(lexicon.root.next.get(word) as Node), end: at + 1 };
  }
  return longest;
}

const heardAfter: ReadonlySet<string> = new Set(
  'mtr meter it get go see do work u me him her the site van stores depot smart new now cust a'.split(
    ' ',
  ),
);

function longestPhrase(
  { root }: Lexicon,
  tokens: readonly Token[],
  at: number,
): { readonly found: Lexeme | null; readonly end: number } {
  let node: Node | undefined = root;
  let found: Lexeme | null = null;
  let end = at + 1;
  let next = at;
  // No phrase has the empty word that stands after the last.
  while ((node = node.next?.get(wordAt(tokens, next)))) {
    next += 1;
    const lexeme = lexemeOf(node);
    if (lexeme === null) continue;
    found = lexeme;
    end = next;
  }
  return { found, end };
}

const lexemeOf = ({ kinds, sign }: Node): Lexeme | null => kinds && { kinds, sign };

/** A word that no list has but the names of people. */
function isNewName({ root }: Lexicon, word: string): boolean {
  const kinds = root.next.get(word)?.kinds;
  return isName(word) && (!kinds || kinds.has('people'));
}
