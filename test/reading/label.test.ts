import { expect, test } from 'vitest';
import { labelOf } from '../../src/reading/label.ts';
import { readingRules } from '../../src/reading/reading-rules.ts';

test.each([
  'BACKSTOP CHECK',
  'Please check for back-stop',
  'Check back stop, solar PV fitted',
  'no b/stop?',
  'ANTI-REVERSE MECHANISM',
  'backstops',
])('"%s" is a strong label', (text) => {
  expect(labelOf(readingRules, [text])).toBe('strong');
});

test.each([
  'MICROGENERATION AT SITE',
  'microgen',
  'Micro-generation notified',
  'SSTPGP',
  'SSEG connected',
  'G83 notification',
  'G98/1',
  'G.99',
  'g59',
  'SOLAR PANELS',
  'PV on roof',
])('"%s" is a weak label', (text) => {
  expect(labelOf(readingRules, [text])).toBe('weak');
});

test.each(['', '-', 'METER STOPPED', 'BACK DOOR STOP COCK', 'SOLARIUM', 'G39', 'PVC CABLE'])(
  '"%s" is no label',
  (text) => {
    expect(labelOf(readingRules, [text])).toBe('none');
  },
);

test('the strongest text labels', () => {
  expect(labelOf(readingRules, [])).toBe('none');
  expect(labelOf(readingRules, ['SOLAR', 'BACKSTOP'])).toBe('strong');
  expect(labelOf(readingRules, ['FAULTY METER', 'SOLAR'])).toBe('weak');
});

test('a word of any length is read, and is nobody’s word', () => {
  for (const letters of ['a', 'ab', 'nas', '1', 'x9', 'é']) {
    const word = letters.repeat(500_000);
    expect(labelOf(readingRules, [`${word} ${word}q`])).toBe('none');
    expect(labelOf(readingRules, [`${word} BACKSTOP`])).toBe('strong');
  }
});
