/** The words that an item of the work queue rests on, and what counts as the same words. */
import { expect, test } from 'vitest';
import {
  compared,
  comparedMax,
  unclearTextsOf,
  wordsOfItem,
} from '../../src/process/item-words.ts';

const cited = (fileIdentifier: string, words: string, finding = 'unclear', flow = 'D0002') => ({
  finding,
  flow,
  fileIdentifier,
  line: 3,
  item: 'J0012',
  words,
  rule: 'nothing-said',
});

test.each([
  [['SEE PHOTO'], 'see photo'],
  [['  See \t photo '], 'see photo'],
  [['See\u00a0photo'], 'see photo'],
  [['SEE PHOTO', '', '06'], 'see photo | 06'],
  [['see photo|06'], 'see photo | 06'],
  [[' | ', ' '], ''],
  [['x'.repeat(comparedMax)], 'x'.repeat(comparedMax)],
  [['x'.repeat(comparedMax + 1)], ''],
  [['\u00e9'.repeat(comparedMax / 2 + 1)], ''],
])('%j is compared as "%s"', (texts, words) => {
  expect(compared(texts)).toBe(words);
  expect(compared([words])).toBe(words);
});

test('other letters, marks or order are other words', () => {
  const told = ['SEE PHOTO', 'SEE PHOTO.', 'PHOTO SEE', 'SEE\u200bPHOTO', 'SEE PHOT\u00d2'];
  expect(new Set(told.map((one) => compared([one]))).size).toBe(told.length);
});

test('an unclear report is its last one, others the newest file of each flow', () => {
  const evidence = [
    cited('F1', 'SEE PHOTO'),
    cited('F2', 'IN LOFT'),
    cited('F2', 'ASK'),
    cited('F3', 'FITTED', 'has'),
    cited('M1', 'E1', 'has', 'D0150'),
  ];
  const wordsOf = (code: Parameters<typeof wordsOfItem>[1]) =>
    wordsOfItem({ evidence }, code).map(({ words }) => words);
  expect(wordsOf('REPORT_UNCLEAR')).toEqual(['IN LOFT', 'ASK']);
  expect(wordsOf('ANSWERS_DISAGREE')).toEqual(['FITTED', 'E1']);
  expect(wordsOf('UNEXPECTED_FLOW')).toEqual([]);
});

test('texts are those of the report that the item is about, or none', () => {
  const unclearReport = { fileIdentifier: 'F2', texts: ['IN LOFT. ASK'] };
  expect(unclearTextsOf({ evidence: [cited('F2', 'ASK')], unclearReport })).toEqual([
    'IN LOFT. ASK',
  ]);
  const later = [cited('F2', 'ASK'), cited('F3', 'SEE PHOTO')];
  expect(unclearTextsOf({ evidence: later, unclearReport })).toEqual([]);
  const details = [cited('F2', 'E1', 'unclear', 'D0150')];
  expect(unclearTextsOf({ evidence: details, unclearReport })).toEqual([]);
  expect(unclearTextsOf({ evidence: [] })).toEqual([]);
});
