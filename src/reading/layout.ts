/**
 * The layout of a text is what its writer typed to set it out, and no part of what it says: numbered
 * points, Q and A, boxes to tick, marks that were dictated. The one rule: every mark becomes a mark of
 * the same length, so that each word stands where it stood and evidence cites the text as written.
 */

/** The text with its layout as plain dividers; as long as the text. */
export const laidOut = (text: string): string =>
  withoutBoxes(withoutNumbers(withoutDictation(text)))
    // "BACKSTOP (Y/N): N": what may be answered, and then the answer.
    .replace(
      /\(? ?\b(?:y|yes) ?\/ ?(?:n|no)(?: ?\/ ?n\W?a)?\b ?\)?(?=\s{0,3}[:=?-]{1,3}\s{0,3}(?:y|n|yes|no)\b)/gi,
      blank,
    )
    // "BACKSTOP CHKD & OK".
    .replace(
      /(?<=\b(?:checked|chkd|tested|tstd|inspected) )(?:&|and|\+)(?= (?:ok|okay|all ok)\b)/gi,
      blank,
    )
    // "Q: IS A BACKSTOP FITTED? A: YES".
    .replace(/(?<=^|[.;?!\n]\s{0,3})q(?:uestion)?\s?[:.)-](?=\s{0,3}\p{L})/giu, ended)
    .replace(/(?<=\?\s{0,3})a(?:ns|nswer)?\s?[:.)-](?=\s{0,3}\p{L})/giu, blank);

const blank = (mark: string): string => ' '.repeat(mark.length);
const ended = (mark: string): string => ';'.padEnd(mark.length);

/** "BACK STOP FITTED FULL STOP SEALS OK COMMA READ TAKEN": what was said to a telephone. */
function withoutDictation(text: string): string {
  return text
    .replace(/\bfull stop\b(?!\s+(?:fitted|ftd|present|missing|not)\b)/gi, ended)
    .replace(/\bnew (?:line|paragraph)\b/gi, ended)
    .replace(/\bquestion mark\b/gi, (mark) => '?'.padEnd(mark.length))
    .replace(/(?<=\w )comma(?= \w)/gi, (mark) => ','.padEnd(mark.length));
}

/** "1) BACKSTOP FITTED 2) SEALS OK": a number that follows the one before, in the style of the first. */
function withoutNumbers(text: string): string {
  const first = /(?<=^\s{0,3}|[:;.\n]\s{0,3})\(?1\s?([).-])(?=\s{0,3}\p{L})/u.exec(text);
  const style = first?.[1];
  if (!first || style === undefined) return text;
  const marks = [first[0].length + first.index];
  let laid = text.slice(0, first.index) + ended(first[0]);
  let rest = text.slice(marks[0]);
  for (let number = 2; ; number += 1) {
    const sign = style === '-' ? ' -' : `\\${style}`;
    const next = new RegExp(`(?<=^|[\\s;.,|])\\(?${number}\\s?${sign}(?=\\s{0,3}\\p{L})`, 'u').exec(
      rest,
    );
    // One point alone is no list.
    if (!next) return number === 2 ? text : laid + rest;
    laid += rest.slice(0, next.index) + ended(next[0]);
    rest = rest.slice(next.index + next[0].length);
  }
}

/** "[X] BACKSTOP FITTED [ ] NOT FITTED": where boxes come first, what was not ticked was not said. */
function withoutBoxes(text: string): string {
  if (!/^\s*\[[ x✓✔]?\]/i.test(text)) return text;
  return text.replace(/\[ ?\][^[\n]*/g, ended).replace(/\[[x✓✔]\]/gi, ended);
}
