/**
 * What each step of a reading makes of turns of speech and of words of every kind: the pieces and clauses
 * of a text, what each judge says of a clause by itself, and the facts of the whole. A judge that is
 * asked alone cannot hide behind another. A row is a word that changes with anything that is said of a
 * few hundred texts; what is meant is written anew (`npm test -- test/reading/steps.test.ts --update`),
 * and `frozen.test.ts` and `examples.test.ts` say what it comes to in words.
 */
import { describe, expect, test } from 'vitest';
import { answer } from '../../src/reading/answer.ts';
import { byWords } from '../../src/reading/by-words.ts';
import * as care from '../../src/reading/care.ts';
import { type Clause, clausesOf, grammarFor } from '../../src/reading/clause.ts';
import { fallIn } from '../../src/reading/falls.ts';
import {
  exchangeInFields,
  isFieldOfForm,
  isSilentKey,
  withoutFields,
} from '../../src/reading/fields.ts';
import { hedgeIn } from '../../src/reading/hedges.ts';
import { extendReadingRules, readingRules, readReport } from '../../src/reading/index.ts';
import { laidOut } from '../../src/reading/layout.ts';
import { isNextStep } from '../../src/reading/next-step.ts';
import type { ClauseKind } from '../../src/reading/pattern.ts';
import {
  atBeginning,
  type FactFinding,
  hearsayIn,
  isDoneBefore,
  isOfAnything,
  isReported,
  type Progress,
} from '../../src/reading/progress.ts';
import { isNextDoor, isScrap } from '../../src/reading/scrap.ts';
import { secondThought } from '../../src/reading/second-thoughts.ts';
import { isTalk } from '../../src/reading/talk.ts';
import { readText } from '../../src/reading/text-reading.ts';
import { touchOf } from '../../src/reading/touches.ts';
import { isPassedOn, understandWith } from '../../src/reading/understanding.ts';
import { vocabularyForms } from '../../src/reading/vocabulary.ts';
import { strayClause } from '../../src/reading/whereabouts.ts';
import { anyWords, digestOf, inParts, turns, wordsOfKinds } from './turns.ts';

const clauses = (text: string): readonly Clause[] => clausesOf(readingRules, text);
const shown = ({ pieces, ...clause }: Clause) => [
  clause,
  pieces.map(({ words, kinds, from, to }) => [words, [...kinds].sort(), from, to]),
];
const pairs = wordsOfKinds.flatMap(([, one, last], at) =>
  wordsOfKinds.map(([, other]) => `${at % 2 === 0 ? one : last} ${other}`),
);
/** Clauses of three to six words or turns. */
const longer = anyWords(6_000);
const parts = [...inParts([...turns, ...pairs]), ...inParts(longer)];

const progress = (more: Partial<Progress>): Progress => ({ ...atBeginning(), ...more });

describe('the pieces and clauses of', () => {
  test.each(parts)('"%s" …', (_, texts) => {
    const found = texts.flatMap((text) => [laidOut(text), clauses(text).map(shown)]);
    expect(digestOf(found)).toMatchSnapshot();
  });
});

const stated: readonly ClauseKind[] = [
  'has',
  'hasNot',
  'replaced',
  'cannotReverse',
  'runsBackwards',
  'exchangeRecord',
  'newIn',
  'oldOut',
  'neutral',
  'present',
];

