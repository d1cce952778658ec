/** What was made once is given again; forgetting it costs time and changes nothing. */
import { expect, test } from 'vitest';
import { remembering } from '../../src/reading/remembering.ts';

test('each key is made once, until there are as many as are remembered', () => {
  const made: string[] = [];
  const lengthOf = remembering(2, (key) => {
    made.push(key);
    return key === '' ? null : key.length;
  });
  expect(['a', 'bb', 'a', 'bb'].map(lengthOf)).toEqual([1, 2, 1, 2]);
  expect(made).toEqual(['a', 'bb']);
  expect(['', 'a', ''].map(lengthOf)).toEqual([null, 1, null]);
  expect(made).toEqual(['a', 'bb', '', 'a']);
});
