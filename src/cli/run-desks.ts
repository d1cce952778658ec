/**
 * `pawl run --workspaces`: a gateway for each workspace of a folder, each a process of its own, behind
 * one server for all their pages. The one rule: whatever becomes of one, the others go on; one that has
 * ended is told and started again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../clock.ts';
import {
  type ConfigFile,
  configFile,
  configName,
  inspectConfig,
  variablesIn,
} from '../config/index.ts';
import { EngineError, engineErrorCodes } from '../engine-error.ts';
import { type Front, type FrontDesk, isDeskName, openFront } from '../web/index.ts';
import { toldBehind } from './behind-front.ts';
import { count, say, sayAside } from './print.ts';
import { stopOnSignals } from './stop.ts';

/** One workspace of the folder, and its gateway. */
interface Kept {
  readonly name: string;
  readonly folder: string;
  readonly file: ConfigFile;
  /** What the newest sound configuration says to the front. */
  front: FrontDesk | null;
  variables: ReadonlySet<string>;
  /** In how many looks it was not there. */
  missed: number;
  child: ChildProcess | null;
  startedAtMs: number;
  backOffMs: number;
  againAtMs: number;
}

const lookEveryMs = 1_000;
/** Ours: who writes a file anew may take it away for an instant. */
const missedMax = 3;
const backOffMinMs = 1_000;
const backOffMaxMs = 60_000;
/** Ours: what starting again does not mend may have been mended by somebody. */
const mendedMs = 600_000;
/** Below the time that a service manager gives. */
const stopMaxMs = 80_000;
/** Ours: each is a process with some 150 MB. */
const desksMax = 100;

/** Those that only a person can mend, as packaging/pawl.service has it. */
const forPeople: readonly number[] = [
  engineErrorCodes.CONFIG_INVALID,
  engineErrorCodes.STORE_SCHEMA_NEWER,
];

/** Runs until it is stopped. Throws WORKSPACE_MISSING for a folder without a workspace. */
export async function runDesks(given: string): Promise<number> {
  const place = resolve(given);
  if (process.platform === 'win32') {
    throw new EngineError(
      'NOT_POSSIBLE',
      'on Windows each workspace has a gateway by itself',
      'packaging/windows/install-service.ps1 makes a task for each',
    );
  }
  if (!existsSync(place) || workspacesIn(place).length === 0) {
    throw new EngineError(
      'WORKSPACE_MISSING',
      `there is no workspace in ${place}`,
      'name a folder whose sub-folders are workspaces; pawl init DIR makes one',
    );
  }
  const stop = stopOnSignals();
  const front = await openFront((name, words) =>
    words === null ? say(`pawl: ${name}: its pages are served`) : aside(name, notServed(words)),
  );
  const desks = desksIn(place, front);
  let wasUnreadable = false;
  try {
    while (!stop.aborted) {
      try {
        await desks.look();
        wasUnreadable = false;
      } catch (error) {
        // The folder is away, as a disk may be: those that are at work go on.
        const why = error instanceof Error ? error.message : String(error);
        if (!wasUnreadable) sayAside(`pawl: ${place} cannot be looked at: ${why}`);
        wasUnreadable = true;
      }
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
    }
  } finally {
    await desks.close();
    await front.close();
  }
  say('pawl: stopped');
  return 0;
}

const notServed = (words: string): string => `its pages are not served: ${words}`;

const aside = (name: string, words: string): void => sayAside(`pawl: ${name}: ${words}`);

const workspacesIn = (place: string): string[] =>
  readdirSync(place)
    .filter((name) => !name.startsWith('.') && existsSync(join(place, name, configName)))
    .toSorted();

