/**
 * A gateway as it is in service, `pawl run` in a process of its own with 100,000 open checks, and a
 * reader who asks for `/checks` again and again over one connection.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokenDigestOf } from '../src/web/index.ts';
import { openDesk, requestFile } from './desk.ts';
import { type Figure, rounded } from './measure.ts';

export const checks = 100_000;
const token = 'pawl_of_the_bench';
const headers = { authorization: `Bearer ${token}` };
/** Ours: what a reader may notice, and how much slower than at rest it may be. */
const limitMs = 100;
const slowerMax = 5;
const betweenMs = 5;

export interface Beside {
  readonly url: string;
  readonly workspace: string;
  readonly close: () => Promise<void>;
}

export async function openBeside(): Promise<Beside> {
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
  mkdirSync(join(workspace, 'data'));
  const web = {
    listen: '127.0.0.1:0',
    tokens: [{ name: 'bench', role: 'viewer', sha256: tokenDigestOf(token) }],
  };
  const config = { mpid: 'SUPP', role: 'X', send: 'never', calendarFeed: false, chaseAt: null, web };
  writeFileSync(join(workspace, 'pawl.config.json'), JSON.stringify(config));
  const seed = await openDesk(`${daysAgo(1)}T10:00:00Z`);
  seed.drop('sent', 'requests.usr', ofThisWeek(requestFile(0, checks, 1)));
  await seed.engine.pass({ final: true });
  await seed.engine.gateway().store.backup(join(workspace, 'data', 'pawl.db'));
  await seed.close();
  const main = new URL('../src/cli/pawl.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, 'run', '--workspace', workspace]);
  const url = await addressOf(child);
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(workspace, { recursive: true, force: true });
  };
  await sleep(5_000);
  return { url, workspace, close };
}

const daysAgo = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** The gateway goes by the time of the machine: nothing shall be overdue. */
export const ofThisWeek = (text: string): string =>
  text
    .replaceAll('20260803', daysAgo(2).replaceAll('-', ''))
    .replaceAll(/202608(10|11)/g, daysAgo(1).replaceAll('-', ''));

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const hear = (part: Buffer): void => {
      said += part.toString('utf8');
      const [, url] = /pages at (\S+)/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`the gateway ended: ${said.slice(-2_000)}`)));
  });

/** A file is there at once, as a transfer that renames has it. */
export function drop({ workspace }: Beside, name: string, text: string): void {
  const written = join(workspace, name);
  writeFileSync(written, text, 'latin1');
  renameSync(written, join(workspace, 'inbox', name));
}

/** Asks for a path and takes the whole answer; its bytes. Throws unless it is 200. */
export const ask = (url: string, path: string, agent?: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    get(new URL(path, url), { headers, ...(agent === undefined ? {} : { agent }) }, (answer) => {
      let bytes = 0;
      answer.on('data', (part: Buffer) => (bytes += part.length));
      answer.once('error', reject);
      answer.once('end', () =>
        answer.statusCode === 200
          ? resolve(bytes)
          : reject(new Error(`${path}: ${answer.statusCode}`)),
      );
    }).once('error', reject);
  });

/** Milliseconds of each asking for `/checks` until it is over. */
export async function readUntil({ url }: Beside, isOver: () => boolean): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const taken: number[] = [];
  while (!isOver()) {
    const start = performance.now();
    await ask(url, '/checks', agent);
    taken.push(performance.now() - start);
    await sleep(betweenMs);
  }
  agent.destroy();
  return taken;
}

/** Milliseconds at rest: some hundreds, after a warm-up. */
export async function readAtRest(beside: Beside): Promise<number[]> {
  let left = 100;
  await readUntil(beside, () => left-- <= 0);
  left = 500;
  return readUntil(beside, () => left-- <= 0);
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

/** The slowest in a hundred, against what is allowed beside the same at rest. */
export function figureOf(rest: readonly number[], busy: readonly number[], note: string): Figure {
  const ours = quantile(busy, 0.99);
  const atRest = quantile(rest, 0.99);
  const limit = Math.min(limitMs, slowerMax * atRest);
  return {
    ours: rounded(ours),
    peer: null,
    limit: rounded(limit),
    ratio: rounded(ours / limit),
    unit: 'ms',
    spread: [rounded(quantile(busy, 0.5)), rounded(Math.max(...busy))],
    runs: busy.length,
    note: `p99; at rest ${rounded(atRest)}; ${note}; the spread is p50 … worst`,
  };
}
