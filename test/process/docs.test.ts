/** docs/process.md says what the machines do, and names everything that people will meet. */
import { expect, test } from 'vitest';
import { readPage, withGenerated } from '../../scripts/process-docs.ts';
import {
  exceptionCodes,
  holdsCheck,
  isExceptionCode,
  isNote,
} from '../../src/process/exception.ts';
import { outcomes, publishedProfiles } from '../../src/process/index.ts';

const page = readPage();
/** The page as it reads: where its lines end says nothing. */
const words = page.replace(/\s+/gu, ' ');

test('is as `npm run docs` writes it', () => {
  expect(withGenerated(page)).toBe(page);
});

test('says of every profile that it is a draft, and of all that none is a rule in force', () => {
  for (const { status, source } of publishedProfiles.values()) {
    expect(words).toContain(`Source: ${source}. Status: \`${status}\`.`);
  }
  expect(words).toContain('None of this is a rule in force');
});

test('names every outcome', () => {
  expect(outcomes.filter((outcome) => !page.includes(outcome))).toEqual([]);
});

test('sorts every Exception code into its kind, and knows no other', () => {
  const codesOf = (kind: string): readonly string[] => {
    const row = page.split('\n').find((line) => line.startsWith(`| ${kind} |`)) ?? '';
    return [...row.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? '').sort();
  };
  const codes = Object.keys(exceptionCodes).filter(isExceptionCode).sort();
  expect(codesOf('holds the check')).toEqual(codes.filter(holdsCheck));
  expect(codesOf('note')).toEqual(codes.filter(isNote));
  expect(codesOf('does not')).toEqual(codes.filter((code) => !holdsCheck(code) && !isNote(code)));
});
