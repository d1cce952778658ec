/** A watched gateway for tests, whose disk, folders and clocks are what the test says. */

import { surroundingsOf, type WatchedEngine, watchEngine } from '../../src/health/index.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

export interface Ground {
  diskFreeBytes: number | null;
  /** Folders that cannot be written, and why. */
  readonly broken: Map<string, string>;
  monotonicMs: number;
}

export interface WatchedGateway extends TestGateway {
  readonly watched: WatchedEngine;
  readonly ground: Ground;
  /** The lines of alerts/ that tell of the gateway. */
  readonly told: () => { code: string; over: boolean; key: string; detail: string }[];
}

export async function openWatched(
  settings: Record<string, unknown> = {},
  own?: TestGateway,
  lockPatienceMs = 0,
): Promise<WatchedGateway> {
  const gateway = own ?? (await openTestGateway({ csvQuietPeriodMs: 0, ...settings }));
  const ground: Ground = { diskFreeBytes: 1e12, broken: new Map(), monotonicMs: 0 };
  const watched = await watchEngine(gateway.engine, {
    surroundings: {
      ...surroundingsOf(gateway.workspace),
      diskFreeBytes: () => ground.diskFreeBytes,
      folderProblem: (name) =>
        ground.broken.get(name) ?? surroundingsOf(gateway.workspace).folderProblem(name),
      monotonicMs: () => ground.monotonicMs,
    },
    lastAliveAt: null,
    lockPatienceMs,
  });
  const told = () =>
    gateway
      .files('alerts')
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => gateway.read(`alerts/${name}`).trimEnd().split('\n'))
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'GATEWAY');
  return { ...gateway, watched, ground, told };
}
