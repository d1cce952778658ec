/**
 * A clause is a stretch of free text between dividers, cut into pieces: the longest phrases of the
 * reading rules, and the words that no rule knows. The one rule: every text, whatever is in it,
 * gives clauses in one pass over its characters; nothing here judges what a clause says.
 */
import { type Grammar, grammarOf, Signs } from './grammar-compiler.ts';
import { is, type Piece } from './piece.ts';
import type { PhraseKind, ReadingRules } from './reading-rules.ts';

export interface Clause {
  readonly pieces: readonly Piece[];
  /** The clause as written, trimmed. */
  readonly text: string;
  /** What divides it from the clause before: an answer follows a colon, a dash, `=` or `?`. */
  readonly joiner: 'sentence' | 'comma' | 'and' | 'contrast' | 'reason' | 'answer';
  readonly isQuestion: boolean;
  /** A later part of its sentence ends in a question mark. */
  readonly sentenceIsQuestion: boolean;
}

interface Node {
  next: Map<string, Node> | null;
  kinds: Set<PhraseKind> | null;
  sign: string;
}

interface Compiled {
  readonly root: Node;
  readonly dividers: ReadonlyMap<string, 'and' | 'contrast'>;
  readonly grammar: Grammar;
  readonly unknown: Lexeme;
  readonly stamp: Lexeme;
  readonly date: Lexeme;
  readonly person: Lexeme;
  readonly smallNumber: Lexeme;
}

interface Lexeme {
  readonly kinds: ReadonlySet<PhraseKind>;
  readonly sign: string;
}

