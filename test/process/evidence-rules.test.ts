/** Rules by which meters decide, and whatever else evidence cites, lead to what they say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { citedRule, citedRuleNames } from '../../src/process/index.ts';
import { readingRules } from '../../src/reading/index.ts';

const folder = join(import.meta.dirname, '../../src/process');

test('each rule that the process names is told', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const named = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/\brule: '([^']+)'/g)])
    .map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => citedRule(readingRules, name) === null)).toEqual([]);
});

test('each that may be asked for is told, and no other', () => {
  const names = citedRuleNames(readingRules);
  expect(names).toEqual(expect.arrayContaining(['not-understood', 'meter-exchanged', 'doubted']));
  expect(names.filter((name) => citedRule(readingRules, name) === null)).toEqual([]);
  for (const name of ['gossip', '', 'constructor', '__proto__']) {
    expect(citedRule(readingRules, name)).toBeNull();
  }
});
