/** The words of the reading rules: the forms of the vocabulary, and what an operator may add. */
import { describe, expect, test } from 'vitest';
import {
  confusionOf,
  extendReadingRules,
  extraReadingRulesShape,
  readingRules,
  tryReading,
} from '../../src/reading/index.ts';
import { codeKinds, readingRulesShape } from '../../src/reading/reading-rules.ts';
import { vocabularyForms } from '../../src/reading/vocabulary.ts';
import type { PhraseKind } from '../../src/reading/phrase-kinds.ts';

const forms = new Map(
  [...vocabularyForms(new Set())].map(([kind, words]) => [kind, new Set(words)] as const),
);
const listsOf = (word: string): string =>
  [...forms]
    .filter(([, list]) => list.has(word))
    .map(([kind]) => kind)
    .sort()
    .join(' ');

const thing = 'otherThings';
const folk = 'customers otherThings';
const deed = 'deeds everyday';

test.each<[word: string, lists: string]>([
  // Nouns: one and several, and nothing else.
  ['workshop', thing],
  ['workshops', thing],
  ['workshopes', ''],
  ['workshoped', ''],
  ['porch', thing],
  ['porches', thing],
  ['porchs', ''],
  ['mattresses', thing],
  ['toolboxes', thing],
  ['canary', thing],
  ['canaries', thing],
  ['canarys', ''],
  ['donkeys', thing],
  ['donkeies', ''],
  // Folk: whose word is hearsay.
  ['blacksmith', folk],
  ['blacksmiths', folk],
  ['duchesses', folk],
  // What a person does, and does again.
  ['climb', deed],
  ['climbs', deed],
  ['climbed', deed],
  ['climbing', deed],
  ['reclimb', deed],
  ['reclimbed', deed],
  ['reclimbing', deed],
  ['reclimbs', deed],
  ['hopped', deed],
  ['hopping', deed],
  ['scooped', ''],
  ['stooped', deed],
  ['stoopped', ''],
  ['squeezed', deed],
  ['squeezing', deed],
  ['squeezeing', ''],
  ['tidied', deed],
  ['hurries', deed],
  ['hurrying', deed],
  ['hurryed', ''],
  ['sprayed', deed],
  ['spraied', ''],
  ['mowed', deed],
  ['mowwed', ''],
  ['relaxed', deed],
  ['relaxes', deed],
  ['coaxxed', ''],
  // What happens by itself does not happen again.
  ['barked', 'everyday'],
  ['rebarked', ''],
  // How something is, and more so, and in what way.
  ['frail', 'neutral'],
  ['frailer', 'neutral'],
  ['frailest', 'neutral'],
  ['frailly', 'neutral'],
  ['later', 'neutral'],
  ['latest', 'neutral'],
  ['lateer', ''],
  ['busier', 'neutral'],
  ['busiest', 'neutral'],
  ['busily', 'neutral'],
  ['busyer', ''],
  ['busyly', ''],
  ['simply', 'neutral'],
  ['slower', 'neutral'],
  ['slowwer', ''],
  // A long one has no such forms: "more pregnant".
  ['pregnant', 'neutral'],
  ['pregnantly', 'neutral'],
  ['pregnanter', ''],
  ['pregnantest', ''],
  // When and how: as it is, and phrases as words.
  ['rarely', 'everyday'],
  ['rarelys', ''],
  ['once more', 'everyday'],
  ['once_more', ''],
  // Words that say nothing alone.
  ['abolished', 'ordinary'],
  ['reabolish', ''],
  ['acrobats', 'ordinary'],
  ['ablaze', 'ordinary'],
  ['ablazes', ''],
])('of the vocabulary "%s" stands in: %s', (word, lists) => {
  expect(listsOf(word)).toBe(lists);
});

test('a form that a list has already means what that list says', () => {
  const known = vocabularyForms(new Set(['workshops']));
  expect(known.get('otherThings')).toContain('workshop');
  expect(known.get('otherThings')).not.toContain('workshops');
  // So in the rules themselves a word of the grammar keeps its own meaning.
  for (const kind of ['replaced', 'installed', 'negations', 'absences', 'defects'] as const) {
    const own = new Set(readingRules.lists[kind].phrases);
    for (const other of ['ordinary', 'everyday', 'otherThings'] as const) {
      const both =
        vocabularyForms(own)
          .get(other)
          ?.filter((word) => own.has(word)) ?? [];
      expect([kind, other, both]).toEqual([kind, other, []]);
    }
  }
});