/** What is asked of one clause alone. */
const judges: readonly ((clause: Clause) => unknown)[] = [
  (clause) => stated.map((kind) => care.takenBackBy(clause, kind)),
  ({ text }) => stated.map((kind) => hedgeIn(text, kind)),
  ({ pieces }) => [
    byWords(pieces)?.example,
    care.hidesExchange(pieces),
    care.isExchangedElsewhere(pieces),
    care.isDated(pieces),
    isNextDoor(pieces),
    isPassedOn(pieces),
    isTalk(pieces),
    isNextStep(pieces),
    touchOf(pieces),
  ],
  ({ text }) => [
    care.isNotDone(text),
    care.isByHand(text),
    care.isOnlyNoted(text, text),
    care.isOnlyNoted('mtr exch', text),
    care.isOnlyNoted(text, '12/11'),
    care.namesWork([], text),
    care.namesWork([{ finding: 'cannotReverse', words: text, rule: '' }], ''),
    secondThought(text),
    isSilentKey(text),
    fallIn(text),
    fallIn(`RDG 41170 ${text} 41168`),
  ],
  (clause) => [
    care.isSaidByAnother(clause),
    ...(['sentence', 'comma', 'reason'] as const).flatMap((joiner) => [
      care.isReasonNotDone({ ...clause, joiner }, 'backstop not fitted'),
      isScrap({ ...clause, joiner }),
    ]),
    care.isReasonNotDone({ ...clause, joiner: 'reason' }, clause.text),
    ...['', 'ok', clause.text].map((value) => isFieldOfForm(clause, value)),
  ],
  (clause) =>
    [
      progress({}),
      progress({ isCustomer: true }),
      progress({ isSheCustomer: true, isReporter: true }),
      progress({ heard: clause.text, isPerson: true }),
    ].map((now) => [
      isDoneBefore(now),
      isOfAnything(clause, now),
      isReported(clause, now),
      hearsayIn(clause, now),
      now,
    ]),
];

/** Made when it is asked for: the rules are compiled in a test. */
const settings = (): readonly (readonly [Clause['joiner'], Partial<Progress>])[] => [
  ['sentence', {}],
  ['sentence', { isReporter: true }],
  [
    'comma',
    { before: 'neutral', hasThing: true, thing: clauses('Immersion heater')[0]?.pieces[0] ?? null },
  ],
  ['comma', { hasThing: true }],
  ['and', { heard: 'photos of meter' }],
];

const judged = (text: string) =>
  clauses(text).map((clause) => judges.map((judge) => judge(clause)));

describe('by itself, a clause of', () => {
  test.each(parts)('"%s" …', (_, texts) => {
    expect(digestOf(texts.map(judged))).toMatchSnapshot();
  });
});

/** Judges that look for a second word of a statement. */
const inStatements = [
  'Meter replaced …',
  '… exchanged meter',
  'Smart meter fitted …',
  'Mtr exch …',
  'No backstop …',
  'Disc runs backwards …',
  'Meters have backstop …',
];

describe('in a statement, a clause of', () => {
  test.each(inParts(turns))('"%s" …', (_, texts) => {
    const found = texts.map((text, at) =>
      inStatements
        .filter((_one, place) => (at + place) % 2 === 0)
        .map((setting) => judged(setting.replace('…', () => text))),
    );
    expect(digestOf(found)).toMatchSnapshot();
  });
});

describe('after something, a clause of', () => {
  test.each(parts)('"%s" …', (_, texts) => {
    const grammar = grammarFor(readingRules);
    const found = texts.map((text) =>
      clauses(text).map((clause) =>
        settings().map(([joiner, now]) =>
          understandWith(grammar, { ...clause, joiner }, progress(now)),
        ),
      ),
    );
    expect(digestOf(found)).toMatchSnapshot();
  });
});

type Asked = Partial<Progress> & { readonly joiner: Clause['joiner'] };

/** What an answer of each kind adds, where this was said before it. */
const answersOf = (clause: Clause, { joiner, facts = [], ...before }: Asked) =>
  (['present', 'absent', 'yes', 'no'] as const).map((kind) => {
    const now = progress({ ...before, facts: [...facts] });
    answer(
      kind,
      { ...clause, joiner },
      now,
      (rule) => now.facts.push({ finding: 'notUnderstood', words: '', rule }),
      (finding, rule) => now.facts.push({ finding, words: '', rule }),
    );
    return [now.facts.map(({ finding, rule }) => [finding, rule]), now.last, now.before];
  });

