/**
 * Stories of samples/ once more, with a Meter Operator that is an SMEM or AMEM instead of a MOP: but for the
 * letters in the headers they come to the same end, to the last alert and the last byte written.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Played, playStory } from '../src/replay/index.ts';
import { tempFolder } from './support/workspace.ts';

const samples = fileURLToPath(new URL('../samples/', import.meta.url));

const stories = [
  'option-1-no-backstop-replaced-in-time',
  'option-1-backstop-present',
  'option-1-meter-cannot-reverse',
  'option-1-report-late-breach-then-resolved',
  'option-2-check-and-replace-in-one',
  'option-3-both-answers-agree',
  'option-3-not-replaced',
  'meter-operator-reports-and-replaces',
  'request-rejected-then-asked-again',
];

/** The letter stands before a Meter Operator's MPID. */
const lettered = (text: string, from: string, to: string): string =>
  text.replaceAll(new RegExp(`\\|${from}\\|(MOP.)\\|`, 'g'), `|${to}|$1|`);

function withLetter(story: string, letterOf: (index: number) => string): string {
  const folder = join(tempFolder(), story);
  cpSync(join(samples, story), folder, { recursive: true });
  const flows = readdirSync(folder).filter((one) => one.endsWith('.usr'));
  for (const [index, name] of flows.sort().entries()) {
    const text = readFileSync(join(folder, name), 'latin1');
    // Before MPANs began to migrate there was no other letter.
    const isEarly = (text.split('|')[7] ?? '') < '20251001000000';
    if (!isEarly) writeFileSync(join(folder, name), lettered(text, 'M', letterOf(index)), 'latin1');
  }
  return folder;
}

const endOf = ({ replayed, outbox }: Played, letter: string) => ({
  replayed,
  outbox: [...outbox].map(([name, text]) => [name, lettered(text, letter, 'M')]),
});

test.each(stories)('%s', async (story) => {
  const plain = endOf(await playStory(join(samples, story)), 'M');
  for (const letter of ['S', 'T']) {
    const changed = await playStory(withLetter(story, () => letter));
    expect(endOf(changed, letter), letter).toEqual(plain);
  }
});

/** Those that run through all answers of the three options, and a Meter Operator's own. */
const migrating = [
  'option-1-no-backstop-replaced-in-time',
  'option-1-report-late-breach-then-resolved',
  'option-2-check-and-replace-in-one',
  'option-3-both-answers-agree',
  'meter-operator-reports-and-replaces',
];

/** All but the notes of a migration, which is what a migration may add. */
const unmoved = ({ checks, alerts, files }: Played['replayed']) => ({
  alerts,
  files,
  checks: checks.map((check) => ({
    ...check,
    exceptions: check.exceptions.filter(({ code }) => code !== 'ROLE_CHANGED'),
  })),
});

test.each(migrating)('%s, where the MPANs migrate between any two of its files', async (story) => {
  const plain = unmoved((await playStory(join(samples, story))).replayed);
  const flows = readdirSync(join(samples, story)).filter((name) => name.endsWith('.usr')).length;
  let notes = 0;
  for (let after = 1; after < flows; after += 1) {
    for (const [before, since] of [
      ['M', 'S'],
      ['S', 'M'],
      ['S', 'T'],
    ] as const) {
      const { replayed } = await playStory(
        withLetter(story, (index) => (index < after ? before : since)),
      );
      expect(unmoved(replayed), `${before} to ${since} after ${after}`).toEqual(plain);
      notes += replayed.checks.filter(({ exceptions }) =>
        exceptions.some(({ code }) => code === 'ROLE_CHANGED'),
      ).length;
    }
  }
  expect(notes).toBeGreaterThan(0);
});
