/** What was broken and is replaced is the thing that was named: a seal that was renewed is no exchange. */
import { expect, test } from 'vitest';
import { readingRules, readReport } from '../../src/reading/index.ts';

const findingOf = (text: string) =>
  readReport(readingRules, { codes: [], texts: [{ text, line: 1, item: 'J0012', meterId: null }] })
    .finding;

const things = ['seal', 'seals', 'terminal cover', 'cut out seal', 'fuse', 'tails', 'door', 'lock'];
const states = ['broken', 'missing', 'cut', 'removed', 'damaged', 'tampered', 'loose', 'perished'];
const joiners = [', ', ' and ', ' so ', '. ', ' - ', ', now ', ' but '];
const verbs = ['replaced', 'renewed', 'changed', 'exchanged', 'swapped', 'has been replaced'];

test.each(things)('a %s that was replaced', (thing) => {
  const wrong = states.flatMap((state) =>
    joiners.flatMap((joiner) =>
      verbs.flatMap((verb) =>
        ['. Backstop fitted', '. No backstop', ''].flatMap((rest) => {
          const text = `${thing} ${state}${joiner}${verb}${rest}`;
          return findingOf(text) === 'replaced' ? [text] : [];
        }),
      ),
    ),
  );
  expect(wrong).toEqual([]);
});

test('but a meter that is named was', () => {
  for (const text of [
    'Seals broken. Meter replaced',
    'Seal broken, meter exchanged',
    'Tails damaged. Mtr swapped',
  ]) {
    expect([text, findingOf(text)]).toEqual([text, 'replaced']);
  }
});
