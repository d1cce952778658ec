/** Where a text is divided, by what, and what a question mark asks about. */
import { expect, test } from 'vitest';
import { type Clause, clausesOf } from '../../src/reading/clause.ts';
import { extendReadingRules, readingRules } from '../../src/reading/index.ts';

const mark: Readonly<Record<Clause['joiner'], string>> = {
  sentence: '.',
  comma: ',',
  and: '&',
  contrast: '/',
  reason: '<',
  answer: ':',
};

/** Each clause with the mark of its joiner before it; `??` asks itself, `?` stands in a sentence that does. */
const cut = (text: string): readonly string[] =>
  clausesOf(readingRules, text).map(
    ({ text: said, joiner, isQuestion, sentenceIsQuestion }) =>
      `${mark[joiner]}${said}${isQuestion ? '??' : sentenceIsQuestion ? '?' : ''}`,
  );

/** The words of each clause, as they are looked up. */
const words = (text: string): readonly string[] =>
  clausesOf(readingRules, text).map(({ pieces }) => pieces.map((piece) => piece.words).join('_'));

test.each<[text: string, ...clauses: string[]]>([
  [''],
  [' .,;- '],
  ['BACKSTOP FITTED', '.BACKSTOP FITTED'],
  ['  BACKSTOP FITTED.  ', '.BACKSTOP FITTED'],
  // What ends a sentence.
  ['SEALS OK. BACKSTOP FITTED', '.SEALS OK', '.BACKSTOP FITTED'],
  ['SEALS OK; BACKSTOP FITTED', '.SEALS OK', '.BACKSTOP FITTED'],
  ['SEALS OK| BACKSTOP FITTED', '.SEALS OK', '.BACKSTOP FITTED'],
  ['SEALS OK! BACKSTOP FITTED', '.SEALS OK', '.BACKSTOP FITTED'],
  ['SEALS OK\nBACKSTOP FITTED', '.SEALS OK', '.BACKSTOP FITTED'],
  ['SEALS OK\rBACKSTOP FITTED', '.SEALS OK', '.BACKSTOP FITTED'],
  ['SEALS OK.BACKSTOP FITTED', '.SEALS OK', '.BACKSTOP FITTED'],
  // What divides inside one.
  ['SEALS OK, BACKSTOP FITTED', '.SEALS OK', ',BACKSTOP FITTED'],
  ['SEALS OK (BACKSTOP FITTED) METER OK', '.SEALS OK', ',BACKSTOP FITTED', ',METER OK'],
  ['SEALS OK AND BACKSTOP FITTED', '.SEALS OK', '&BACKSTOP FITTED'],
  ['SEALS OK & BACKSTOP FITTED', '.SEALS OK', '&BACKSTOP FITTED'],
  ['SEALS OK + BACKSTOP FITTED', '.SEALS OK', '&BACKSTOP FITTED'],
  ['seals ok n backstop fitted', '.seals ok', '&backstop fitted'],
  ['SEALS OK BUT BACKSTOP FITTED', '.SEALS OK', '/BACKSTOP FITTED'],
  ['NO BACKSTOP SO METER CHANGED', '.NO BACKSTOP', '<METER CHANGED'],
  ['BACKSTOP: FITTED', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP = FITTED', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP - FITTED', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP- FITTED', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP -FITTED', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP–FITTED', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP—FITTED', '.BACKSTOP', ':FITTED'],
  ['SEALS OK / BACKSTOP FITTED', '.SEALS OK', ':BACKSTOP FITTED'],
  ['BACKSTOP✔ SEALS', '.BACKSTOP', ':✔', '.SEALS'],
  ['BACKSTOP ✗', '.BACKSTOP', ':✗'],
  // A divider after an answer's mark leaves it an answer.
  ['BACKSTOP: (FITTED)', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP, - FITTED', '.BACKSTOP', ':FITTED'],
  ['BACKSTOP, AND FITTED', '.BACKSTOP', '&FITTED'],
])('"%s" is cut', (text, ...clauses) => {
  expect(cut(text)).toEqual(clauses);
});

test.each<[text: string, ...clauses: string[]]>([
  ['BACKSTOP FITTED?', '.BACKSTOP FITTED??'],
  ['BACKSTOP FITTED? YES', '.BACKSTOP FITTED??', ':YES'],
  ['BACKSTOP FITTED ? YES', '.BACKSTOP FITTED??', ':YES??'],
  ['SEALS OK, BACKSTOP FITTED?', '.SEALS OK?', ',BACKSTOP FITTED??'],
  ['SEALS OK. BACKSTOP FITTED?', '.SEALS OK', '.BACKSTOP FITTED??'],
  ['BACKSTOP FITTED. ?', '.BACKSTOP FITTED??'],
  ['? BACKSTOP FITTED', '.??', ':BACKSTOP FITTED??'],
  ['NO BACKSTOP SO METER CHANGED?', '.NO BACKSTOP?', '<METER CHANGED??'],
  ['BACKSTOP FITTED?? YES', '.BACKSTOP FITTED??', ':YES??'],
])('what "%s" asks', (text, ...clauses) => {
  expect(cut(text)).toEqual(clauses);
});

test.each<[text: string, ...clauses: string[]]>([
  // Words that would divide, and do not.
  ['NOT FITTED YET', '.NOT FITTED YET'],
  ['NOT FITTED YET, SEALS OK', '.NOT FITTED YET', ',SEALS OK'],
  ['NOT FITTED YET SEALS OK', '.NOT FITTED', '/SEALS OK'],
  ['THERE AND THEN CHANGED', '.THERE AND THEN CHANGED'],
  ['THERE AND CHANGED', '.THERE', '&CHANGED'],
  ['CHANGED THERE AND THEN', '.CHANGED THERE AND THEN'],
  ['SINCE 2019 FITTED', '.2019 FITTED'],
  // "FITTED N": no.
  ['FITTED N', '.FITTED N'],
  ['FITTED N TESTED', '.FITTED N TESTED'],
  ['n fitted', '.n fitted'],
  ['fitted n', '.fitted n'],
  ['fitted n.', '.fitted n'],
  // The questions of a form.
  ['Q1 BACKSTOP: Y Q2 SEALS: Y', '.BACKSTOP', ':Y', '.SEALS', ':Y'],
  ['Q12 BACKSTOP', '.Q12 BACKSTOP'],
  // Marks inside words and numbers.
  ['BACK-STOP FITTED', '.BACK-STOP FITTED'],
  ['B/STOP FITTED', '.B/STOP FITTED'],
  ['B.STOP FITTED', '.B.STOP FITTED'],
  ['G.98 SITE', '.G.98 SITE'],
  ['READ 3.5 OK', '.READ 3.5 OK'],
  ['ON 03.08.2026 AT 10:30', '.ON 03.08.2026 AT 10:30'],
  ['ON 03/08/2026', '.ON 03/08/2026'],
  ['L&G METER', '.L&G METER'],
  ['L+G METER', '.L+G METER'],
  ['LANDIS & GYR METER', '.LANDIS & GYR METER'],
  ['LANDIS + GYR METER', '.LANDIS + GYR METER'],
  ['CHAMBERLAIN & HOOKHAM', '.CHAMBERLAIN & HOOKHAM'],
  ['LANDIS & SEALS', '.LANDIS', '&SEALS'],
  ['SEALS & GYR', '.SEALS', '&GYR'],
  ["DOESN'T RUN BACK", ".DOESN'T RUN BACK"],
  // Stops that end no sentence.
  ['S. Mahmood attended', '.S. Mahmood attended'],
  ['SEALS: Y. Meter ok', '.SEALS', ':Y', '.Meter ok'],
  ['MR. SHAW IN', '.MR. SHAW IN'],
  ['SER. NO. L71C2', '.SER. NO. L71C2'],
  ['METER NO. 123 OK', '.METER NO. 123 OK'],
  ['METER NO: 123 OK', '.METER NO: 123 OK'],
  ['MSN NO: 45A6', '.MSN NO: 45A6'],
  ['BACKSTOP NO. SEALS OK', '.BACKSTOP NO', '.SEALS OK'],
  ['BACKSTOP: NO. SEALS OK', '.BACKSTOP', ':NO', '.SEALS OK'],
  ['METER 5.SEALS', '.METER 5', '.SEALS'],
  // A field whose key says nothing without its value.
  ['EXCH: NEEDED', '.EXCH: NEEDED'],
  ['METER EXCHANGE = REQD', '.METER EXCHANGE = REQD'],
  ['MTR SWAP: YES, PLEASE', '.MTR SWAP: YES', ',PLEASE'],
  ['EXCH: NO LONGER NEEDED', '.EXCH: NO LONGER NEEDED'],
  ['EXCH: NOT REQUIRED', '.EXCH: NOT REQUIRED'],
  ['EXCH: TO BE BOOKED', '.EXCH: TO BE BOOKED'],
  ['EXCH: DONE', '.EXCH', ':DONE'],
  ['EXCH - NEEDED', '.EXCH', ':NEEDED'],
  ['SEALS: NEEDED', '.SEALS', ':NEEDED'],
  ['WORK NEXT: MTR EXCH', '.WORK NEXT: MTR EXCH'],
  ['NEXT JOB: EXCHANGE', '.NEXT JOB: EXCHANGE'],
  ['FURTHER WORK: C/O', '.FURTHER WORK: C/O'],
  ['WORK: MTR EXCH', '.WORK', ':MTR EXCH'],
  ['REVERSE RUNNING: NOT POSSIBLE', '.REVERSE RUNNING: NOT POSSIBLE'],
  ["BACKWARDS: CAN'T", ".BACKWARDS: CAN'T"],
  ['REV RUN: CANNOT TELL', '.REV RUN', ':CANNOT TELL'],
])('"%s" is divided nowhere else', (text, ...clauses) => {
  expect(cut(text)).toEqual(clauses);
});

test('an apostrophe between letters is dropped, and marks cut a phrase into its words', () => {
  expect(words("doesn't")).toEqual(words('doesnt'));
  expect(words('doesn’t')).toEqual(words('doesnt'));
  expect(words('doesn`t')).toEqual(words('doesnt'));
  expect(words("'doesnt'")).toEqual(words('doesnt'));
  expect(words('B/STOP')).toEqual(['b stop']);
  expect(words('Back-Stop')).toEqual(['back stop']);
});

test('a piece knows where it stands in the text', () => {
  const text = ' Zeals seen - back-stop fitted';
  const pieces = clausesOf(readingRules, text).flatMap((clause) => clause.pieces);
  expect(pieces.map(({ from, to }) => text.slice(from, to)).join('|')).toBe(
    'Zeals|seen|back-stop|fitted',
  );
});

test('an operator’s dividers and phrases count in whatever case they are written', () => {
  const rules = extendReadingRules(
    { ...readingRules, dividers: ['Zund'], contrasts: ['ZABER'] },
    { lists: { names: ['Ruecklauf-Sperre|Klinke'] } },
  );
  const clauses = clausesOf(rules, 'seals ok zund RUECKLAUF SPERRE ZABER klinke and seals');
  expect(clauses.map(({ joiner, text }) => `${mark[joiner]}${text}`)).toEqual([
    '.seals ok',
    '&RUECKLAUF SPERRE',
    '/klinke and seals',
  ]);
  expect(clauses[1]?.pieces.map(({ kinds }) => [...kinds])).toEqual([['names']]);
  expect(clauses[2]?.pieces[0]?.kinds.has('names')).toBe(true);
});

test.each<[text: string, ...clauses: string[]]>([
  ['METER NO: 12345', '.METER NO: 12345'],
  // Only a stop or a colon belongs to the number sign.
  ['METER NO = 12345', '.METER NO', ':12345'],
  ['METER NO - 12345', '.METER NO', ':12345'],
  ['SEAL NO / 12345', '.SEAL NO', ':12345'],
  // A word of reason at either end, or twice, divides nothing from nothing.
  ['SO METER EXCHANGED', '.METER EXCHANGED'],
  ['NO BACKSTOP SO SO METER EXCHANGED', '.NO BACKSTOP', '<METER EXCHANGED'],
  ['NO BACKSTOP SO', '.NO BACKSTOP'],
])('"%s" is cut', (text, ...clauses) => {
  expect(cut(text)).toEqual(clauses);
});