interface Token {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

interface Draft {
  readonly tokens: Token[];
  readonly joiner: Clause['joiner'];
  isQuestion: boolean;
  sentence: number;
}

const compiledRules = new WeakMap<ReadingRules, Compiled>();

export function clausesOf(rules: ReadingRules, text: string): readonly Clause[] {
  const compiled = compiledOf(rules);
  const drafts = divide(text, compiled.dividers);
  const askingSentences = new Set<number>();
  for (const draft of drafts) if (draft.isQuestion) askingSentences.add(draft.sentence);
  return drafts.flatMap((draft) =>
    partedByReason(piecesOf(compiled, text, draft.tokens)).map((pieces, at, all) => ({
      pieces,
      text: text.slice(pieces[0]?.from ?? 0, pieces.at(-1)?.to ?? 0),
      joiner: at === 0 ? draft.joiner : ('reason' as const),
      isQuestion: draft.isQuestion && at === all.length - 1,
      sentenceIsQuestion: askingSentences.has(draft.sentence),
    })),
  );
}

export const grammarFor = (rules: ReadingRules): Grammar => compiledOf(rules).grammar;

/** "NO BACKSTOP SO METER EXCHANGED": a word of reason divides, unless a longer phrase holds it. */
function partedByReason(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  if (!pieces.some((piece) => is(piece, 'connectives'))) return [pieces];
  const parts: Piece[][] = [[]];
  for (const piece of pieces) {
    if (!is(piece, 'connectives')) parts.at(-1)?.push(piece);
    else if (parts.at(-1)?.length !== 0) parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

function compiledOf(rules: ReadingRules): Compiled {
  const known = compiledRules.get(rules);
  if (known) return known;
  const root: Node = { next: null, kinds: null, sign: '' };
  for (const [kind, list] of Object.entries(rules.lists) as [
    PhraseKind,
    { readonly phrases: readonly string[] },
  ][]) {
    for (const phrase of list.phrases) addPhrase(root, phrase.toLowerCase().split(' '), kind);
  }
  const signs = new Signs();
  const sign = (node: Node): void => {
    if (node.kinds) node.sign = signs.of(node.kinds);
    node.next?.forEach(sign);
  };
  sign(root);
  const lexeme = (...kinds: PhraseKind[]): Lexeme => {
    const set: ReadonlySet<PhraseKind> = new Set(kinds);
    return { kinds: set, sign: signs.of(set) };
  };
  const compiled: Compiled = {
    root,
    dividers: new Map([
      ...rules.dividers.map((word) => [word.toLowerCase(), 'and'] as const),
      ...rules.contrasts.map((word) => [word.toLowerCase(), 'contrast'] as const),
    ]),
    unknown: lexeme(),
    stamp: lexeme('stamps'),
    date: lexeme('stamps', 'settings'),
    person: lexeme('people'),
    smallNumber: lexeme('smallNumbers'),
    grammar: grammarOf(rules, signs),
  };
  compiledRules.set(rules, compiled);
  return compiled;
}

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
  for (const end of ends) end.kinds = (end.kinds ?? new Set()).add(kind);
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

/** Cuts a text into words and clauses. Sentences are counted for the reach of a question mark. */
function divide(text: string, dividers: Compiled['dividers']): readonly Draft[] {
  const drafts: Draft[] = [];
  let sentence = 0;
  let draft: Draft = { tokens: [], joiner: 'sentence', isQuestion: false, sentence };
  const close = (joiner: Clause['joiner']): void => {
    const isLoneMark = draft.isQuestion && drafts.length === 0;
    if (draft.tokens.length > 0 || isLoneMark) drafts.push(draft);
    else if (draft.joiner === 'answer' && joiner === 'comma') joiner = 'answer';
    draft = { tokens: [], joiner, isQuestion: false, sentence };
  };
  let at = 0;
  while (at < text.length) {
    const from = at;
    while (
      at < text.length &&
      (isWordCode(text.charCodeAt(at)) || isQuote(text, at, from) || isInNumber(text, at, from))
    ) {
      at += 1;
    }
    if (at > from) {
      const word = lower(text.slice(from, at));
      const divider = dividers.get(word);
      if (divider) close(divider);
      // "Q1 BACKSTOP PRESENT: Y Q2 TYPE": a form's questions are numbered.
      else if (/^q\d$/.test(word)) {
        sentence += 1;
        close('sentence');
      }
      // "fitted n tested": but "FITTED N" is an answer.
      else if (
        text.slice(from, at) === 'n' &&
        draft.tokens.length > 0 &&
        /^ [a-z]/.test(text.slice(at, at + 2))
      )
        close('and');
      else draft.tokens.push({ word, from, to: at });
      continue;
    }
    const mark = text[at] ?? '';
    at += 1;
    if (mark === '?') {
      // A mark that stands alone asks about what was written just before it.
      const asked = draft.tokens.length > 0 ? draft : (drafts.at(-1) ?? draft);
      asked.isQuestion = true;
      if (asked === draft) close('answer');
      else draft = { tokens: [], joiner: 'answer', isQuestion: false, sentence };
      sentence += 1;
      draft.sentence = sentence;
      // "BACKSTOP ? FITTED": a mark that hangs on no word asks about what follows it too.
      draft.isQuestion = !isWordCode(text.charCodeAt(at - 2));
    } else if (ticks.has(mark)) {
      close('answer');
      draft.tokens.push({ word: ticks.get(mark) ?? '', from: at - 1, to: at });
      sentence += 1;
      close('sentence');
    } else if (endsSentence(text, at - 1, draft.tokens)) {
      sentence += 1;
      close('sentence');
    } else if (mark === ',' || mark === '(' || mark === ')') close('comma');
    else if ((mark === '&' || mark === '+') && !isInsideWord(text, at - 1)) close('and');
    else if (mark === ':' || mark === '=' || isDash(text, at - 1) || isSlash(text, at - 1, draft)) {
      if (mark === ':' && numbersNext(text, at, draft.tokens)) continue;
      close('answer');
    }
  }
  close('sentence');
  return drafts;
}

function piecesOf(compiled: Compiled, text: string, tokens: readonly Token[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < tokens.length) {
    let node: Node | undefined = compiled.root;
    let found: Lexeme | null = null;
    let end = at + 1;
    for (let next = at; next < tokens.length; next += 1) {
      node = node.next?.get(tokens[next]?.word ?? '');
      if (!node) break;
      if (node.kinds) {
        found = { kinds: node.kinds, sign: node.sign };
        end = next + 1;
      }
    }
    const first = tokens[at];
    if (!first) break;
    const before = tokens[at - 1]?.word ?? '';
    if (end === at + 1 && isNumberSign(tokens, at)) {
      found = /\d.*\d.*\d.*\d/.test(tokens[at + 1]?.word ?? '')
        ? compiled.stamp
        : compiled.smallNumber;
    }
    // "MRS PICKLES": the word after a title is a name.
    if (titled.has(before) && found === null && !/\d/.test(first.word)) found = compiled.person;
    // "J RAMSBOTTOM": an initial, and the name after it.
    const isPlain = found === null || [...found.kinds].every((kind) => kind === 'neutral');
    if (isPlain && isInitial(first.word) && isNewName(compiled, tokens[at + 1]?.word))
      found = compiled.person;
    if (found === null && isInitial(before) && isName(first.word)) found = compiled.person;
    // "engineer Colin Haig": a capital inside a sentence that is not written in capitals.
    if (found === null && isCapital(text, first) && isSmall(text, tokens[at - 1], pieces.at(-1)))
      found = compiled.person;
    // "TYPE C1": what follows is the type's own number.
    if (named.has(before) && /\d/.test(first.word)) found = compiled.stamp;
    found ??= numberOf(compiled, first.word) ?? compiled.unknown;
    const words = tokens.slice(at, end).map(({ word }) => word);
    const to = tokens[end - 1]?.to ?? first.to;
    pieces.push({ words: words.join(' '), ...found, from: first.from, to });
    at = end;
  }
  return pieces;
}

const isName = (word: string | undefined): boolean =>
  /^[a-z]*[aeiouy][a-z]*$/.test(word ?? '') && (word?.length ?? 0) > 2;

/** A word that no list has but the names of people. */
function isNewName({ root }: Compiled, word: string | undefined): boolean {
  const kinds = root.next?.get(word ?? '')?.kinds;
  return isName(word) && (!kinds || kinds.has('people'));
}

const isCapital = (text: string, { from, to }: Token): boolean =>
  /^[A-Z][a-z]*[aeiouy][a-z]*$/.test(text.slice(from, to)) && to - from > 2;

const isSmall = (text: string, token: Token | undefined, piece: Piece | undefined): boolean =>
  token !== undefined && (/^[a-z]+$/.test(text.slice(token.from, token.to)) || is(piece, 'people'));

const titled: ReadonlySet<string> = new Set(['mr', 'mrs', 'miss', 'ms', 'dr', 'rev']);
const named: ReadonlySet<string> = new Set(['type', 'model', 'class', 'mk']);

/** "12/06/2026", "L98A1234", "045213", "60a": not "14" or "2b", which may name a house or a part. */
function numberOf(compiled: Compiled, word: string): Lexeme | null {
  if (!/\d/.test(word)) return null;
  if (/^\d+([/.:-]\d+)+(am|pm|hrs|h|kw|kwp)?$|^\d+(am|pm|th|st|rd|nd)$/.test(word))
    return compiled.date;
  const isUnit =
    /^x\d+$|^\d+x$|^r\d$|^\d+(ph|sec|secs|w|v|a|am|pm|kw|kwp|kwh|kva|amp|amps|mm|hrs?|mins?|hz|th|st|rd)$/.test(
      word,
    );
  const isLong = /\d.*\D.*\d|\d{4}/.test(word) || (word.length >= 4 && /\d{2}/.test(word));
  return isUnit || isLong ? compiled.stamp : compiled.smallNumber;
}

/** "METER NO 12345", "SERIAL NO L98A1": the number sign, not a negation. */
function isNumberSign(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word;
  const next = tokens[at + 1]?.word ?? '';
  if (word !== 'no' && word !== 'nos') return false;
  const before = tokens[at - 1]?.word ?? '';
  return /^\d+$/.test(next) || (/\d.*\d/.test(next) && numbered.has(before));
}

const numbered: ReadonlySet<string> = new Set(
  'meter mtr msn serial ser asset job ref reference id order seal plate register mpan'.split(' '),
);

/** "METER NO. 123", "MSN NO: 45A6": the stop or colon belongs to the number sign. */
function numbersNext(text: string, at: number, tokens: readonly Token[]): boolean {
  const last = tokens.at(-1)?.word;
  if (last !== 'no' && last !== 'nos') return false;
  const next = text.slice(at, at + 10);
  return /^\s*\d/.test(next) || (/^\s*\w*\d/.test(next) && numbered.has(tokens.at(-2)?.word ?? ''));
}

function endsSentence(text: string, at: number, tokens: readonly Token[]): boolean {
  const mark = text[at] ?? '';
  if (mark === ';' || mark === '|' || mark === '!' || mark === '\n' || mark === '\r') return true;
  if (mark !== '.') return false;
  const last = tokens.at(-1);
  const next = text.charCodeAt(at + 1);
  if (last?.to === at && isWordCode(next)) {
    // "G.98" and "B.STOP" are abbreviations, "3.5" and "03.08.2026" are numbers.
    const isAbbreviation = last.to - last.from === 1 && !isDigit(last.word.charCodeAt(0));
    if (isAbbreviation || (isDigit(text.charCodeAt(at - 1)) && isDigit(next))) return false;
  }
  if (last?.to === at && isInitial(last.word) && /^ [A-Z]\w/.test(text.slice(at + 1, at + 4)))
    return false;
  return !numbersNext(text, at + 1, tokens);
}

/** "S. MAHMOOD": but the Y of "BACKSTOP: Y. SEALS" is an answer. */
const isInitial = (word: string): boolean => /^[b-mo-wz]$/.test(word);

/** A hyphen inside a word joins ("back-stop"); with a space on either side it divides. */
function isDash(text: string, at: number): boolean {
  const mark = text[at] ?? '';
  if (mark === '–' || mark === '—') return true;
  return (
    mark === '-' && !(isWordCode(text.charCodeAt(at - 1)) && isWordCode(text.charCodeAt(at + 1)))
  );
}

/** A slash inside words joins ("b/stop", "n/a"); between spaced words it divides. */
function isSlash(text: string, at: number, draft: Draft): boolean {
  const last = draft.tokens.at(-1);
  return text[at] === '/' && text[at + 1] === ' ' && !!last && last.to < at;
}

/** "backstop✔": the answer of a form on a phone. */
const ticks: ReadonlyMap<string, string> = new Map([
  ['✓', 'yes'],
  ['✔', 'yes'],
  ['☑', 'yes'],
  ['✗', 'no'],
  ['✘', 'no'],
]);

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function isWordCode(code: number): boolean {
  if (code < 128) return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return code >= 0xc0 && !(code >= 0x2000 && code <= 0x303f) && code !== 0xd7 && code !== 0xf7;
}

/** "L&G" is one name; "SEALS & BACKSTOP" are two things. */
const isInsideWord = (text: string, at: number): boolean =>
  isWordCode(text.charCodeAt(at - 1)) && isWordCode(text.charCodeAt(at + 1));

/** "12/06/2026", "10:30", "3.8.26": marks between digits are of the number. */
function isInNumber(text: string, at: number, from: number): boolean {
  const mark = text[at];
  return (
    at > from &&
    isDigit(text.charCodeAt(from)) &&
    (mark === '/' || mark === '.' || mark === ':' || mark === '-') &&
    isDigit(text.charCodeAt(at - 1)) &&
    isDigit(text.charCodeAt(at + 1))
  );
}

/** An apostrophe between letters is dropped: "doesn't" is read as "doesnt". */
function isQuote(text: string, at: number, from: number): boolean {
  const mark = text[at];
  return (
    (mark === "'" || mark === '’' || mark === '`') &&
    at > from &&
    isWordCode(text.charCodeAt(at + 1))
  );
}

const lower = (written: string): string => written.toLowerCase().replace(/['’`]/g, '');