const said = (finding: FactFinding): Progress['facts'] => [
  { finding, words: 'backstop', rule: 'question' },
];
const findings: readonly (FactFinding | null)[] = [
  null,
  'asked',
  'mentioned',
  'has',
  'hasNot',
  'replaced',
  'cannotReverse',
  'runsBackwards',
  'exchangeNamed',
  'exchangeWanted',
  'notUnderstood',
];
const befores: readonly Partial<Progress>[] = [
  {},
  { isNamed: true },
  { isNamed: true, hadThing: true },
  { asked: 'neutral', hadThing: true },
  { asked: 'hasNot' },
  { isField: true },
  { isField: true, isNumbered: true },
  { last: 'open', asked: 'mentioned' },
  { last: 'open', asked: 'neutral', heard: 'Result' },
  { last: 'has', asked: 'has', heard: 'Working' },
  { last: 'has', asked: 'has' },
  { last: 'hasNot', asked: 'hasNot' },
  { asked: 'neutral', heard: 'Job done' },
  { asked: 'asked', heard: 'Flat 9' },
];
const answers = [
  'yes',
  'no',
  'none',
  'none found',
  'confirmed',
  'physically verified',
  'customer confirmed',
  'confirmed with pv on',
  'confirmed fitted',
  'verified present',
  'verified one',
  'fitted',
  'present at zero import',
  'not fitted',
  'checked',
  'tested ok',
  'meter not found',
  'meter has one',
  'it has one',
  'it has not got one',
  'seen it myself',
];

describe('an answer', () => {
  test.each(answers)('"%s"', (text) => {
    const [clause] = clauses(text);
    const found = befores.flatMap((before) =>
      findings.flatMap((finding) =>
        (['answer', 'comma', 'and', 'sentence'] as const).map((joiner) =>
          answersOf(clause as Clause, {
            ...before,
            joiner,
            facts: finding === null ? [] : said(finding),
          }),
        ),
      ),
    );
    expect(digestOf(found)).toMatchSnapshot();
  });
});

const heards = [
  'Job done',
  'Work completed',
  'Flat 9b',
  'Plot 12d',
  'Unit. 3',
  'Flat 9 door',
  'Outcome',
];

describe('after two facts, an answer', () => {
  test.each(answers)('"%s"', (text) => {
    const [clause] = clauses(text);
    const found = findings.flatMap((finding) =>
      (['exchangeNamed', 'holds', 'asked'] as const).flatMap((first) =>
        heards.flatMap((heard, at) =>
          ([null, 'open', 'has', 'hasNot'] as const).map((last) =>
            answersOf(clause as Clause, {
              joiner: at % 3 === 1 ? 'comma' : 'answer',
              last,
              heard,
              asked: at % 2 === 0 ? 'present' : 'exchangeNamed',
              facts: [...said(first), ...(finding === null ? [] : said(finding))],
            }),
          ),
        ),
      ),
    );
    expect(digestOf(found)).toMatchSnapshot();
  });
});

const asked: readonly Asked[] = [
  { joiner: 'answer', isField: true },
  { joiner: 'comma', isNamed: true },
  { joiner: 'comma', last: 'hasNot', asked: 'hasNot', facts: said('hasNot') },
  { joiner: 'answer', last: 'open', asked: 'mentioned', facts: said('mentioned') },
  { joiner: 'comma', asked: 'replaced', facts: said('replaced') },
];

describe('as an answer, a clause of', () => {
  test.each(parts)('"%s" …', (_, texts) => {
    const found = texts.map((text) =>
      clauses(text).map((clause) => asked.map((before) => answersOf(clause, before))),
    );
    expect(digestOf(found)).toMatchSnapshot();
  });
});

const withEach = (settings: readonly string[], some: readonly string[]): readonly string[] =>
  some.flatMap((text) => settings.map((setting) => setting.replaceAll('…', () => text)));

const statements = withEach(
  ['…', 'Backstop fitted …', '… no backstop', 'Meter replaced. …', 'Backstop: …'],
  turns,
);
/** What is told of the old meter and of the new, in two clauses. */
const exchanges = turns
  .filter((turn) => turn.length < 20)
  .flatMap((turn, at) =>
    at % 2 === 0
      ? [`Old meter ${turn}. New meter in`, `Mtr exch. New meter ${turn}`]
      : [`Old meter out, static meter ${turn}`, `Mtr exch. Old off 18233, ${turn}`],
  );
const undivided = pairs.map(
  (pair, at) => `${at % 3 === 0 ? 'No backstop' : 'Backstop fitted'} ${pair}`,
);

