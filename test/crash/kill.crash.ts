/**
 * kill -9, at moments that are chosen and at moments that are not. PAWL_KILLS says how many there
 * are together; 40 take about a minute. PAWL_SEED repeats the moments of an earlier run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CrashPoint, crashPoints } from '../../src/crash-point.ts';
import { seeded } from '../support/seeded.ts';
import { makeWorkspace, play, uninterrupted } from './driver.ts';
import { listen } from './listener.ts';
import { type End, endOf, expectSame, expectSound } from './oracle.ts';
import { crashConfig, storyOf } from './story.ts';

/** How often each point is come by that is worth a death of its own. */
const timesWorth: Readonly<Record<CrashPoint, number>> = {
  'mid-intake': 2,
  'after-claim': 3,
  'after-commit': 2,
  'mid-settle': 3,
  'before-removal': 3,
  'mid-removal': 3,
  'after-move': 1,
  // The findings and the refused part of several files, then the files that are sent.
  'before-rename': 7,
  'on-its-way': 2,
  'after-rename': 2,
  'mid-alert': 2,
  'after-send': 2,
};
const deathbeds = crashPoints.flatMap((point) =>
  Array.from({ length: timesWorth[point] }, (_, index) => `${point}#${index + 1}`),
);
const kills = Math.max(1, Number(process.env['PAWL_KILLS'] ?? 40) - deathbeds.length);
const seed = Number(process.env['PAWL_SEED'] ?? Date.now() % 100_000);
const root = mkdtempSync(join(tmpdir(), 'pawl-crash-'));
const listener = await listen();
afterAll(() => {
  listener.close();
  rmSync(root, { recursive: true, force: true });
});

async function run(name: string, rounds: number, how: Partial<typeof uninterrupted>) {
  const workspace = join(root, name);
  const story = storyOf(rounds);
  const channels = { ear: { kind: 'webhook', url: listener.urlOf(name) } };
  makeWorkspace(workspace, { ...crashConfig, channels }, story[0]?.at ?? '');
  const deaths = await play(workspace, story, { ...uninterrupted, ...how });
  return { deaths, end: { ...(await endOf(workspace, story)), heard: listener.heardOf(name) } };
}

const shortRounds = 1;
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
    expectSound(end);
    expectSame(end, calm);
  },
  60_000,
);

test(
  `dead ${kills} times at any moment (seed ${seed})`,
  async () => {
    const rounds = Math.max(shortRounds, Math.ceil(kills / 4));
    const quiet = (await run('long-calm', rounds, {})).end;
    const random = seeded(seed);
    const { deaths, end } = await run('long', rounds, { kills, livesMs: 60, random });
    expect(deaths).toBeGreaterThanOrEqual(kills);
    expectSound(end);
    expectSame(end, quiet);
  },
  60_000 + kills * 4_000,
);
