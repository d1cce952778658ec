/** A workspace that is run by the real command, again and again, and killed where a test says. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixedClock, systemClock } from '../../src/clock.ts';
import { makeFolders } from '../../src/files/index.ts';
import { openTestGateway } from '../support/workspace.ts';

const pawl = fileURLToPath(new URL('../../src/cli/pawl.ts', import.meta.url));

export function makeDesk(workspace: string, settings: Record<string, unknown>): void {
  mkdirSync(workspace, { recursive: true });
  makeFolders(workspace);
  const config = {
    mpid: 'SUPP',
    role: 'X',
    send: 'never',
    calendarFeed: false,
    chaseAt: null,
    web: { listen: null },
    limits: { diskFreeMinBytes: 0 },
    ...settings,
  };
  writeFileSync(join(workspace, 'pawl.config.json'), JSON.stringify(config));
}

export interface Once {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** `pawl once`, killed at a named point where one is given. */
export function once(workspace: string, crashAt: string | null = null): Promise<Once> {
  const child = spawn(process.execPath, [pawl, 'once', '--workspace', workspace], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(tmpdir(), 'pawl-crash-compiled'),
      ...(crashAt === null ? {} : { PAWL_CRASH_AT: crashAt }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (piece) => {
    out += String(piece);
  });
  child.stderr.on('data', (piece) => {
    err += String(piece);
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

/** What the desk has taken in, by name and outcome. */
export async function takenIn(workspace: string): Promise<readonly string[]> {
  const own = await openTestGateway({}, workspace, fixedClock(systemClock.now()));
  const receipts = await own.gateway.store.receipts();
  expectSound(await own.problems());
  await own.close();
  return receipts.map(({ name, outcome }) => `${name}: ${outcome}`).sort();
}

function expectSound(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What a reader sees, who leaves names alone that begin with a dot. */
export const shownIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => !name.startsWith('.'));