function desksIn(place: string, front: Front) {
  const kept = new Map<string, Kept>();
  const toldNames = new Set<string>();
  let isClosing = false;
  let toldAddresses = new Map<string, string>();

  async function look(): Promise<void> {
    if (!statSync(place).isDirectory()) throw new Error('it is no folder');
    const names = workspacesIn(place).filter((name) => isOurs(name));
    for (const name of names) {
      const known = kept.get(name);
      if (known === undefined && kept.size < desksMax) kept.set(name, begun(join(place, name)));
      else if (known !== undefined) known.missed = 0;
      else tellOnce(name, `not run: there are ${desksMax} already`);
    }
    for (const one of kept.values()) {
      if (!names.includes(one.name)) one.missed += 1;
      if (one.missed < missedMax) followConfig(one);
      else await takenAway(one);
    }
    for (const one of kept.values()) {
      if (one.child === null && monotonicMs() >= one.againAtMs) start(one);
    }
    await front.follow([...kept.values()].flatMap((one) => one.front ?? []));
    tellAddresses();
  }

  function isOurs(name: string): boolean {
    if (isDeskName(name)) return true;
    tellOnce(
      name,
      'not run: call its folder by at most 32 small letters, digits and hyphens, as a host is',
    );
    return false;
  }

  function tellOnce(name: string, words: string): void {
    if (toldNames.has(name)) return;
    toldNames.add(name);
    aside(name, words);
  }

  function begun(folder: string): Kept {
    const name = folder.slice(place.length + 1);
    const file = configFile(join(folder, configName));
    const times = { startedAtMs: 0, backOffMs: 0, againAtMs: 0 };
    return {
      name,
      folder,
      file,
      front: null,
      variables: new Set(),
      missed: 0,
      child: null,
      ...times,
    };
  }

  /** Goes by the newest sound one. Whoever has mended something need not wait. */
  function followConfig(one: Kept): void {
    const changed = one.file.changed();
    if (changed === null) return;
    if (one.child === null) one.againAtMs = 0;
    if (!('written' in changed)) return;
    one.variables = variablesIn(changed.written);
    // Without the environment: no secret is needed here.
    const { config } = inspectConfig(changed.written, {});
    if (config === null) return;
    const { name, folder } = one;
    one.front = { name, folder, mpid: config.mpid, web: config.web };
  }

  async function takenAway(one: Kept): Promise<void> {
    say(`pawl: ${one.name}: taken away; its gateway is stopped`);
    kept.delete(one.name);
    await stopped(one);
  }

  function start(one: Kept): void {
    const { name, folder } = one;
    const [, program = ''] = process.argv;
    // What another desk's configuration names is that desk's secret.
    const others = [...kept.values()].flatMap((other) => [...other.variables]);
    const hidden = new Set(others.filter((variable) => !one.variables.has(variable)));
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([variable]) => !hidden.has(variable)),
    );
    one.startedAtMs = monotonicMs();
    const child = spawn(
      process.execPath,
      [...process.execArgv, program, 'run', '--workspace', folder],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...env, ...toldBehind({ folder: front.folder, name }) },
      },
    );
    one.child = child;
    passLines(name, child.stdout, process.stdout);
    passLines(name, child.stderr, process.stderr);
    let isOver = false;
    const over = (how: string, code: number | null): void => {
      if (isOver) return;
      isOver = true;
      one.child = null;
      if (kept.get(name) === one && !isClosing) endedBy(one, how, code);
    };
    child.once('error', (error) => over(error.message, null));
    child.once('exit', (code, signal) => over(signal ?? `exit code ${code}`, code));
  }

  function endedBy(one: Kept, how: string, code: number | null): void {
    const lastedMs = monotonicMs() - one.startedAtMs;
    const isForPeople = code !== null && forPeople.includes(code);
    const grown = lastedMs > backOffMaxMs ? 0 : one.backOffMs * 2;
    one.backOffMs = Math.min(backOffMaxMs, Math.max(backOffMinMs, grown));
    const waitMs = isForPeople ? mendedMs : one.backOffMs;
    one.againAtMs = monotonicMs() + waitMs;
    const again = isForPeople ? ', and as soon as its configuration is written anew' : '';
    const seconds = count(waitMs / 1_000, 'second');
    aside(
      one.name,
      `its gateway has ended (${how}), the others go on; again in ${seconds}${again}`,
    );
  }

  function tellAddresses(): void {
    const now = new Map<string, string>();
    for (const { name, front: desk } of kept.values()) {
      const address = desk === null ? null : front.addressOf(desk);
      if (address !== null) now.set(name, address);
    }
    for (const [name, address] of now) {
      if (toldAddresses.get(name) !== address) say(`pawl: ${name}: pages at ${address}`);
    }
    toldAddresses = now;
  }

  return {
    look,
    close: async () => {
      isClosing = true;
      await Promise.all([...kept.values()].map(stopped));
    },
  };
}

/** Lets its gateway end by itself, as it does on a signal. */
async function stopped({ child }: Kept): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => void child.once('exit', () => done()));
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), stopMaxMs);
  await ended;
  clearTimeout(late);
}

const lineMaxChars = 1_000_000;

/** Each line with the name of its desk, in JSON where it is JSON. */
function passLines(name: string, from: Readable | null, to: NodeJS.WriteStream): void {
  if (from === null) return;
  let rest = '';
  const pass = (line: string): void => {
    const isJson = line.startsWith('{"');
    to.write(isJson ? `{"desk":"${name}",${line.slice(1)}\n` : `${name}: ${line}\n`);
  };
  from.setEncoding('utf8');
  from.on('data', (piece: string) => {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) pass(line);
    if (rest.length < lineMaxChars) return;
    pass(rest);
    rest = '';
  });
  from.on('end', () => {
    if (rest !== '') pass(rest);
  });
}
