/**
 * The stories of samples/ through the real engine: real folders, a real store, a clock of their own.
 * Told as written each comes to what stands in its expected/; told backwards or with every file
 * twice it comes to the same checks. UPDATE_SAMPLES=1 writes expected/ anew; the difference is for a
 * person to read.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FINDING_CODES } from '../src/flow/index.ts';
import { exceptionCodes, outcomes, publishedProfiles } from '../src/process/index.ts';
import {
  differences,
  playStory,
  type Replayed,
  readScenario,
  writeExpected,
} from '../src/replay/index.ts';

const samples = fileURLToPath(new URL('../samples/', import.meta.url));
/** Files of one kind beside the stories; the tests of their readers use each of them. */
const noStories = ['dip', 'reference'];
const stories = readdirSync(samples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !noStories.includes(entry.name))
  .map(({ name }) => name)
  .sort();
const isUpdate = process.env['UPDATE_SAMPLES'] === '1';

describe.each(stories)('%s', (story) => {
  const folder = join(samples, story);

  test('is told in words', () => {
    const [heading, , ...lines] = readFileSync(join(folder, 'story.md'), 'utf8').split('\n');
    expect(heading).toBe(`# ${readScenario(folder).title}`);
    expect(lines.filter((line) => line !== '').length).toBeGreaterThanOrEqual(4);
    expect(lines.join('\n')).toMatch(/\[(DCP|DTC|page|ours)\]/);
  });

  test('comes to what is expected', async () => {
    const played = await playStory(folder);
    if (isUpdate) writeExpected(folder, played);
    expect(existsSync(join(folder, 'expected', 'replay.json'))).toBe(true);
    expect(differences(folder, played)).toEqual([]);
    expect(existsSync(join(folder, 'expected', 'outbox'))).toBe(played.outbox.size > 0);
  });

  test('uses every file it has', () => {
    const steps = readScenario(folder).steps.flatMap(({ drop }) => drop ?? []);
    const own = ['expected', 'scenario.json', 'story.md'];
    const files = readdirSync(folder).filter((name) => !own.includes(name));
    expect([...new Set(steps)].sort()).toEqual(files.sort());
  });
});

test('README.md lists every story, and no other', () => {
  const readme = readFileSync(join(samples, 'README.md'), 'utf8');
  const listed = [...readme.matchAll(/^\| \[([a-z0-9-]+)\]\(\1\/story\.md\)/gm)];
  expect(listed.map(([, story = '']) => story).sort()).toEqual(stories);
});

/** Stories whose point is the order of intake, so that another order is another story. */
const orderMatters: readonly { readonly story: string; readonly reason: string }[] = [
  {
    story: 'measured-by-receipt',
    reason: 'this gateway counts from receipt, so another order of receipt is another history',
  },
  {
    story: 'late-claim',
    reason: 'what it shows is how long after their creation two of its files come',
  },
  {
    story: 'late-claim-of-the-supplier',
    reason: 'what it shows is how long after its creation a file comes',
  },
  {
    story: 'refused-part-corrected',
    reason: 'a correction is one only after what it corrects was refused',
  },
  {
    story: 'sent-again-and-identifier-reused',
    reason: 'of two files under one identifier the first to come is taken',
  },
];

/** What no order may change. Notes of arrival and the Meter Operator last heard of tell history. */
const checksOf = ({ checks }: Pick<Replayed, 'checks'>) =>
  checks.map(({ exceptions: _exceptions, meterOperator: _meterOperator, ...check }) => check);

