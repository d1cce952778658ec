/**
 * The shapes of words that no list can hold: numbers, dates, serial numbers, names and addresses.
 * The one rule: a shape is told by its characters and its neighbours, never by what it might mean.
 */
export interface Token {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Empty before the first word and after the last. */
export const wordAt = (tokens: readonly Token[], at: number): string => tokens[at]?.word ?? '';

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export function isWordCode(code: number): boolean {
  if (code < 128) return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return code >= 0xc0 && !(code >= 0x2000 && code <= 0x303f) && code !== 0xd7 && code !== 0xf7;
}

export const isName = (word: string): boolean =>
  /^[a-z]*[aeiouy][a-z]*$/.test(word) && word.length > 2;

export const isCapital = (text: string, { from, to }: Token): boolean =>
  /^(?=.*[aeiouy])[A-Z][a-z]+([A-Z][a-z]+)?$/.test(text.slice(from, to)) && to - from > 2;

export const isSmall = (text: string, token: Token | undefined): boolean =>
  token !== undefined && /^[a-z]+$/.test(text.slice(token.from, token.to));

export const titled: ReadonlySet<string> = new Set(['mr', 'mrs', 'miss', 'ms', 'dr', 'rev']);
export const named: ReadonlySet<string> = new Set(['type', 'model', 'class', 'mk']);

/** "12/06/2026", "L98A1234", "045213", "60a": not "14" or "2b", which may name a house or a part. */
export function shapeOf(word: string): 'date' | 'year' | 'stamp' | 'smallNumber' | null {
  if (!/\d/.test(word)) return null;
  // Ours: a meter of these years is not one that was fitted on the visit.
  if (/^(19[3-9]\d|20[01]\d)$/.test(word)) return 'year';
  if (/^\d+([/.:-]\d+)+(am|pm|hrs|h|kw|kwp)?$|^\d+(am|pm|th|st|rd|nd)$/.test(word)) return 'date';
  const isUnit =
    /^x\d+$|^\d+x$|^r\d$|^\d+(ph|sec|secs|w|v|a|am|pm|kw|kwp|kwh|kva|amp|amps|mm|hrs?|mins?|hz|th|st|rd)$/.test(
      word,
    );
  const isLong = /\d.*\D.*\d|\d{4}/.test(word) || (word.length >= 4 && /\d{2}/.test(word));
  const isType = /^[a-z]{1,3}\d+[a-z]+\d*$/.test(word);
  return isUnit || isLong || isType ? 'stamp' : 'smallNumber';
}

/** "METER NO 12345", "SERIAL NO L98A1": the number sign, not a negation. */
export function isNumberSign(tokens: readonly Token[], at: number): boolean {
  if (!numberSigns.has(wordAt(tokens, at))) return false;
  const next = wordAt(tokens, at + 1);
  return /^\d+$/.test(next) || (/\d.*\d/.test(next) && numbered.has(wordAt(tokens, at - 1)));
}

const numberSigns: ReadonlySet<string> = new Set(['no', 'nos']);

const numbered: ReadonlySet<string> = new Set(
  'meter mtr msn serial ser asset job ref reference id order seal plate register mpan'.split(' '),
);

/** "METER NO. 123", "MSN NO: 45A6": the stop or colon belongs to the number sign. */
export function numbersNext(text: string, at: number, tokens: readonly Token[]): boolean {
  const last = tokens.length - 1;
  if (!numberSigns.has(wordAt(tokens, last))) return false;
  const next = text.slice(at, at + 10);
  return /^\s*\d/.test(next) || (/^\s*\w*\d/.test(next) && numbered.has(wordAt(tokens, last - 1)));
}

/** "S. MAHMOOD": but the Y of "BACKSTOP: Y. SEALS" is an answer. */
export const isInitial = (word: string): boolean => /^[b-mo-wz]$/.test(word);

const months =
  /^(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december)$/;

/** "4 JUNE 2024", "4TH OF JUNE", "JUNE 4TH": where it ends, and null where there is no date. */
export function endOfDate(tokens: readonly Token[], at: number): number | null {
  const isDay = (index: number): boolean =>
    /^([12]?\d|3[01])(st|nd|rd|th)?$/.test(wordAt(tokens, index));
  const isMonth = (index: number): boolean => months.test(wordAt(tokens, index));
  let end: number;
  if (isDay(at) && isMonth(at + 1)) end = at + 2;
  else if (isDay(at) && wordAt(tokens, at + 1) === 'of' && isMonth(at + 2)) end = at + 3;
  else if (isMonth(at) && isDay(at + 1)) end = at + 2;
  else return null;
  return /^(19|20)?\d\d$/.test(wordAt(tokens, end)) ? end + 1 : end;
}

/** "54 221": a reading with a space in it. */
export const endOfSpacedNumber = (tokens: readonly Token[], at: number): number | null =>
  /^\d{1,3} \d{3}$/.test(`${wordAt(tokens, at)} ${wordAt(tokens, at + 1)}`) ? at + 2 : null;
