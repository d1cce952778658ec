/** What several statements come to: of several meters, of an exchange in its parts, of a disc that was seen. */
import { expect, test } from 'vitest';
import { readingRules, readReport } from '../../src/reading/index.ts';

type Text = readonly [text: string, meterId?: string];
const read = (...texts: readonly Text[]) =>
  readReport(readingRules, {
    codes: [],
    texts: texts.map(([text, meterId = null], at) => ({
      text,
      line: at + 1,
      item: 'J0012',
      meterId,
    })),
  });
const findingOf = (...texts: readonly Text[]) => read(...texts).finding;

test.each<[finding: string, ...texts: Text[]]>([
  // One meter was exchanged: what is denied of it, or of none that is named, was the old one.
  ['replaced', ['METER REPLACED', 'A'], ['NO BACKSTOP', 'A']],
  ['replaced', ['METER REPLACED', 'A'], ['NO BACKSTOP']],
  ['replaced', ['METER REPLACED'], ['NO BACKSTOP', 'B']],
  ['replaced', ['METER REPLACED', 'A'], ['METER REPLACED', 'B'], ['NO BACKSTOP', 'B']],
  ['unclear', ['METER REPLACED', 'A'], ['NO BACKSTOP', 'B']],
  ['unclear', ['METER REPLACED', 'A'], ['NO BACKSTOP', 'A'], ['NO BACKSTOP', 'B']],
  // A hyphen or a blank names no meter.
  ['replaced', ['METER REPLACED', '-'], ['NO BACKSTOP', 'B']],
  ['replaced', ['METER REPLACED', ' - '], ['NO BACKSTOP', 'B']],
  ['replaced', ['METER REPLACED', ' '], ['NO BACKSTOP', 'B']],
  ['replaced', ['METER REPLACED', 'A '], ['NO BACKSTOP', ' A']],
  // What closes the check must be said of every meter that has text.
  ['has', ['BACKSTOP FITTED', 'A'], ['STATIC METER', 'B']],
  ['unclear', ['BACKSTOP FITTED', 'A'], ['SEALS OK', 'B']],
  ['has', ['BACKSTOP FITTED'], ['SEALS OK', 'B']],
  ['unclear', ['STATIC METER', 'A'], ['SEALS OK', 'B']],
  ['cannotReverse', ['STATIC METER'], ['SEALS OK', 'B']],
  ['cannotReverse', ['STATIC METER', 'A'], ['SEALS OK', 'A']],
  ['cannotReverse', ['STATIC METER', 'A'], ['NO BACKSTOP', 'A']],
  ['unclear', ['STATIC METER', 'A'], ['NO BACKSTOP', 'B']],
  ['cannotReverse', ['STATIC METER', 'A'], ['NO BACKSTOP']],
  // A meter without one is enough to order an exchange.
  ['hasNot', ['NO BACKSTOP', 'A'], ['SEALS OK', 'B']],
  ['unclear', ['NO BACKSTOP', 'A'], ['BACKSTOP FITTED', 'B']],
  ['hasNot', ['METER RUNS BACKWARDS', 'A'], ['SEALS OK', 'B']],
  ['hasNot', ['NO BACKSTOP', 'A'], ['METER RUNS BACKWARDS', 'A']],
  ['unclear', ['STATIC METER', 'A'], ['METER RUNS BACKWARDS', 'A']],
  ['hasNot', ['STATIC METER. ADDS EXPORT TO IMPORT']],
  ['unclear', ['BACKSTOP FITTED. METER RUNS BACKWARDS']],
  // Not needed: said of a meter that runs back it is wrong, of another it is a doubt.
  ['hasNot', ['METER RUNS BACKWARDS. BACKSTOP NOT REQUIRED']],
  ['unclear', ['NO BACKSTOP. BACKSTOP NOT REQUIRED']],
  // The old one out and the new one in, in whatever words.
  ['replaced', ['AMPY OUT, ELSTER IN']],
  ['unclear', ['AMPY OUT']],
  ['unclear', ['ELSTER IN']],
  ['replaced', ['MTR EXCH. OLD SN K7912345 RDG 55102, NEW SN 21P12345 RDG 00000']],
  ['unclear', ['MTR EXCH']],
  ['replaced', ['OLD OFF 18233 NEW ON 00000']],
  ['replaced', ['OLD OUT 18233 NEW IN 00000']],
  ['replaced', ['OLD METER OFF 18233. NEW METER ON 00000']],
  ['unclear', ['NEW METER ON 00000']],
  // A question after a statement is about it; before it, it is the request.
  ['unclear', ['BACKSTOP FITTED', 'A'], ['BACKSTOP FITTED?', 'A']],
  ['unclear', ['METER REPLACED'], ['BACKSTOP FITTED?']],
  ['unclear', ['NO BACKSTOP'], ['IS BACKSTOP FITTED']],
  // Only praised: beside something else that was written, it is there.
  ['unclear', ['BACKSTOP OK']],
  ['unclear', ['BACKSTOP OK.']],
  ['unclear', ['   BACKSTOP OK   ']],
  ['has', ['BACKSTOP OK, SEALS OK']],
  ['has', ['BACKSTOP OK'], ['DISC STOPS DEAD']],
  ['has', ['BACKSTOP ON METER']],
  ['has', ['BACKSTOP IS ALREADY IN THE IMPORT METER']],
  ['unclear', ['BACKSTOP ON METER, SO I WAS TOLD']],
])('%s: %j %j %j', (finding, ...texts) => {
  expect(findingOf(...texts)).toBe(finding);
});