const beginnings = [
  '',
  'Backstop fitted, ',
  'No backstop. ',
  'Meter replaced and ',
  'Static meter but ',
  'Backstop: ',
  'Customer in, ',
  'Backstop? ',
];
const amid = longer.map((text, at) => `${beginnings[at % beginnings.length]}${text}`);

describe('the facts of', () => {
  test.each([...inParts([...statements, ...exchanges, ...undivided], 600), ...inParts(amid, 600)])(
    '"%s" …',
    (_, some) => {
      expect(digestOf(some.map((text) => readText(readingRules, text)))).toMatchSnapshot();
    },
  );
});

const kindWords = [...new Set(wordsOfKinds.flatMap(([, one, last]) => [one, last]))];
const fields = [
  ...withEach(
    [
      '…? No just …',
      '…? Yes …',
      'Three phase? No … single',
      'Off: …. On: Iskra 00000',
      'Off: Ferranti …. On: Iskra 00000',
      'Off: Ferranti 34412. On: …',
      'Off: 34412. On: Iskra …',
      '… - old: K77B40118, new: 20P1188321',
      'Present: n. Working: …',
      'Present: …. Working: n/a',
    ],
    kindWords,
  ),
  ...withEach(
    ['…: none', '…? ok', 'Comments: …', 'Present: n. …: n/a', '… off: Ferranti. New: …'],
    turns,
  ),
];
const places = withEach(
  [
    'Flat 9. …',
    'At 14 Elm Road. …',
    'Msn K77B40118. …',
    'Export meter …, backstop fitted',
    '…, backstop fitted',
    '…. Flat 9',
    '…, export meter',
  ],
  turns,
);

describe('the fields and places of', () => {
  test.each(inParts([...fields, ...places], 600))('"%s" …', (_, some) => {
    const found = some.map((text) => {
      const cut = withoutFields(clauses(text));
      return [cut.length, exchangeInFields(cut), strayClause(cut)];
    });
    expect(digestOf(found)).toMatchSnapshot();
  });
});

test('rules that are compiled anew read alike', () => {
  const anew = extendReadingRules(readingRules, { lists: {} });
  const found = [...kindWords, ...turns].map((text) => [
    clausesOf(anew, text).map(shown),
    readText(anew, `Meter ok, ${text}`),
  ]);
  expect(digestOf(found)).toMatchSnapshot();
});

const kindsOfStatements = [
  'Backstop fitted',
  'Backstop on meter',
  'Backstop ok',
  'Tested backstop',
  'Backstop proved',
  'No backstop',
  'Is backstop fitted?',
  'Meter replaced',
  'Mtr exch',
  'Old meter out',
  'New meter in',
  'Old off 18233 new on 00000',
  'New meter E14UP09921 fitted',
  'New one has',
  'Static meter',
  'Static meter fitted',
  'Does not run backwards',
  'Doesnt run backwards',
  "Didn't run backwards",
  'Disc meter doesnt run backwards by design',
  'Cannot run backwards',
  'Meter runs backwards',
  'Meter adds export to import',
  'Disc holds',
  'Meter held when exporting',
  'Seals broken',
  'Exchange needed',
  'Not exchanged',
  'Says so on the plate',
  'Backstop not needed',
  'Not a smart meter',
  'Jumblewick',
  'Fitted on 20/12/2027',
  '',
];
const meters = [null, ' - ', 'A1', 'B2'];

describe('beside another statement, of a meter or of all', () => {
  test.each(kindsOfStatements)('"%s"', (one) => {
    const words = (text: string, meterId: string | null, line: number) => ({
      text,
      line,
      item: 'J0012',
      meterId,
    });
    const found = kindsOfStatements.flatMap((other) =>
      meters.flatMap((mine) =>
        meters.map((theirs) =>
          readReport(readingRules, {
            codes: [],
            texts: [words(one, mine, 1), words(other, theirs, 2)],
            on: '2026-06-05',
          }),
        ),
      ),
    );
    expect(digestOf(found)).toMatchSnapshot();
  });
});

test('every form of the vocabulary, and the list it stands in', () => {
  const forms = [...vocabularyForms(new Set(['found', 'left']))];
  expect(forms.map(([kind, words]) => [kind, words.length, digestOf(words)])).toMatchSnapshot();
});
