/**
 * A gateway for tests: a real folder, a real store in it, and a clock that stands where it is put.
 * Everything is gone when the test is over.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { type Engine, openEngine, type Pass } from '../../src/engine.ts';
import type { Gateway } from '../../src/gateway/index.ts';
import type { Intake } from '../../src/intake/index.ts';
import { verify } from '../../src/keeping/index.ts';
import { createLog } from '../../src/log.ts';
import { type Replayed, replayedOf } from '../../src/replay/index.ts';
import type { Receipt } from '../../src/store/index.ts';

export const startAt = '2026-08-05T12:00:00Z';

/** What is written into reports/ by itself is of no interest to most tests. */
const nothingKept = { calendarFeed: false, chaseAt: null };

/** Most tests approve what is to go out at once. */
const nothingKeptBack = { undoSeconds: 0 };

export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder, by its path from there, temporary files included. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

export interface TestGateway {
  readonly workspace: string;
  readonly engine: Engine;
  readonly gateway: Gateway;
  readonly intake: Intake;
  readonly clock: ReturnType<typeof fixedClock>;
  /** Puts a file into a folder of the workspace, `inbox/` unless the name says another. */
  readonly drop: (name: string, content: string | Uint8Array) => string;
  /** One pass in which every file counts as complete. */
  readonly pass: () => Promise<Pass>;
  /** The one receipt of one dropped file. */
  readonly take: (name: string, content: string | Uint8Array) => Promise<Receipt>;
  readonly read: (path: string) => string;
  readonly files: (folder?: string) => string[];
  readonly replayed: () => Promise<Replayed>;
  readonly problems: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
  /** Another engine on the same workspace, as after a restart. */
  readonly reopen: (changes?: Record<string, unknown>) => Promise<TestGateway>;
}

export async function openTestGateway(
  settings: Record<string, unknown> = {},
  workspace = tempFolder(),
  clock = fixedClock(startAt),
): Promise<TestGateway> {
  const config: Config = readConfig(
    { mpid: 'SUPP', role: 'X', send: 'never', ...nothingKept, ...nothingKeptBack, ...settings },
    'pawl.config.json',
  );
  mkdirSync(join(workspace, 'data'), { recursive: true });
  const engine = await openEngine({
    workspace,
    config,
    clock,
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await engine.close();
    isOpen = false;
  };
  onTestFinished(close);
  const drop = (name: string, content: string | Uint8Array): string => {
    const path = join(workspace, name.includes('/') ? name : `inbox/${name}`);
    writeFileSync(path, content);
    return path;
  };
  const pass = (): Promise<Pass> => engine.pass({ final: true });
  return {
    workspace,
    engine,
    get gateway() {
      return engine.gateway();
    },
    get intake() {
      return engine.intake();
    },
    clock,
    drop,
    pass,
    take: async (name, content) => {
      const path = drop(name, content);
      const own = relative(workspace, path).split(/[\\/]/).at(-1);
      const { receipts } = await pass();
      const found = receipts.filter((receipt) => receipt.name === own);
      if (found.length !== 1) throw new Error(`${found.length} receipts for ${name}`);
      return found[0]!;
    },
    read: (path) => readFileSync(join(workspace, path), 'latin1'),
    files: (folder = '') =>
      filesIn(join(workspace, folder)).filter((name) => !name.startsWith('data/')),
    replayed: () => replayedOf(engine.gateway()),
    problems: async () => (await verify(engine.gateway())).problems,
    close,
    reopen: async (changes = {}) => {
      await close();
      return openTestGateway({ ...settings, ...changes }, workspace, clock);
    },
  };
}
