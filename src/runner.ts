/**
 * The gateway's loop: a pass, then sleep until something may be there to do. A watcher only says
 * "look again"; what it misses, the rescan finds. The one rule: trouble in one pass never ends the
 * loop, it is tried again after a pause that grows to a minute; only a stop ends it, or another
 * gateway that has the workspace.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { watch } from 'chokidar';
import { codeOf, isBug } from './bug.ts';
import { aliveNote } from './alive.ts';
import { secondsBetween } from './calendar/index.ts';
import type { Clock } from './clock.ts';
import { configName } from './config/index.ts';
import type { Engine, Pass } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { Log } from './log.ts';
import { holds } from './pause.ts';
import { endsWork, feedFolders } from './store/index.ts';

/** How the loop sleeps: for a time, or until a hint or the stop, whichever is first. */
interface Waiter {
  readonly wait: (ms: number, heedsHints: boolean, stop: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A waiter whom whoever has given the gateway something to do can wake. */
export interface FolderWaiter extends Waiter {
  readonly hint: () => void;
}

interface Running {
  readonly engine: Engine;
  readonly waiter: Waiter;
  readonly stop: AbortSignal;
  /** True where everything that lies in the folders at the start is known to be whole. */
  readonly firstIsFinal: boolean;
  /** Throws where this gateway is no longer the one of its workspace: that ends the loop too. */
  readonly beforePass?: () => void;
  readonly onPass: (pass: Pass) => Promise<void>;
}

const backOffMinMs = 1_000;
const backOffMaxMs = 60_000;
const aliveEverySeconds = 60;
/** Ours: so long a file that comes at the start may wait for what is made anew. */
const mendSliceMs = 25;
const betweenSlicesMs = 5;

/** Runs until it is stopped. */
export async function runUntilStopped(running: Running): Promise<void> {
  const { engine, waiter, stop } = running;
  const { log, clock, store } = engine.gateway();
  let backOffMs = 0;
  let final = running.firstIsFinal;
  let aliveAt = '';
  let headsAt = '';
  while (!stop.aborted) {
    running.beforePass?.();
    try {
      const pass = await engine.pass({ final });
      final = false;
      if (isAlone(engine)) await engine.sender.kick();
      await running.onPass(pass);
      if (countsTime(pass) && isAlone(engine)) headsAt = await keepHeads(engine, headsAt);
      if (hasFailed(pass)) {
        backOffMs = Math.min(backOffMaxMs, Math.max(backOffMinMs, backOffMs * 2));
        await waiter.wait(backOffMs, false, stop);
        continue;
      }
      if (countsTime(pass)) aliveAt = await keepAlive(engine, aliveAt);
      backOffMs = 0;
      const isMended = !isAlone(engine) || ((await engine.mend?.(mendSliceMs)) ?? true);
      const rest = isMended ? await restMs(engine, pass) : betweenSlicesMs;
      if (!stop.aborted) await waiter.wait(rest, true, stop);
    } catch (error) {
      // Another gateway is at work, or has to be, or nobody may: whoever runs this knows how to go on.
      if (endsWork(error)) throw error;
      // A bug too: whoever has the deadlines of many to keep does not end for the fault of one.
      backOffMs = Math.min(backOffMaxMs, Math.max(backOffMinMs, backOffMs * 2));
      logTrouble(log, error, backOffMs);
      await waiter.wait(backOffMs, false, stop);
    }
  }
  try {
    await store.setNote(aliveNote, clock.now());
  } catch (error) {
    // The store is locked or its disk is full: the next start counts from a minute earlier.
    if (isBug(error)) throw error;
  }
}

/** Whether it does what one gateway alone may do: time, what goes out, heads, mending. */
const isAlone = ({ gateway }: Engine): boolean => (gateway().joined?.beside ?? null) === null;

const hasFailed = ({ mishaps }: Pass): boolean =>
  mishaps?.some(({ code }) => code === 'PART_FAILED') ?? false;

/** While the clock or the store cannot be trusted, nothing is said about time. */
const countsTime = ({ pauses }: Pass): boolean => !holds(pauses, 'pass') && !holds(pauses, 'time');

/** Also where a part of the pass fails, which may last for days. */
async function keepHeads({ gateway, heads }: Engine, headsAt: string): Promise<string> {
  const now = gateway().clock.now();
  if (!isMinuteOver(headsAt, now)) return headsAt;
  await heads.keep();
  return now;
}

async function keepAlive({ gateway }: Engine, aliveAt: string): Promise<string> {
  const { clock, store } = gateway();
  const now = clock.now();
  if (!isMinuteOver(aliveAt, now)) return aliveAt;
  await store.setNote(aliveNote, now);
  return now;
}

const isMinuteOver = (before: string, now: string): boolean =>
  before === '' || secondsBetween(before, now) >= aliveEverySeconds;

/** How long there is nothing to do as far as is known. */
async function restMs(engine: Engine, pass: Pass): Promise<number> {
  const { config, store, clock } = engine.gateway();
  if (pass.isMore === true) return 0;
  const times = [config.rescanMs, ...pass.waiting.map(({ waitMs }) => waitMs)];
  if (!isAlone(engine)) return Math.max(0, Math.min(...times));
  // What waits for better surroundings is not to be hurried: it is looked at with the next rescan.
  const wakeAt = countsTime(pass) ? await store.nextWake() : null;
  if (wakeAt !== null) times.push(msUntil(clock, wakeAt));
  // What is due already is being sent; only what is to come is waited for.
  const sendAt = await store.nextDeliveryAfter(clock.now());
  if (sendAt !== null) times.push(msUntil(clock, sendAt));
  return Math.max(0, Math.min(...times));
}

const msUntil = (clock: Clock, at: string): number => secondsBetween(clock.now(), at) * 1_000;

function logTrouble(log: Log, error: unknown, againInMs: number): void {
  const code = error instanceof EngineError ? error.code : codeOf(error);
  const hint = error instanceof EngineError ? error.hint : undefined;
  log.error({ code, hint, againInMs, err: error }, 'a pass failed; it is tried again');
}

const timerMaxMs = 2_147_483_647;

/** Sleeps with an ear to the drop folders of a workspace. */
export function folderWaiter(workspace: string, log: Log): FolderWaiter {
  let isHinted = false;
  let wake: () => void = () => undefined;
  const hint = (): void => {
    isHinted = true;
    wake();
  };
  const folders = ['inbox', 'sent', ...feedFolders].map((name) => join(workspace, name));
  const places = [...folders, join(workspace, configName)];
  const watcher = watch(places, { ignoreInitial: true, depth: 0 });
  watcher.on('add', hint).on('change', hint);
  // Ours: chokidar looks at a new file itself before it says so, which takes longer than our own look.
  watcher.on('raw', (event, name) => {
    const isNew = event === 'rename' && name !== null;
    if (isNew && folders.some((folder) => existsSync(join(folder, name)))) hint();
  });
  // Ours: without a watcher the gateway is slower by one rescan, and no less right.
  watcher.on('error', (error) => log.warn({ code: codeOf(error) }, 'the watcher failed'));
  return {
    wait: async (ms, heedsHints, stop) => {
      if (stop.aborted) return;
      if (!(heedsHints && isHinted)) await pause(ms, heedsHints, stop);
      isHinted = false;
    },
    close: () => watcher.close(),
    hint,
  };

  function pause(ms: number, heedsHints: boolean, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', end);
        wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, timerMaxMs));
      stop.addEventListener('abort', end);
      if (heedsHints) wake = end;
    });
  }
}