describe('the order of arrival means nothing', () => {
  const retold = stories.filter(
    (story) =>
      readScenario(join(samples, story)).send === 'never' &&
      !orderMatters.some((known) => known.story === story),
  );

  // As written it comes to its expected/, which the test above has seen.
  test.each(retold)('%s', async (story) => {
    for (const telling of ['reversed', 'doubled'] as const) {
      const { replayed } = await playStory(join(samples, story), telling);
      expect(checksOf(replayed), telling).toEqual(checksOf(expectedOf(story)));
    }
  });

  test.each(orderMatters)('$story is another story backwards: $reason', async ({ story }) => {
    const { replayed } = await playStory(join(samples, story), 'reversed');
    expect(checksOf(replayed)).not.toEqual(checksOf(expectedOf(story)));
  });
});

interface Expected extends Omit<Replayed, 'alerts' | 'files'> {
  readonly alerts: readonly { readonly kind: string }[];
  readonly files: readonly {
    readonly outcome: string;
    readonly findings: readonly { readonly code: string }[];
  }[];
}

const expectedOf = (story: string): Expected =>
  JSON.parse(readFileSync(join(samples, story, 'expected', 'replay.json'), 'utf8')) as Expected;

describe('the stories together show every code', () => {
  const expected = isUpdate ? [] : stories.map(expectedOf);
  const checks = expected.flatMap((one) => one.checks);
  const files = expected.flatMap((one) => one.files);

  /**
   * Two are about the disk, one about feeds, one about mail, which no story sends, one about Pawl itself, and one stands
   * only beside files larger than a story has.
   */
  const beyondStories = [
    'FILE_UNREADABLE',
    'ENTRY_LEFT',
    'FEED_REFUSED',
    'REFUSED_PART_CUT',
    'ALERT_UNDELIVERED',
    'PAWL_FAULT',
    // A story has no place elsewhere: test/porter/folders.test.ts shows it.
    'SENDER_NOT_ALLOWED',
    // A workbook is bytes: test/intake/workbooks.test.ts shows it.
    'WORKBOOK_READ',
  ];
  /** Of the readers of rows of reference data, whose own tests show them. */
  const ofOtherFiles = /^REFERENCE_(ROW|ROLE|OVERLAP)/;
  const toldIn = (codes: object): string[] =>
    Object.keys(codes).filter((code) => !beyondStories.includes(code) && !ofOtherFiles.test(code));

  test.skipIf(isUpdate).each([
    [
      'finding codes',
      toldIn(FINDING_CODES),
      files.flatMap(({ findings }) => findings.map(({ code }) => code)),
    ],
    [
      'exception and note codes',
      toldIn(exceptionCodes),
      [
        ...checks.flatMap(({ exceptions }) => exceptions.map(({ code }) => code)),
        ...expected.flatMap(({ exceptions }) =>
          exceptions.map((exception) => (exception as { code: string }).code),
        ),
      ],
    ],
    [
      'alert kinds',
      ['DUE_SOON', 'BREACHED', 'ESCALATED', 'RETRACTED'],
      expected.flatMap(({ alerts }) => alerts.map(({ kind }) => kind)),
    ],
    [
      'file outcomes',
      ['applied', 'partly-applied', 'duplicate', 'rejected', 'set-aside', 'not-ours', 'left'],
      files.map(({ outcome }) => outcome),
    ],
    ['outcomes of a check', [...outcomes], checks.flatMap(({ outcome }) => outcome ?? [])],
    [
      'statuses of a stage',
      ['open', 'breached', 'met', 'late', 'withdrawn'],
      checks.flatMap(({ stages }) => stages.map(({ status }) => status)),
    ],
    ['stages', stageNames(), checks.flatMap(({ stages }) => stages.map(({ name }) => name))],
  ])('%s', (_what, all, seen) => {
    expect([...new Set(seen)].sort()).toEqual([...all].sort());
  });

  test.skipIf(isUpdate)('published profiles', () => {
    const seen = new Set(checks.map(({ profile }) => profile));
    for (const profile of publishedProfiles.keys()) expect(seen).toContain(profile);
  });
});

function stageNames(): string[] {
  const profiles = [...publishedProfiles.values()];
  return [...new Set(profiles.flatMap(({ stages }) => Object.keys(stages)))];
}
