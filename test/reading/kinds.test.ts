/**
 * The first phrase of every list of the reading rules, alone and with a word before or
 * after, beside the statements that reports make: what words of each kind come to. What is meant is
 * written anew (`npm test -- test/reading/kinds.test.ts --update`) and read, row by row.
 */
import { expect, test } from 'vitest';
import { readingRules } from '../../src/reading/index.ts';
import type { PhraseKind } from '../../src/reading/phrase-kinds.ts';
import { comesTo, settings } from './settings.ts';

const some = [
  '…',
  '…, BACKSTOP FITTED',
  'BACKSTOP FITTED, …',
  'BACKSTOP FITTED …',
  'NO BACKSTOP. …',
  '… AND BACKSTOP FITTED',
  'METER REPLACED …',
  'BACKSTOP: …',
];

const beside = [
  'METER …',
  '… METER',
  'SEALS …',
  '… SEALS',
  'NO …',
  'CUSTOMER …',
  '… ON WALL',
  '… BACKSTOP',
  'BACKSTOP …',
  'OLD … NEW',
];

/** One phrase of those that are written as one. */
const first = (phrase: string): string =>
  phrase
    .split(' ')
    .map((part) => part.split('|').find((choice) => choice !== '') ?? '')
    .join(' ')
    .toUpperCase();

const kinds = Object.entries(readingRules.lists) as [
  PhraseKind,
  { readonly phrases: readonly string[] },
][];

test.each(kinds)('%s', (_kind, { phrases }) => {
  const word = first(phrases[0] ?? '');
  const rows = [
    `${comesTo(word, settings)} ${word}`,
    ...beside.map((frame) => {
      const text = frame.replace('…', word);
      return `${comesTo(text, some)} ${text}`;
    }),
  ];
  expect(rows.join('\n')).toMatchSnapshot();
});
