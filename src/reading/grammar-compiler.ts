/**
 * Compiles the grammar for one set of reading rules: every set of lists that a piece can stand in
 * becomes one character, a clause becomes a word of them, and a pattern a regular expression.
 */
import { parts, patterns } from './grammar.ts';
import type { Piece } from './piece.ts';
import { remembering } from './remembering.ts';
import type { ReadingRules } from './reading-rules.ts';
import type { ClauseKind } from './pattern.ts';
import type { PhraseKind } from './phrase-kinds.ts';

export interface Grammar {
  read(pieces: readonly Piece[]): Understood | null;
}

export interface Understood {
  readonly kind: ClauseKind;
  readonly list: PhraseKind;
  /** The example of the pattern: it names the pattern. */
  readonly example: string;
}

/** One character for each set of lists, so that a clause is a word and a pattern an expression. */
export class Signs {
  readonly #signs = new Map<string, { sign: string; kinds: ReadonlySet<PhraseKind> }>();

  of(kinds: ReadonlySet<PhraseKind>): string {
    const key = [...kinds].sort().join();
    let known = this.#signs.get(key);
    if (known === undefined) {
      known = { sign: String.fromCharCode(0x4e00 + this.#signs.size), kinds };
      this.#signs.set(key, known);
    }
    return known.sign;
  }

  /** The signs of all sets but the empty one. */
  known(): string {
    const signs = [...this.#signs.values()].filter(({ kinds }) => kinds.size > 0);
    return signs.map(({ sign }) => sign).join('');
  }

  /** The signs of all sets that hold this list. */
  with(kind: PhraseKind): string {
    const signs = [...this.#signs.values()].filter(({ kinds }) => kinds.has(kind));
    return signs.map(({ sign }) => sign).join('');
  }
}

/** In a pattern: any piece but a word that no list has. */
const anyKnown = 'known';

/** Clauses of the same shape are many: each is matched once. */
const rowsRemembered = 20_000;

export function grammarOf(rules: ReadingRules, signs: Signs): Grammar {
  const classOf = (names: readonly string[]): string => {
    const all = new Set(names.map(signsOf).join(''));
    // Of a list without a phrase that is `[]`, which nothing matches.
    return `[${[...all].join('')}]`;
  };
  const signsOf = remembering(Infinity, (name): string => {
    if (name === anyKnown) return signs.known();
    const part = parts[name];
    if (part === undefined) return signs.with(name as PhraseKind);
    return Array.from(part.matchAll(/\w+/g), ([one]) => signsOf(one)).join('');
  });
  // The same parts stand in most patterns.
  const expand = remembering(Infinity, (takes): string =>
    takes
      .replace(/\[([\w ]+)\]/g, (_, names: string) => `<${names}>`)
      .replace(/<[\w ]+>|\w+/g, (name) => {
        if (name.startsWith('<')) return classOf(name.slice(1, -1).split(' '));
        const part = parts[name];
        return part === undefined ? classOf([name]) : `(?:${expand(part)})`;
      })
      .replace(/\((?!\?)/g, '(?:')
      .replace(/ /g, ''),
  );
  const compiled = patterns.map(({ kind, list, example, takes }) => ({
    understood: { kind, list, example },
    expression: new RegExp(`^(?:${expand(takes)})$`),
  }));
  const ofRow = remembering(
    rowsRemembered,
    (row): Understood | null =>
      compiled.find(({ expression }) => expression.test(row))?.understood ?? null,
  );
  return { read: (pieces) => ofRow(pieces.map(({ sign }) => sign).join('')) };
}
