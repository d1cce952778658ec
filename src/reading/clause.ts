/**
 * A clause is a stretch of free text between dividers, cut into pieces: the longest phrases of the
 * reading rules, and the words that no rule knows. The one rule: every text, whatever is in it,
 * gives clauses in one pass over its characters; nothing here judges what a clause says.
 */
import { type Grammar, grammarOf, Signs } from './grammar-compiler.ts';
import { laidOut } from './layout.ts';
import { lexiconOf, type Lexicon, piecesOf } from './lexicon.ts';
import { is, type Piece } from './piece.ts';
import type { ReadingRules } from './reading-rules.ts';
import { isDigit, isInitial, isWordCode, numbersNext, type Token, wordAt } from './shapes.ts';

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

interface Compiled {
  readonly lexicon: Lexicon;
  readonly dividers: ReadonlyMap<string, 'and' | 'contrast'>;
  readonly grammar: Grammar;
}

interface Draft {
  readonly tokens: Token[];
  readonly joiner: Clause['joiner'];
  isQuestion: boolean;
  readonly sentence: number;
}

const compiledRules = new WeakMap<ReadingRules, Compiled>();

export function clausesOf(rules: ReadingRules, text: string): readonly Clause[] {
  const compiled = compiledOf(rules);
  const drafts = divide(laidOut(text), compiled.dividers);
  const askingSentences = new Set<number>();
  for (const draft of drafts) if (draft.isQuestion) askingSentences.add(draft.sentence);
  return drafts.flatMap((draft) =>
    partedByReason(piecesOf(compiled.lexicon, text, draft.tokens)).map((pieces, at, all) => ({
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
    // "SINCE 2019" is a time.
    const isTime = piece.words === 'since' && is(pieces[pieces.indexOf(piece) + 1], 'stamps');
    if (isTime) continue;
    if (!is(piece, 'connectives')) parts.at(-1)?.push(piece);
    else parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

function compiledOf(rules: ReadingRules): Compiled {
  const known = compiledRules.get(rules);
  if (known) return known;
  const signs = new Signs();
  const lexicon = lexiconOf(rules, signs);
  const compiled: Compiled = {
    lexicon,
    dividers: new Map([
      ...rules.dividers.map((word) => [word.toLowerCase(), 'and'] as const),
      ...rules.contrasts.map((word) => [word.toLowerCase(), 'contrast'] as const),
    ]),
    grammar: grammarOf(rules, signs),
  };
  compiledRules.set(rules, compiled);
  return compiled;
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
      // "NOT FITTED YET" ends in it.
      // "THERE AND THEN".
      const last = draft.tokens.at(-1)?.word;
      const isThereAndThen =
        (last === 'there' && /^ then\b/i.test(text.slice(at))) ||
        (last === 'before' && /^ after\b/i.test(text.slice(at))) ||
        // "NOW AND THEN", "ON AND OFF".
        (last === 'now' && /^ (then|again)\b/i.test(text.slice(at)));
      if (
        divider &&
        !isThereAndThen &&
        !(word === 'yet' && /^\s*([.,;:!|]|$)/.test(text.slice(at)))
      )
        close(divider);
      // "Q1 BACKSTOP PRESENT: Y Q2 TYPE": a form's questions are numbered.
      else if (/^q\d$/.test(word)) {
        sentence += 1;
        close('sentence');
      }
      // "fitted n tested", "resealed an photo sent": but "FITTED N" is an answer, and "an electronic one" is one.
      else if (
        draft.tokens.length > 0 &&
        ((text.slice(from, at) === 'n' && /^ [a-z]/.test(text.slice(at, at + 2))) ||
          (text.slice(from, at) === 'an' && andNext.test(text.slice(at, at + 12))))
      )
        close('and');
      else draft.tokens.push({ word, from, to: at });
      continue;
    }
    const mark = text.charAt(at);
    const tick = ticks.get(mark);
    at += 1;
    if (mark === '?') {
      // A mark that stands alone asks about what was written just before it.
      const asked = draft.tokens.length > 0 ? draft : (drafts.at(-1) ?? draft);
      asked.isQuestion = true;
      sentence += 1;
      if (asked === draft) close('answer');
      // "BACKSTOP ? FITTED": a mark that hangs on no word asks about what follows it too.
      const isQuestion = !isWordCode(text.charCodeAt(at - 2));
      draft = { tokens: [], joiner: 'answer', isQuestion, sentence };
    } else if (tick !== undefined) {
      close('answer');
      draft.tokens.push({ word: tick, from: at - 1, to: at });
      sentence += 1;
      close('sentence');
    } else if (endsSentence(text, at - 1, draft.tokens)) {
      sentence += 1;
      close('sentence');
    } else if (mark === ',' || mark === '(' || mark === ')') close('comma');
    else if ((mark === '&' || mark === '+') && isInMake(text, at, draft.tokens)) continue;
    else if ((mark === '&' || mark === '+') && !isInsideWord(text, at - 1)) close('and');
    else if (mark === ':' || mark === '=' || isDash(text, at - 1) || isSlash(text, at - 1, draft)) {
      if (mark === ':' && numbersNext(text, at, draft.tokens)) continue;
      if (mark !== '-' && isOneField(text, at, draft.tokens)) continue;
      close('answer');
    }
  }
  close('sentence');
  return drafts;
}

/** What no AN can stand before. */
const andNext =
  /^ (no|not|none|theres?|its?|the|he|she|we|photos?|pics?|cust|customer|tails|seals|backstop|bstop|fitted|tested|left|put|stops|stopped|held|stays|just|both|told|works|working|doing|never|doesnt|wont|cant|was|has|had|then|bonding|polarity)\b/;

function endsSentence(text: string, at: number, tokens: readonly Token[]): boolean {
  const mark = text.charAt(at);
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
  // "REV. STOP".
  if (
    last?.to === at &&
    /^(rev|reverse|anti|b|bk|bck)$/.test(last.word) &&
    /^ ?(stop|rev|run)/i.test(text.slice(at + 1, at + 6))
  )
    return false;
  // "SER. NO. L71C", "MR. SHAW".
  if (last?.to === at && shortened.has(last.word) && text[at + 1] === ' ') return false;
  // "EXIST. mtr has backstop": a short form inside a sentence of small letters.
  if (last?.to === at && cutShort.has(last.word) && /^ [a-z]/.test(text.slice(at + 1, at + 3)))
    return false;
  return !numbersNext(text, at + 1, tokens);
}

const cutShort: ReadonlySet<string> = new Set(
  'exist exch repl chg upg op func insp conf orig prev ext int pos elec mech imp exp compl inst'.split(
    ' ',
  ),
);

const shortened: ReadonlySet<string> = new Set('ser ref tel approx mr mrs dr nos'.split(' '));

/** "EXCH: NEEDED", "WORK NEXT: MTR EXCH", "BACKWARDS: CANNOT": a key that says nothing without its value. */
function isOneField(text: string, at: number, tokens: readonly Token[]): boolean {
  const key = tokens.map(({ word }) => word).join(' ');
  const value = text.slice(at, at + 20).toLowerCase();
  return oneFields.some(([keys, values]) => keys.test(key) && values.test(value));
}

const oneFields: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^((mtr|meter) )?(exch|exchange|swap|c o|new (mtr|meter))$/,
    /^\s*((yes|y),? )?((not |no longer )?needed|not (reqd?|required)|pls|please|reqd?|required|wanted|to be (booked|arranged|raised))\b/,
  ],
  [
    /^(next|further) (work|job|action|step)s?$|^(work|job|action|step)s? (next|reqd?|required|needed|to follow)$/,
    /^\s*((mtr|meter) )?(exch|exchange|swap|c\/o)\b/,
  ],
  [
    /^(rev|reverse|backwards?)( run(ning)?)?$/,
    /^\s*(not possible|cannot|cant|can't|impossible)\s*([.;,|]|$)/,
  ],
];

/** A hyphen inside a word joins ("back-stop"); with a space on either side it divides. */
function isDash(text: string, at: number): boolean {
  const mark = text.charAt(at);
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

/** "LANDIS & GYR", "CHAMBERLAIN & HOOKHAM". */
const isInMake = (text: string, at: number, tokens: readonly Token[]): boolean =>
  /^(landis|chamberlain)$/.test(wordAt(tokens, tokens.length - 1)) &&
  /^\s*(gyr|hookham)\b/i.test(text.slice(at, at + 12));

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