describe('what an operator adds', () => {
  test('stands beside what is there, and takes nothing away', () => {
    const extra = { lists: { names: ['clapet'] }, codes: { noAccess: ['18'] } };
    const rules = extendReadingRules(readingRules, extra);
    expect(rules.lists.names).toEqual({
      name: readingRules.lists.names.name,
      phrases: [...readingRules.lists.names.phrases, 'clapet'],
    });
    expect(rules.codes.noAccess).toEqual({
      name: readingRules.codes.noAccess.name,
      values: [...readingRules.codes.noAccess.values, '18'],
    });
    for (const kind of Object.keys(readingRules.lists) as PhraseKind[]) {
      if (kind !== 'names') expect(rules.lists[kind]).toBe(readingRules.lists[kind]);
    }
    for (const kind of codeKinds) {
      if (kind !== 'noAccess') expect(rules.codes[kind]).toBe(readingRules.codes[kind]);
    }
    expect(rules.dividers).toBe(readingRules.dividers);
  });

  test('is nothing: the same rules, for which the work is done', () => {
    expect(extendReadingRules(readingRules, {})).toBe(readingRules);
  });

  test('is only words, or only codes', () => {
    const words = extendReadingRules(readingRules, { lists: { names: ['clapet'] } });
    expect(words.codes).toEqual(readingRules.codes);
    expect(words.lists.names.phrases).toContain('clapet');
    const codes = extendReadingRules(readingRules, { codes: { replaced: ['99'] } });
    expect(codes.lists).toEqual(readingRules.lists);
    expect(codes.codes.replaced.values).toContain('99');
  });

  test.each([
    [{ lists: { names: ['clapet'] } }, true],
    [{ lists: { names: ['point de|du clapet'] } }, true],
    [{ lists: { names: ['clapet 2'] } }, true],
    [{ lists: { names: ['2'] } }, true],
    [{}, true],
    [{ lists: { names: [''] } }, false],
    [{ lists: { names: [' clapet'] } }, false],
    [{ lists: { names: ['clapet '] } }, false],
    [{ lists: { names: ['point  de'] } }, false],
    [{ lists: { names: ['--'] } }, false],
    [{ lists: { nomen: ['clapet'] } }, false],
    [{ lists: { names: 'clapet' } }, false],
    [{ codes: { noAccess: ['1'] } }, true],
    [{ codes: { noAccess: ['18'] } }, true],
    [{ codes: { noAccess: ['180'] } }, false],
    [{ codes: { noAccess: [''] } }, false],
    [{ codes: { open: ['18'] } }, false],
    [{ words: {} }, false],
  ])('%j may be added: %s', (extra, isGood) => {
    expect(extraReadingRulesShape.safeParse(extra).success).toBe(isGood);
  });

  test('that is no phrase is told with what a phrase is', () => {
    const said = (phrase: string) =>
      extraReadingRulesShape
        .safeParse({ lists: { names: [phrase] } })
        .error?.issues.map(({ message }) => message);
    expect(said('point  de')).toEqual(['a phrase is words with one space between them']);
    expect(said('--')).toEqual(['a phrase holds at least one word']);
  });
});

test('the rules themselves are of the shape, every list by name and with a word', () => {
  expect(readingRulesShape.safeParse(readingRules).success).toBe(true);
  for (const { name, phrases } of Object.values(readingRules.lists)) {
    expect([name, phrases.length > 0]).toEqual([expect.stringMatching(/^[a-z][a-z-]*$/), true]);
  }
});

test('a trial counts what was found where something was expected', () => {
  const tried = (sentence: string, expected: 'has' | 'hasNot' | 'unclear', code = '') =>
    tryReading(readingRules, { line: 7, sentence, expected, code });
  const results = [
    tried('BACKSTOP FITTED', 'has'),
    tried('NO BACKSTOP', 'hasNot'),
    tried('NO BACKSTOP', 'hasNot'),
    tried('BACKSTOP?', 'has'),
    tried('BACKSTOP FITTED', 'hasNot'),
    tried('BACKSTOP FITTED', 'unclear', '20'),
  ];
  expect(results[0]).toEqual({
    line: 7,
    sentence: 'BACKSTOP FITTED',
    expected: 'has',
    code: '',
    found: 'has',
    reasons: [{ finding: 'has', words: 'BACKSTOP FITTED', rule: 'backstop-affirmed' }],
    isRight: true,
  });
  expect(results[5]).toMatchObject({
    found: 'noAccess',
    reasons: [{ finding: 'noAccess', words: '20', rule: 'code-no-access' }],
    isRight: false,
  });
  const { counts, ...sums } = confusionOf(results);
  expect(sums).toEqual({ total: 6, right: 3, leftToPerson: 1, wrong: 2 });
  const filled = Object.entries(counts).flatMap(([expected, row]) =>
    Object.entries(row)
      .filter(([, count]) => count > 0)
      .map(([found, count]) => `${expected} ${found} ${count}`),
  );
  expect(filled).toEqual([
    'has has 1',
    'has unclear 1',
    'hasNot has 1',
    'hasNot hasNot 2',
    'unclear noAccess 1',
  ]);
});