test.each(['DISC', 'DISK', 'WHEEL', 'DIAL', 'DIALS', 'ROTOR'])(
  'a meter that is said to be static has no %s that holds',
  (part) => {
    const held = read([`${part} STOPS DEAD`]).reasons.map(({ rule }) => rule);
    if (held.includes('not-understood')) return;
    expect(findingOf(['STATIC METER'], [`${part} STOPS DEAD`])).toBe('unclear');
  },
);

test.each([
  ['DOES NOT RUN BACKWARDS', 'unclear'],
  ['DOESNT RUN BACKWARDS', 'unclear'],
  ["DOESN'T RUN BACKWARDS", 'unclear'],
  ['DID NOT RUN BACKWARDS', 'unclear'],
  ['DIDNT RUN BACKWARDS', 'unclear'],
  ["DIDN'T RUN BACKWARDS", 'unclear'],
  ['CANNOT RUN BACKWARDS', 'cannotReverse'],
  ['CAN NOT RUN BACKWARDS', 'cannotReverse'],
  ["CAN'T RUN BACKWARDS", 'cannotReverse'],
  ['CANT RUN BACKWARDS', 'cannotReverse'],
])('beside a denial "METER %s" was only seen, or gives the reason: %s', (words, finding) => {
  const meter = `METER ${words}`;
  if (findingOf([meter]) !== 'cannotReverse')
    expect(findingOf(['NO BACKSTOP'], [meter])).toBe('unclear');
  else expect(findingOf(['NO BACKSTOP'], [meter])).toBe(finding);
});

// A denial that was given as an answer is confirmed after it as one that was said whole.
test.each(
  [
    'NO BACKSTOP',
    'BACKSTOP: NO',
    'BACKSTOP FITTED? NO',
    'BACKSTOP - NOT FITTED',
    'BACKSTOP - NONE FOUND',
    'CHECKED FOR BACKSTOP, NONE FITTED',
  ].flatMap((denial) =>
    ['. ', ', '].flatMap((between) =>
      ['CONFIRMED WITH PV ON', 'CONFIRMED ON SITE'].map((end) => denial + between + end),
    ),
  ),
)('%s: hasNot', (text) => {
  expect(findingOf([text])).toBe('hasNot');
});
