/**
 * docs/glossary.md can be trusted: each word stands there once, and each word of an exported type is
 * there, unless it is everyday English or of programming.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = readFileSync(join(root, 'docs/glossary.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!Word \|)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, word = '', meaning = '', not = '']) => ({ word, meaning, not }));

/** `Market Role, role` are two; what stands in brackets explains a term. */
const termsOf = (word: string): string[] =>
  word
    .replace(/ \((?!of)[^)]*\)/g, '')
    .split(', ')
    .map((term) => term.toLowerCase());
const terms = rows.flatMap(({ word }) => termsOf(word));

test('each word stands in the glossary once, with what it means', () => {
  expect(terms.length).toBeGreaterThan(150);
  expect(terms.filter((term, index) => terms.indexOf(term) !== index)).toEqual([]);
  expect(rows.filter(({ meaning, not }) => meaning === '' || not === '')).toEqual([]);
});

test('no word that we do not use for one thing is the very word for it', () => {
  const wrong = rows.filter(({ word, not }) =>
    not.split(', ').some((other) => termsOf(word).includes(other.toLowerCase())),
  );
  expect(wrong).toEqual([]);
});

/** Everyday English, and words of programming, that mean in a name what they mean everywhere. */
const plain = new Set(
  `
    acceptable accepted access action address admission advance advancing alike all announcement
    brought connection lane leaving sftp
    announcer answered api arrival as ask asked asking assessed bad bar batcher begun behind blanked box by call
    catch cell chained change changed chosen cited clockwork column committee config
    conflict confusion content context copied copy count counted counter covered crash csv cursor daily database definition
    derived described diff difference done drafting drawn due end env environment erased error
    explained failed failure field filter find folded force format found from given gone hidden history html in
    guard heard inbound is issuing joined joining json judged keeper kept key kind known last late layout line linked list listed
    listen listener listing lock log look looked meaning meant membership mender message metering missing
    moment move moved name named nearness new no node none notify odd on open option or origin other outline overtaken
    own page parameter part past period place placed plan played point pool postgre preferred previewed
    printer progress proof proposed published question queued raised read reader reason replayed
    resolved restored resubmission result road said sample schema sealed search seen sentence
    served settled settling shape shared sheet shipped shown sign signed smtp sort sought source span
    speller spoken sql start status step stored style summary supposing table taken taking target teller telling
    template testing text there time timeline to told tone total trace try typed undelivered understood
    undoable unfit update upload use used value variable verification verified waiter waiting wanted
    watch watched way web webhook word workbook written yes`
    .trim()
    .split(/\s+/),
);

/** `holidays` as `holiday`, `entries` as `entry`. */
const singular = (word: string): string =>
  word.replace(/ies$/, 'y').replace(/(?<=[a-z]{2}[^su])s$/, '');

test('each word of an exported type is in the glossary, or plain English', () => {
  const known = new Set(terms.flatMap((term) => term.split(/[ -]/).map(singular)));
  const unknown = new Map<string, string>();
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const text = readFileSync(join(root, 'src', path), 'utf8');
    for (const [, name = ''] of text.matchAll(/^export (?:interface|type|class) (\w+)/gm)) {
      for (const [part] of name.matchAll(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g)) {
        const word = singular(part.toLowerCase());
        if (!known.has(word) && !plain.has(word)) unknown.set(word, name);
      }
    }
  }
  expect([...unknown]).toEqual([]);
  // A word that got a meaning of its own goes from the list.
  expect([...plain].filter((word) => known.has(word))).toEqual([]);
});
