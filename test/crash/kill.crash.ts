/**
 * kill -9 under mixed load, at moments that are chosen and at moments that are not, while a reader
 * empties outbox/ at once. PAWL_KILLS says how many there are together with those of acts.crash.ts;
 * 200 take some minutes. PAWL_SEED repeats the moments of an earlier run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { count, killsAtRandom, type OwnPoint, shareOfActs } from './counted.ts';
import { makeWorkspace, play, uninterrupted } from './driver.ts';
import { listen } from './listener.ts';
import { type End, endOf, expectSame, expectSound } from './oracle.ts';
import { readerOf } from './reader.ts';
import { crashConfig, storyOf } from './story.ts';

/** How often each point is come by that is worth a death of its own. */
const timesWorth: Readonly<Record<OwnPoint, number>> = {
  'mid-intake': 2,
  'after-claim': 3,
  'after-commit': 2,
  'mid-settle': 3,
  'before-removal': 3,
  'mid-removal': 3,
  'after-move': 1,
  // The findings and the refused part of several files, then the files that are sent.
  'before-rename': 7,
  'made-ready': 2,
  'on-its-way': 2,
  'after-rename': 2,
  'mid-alert': 2,
  'after-send': 2,
};
const deathbeds = Object.entries(timesWorth).flatMap(([point, times]) =>
  Array.from({ length: times }, (_, index) => `${point}#${index + 1}`),
);
const kills = Math.max(1, Math.ceil(killsAtRandom * (1 - shareOfActs)));
const seed = Number(process.env['PAWL_SEED'] ?? Date.now() % 100_000);
const root = mkdtempSync(join(tmpdir(), 'pawl-crash-'));
const listener = await listen();
afterAll(() => {
  listener.close();
  rmSync(root, { recursive: true, force: true });
});

async function run(
  name: string,
  rounds: number,
  how: Partial<typeof uninterrupted>,
  undoSeconds = 0,
) {
  const workspace = join(root, name);
  const story = storyOf(rounds);
  const channels = { ear: { kind: 'webhook', url: listener.urlOf(name) } };
  const send = how.approves === true ? 'approve' : 'automatic';
  makeWorkspace(workspace, { ...crashConfig, send, undoSeconds, channels }, story[0]?.at ?? '');
  const reader = readerOf(workspace);
  const deaths = await play(workspace, story, { ...uninterrupted, ...how });
  const seen = reader.stop();
  const end = { ...(await endOf(workspace, story)), heard: listener.heardOf(name), seen };
  return { deaths, end };
}

const shortRounds = 1;
const keptBackRounds = 2;
const keptBackKills = 6;
let calm: End;
beforeAll(async () => {
  calm = (await run('calm', shortRounds, {})).end;
  expectSound(calm);
}, 60_000);

test('the calm run sends, alerts and refuses, so that there is something to lose', () => {
  expect(new Set(calm.receipts.map(({ outcome }) => outcome))).toEqual(
    new Set(['applied', 'partly-applied', 'duplicate', 'rejected', 'set-aside']),
  );
  expect(new Set(calm.outbox.map(({ flow }) => flow))).toEqual(new Set(['D0001', 'D0142']));
  expect(calm.alerts.map(({ key }) => key).join()).toContain('BREACHED');
});

test.each(deathbeds)(
  'dead at %s',
  async (crashAt) => {
    const { deaths, end } = await run(crashAt, shortRounds, { crashAt });
    expect(deaths).toBe(1);
    count('points', deaths);
    expectSound(end);
    expectSame(end, calm);
  },
  60_000,
);

test(`dead at any moment between an approval and what it lets go (seed ${seed})`, async () => {
  // What is approved after one batch goes out with the next, whose files come later than a minute.
  const approves = true;
  const quiet = (await run('calm-kept-back', keptBackRounds, { approves }, 60)).end;
  expect(quiet.outbox.length).toBeGreaterThan(0);
  const how = { kills: keptBackKills, livesMs: 500, random: seeded(seed), approves };
  const { deaths, end } = await run('kept-back', keptBackRounds, how, 60);
  expect(deaths).toBeGreaterThanOrEqual(keptBackKills);
  expectSound(quiet);
  expectSound(end);
  expectSame(end, quiet);
}, 300_000);

/** Of one story; more stories make more deaths. */
const killsPerStory = 45;
/** On a quick machine 6 were over after 40 deaths. */
const longRounds = 9;
const stories = Array.from({ length: Math.ceil(kills / killsPerStory) }, (_, index) => ({
  index,
  deaths: Math.min(killsPerStory, kills - index * killsPerStory),
  approves: index % 2 === 1,
}));
const calmOf = new Map<boolean, Promise<End>>();

test.each(stories)(
  `dead $deaths times at any moment, story $index (seed ${seed}), approvals by hand: $approves`,
  async ({ index, deaths: wanted, approves }) => {
    const quiet =
      calmOf.get(approves) ??
      run(`calm-${approves}`, longRounds, { approves }).then(({ end }) => end);
    calmOf.set(approves, quiet);
    const random = seeded(seed + index);
    const how = { kills: wanted, livesMs: 500, random, approves };
    const { deaths, end } = await run(`long-${index}`, longRounds, how);
    expect(deaths).toBeGreaterThanOrEqual(wanted);
    count('random', deaths);
    expectSound(await quiet);
    expectSound(end);
    expectSame(end, await quiet);
  },
  120_000 + killsPerStory * 20_000,
);
