import { expect, test } from 'vitest';
import { tellFailure } from '../../src/cli/failure.ts';
import { table } from '../../src/cli/table.ts';
import { EngineError } from '../../src/engine-error.ts';

test('a foreseen failure has its code, its hint and its exit code', () => {
  let said = '';
  const error = new EngineError('GATEWAY_RUNNING', 'another one is at work', 'stop it first');
  expect(tellFailure(error, (text) => (said += text))).toBe(75);
  expect(said).toBe('pawl: GATEWAY_RUNNING: another one is at work\n  hint: stop it first\n');
});

test('anything else is a bug: 70, its stack, and a request to report it', () => {
  let said = '';
  expect(tellFailure(new TypeError('x is not a function'), (text) => (said += text))).toBe(70);
  expect(said).toContain('pawl: BUG: TypeError: x is not a function\n    at ');
  expect(said).toContain('please report it');
});

test('a table is cut to the width of the terminal, the widest column first', () => {
  const rows = [
    ['1', 'a very long text that does not fit'],
    ['22', 'short'],
  ];
  expect(table(['#', 'Text'], rows, 14)).toEqual([
    '#   Text',
    '--  ----------',
    '1   a very lo…',
    '22  short',
  ]);
  expect(table(['#', 'Text'], rows)[2]).toBe('1   a very long text that does not fit');
});
