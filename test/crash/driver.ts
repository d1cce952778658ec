/**
 * Drives a gateway process through a story and kills it as often as it is told to. Files are
 * dropped whole, and the clock moves on only when the gateway has nothing left to do, so that every
 * run of a story lives through the same days.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeFolders, writeWhole } from '../../src/gateway/index.ts';
import type { Batch } from './story.ts';

const script = fileURLToPath(new URL('./gateway.ts', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<NodeJS.Signals | null>;
  /** The last batch with which nothing was left to do. */
  idleAt: string;
  isReady: boolean;
}

function start(workspace: string, mode: string, crashAt: string | null): Running {
  const env = {
    ...process.env,
    // A process that has been started forty times need not be compiled forty times.
    NODE_COMPILE_CACHE: join(tmpdir(), 'pawl-crash-compiled'),
    ...(crashAt === null ? {} : { PAWL_CRASH_AT: crashAt }),
  };
  const child = spawn(process.execPath, [script, workspace, mode], {
    env,
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
}

export const uninterrupted: Interruptions = {
  kills: 0,
  livesMs: 0,
  random: () => 0,
  crashAt: null,
};

export function makeWorkspace(workspace: string, config: unknown, at: string): void {
  mkdirSync(workspace, { recursive: true });
  makeFolders(workspace);
  writeFileSync(join(workspace, 'pawl.config.json'), JSON.stringify(config));
  setClock(workspace, at);
  setBatch(workspace, '');
}

function setClock(workspace: string, at: string): void {
  writeWhole(join(workspace, 'data', 'clock.txt'), at);
}

const setBatch = (workspace: string, batch: string): void =>
  writeWhole(join(workspace, 'data', 'batch.txt'), batch);

function drop(workspace: string, batch: Batch, name: string): void {
  setClock(workspace, batch.at);
  for (const { path, content } of batch.files) writeWhole(join(workspace, path), content);
  // A pass that begins from now on sees the whole batch.
  setBatch(workspace, name);
}

/** Plays the story to its end. Returns how often the gateway died. */
export async function play(
  workspace: string,
  story: readonly Batch[],
  interruptions: Interruptions,
): Promise<number> {
  const { kills, livesMs, random } = interruptions;
  let { crashAt } = interruptions;
  let deaths = 0;
  let running = start(workspace, 'run', crashAt);
  const restart = async (): Promise<void> => {
    running.child.kill('SIGKILL');
    if ((await running.ended) === 'SIGKILL') deaths += 1;
    crashAt = null;
    running = start(workspace, 'run', null);
  };
  for (const batch of story) {
    await untilReady(running);
    const name = String(story.indexOf(batch));
    drop(workspace, batch, name);
    for (let round = 0; ; round += 1) {
      if (deaths < kills) await sleep(random() * livesMs);
      const isDone = await isIdle(running, name, deaths < kills && round < 3);
      const diedByItself = running.child.signalCode !== null;
      if (deaths < kills || diedByItself) await restart();
      else if (running.child.exitCode !== null) await running.ended;
      if (isDone && !diedByItself) break;
      await untilReady(running);
      if (deaths < kills) await sleep(random() * livesMs);
    }
  }
  running.child.kill('SIGKILL');
  await running.ended;
  await start(workspace, 'once', null).ended;
  return deaths;
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
