/**
 * Slips of typing that a list cannot hold: a space that was not typed, and a word misspelt inside a
 * phrase. The one rule: a word that any list knows stays as it is, and where two words may have been
 * meant, neither is taken.
 */
import { isCapital, isInitial, isSmall, titled, type Token, wordAt } from './shapes.ts';

/** Ours: no word and no number of the trade is longer; it bounds what is tried of one. */
export const wordMax = 40;

/** Each word as it was meant; words of its own where a space is missing. */
export const retyped = (
  text: string,
  tokens: readonly Token[],
  isKnown: (word: string) => boolean,
  meant: (word: string) => string,
  longForm: (word: string) => string | null,
): readonly Token[] =>
  tokens.flatMap((token, at) => {
    const { from, to } = token;
    const slip =
      slips.get(token.word) ??
      withoutEnding(text, token, isKnown) ??
      // "READIN", "FLYIN": the g that is not spoken.
      (token.word.endsWith('in') &&
      /^[a-z]{2,}in$/.test(token.word) &&
      !isKnown(token.word) &&
      isKnown(`${token.word}g`)
        ? `${token.word}g`
        : undefined);
    if (slip !== undefined) return [{ word: slip, from, to }];
    const { word } = token;
    const said = isKnown(word) ? undefined : dialect.get(word);
    if (said !== undefined) return [{ word: said, from, to }];
    // "FND", "ORIG": but a short word with one capital is a name.
    const isShort = word.length < 9 && /^[a-z]+$/.test(word) && !isKnown(word);
    const long = isShort && !isCapital(text, token) ? longForm(word) : null;
    if (long !== null) return [{ word: long, from, to }];
    if (word.length > wordMax || !/^[a-z]+$/.test(word) || isKnown(word)) return [token];
    const cut = gapOf(word, isKnown);
    if (cut !== null && to - from === word.length) {
      const [head, tail] = [word.slice(0, cut), word.slice(cut)];
      return [
        { word: head, from, to: from + cut },
        { word: tail, from: from + cut, to },
      ];
    }
    const last = wordAt(tokens, at - 1);
    const isName =
      (isSmall(text, tokens[at - 1]) && isCapital(text, token)) ||
      titled.has(last) ||
      isInitial(last);
    return [{ word: isName ? word : meant(word), from, to }];
  });

/** "SOLAR'S EXPORTING", "THE TENANT'S SON": the word without its ending, where no list has both. */
const withoutEnding = (
  text: string,
  { word, from, to }: Token,
  isKnown: (word: string) => boolean,
): string | undefined =>
  word.length > 3 &&
  word.endsWith('s') &&
  /['’]s$/i.test(text.slice(from, to)) &&
  !isKnown(word) &&
  isKnown(word.slice(0, -1))
    ? word.slice(0, -1)
    : undefined;

/** Slips of every day, in words of which more than one is near. */
const slips: ReadonlyMap<string, string> = new Map(
  Object.entries({
    running: 'runing runnig runnng runing runnin',
    backwards: 'backards bakwards bacwards backwads backwars bakwords backwods bckwards backwrds',
    backward: 'bakward bacward backwad',
    spinning: 'spining spinnig spinin',
    turning: 'turnin turnig turing',
    going: 'goin gona goiing',
    stopped: 'stoped stopd',
    stopping: 'stoping',
    doesnt: 'doesent dosent dosnt doesnot duznt',
    cant: 'carnt cannt',
    couldnt: 'cudnt coudnt couldent',
    changed: 'chanjed chaned cahnged chagned chnaged changd',
    reverse: 'revers revese reverce',
    new: 'nue',
    no: 'nae',
    with: 'wiv',
    will: 'gonna',
  }).flatMap(([word, all]) => all.split(' ').map((slip) => [slip, word] as const)),
);

/** Scots and the North, where no list has the word. */
const dialect: ReadonlyMap<string, string> = new Map(
  Object.entries({
    old: 'auld aul',
    wrong: 'wrang',
    away: 'awa',
    spinning: 'birlin birling',
    spins: 'birls',
    look: 'keek',
    just: 'jist juist',
    out: 'oot',
    down: 'doon',
    house: 'hoose',
    about: 'aboot',
    round: 'roon roond',
    from: 'fae frae',
    to: 'tae',
    off: 'aff',
    again: 'agin',
    nothing: 'nuthin nuffin nothin naethin',
    something: 'summat sumthin',
    isnt: 'isny isnae',
    cannot: 'cannae canny',
    doesnt: 'doesny disnae',
    hasnt: 'hasnae hisnae',
  }).flatMap(([word, all]) => all.split(' ').map((said) => [said, word] as const)),
);

/** "BACKSTOPFITTED", "NOBACKSTOP", "NEWMETER", "FITTEDSEALS": where the space belongs, if in one place only. */
function gapOf(word: string, isKnown: (word: string) => boolean): number | null {
  const gaps: number[] = [];
  for (let at = 2; at <= word.length - 2; at += 1) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    const isGap =
      (named.test(head) && isKnown(tail)) ||
      (named.test(tail) &&
        (/^(no|not|new|old)$/.test(head) || (head.length > 3 && isKnown(head)))) ||
      (stated.test(head) && noted.test(tail)) ||
      (/^(new|old|smart|static)$/.test(head) && /^(meter|mtr|seals?)$/.test(tail));
    if (isGap) gaps.push(at);
  }
  return gaps.length === 1 ? (gaps[0] ?? null) : null;
}

const named = /^(backstop|bstop|bkstop|meter|mtr)$/;
const stated = /^(fitted|ftd|present|replaced|exchanged|installed|checked|chkd)$/;
const noted = /^(seals?|sealed|ok|photos?|cust|customer|meter|mtr|backstop|today|tails|left|site)$/;
