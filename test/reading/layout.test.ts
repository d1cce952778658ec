/** How a report is set out says nothing: points, Q and A, boxes, dictated marks, signatures. */
import { expect, test } from 'vitest';
import { readingRules, tryReading } from '../../src/reading/index.ts';
import { laidOut } from '../../src/reading/layout.ts';

const read = (sentence: string): string =>
  tryReading(readingRules, { sentence, expected: 'unclear', code: '', line: 1 }).found;

/** What is found, and points that say nothing of it. */
const findings = [
  ['backstop fitted', 'has'],
  ['no backstop fitted', 'hasNot'],
  ['meter exchanged', 'replaced'],
  ['static meter', 'cannotReverse'],
] as const;
const others = ['seals intact', 'tails ok', 'photo taken', 'customer present'];

test.each(findings)('"%s" in a list of points is %s', (words, finding) => {
  for (const [before, after] of [
    ['', ') '],
    ['(', ') '],
    ['', '. '],
    ['', ' - '],
  ] as const)
    for (let place = 0; place < 4; place += 1) {
      const points = others.toSpliced(place, 0, words);
      const text = points.map((point, at) => `${before}${at + 1}${after}${point}`).join(' ');
      expect(`${text}: ${read(text)}`).toBe(`${text}: ${finding}`);
      expect(read(`Findings: ${text}`)).toBe(finding);
      expect(read(`${text} ${before}6${after}jumblewick`)).toBe('unclear');
    }
});

test.each([
  ['Q: Is a backstop fitted? A: Yes', 'has'],
  ['Q. Backstop fitted? A. No', 'hasNot'],
  ['Q: Backstop? A: No. Q: Seals? A: Intact', 'hasNot'],
  ['Q: Type of meter? A: Static', 'cannotReverse'],
  ['BACKSTOP (Y/N): Y', 'has'],
  ['Backstop Y/N: N', 'hasNot'],
  ['Backstop (yes/no) - yes', 'has'],
  ['[x] backstop fitted [ ] not fitted', 'has'],
  ['[ ] backstop fitted [x] no backstop', 'hasNot'],
  ['Back stop fitted full stop Seals checked full stop', 'has'],
  ["There's no back stop on this meter full stop", 'hasNot'],
  ['Checked the meter comma it has a back stop comma seals fine', 'has'],
  ['Rev. stop fitted. Seals ok', 'has'],
  ['No backstop. Cheers, Baz', 'hasNot'],
  ['Backstop fitted. Regards, Geraint Pryce', 'has'],
  ['Seals? Ok. Backstop? Yes', 'has'],
])('"%s" is %s', (text, finding) => {
  expect(read(text)).toBe(finding);
});

test.each([
  'Backstop (Y/N)',
  'Backstop Y/N',
  'Backstop Y/N?',
  '[ ] backstop fitted [ ] not fitted',
  '[ ] backstop fitted',
  'Q: Backstop fitted? A:',
  'Q: Backstop fitted? A: Not sure',
  'Backstop fitted? Seals? Yes',
  'Backstop fitted. Meter replaced? Maybe',
  'Backstop fitted. Door? No',
  'Backstop fitted. Static? No idea',
  '1) Backstop fitted 2) to be checked',
  '1) Backstop fitted 2) not on this meter',
  'Backstop fitted. Cheers, not',
  'Backstop fitted. Thanks, Wrongly',
])('"%s" is left to a person', (text) => {
  expect(read(text)).toBe('unclear');
});

test('every mark keeps its length, so that evidence is cited as written', () => {
  for (const text of [
    '1) backstop fitted 2) seals ok',
    'Q: Backstop? A: Yes',
    '[x] backstop [ ] none',
    'Backstop full stop New line comma seals',
    'BACKSTOP (Y/N): N',
  ])
    expect(laidOut(text)).toHaveLength(text.length);
  const { reasons } = tryReading(readingRules, {
    sentence: '1) Access fine 2) Backstop Fitted',
    expected: 'has',
    code: '',
    line: 1,
  });
  expect(reasons.map(({ words }) => words)).toEqual(['Backstop Fitted']);
});

test.each([
  ['1)ab 2)cd', '; ab ; cd'],
  ['1)   ab 2)   cd', ';    ab ;    cd'],
  ['1)    ab 2) cd', '1)    ab 2) cd'],
])('"%s" is laid out as "%s"', (text, laid) => {
  expect(laidOut(text)).toBe(laid);
});

test.each([
  'Cheers',
  'Thanks',
  'Ta',
  'Yours',
  'All the best',
  'Kindest regards',
  'Thanks again',
  'Thx mate',
  'Best wishes',
  'Warm rgds',
  'Thank you all',
])('after "%s" a name signs', (end) => {
  for (const name of ['Jumblewick', 'Jumblewick Pryzk', 'Jumblewick P'])
    expect(read(`Backstop fitted. ${end}. ${name}`)).toBe('has');
});

test.each([
  'Left with thanks. Jumblewick',
  'Thanks for tea. Jumblewick',
  'Thanks. JUMBLEWICK',
  'Thanks. Jumblewick hums',
  'Thanks and Jumblewick',
  'Thanks but Jumblewick',
  'Thanks. One Jumblewick Pryzk Pryzk',
  'Thanks. Jumblewick. Seals ok',
])('but nobody signs in "%s"', (end) => {
  expect(read(`Backstop fitted. ${end}`)).toBe('unclear');
});
