/**
 * Every example that the reading room gives, in a comment or as the example of a pattern, alone and
 * beside the statements that reports make: what each comes to. A letter is the finding in one setting;
 * the word after them changes with any words or rule that are cited. What is meant is written anew
 * (`npm test -- test/reading/examples.test.ts --update`) and read, row by row.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { patterns } from '../../src/reading/grammar.ts';
import { comesTo, settings } from './settings.ts';

const source = new URL('../../src/reading/', import.meta.url);

/** What stands in quotes in the comments of a file. */
function examplesIn(name: string): readonly string[] {
  const comments = readFileSync(new URL(name, source), 'utf8').match(
    /\/\/ .*$|\/\*\*[\s\S]*?\*\//gm,
  );
  return (comments ?? []).flatMap((comment) => {
    const text = comment.replace(/\n\s*\*/g, '');
    return [...text.matchAll(/"([^"]*[A-Za-z]{2}[^"]*)"/g)].map(([, example = '']) => example);
  });
}

const examples = [
  ...new Set([
    ...patterns.map(({ example }) => example),
    ...readdirSync(source)
      .filter((name) => name.endsWith('.ts'))
      .flatMap(examplesIn),
  ]),
].sort();

test('the settings', () => {
  expect(settings.join('\n')).toMatchSnapshot();
});

test.each(examples)('%s', (example) => {
  expect(comesTo(example, settings)).toMatchSnapshot();
});
