/** The command line as its users have it: a process of its own, with its output and exit code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { bundledBankHolidays, calendarOf } from '../../src/calendar/index.ts';
import { makeWorkspace } from '../../src/cli/init.ts';
import { asGateway, findWorkspace } from '../../src/cli/workspace.ts';
import { demonstration } from '../../src/demo/demonstration.ts';
import { loadCatalogue } from '../../src/shipped-flows.ts';
import { createLog } from '../../src/log.ts';
import { makePrivate } from '../../src/private-files.ts';

// What a test makes by itself is its user's alone, as what the command makes.
makePrivate();

const main = new URL('../../src/cli/pawl.ts', import.meta.url).pathname;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Its standard output so far. */
  readonly output: () => string;
  /** Its standard error so far, where the log of a gateway goes. */
  readonly log: () => string;
  /** Resolves once the output, both streams together, has the text; rejects if it ends before. */
  readonly says: (text: string) => Promise<void>;
}

export function start(
  args: readonly string[],
  cwd: string = tmpdir(),
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (piece) => {
    out += piece;
    for (const listen of listeners) listen();
  });
  child.stderr.on('data', (piece) => {
    err += piece;
    for (const listen of listeners) listen();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!out.includes(text) && !err.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`ended without "${text}": ${out}${err}`)));
    });
  return { process: child, ended, output: () => out, log: () => err, says };
}

export const pawl = (...args: string[]): Promise<Ended> => start(args).ended;

const folders: string[] = [];

/** A folder of its own, gone when the tests of the file are done. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-cli-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A workspace with the demonstration story of a day long ago in its inbox, not yet taken in. */
export function demoWorkspace(config: Record<string, unknown> = {}): string {
  const folder = join(freshFolder(), 'desk');
  makeWorkspace(folder, { mpid: 'SUPP', role: 'X' });
  const times = {
    csvQuietPeriodMs: 50,
    rescanMs: 200,
    escalationsMax: 1,
    lateClaimWorkingDays: 2_500,
    undoSeconds: 0,
  };
  const settings = { mpid: 'SUPP', role: 'X', ...times, ...config };
  writeFileSync(join(folder, 'pawl.config.json'), JSON.stringify(settings));
  const calendar = calendarOf(bundledBankHolidays, 'england-and-wales');
  const files = demonstration(loadCatalogue(), calendar!, '2025-11-20');
  if (typeof files === 'string') throw new Error(files);
  for (const { name, into, text } of files) writeFileSync(join(folder, into, name), text);
  return folder;
}

/** The same after one pass; faster than a process that does it. */
export async function takenInWorkspace(): Promise<string> {
  const folder = demoWorkspace();
  const workspace = findWorkspace(folder);
  await asGateway(workspace, createLog('silent', 'none'), (engine) => engine.pass({ final: true }));
  return folder;
}
