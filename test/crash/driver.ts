/**
 * Drives a gateway process through a story and kills it as often as it is told to. Files are
 * dropped whole, and the clock moves on only when the gateway has nothing left to do, so that every
 * run of a story lives through the same days.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeFolders, writeWhole } from '../../src/files/index.ts';
import type { Batch } from './story.ts';

const scriptOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const envOf = (crashAt: string | null) => ({
  ...process.env,
  // A process that has been started forty times need not be compiled forty times.
  NODE_COMPILE_CACHE: join(tmpdir(), 'pawl-crash-compiled'),
  ...(crashAt === null ? {} : { PAWL_CRASH_AT: crashAt }),
});

/** Does one act (act.ts) in a process of its own. True if it was killed. */
export async function doAct(
  args: readonly string[],
  { crashAt = null, killAfterMs = null }: { crashAt?: string | null; killAfterMs?: number | null },
): Promise<boolean> {
  const child = spawn(process.execPath, [scriptOf('./act.ts'), ...args], {
    env: envOf(crashAt),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (piece) => {
    errors += String(piece);
  });
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('exit', (...how) => resolve(how)),
  );
  if (timer !== null) clearTimeout(timer);
  if (signal === 'SIGKILL') return true;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code ?? signal}: ${errors}`);
  return false;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<NodeJS.Signals | null>;
  /** The last batch with which nothing was left to do. */
  idleAt: string;
  isReady: boolean;
}

function start(workspace: string, mode: string, crashAt: string | null): Running {
  const child = spawn(process.execPath, [scriptOf('./gateway.ts'), workspace, mode], {
    env: envOf(crashAt),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (piece) => {
    errors += String(piece);
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(signal);
      else reject(new Error(`the gateway ended with ${code ?? signal}: ${errors}`));
    });
  });
  // Nobody may be waiting just when it ends; whoever waits later still hears of it.
  ended.catch(() => {});
  const running: Running = { child, ended, idleAt: '', isReady: false };
  child.stdout?.on('data', (piece) => {
    for (const line of String(piece).split('\n')) {
      if (line === 'READY') running.isReady = true;
      if (line.startsWith('IDLE ')) running.idleAt = line.slice('IDLE '.length);
    }
  });
  return running;
}

export interface Interruptions {
  /** Kills at random moments. */
  readonly kills: number;
  /** Milliseconds a process lives after its files came, at most; chosen by `random`. */
  readonly livesMs: number;
  readonly random: () => number;
  /** The first process dies here by itself. */
  readonly crashAt: string | null;
  /** After each batch somebody approves all that is owed, and is killed too. */
  readonly approves: boolean;
}

export const uninterrupted: Interruptions = {
  kills: 0,
  livesMs: 0,
  random: () => 0,
  crashAt: null,
  approves: false,
};

export function makeWorkspace(workspace: string, config: unknown, at: string): void {
  mkdirSync(workspace, { recursive: true });
  makeFolders(workspace);
  writeFileSync(join(workspace, 'pawl.config.json'), JSON.stringify(config));
  setClock(workspace, at);
  setBatch(workspace, '');
}

export function setClock(workspace: string, at: string): void {
  writeWhole(join(workspace, 'data', 'clock.txt'), at);
}

export const setBatch = (workspace: string, batch: string): void =>
  writeWhole(join(workspace, 'data', 'batch.txt'), batch);

async function drop(workspace: string, batch: Batch, name: string): Promise<void> {
  setClock(workspace, batch.at);
  const slow = batch.files.filter(({ pace }) => pace === 'slow');
  for (const { path, content, pace } of batch.files) {
    if (pace !== 'slow') writeWhole(join(workspace, path), content);
  }
  await Promise.all(slow.map(({ path, content }) => writeSlowly(join(workspace, path), content)));
  // A pass that begins from now on sees the whole batch.
  setBatch(workspace, name);
}

const pieces = 6;

/** As a producer that writes under the name the file is to have, pausing in the middle of lines. */
async function writeSlowly(path: string, content: string): Promise<void> {
  const handle = openSync(path, 'w');
  const length = Math.ceil(content.length / pieces);
  for (let at = 0; at < content.length; at += length) {
    writeSync(handle, content.slice(at, at + length));
    await sleep(15);
  }
  closeSync(handle);
}

const actMs = 500;

/** Plays the story to its end. Returns how often a process died. */
export async function play(
  workspace: string,
  story: readonly Batch[],
  interruptions: Interruptions,
): Promise<number> {
  const { kills, livesMs, random, approves } = interruptions;
  let { crashAt } = interruptions;
  let deaths = 0;
  let running = start(workspace, 'run', crashAt);
  const restart = async (): Promise<void> => {
    running.child.kill('SIGKILL');
    if ((await running.ended) === 'SIGKILL') deaths += 1;
    crashAt = null;
    running = start(workspace, 'run', null);
  };
  const untilIdle = async (name: string): Promise<void> => {
    for (let round = 0; ; round += 1) {
      if (deaths < kills) await sleep(random() * livesMs);
      const isDone = await isIdle(running, name, deaths < kills && round < 3);
      const diedByItself = running.child.signalCode !== null;
      if (deaths < kills || diedByItself) await restart();
      else if (running.child.exitCode !== null) await running.ended;
      if (isDone && !diedByItself) return;
      await untilReady(running);
      if (deaths < kills) await sleep(random() * livesMs);
    }
  };
  const approveAll = async (): Promise<void> => {
    for (;;) {
      const killAfterMs = deaths < kills ? random() * actMs : null;
      if (!(await doAct([workspace, 'approve'], { killAfterMs }))) return;
      deaths += 1;
    }
  };
  for (const [index, batch] of story.entries()) {
    await untilReady(running);
    const dropping = drop(workspace, batch, String(index));
    await untilIdle(String(index));
    await dropping;
    if (!approves) continue;
    await approveAll();
    setBatch(workspace, `${index} approved`);
    await untilIdle(`${index} approved`);
  }
  running.child.kill('SIGKILL');
  await running.ended;
  await passOnce(workspace);
  return deaths;
}

/** The passes of a gateway until nothing is left to do. */
export async function passOnce(workspace: string): Promise<void> {
  await start(workspace, 'once', null).ended;
}

async function untilReady(running: Running): Promise<void> {
  while (!running.isReady && running.child.exitCode === null && running.child.signalCode === null) {
    await sleep(1);
  }
}

/** Whether the gateway has done all there is; waits for it unless it is to be interrupted. */
async function isIdle(running: Running, batch: string, now: boolean): Promise<boolean> {
  const { child } = running;
  const isDone = (): boolean => running.idleAt === batch;
  if (now) return isDone();
  while (!isDone() && child.exitCode === null && child.signalCode === null) await sleep(1);
  return isDone();
}
