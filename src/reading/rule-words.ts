/**
 * What the name of a reading rule stands for, for whoever meets it beside the words it read. The one
 * rule: it is told from the rules themselves, so that it never says what they do not do.
 */
import { patterns } from './grammar.ts';
import { phraseKinds } from './phrase-kinds.ts';
import { textRules } from './progress.ts';
import { codeKinds, type ReadingRules } from './reading-rules.ts';

export interface RuleWords {
  /** What it says of a clause, or of words in it; several where lists share the name. */
  readonly says: readonly string[];
  /** Phrases or codes; `a|b` is either word. None where it is no list. */
  readonly phrases: readonly string[];
  /** Clauses that are read by it. */
  readonly examples: readonly string[];
}

type TextRule = (typeof textRules)[keyof typeof textRules];

const ofText: Readonly<Record<TextRule, string>> = {
  'not-understood':
    'a clause has a word or a turn that no rule knows, so nothing is concluded from the report',
  'carried-over': 'what the clause before said goes on in this one',
  answer: 'a bare answer, to what the clause before asked or named',
  question: 'a question: it repeats what was asked, or asks again, and finds nothing',
  'set-against-the-statement': 'a clause after but, though or only speaks against the one before',
  'clause-too-long': 'a clause of more words than are compared with the patterns',
  'reading-fell': 'two readings, the later one lower: the meter ran back',
  'later-than-the-report': 'a date after the day of the report: planned, and not done',
};

const ofCodes: Readonly<Record<(typeof codeKinds)[number], string>> = {
  rejected: 'J0024 by which the Meter Operator rejects the request',
  noAccess: 'J0024 that says there was no access',
  replaced: 'J0024 of a change of meter',
};

/** Null where no reading rule has that name. */
export function wordsOfRule(rules: ReadingRules, name: string): RuleWords | null {
  const own = (Object.keys(phraseKinds) as (keyof typeof phraseKinds)[]).filter(
    (kind) => rules.lists[kind].name === name,
  );
  const codes = codeKinds.filter((kind) => rules.codes[kind].name === name);
  const says = [
    ...own.map((kind) => phraseKinds[kind]),
    ...codes.map((kind) => ofCodes[kind]),
    ...(isTextRule(name) ? [ofText[name]] : []),
  ];
  if (says.length === 0) return null;
  return {
    says,
    phrases: [
      ...new Set(own.flatMap((kind) => rules.lists[kind].phrases)),
      ...codes.flatMap((kind) => rules.codes[kind].values),
    ],
    examples: patterns.filter(({ list }) => own.includes(list)).map(({ example }) => example),
  };
}

/** The names of all rules, each once, in alphabetical order. */
export const ruleNames = (rules: ReadingRules): readonly string[] =>
  [
    ...new Set([
      ...Object.values(rules.lists).map(({ name }) => name),
      ...Object.values(rules.codes).map(({ name }) => name),
      ...Object.values(textRules),
    ]),
  ].sort();

const isTextRule = (name: string): name is TextRule => Object.hasOwn(ofText, name);
