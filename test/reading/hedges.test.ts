/**
 * Hedges beside every statement, in every place where a writer may put one. The one rule: what its
 * writer does not stand by decides nothing, and what only sounds like a hedge takes nothing back.
 */
import { expect, test } from 'vitest';
import { readingRules, readReport } from '../../src/reading/index.ts';

const findingOf = (text: string) => {
  const texts = [{ text, line: 1, item: 'J0012', meterId: null }];
  return readReport(readingRules, { codes: [], texts }).finding;
};

const hedges =
  `I reckon|supposedly|so he says|as far as I can tell|looks like it|customer claims|per records|according to the last engineer|allegedly|not 100%|would need someone to confirm|apparently|I believe|I think|I assume|presumably|I guess|possibly|probably|maybe|perhaps|most likely|seemingly|in all likelihood|I would imagine|hopefully|or so it seems|it seems|I suspect|I gather|I understand|I am told|so I am told|reportedly|to the best of my knowledge|from memory|if I remember right|unless I am wrong|I could be wrong|not certain|not sure|not convinced|hard to tell|hard to say|difficult to say|tough to call|cannot be certain|cant swear to it|would not bet on it|don't take my word for it|dont quote me on that|needs confirming|needs verifying|to be confirmed|subject to confirmation|awaiting confirmation|please verify|please double check|someone should check|another engineer should look|second opinion wanted|a second opinion would be good|worth a second look|would like it checked again|may need another look|ask my supervisor|check with the manufacturer|check with the office|records say so|system says so|label says so|the sticker says so|going by the label|going by the plate|going off the paperwork|based on the photo|based on what he said|judging by the age|judging from the outside|at a glance|from a distance|just had a glance|customer says so|customer told me|cust reckons|landlord reckons|neighbour said|tenant thinks so|the installer told him|previous engineer said|as told by tenant|as stated by customer|as per customer|as per the app|as per last visit|hearsay only|take with a pinch of salt|fingers crossed|in theory|on paper|so they say|or something like that|more or less|I'd have thought|you would think|one would assume|as you would expect|as is usual for these|usually|they usually do|most of them do|typical for the type|it would appear|appears to be|by all appearances|on the face of it|at first sight|in my opinion|afaik|not confirmed|unverified|not tested|unproven|couldn't verify|no way to tell|no way of knowing|who knows|best guess|at a guess|correct me if wrong|stand to be corrected|provisionally|was told|word is|rumour has it|assumed|going on trust|took his word|on his say so|he swears|she insists|he is adamant|he assured me|guaranteed by installer|the paperwork has it|the certificate says|the manual says|online it says|manufacturer's site says`.split(
    '|',
  );
const statements = [
  'backstop fitted',
  'meter has a backstop',
  'no backstop fitted',
  'meter has no backstop',
  'meter replaced',
  'new meter installed today',
  'static meter on site',
  'meter cannot run backwards',
];
const places: readonly ((hedge: string, statement: string) => string)[] = [
  (hedge, statement) => `${statement}, ${hedge}.`,
  (hedge, statement) => `${statement}. ${hedge}.`,
  (hedge, statement) => `${hedge}, ${statement}.`,
  (hedge, statement) => `${statement} (${hedge}).`,
  (hedge, statement) => `${statement} - ${hedge}`,
  (hedge, statement) => `${statement} but ${hedge}`,
  (hedge, statement) => `Rdg 40112. ${statement}, ${hedge}, seals ok.`,
  (hedge, statement) => `${statement}. Seals intact. ${hedge}.`,
  (hedge, statement) => `${statement}, ${hedge}`.toUpperCase(),
];

test.each(places.map((place) => [place('HEDGE', 'STATEMENT'), place] as const))(
  'nothing is decided by %s',
  (_, place) => {
    const texts = hedges.flatMap((hedge) => statements.map((one) => place(hedge, one)));
    expect(texts.filter((text) => findingOf(text) !== 'unclear')).toEqual([]);
  },
);

test.each([
  ['Key safe used as per notes. Backstop fitted.', 'has'],
  ['Backstop fitted. Solar installed 2011 per cust.', 'has'],
  ['Customer was told. No backstop.', 'hasNot'],
  ['There is no backstop in this meter. Meter going backwards on arrival', 'hasNot'],
  ['No backstop. No time to C/O today.', 'hasNot'],
  ['No backstop. Bring the right kit for the C/O', 'hasNot'],
  ['No backstop, no isolation', 'hasNot'],
  ['Replaced meter same visit with spare from van.', 'replaced'],
])('%s', (text, finding) => {
  expect(findingOf(text)).toBe(finding);
});
