/**
 * Compiles the grammar for one set of reading rules: every set of lists that a piece can stand in
 * becomes one character, a clause becomes a word of them, and a pattern a regular expression.
 */
import { parts, patterns } from './grammar.ts';
import type { Piece } from './piece.ts';
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
    const [first = ''] = kinds;
    const key = kinds.size > 1 ? [...kinds].sort().join() : first;
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

function once(make: (name: string) => string): (name: string) => string {
  const made = new Map<string, string>();
  return (name) => {
    let text = made.get(name);
    if (text === undefined) made.set(name, (text = make(name)));
    return text;
  };
}

export function grammarOf(rules: ReadingRules, signs: Signs): Grammar {
  const classOf = (names: readonly string[]): string => {
    const all = new Set(names.flatMap((name) => signsOf(name).split('')));
    return all.size === 0 ? '[^\\s\\S]' : `[${[...all].join('')}]`;
  };
  const signsOf = once((name) => {
    if (name === anyKnown) return signs.known();
    const part = parts[name];
    if (part === undefined) return signs.with(name as PhraseKind);
    return [...(part.match(/\w+/g) ?? [])].map(signsOf).join('');
  });
  // The same parts stand in most patterns.
  const expand = once((takes) =>
    takes
      .replace(/\[([\w ]+)\]/g, (_, names: string) => `<${names}>`)
      .replace(/<[\w ]+>|\w+/g, (name) => {
        if (name.startsWith('<')) return classOf(name.slice(1, -1).split(' '));
        const part = parts[name];
        if (part === undefined)
          return name === anyKnown || name in rules.lists ? classOf([name]) : name;
        return `(?:${expand(part)})`;
      })
      .replace(/\((?!\?)/g, '(?:')
      .replace(/ /g, ''),
  );
  const compiled = patterns.map(({ kind, list, example, takes }) => ({
    understood: { kind, list, example },
    expression: new RegExp(`^(?:${expand(takes)})$`),
  }));
  const known = new Map<string, Understood | null>();
  return {
    read(pieces) {
      const row = pieces.map(({ sign }) => sign).join('');
      let understood = known.get(row);
      if (understood === undefined) {
        understood = compiled.find(({ expression }) => expression.test(row))?.understood ?? null;
        if (known.size >= rowsRemembered) known.clear();
        known.set(row, understood);
      }
      return understood;
    },
  };
}
