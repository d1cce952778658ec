/** The name of a rule that evidence cites leads to what the rule says, whichever rule it is. */
import { describe, expect, test } from 'vitest';
import {
  extendReadingRules,
  readingRules,
  ruleNames,
  wordsOfRule,
} from '../../src/reading/index.ts';

describe('each rule of the reading', () => {
  test.each(ruleNames(readingRules))('%s says something', (name) => {
    const words = wordsOfRule(readingRules, name);
    expect(words?.says.join('')).toMatch(/\w{3}/);
  });
});

test('a list is told with the words of the desk, and clauses that are read by it', () => {
  const rules = extendReadingRules(readingRules, { lists: { doubts: ['jury is out'] } });
  const { phrases, examples } = wordsOfRule(rules, 'doubted') ?? { phrases: [], examples: [] };
  expect(phrases).toContain('jury is out');
  expect(examples).toEqual([]);
  expect(wordsOfRule(rules, 'backstop-negated')?.examples).toContain(
    'Neither backstop nor any other device is fitted',
  );
});

test('what is no rule is none', () => {
  for (const name of ['gossip', '', 'constructor', 'names', '__proto__']) {
    expect(wordsOfRule(readingRules, name)).toBeNull();
  }
});
