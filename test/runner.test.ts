import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type LeftFiles, takeInCarefully } from '../src/intake/careful-intake.ts';
import { fixedClock } from '../src/clock.ts';
import { readConfig } from '../src/config/config.ts';
import { type Engine, openEngine, type Pass } from '../src/engine.ts';
import { EngineError } from '../src/engine-error.ts';
import { trapFaults } from '../src/fault-point.ts';
import { createLog } from '../src/log.ts';
import { aliveNote } from '../src/alive.ts';
import { runUntilStopped } from '../src/runner.ts';
import type { Receipt } from '../src/store/index.ts';

const at = '2026-08-03T09:00:00Z';
const nothing: Pass = {
  receipts: [],
  feeds: [],
  waiting: [],
  left: [],
  written: [],
  alerts: 0,
  reports: [],
};

const engineIn = (workspace: string): Promise<Engine> =>
  openEngine({
    workspace,
    config: readConfig({ mpid: 'SUPP', role: 'X', rescanMs: 2_000 }, 'test'),
    clock: fixedClock(at),
    log: createLog('silent', 'none'),
    storePath: ':memory:',
    progress: null,
  });

const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'pawl-runner-'));

/** Runs passes that do what they are told, and gives the pauses between them. */
async function run(passes: readonly (() => Pass)[]): Promise<(readonly [number, boolean])[]> {
  const engine = await engineIn(freshFolder());
  const stop = new AbortController();
  const waits: (readonly [number, boolean])[] = [];
  let next = 0;
  await runUntilStopped({
    engine: { ...engine, pass: async () => passes[next++]!() },
    waiter: {
      wait: async (ms, heedsHints) => {
        waits.push([ms, heedsHints]);
        if (next === passes.length) stop.abort();
      },
      close: async () => undefined,
    },
    stop: stop.signal,
    firstIsFinal: false,
    onPass: async () => undefined,
  });
  expect(await engine.gateway().store.note(aliveNote)).toBe(at);
  await engine.close();
  return waits;
}

test('it rests until the rescan, or until a file that waits counts as whole', async () => {
  const waiting = [{ name: 'a.csv', waitMs: 300 }];
  expect(await run([() => nothing, () => ({ ...nothing, waiting })])).toEqual([
    [2_000, true],
    [300, true],
  ]);
});

test('trouble is tried again after growing pauses that heed no hint', async () => {
  const fail = (): Pass => {
    throw new EngineError('STORE_UNAVAILABLE', 'the disk is full', 'make room');
  };
  const waits = await run([...Array.from({ length: 8 }, () => fail), () => nothing, fail]);
  expect(waits.map(([ms]) => ms)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 2_000, 1_000,
  ]);
  expect(waits[0]).toEqual([1_000, false]);
});

test('while a part of the pass fails, heads of the journal are written all the same', async () => {
  const engine = await engineIn(freshFolder());
  const stop = new AbortController();
  let kept = 0;
  const failed = { code: 'PART_FAILED', about: 'outbox', error: new Error('x') } as const;
  await runUntilStopped({
    engine: {
      ...engine,
      pass: async () => ({ ...nothing, mishaps: [failed] }),
      heads: { ...engine.heads, keep: async () => void (kept += 1) },
    },
    waiter: { wait: async () => stop.abort(), close: async () => undefined },
    stop: stop.signal,
    firstIsFinal: false,
    onPass: async () => undefined,
  });
  expect(kept).toBe(1);
  await engine.close();
});

test('a bug in a pass does not end the loop: the deadlines of all others are kept', async () => {
  const fail = (): Pass => {
    throw new TypeError('x is not a function');
  };
  expect(await run([fail, () => nothing])).toEqual([
    [1_000, false],
    [2_000, true],
  ]);
});

test('one file that cannot be taken in does not keep the others out', async () => {
  const workspace = freshFolder();
  const engine = await engineIn(workspace);
  const csv = 'mpan,notifiedOn,source,reference\n1200000000020,2026-08-03,installer,1\n';
  writeFileSync(join(workspace, 'inbox', 'a.csv'), csv);
  writeFileSync(join(workspace, 'inbox', 'b.csv'), csv.replace(',1\n', ',3\n'));
  trapFaults((point, about) => point === 'file' && about === 'inbox/b.csv');
  onTestFinished(() => trapFaults(null));
  writeFileSync(join(workspace, 'inbox', 'c.csv'), csv.replace(',1\n', ',2\n'));
  const files = ['a.csv', 'b.csv', 'c.csv', 'gone.csv'].map(
    (name) => ({ folder: 'inbox', name }) as const,
  );
  const left: LeftFiles = new Map();
  const taken: string[] = [];
  const note = async (receipts: readonly Receipt[]): Promise<void> => {
    taken.push(...receipts.map(({ name }) => name));
  };
  await takeInCarefully(engine.intake(), left, files, note);
  expect(taken).toEqual(['a.csv', 'c.csv']);
  expect([...left.keys()]).toEqual(['inbox/b.csv']);
  expect(engine.gateway().mishaps.map(({ about }) => about)).toEqual(['inbox/b.csv']);
  await engine.close();
});
