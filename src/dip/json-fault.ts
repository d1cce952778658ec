/**
 * Why a text is no JSON, and which key of an object it has twice: what JSON.parse does not tell, or
 * tells in words of its own that quote what came. It is asked only where something is wrong. The
 * texts it is given are no deeper than the limit, so it may call itself.
 */
import { shortened } from '../shortened.ts';

interface JsonFault {
  /** The first character that does not fit; null where the text is JSON. */
  readonly at: number | null;
  readonly expected: string;
  /** The JSON path below the value of the first key that its object has twice; null where none is. */
  readonly repeated: string | null;
}

export function jsonFaultOf(text: string): JsonFault {
  let at = 0;
  let expected = '';
  let repeated: string | null = null;

  const fail = (what: string): false => {
    expected = what;
    return false;
  };

  /** Takes what the sticky pattern finds here, blanks behind it too. */
  function take(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) {
      at += found.length;
      blanks.lastIndex = at;
      at += blanks.exec(text)?.[0].length ?? 0;
    }
    return found;
  }

  function value(path: string): boolean {
    if (take(openBrace) !== null) return object(path);
    if (take(openBracket) !== null) return array(path);
    return take(scalar) !== null || fail('a value: a text, a number, true, false, null, { or [');
  }

  function object(path: string): boolean {
    const keys = new Set<string>();
    if (take(closeBrace) !== null) return true;
    do {
      const name = take(string);
      if (name === null) return fail('a name between quotation marks');
      const key = String(JSON.parse(name));
      const below = `${path}${stepOf(key)}`;
      if (keys.has(key)) repeated ??= below;
      keys.add(key);
      if (take(colon) === null) return fail('a colon');
      if (!value(below)) return false;
    } while (take(comma) !== null);
    return take(closeBrace) !== null || fail('a comma or }');
  }

  function array(path: string): boolean {
    if (take(closeBracket) !== null) return true;
    let number = 0;
    do {
      if (!value(`${path}[${number}]`)) return false;
      number += 1;
    } while (take(comma) !== null);
    return take(closeBracket) !== null || fail('a comma or ]');
  }

  take(nothing);
  const isValue = value('');
  if (isValue && at === text.length) return { at: null, expected, repeated };
  return { at, expected: isValue ? 'nothing more' : expected, repeated };
}

/** One step of a JSON path: `.name`, or `["odd name"]`. */
export const stepOf = (key: string): string =>
  /^[A-Za-z_]\w{0,60}$/.test(key) ? `.${key}` : `[${JSON.stringify(shortened(key))}]`;

const blanks = /[ \n\r\t]*/y;
const nothing = /(?:)/y;
const openBrace = /\{/y;
const closeBrace = /\}/y;
const openBracket = /\[/y;
const closeBracket = /\]/y;
const colon = /:/y;
const comma = /,/y;
/** Text between quotation marks: no control characters below U+0020, and known escapes alone. */
const string = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy;
const scalar =
  /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
