/** Runs a gateway with little memory over a workspace into which something hostile was dropped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolders } from '../../src/files/index.ts';
import { mpanOf, notificationFile } from '../support/flow-files.ts';
import type { Shape } from './shape.ts';

const script = fileURLToPath(new URL('./gateway.ts', import.meta.url));

export const heapMegabytes = 512;

export interface Run {
  /** Until nothing was left to do; null where that was not within the time. */
  readonly idleMs: number | null;
  /** Until each good file was applied; null where it was not. */
  readonly goodMs: readonly (number | null)[];
  readonly peakMegabytes: number;
  /** Processor time until then, which does not depend on what runs beside. */
  readonly workMs: number;
  /** Of a file that was read when the later good file came: how long it was read from then on. */
  readonly besideMs: number | null;
  /** True where the later good file was applied before that one. */
  readonly isBefore: boolean;
  readonly files: readonly (readonly [name: string, outcome: string])[];
  readonly errors: readonly string[];
  readonly left: readonly string[];
  /** What it ended with by itself; null where it did not. */
  readonly ended: string | null;
}

export function makeWorkspace(): string {
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-hostile-'));
  makeFolders(workspace);
  mkdirSync(join(workspace, 'approvals'));
  return workspace;
}

const goodFile = (count: number): string =>
  notificationFile(String(90 + count).padStart(10, '0'), [mpanOf(9_000_000 + count)]);

/** Drops a shape and a good file, starts a gateway, and drops another good file while it works. */
export async function takeIn(shape: Shape, n: number, withinMs: number): Promise<Run> {
  const workspace = makeWorkspace();
  let child: ChildProcess | null = null;
  try {
    shape.drop(workspace, n);
    const good = ['zz-good0.usr', 'zz-good1.usr'];
    writeFileSync(join(workspace, 'inbox', good[0]!), goodFile(0));
    const dropped: number[] = [];
    const goodAt: (number | null)[] = [null, null];
    const files: [string, string][] = [];
    const errors: string[] = [];
    let left: string[] = [];
    let startedAt = 0;
    let idleAt: number | null = null;
    let peak = 0;
    let workMs = 0;
    let late: NodeJS.Timeout | null = null;
    let isBeside = false;
    let besideMs: number | null = null;
    let isBefore = false;
    const dropLate = (): void => {
      if (dropped[1] !== undefined) return;
      dropped[1] = performance.now();
      writeFileSync(join(workspace, 'inbox', good[1]!), goodFile(1));
    };
    child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, script, workspace], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (piece) => {
      stderr = (stderr + String(piece)).slice(-4_000);
    });
    const running = child;
    const ended = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), withinMs + 5_000);
      const finish = (why: string | null): void => {
        clearTimeout(timer);
        if (late !== null) clearTimeout(late);
        resolve(why);
      };
      running.on('exit', (code, signal) => finish(`${code ?? signal}: ${stderr}`));
      let rest = '';
      running.stdout?.on('data', (piece) => {
        const lines = (rest + String(piece)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const now = performance.now();
          const [word = '', ...words] = line.split(' ');
          const said = words.join(' ');
          if (word === 'READY') {
            startedAt = now;
            dropped[0] = now;
            late = setTimeout(dropLate, 2_000);
          } else if (word === 'READING') {
            isBeside ||= dropped[1] === undefined;
            dropLate();
          } else if (word === 'FILE') {
            const [name, outcome] = JSON.parse(said) as [string, string];
            const which = good.indexOf(name);
            if (which < 0) files.push([name, outcome]);
            if (which < 0 && isBeside && besideMs === null) {
              besideMs = now - (dropped[1] ?? now);
              isBefore = goodAt[1] !== null;
            }
            if (which >= 0 && outcome === 'applied') goodAt[which] = now - (dropped[which] ?? now);
          } else if (word === 'ERROR') errors.push(said.slice(0, 1_000));
          else if (word === 'IDLE') {
            const idle = JSON.parse(said) as { peak: number; left: string[]; workMs: number };
            peak = idle.peak;
            workMs = idle.workMs;
            left = idle.left;
            if (goodAt[1] !== null) {
              idleAt = now;
              finish(null);
            }
          }
        }
      });
    });
    return {
      idleMs: idleAt === null ? null : (idleAt as number) - startedAt,
      goodMs: goodAt,
      peakMegabytes: peak,
      workMs,
      besideMs,
      isBefore,
      files,
      errors,
      left,
      ended,
    };
  } finally {
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child?.on('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(workspace, { recursive: true, force: true });
  }
}
