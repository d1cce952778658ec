/**
 * A desk for the browser: the demonstration in a workspace of its own, the gateway's real loop with
 * a clock that stands where it is put, and its pages on a port that was free. Nothing here knows the
 * test runner, so that the screenshots are made at the same desk.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledBankHolidays, calendarOf, notCovered } from '../../src/calendar/index.ts';
import { makeWorkspace } from '../../src/cli/init.ts';
import { openPages } from '../../src/cli/pages.ts';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { configFile, configName } from '../../src/config/config-file.ts';
import type { WebConfig } from '../../src/config/web.ts';
import { demonstration, demonstrationParticipant } from '../../src/demo/index.ts';
import { openEngine, type Pass } from '../../src/engine.ts';
import { loadCatalogue } from '../../src/shipped-flows.ts';
import type { Gateway } from '../../src/gateway/index.ts';
import { createLog } from '../../src/log.ts';
import { folderWaiter, runUntilStopped } from '../../src/runner.ts';
import { tokenDigestOf } from '../../src/web/index.ts';

/** The day of the story, a Friday. */
export const deskDay = '2026-08-14';

/** People of the desk, with a token each. */
export const people = [
  { name: 'Vera', role: 'viewer', token: 'pawl_of_vera' },
  { name: 'Otto', role: 'operator', token: 'pawl_of_otto' },
  { name: 'Anna', role: 'approver', token: 'pawl_of_anna' },
] as const;
export type Somebody = (typeof people)[number]['name'];

export interface Desk {
  readonly url: string;
  readonly workspace: string;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly gateway: Gateway;
  /** Puts a whole file into a folder of the workspace, where the running gateway finds it. */
  readonly drop: (path: string, text: string) => Promise<void>;
  /** Resolves when a pass of which this is true has ended; asks for none. */
  readonly passed: (isIt: (pass: Pass) => boolean) => Promise<Pass>;
  /** Asks the gateway to look again, as when the time has come. */
  readonly nudge: () => void;
  readonly close: () => Promise<void>;
}

export interface DeskOptions {
  readonly web?: Partial<WebConfig>;
  /** Texts to be taken in with the demonstration, by their path in the workspace. */
  readonly more?: Readonly<Record<string, string>>;
  /** False for a desk on which nothing has happened yet. */
  readonly story?: boolean;
  /** Unless said, what is approved goes out at once. */
  readonly undoSeconds?: number;
  /** Other settings than those of the demonstration. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Without `web` people sign in with their tokens. */
export async function openDesk({
  web,
  more = {},
  story = true,
  undoSeconds = 0,
  settings = {},
}: DeskOptions = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-browser-'));
  const workspace = join(folder, 'workspace');
  makeWorkspace(workspace, {
    ...demonstrationParticipant,
    web: { listen: '127.0.0.1:0', tokens: tokens(), ...web },
    // The story is dropped at once, long after its files say they were made.
    lateClaimWorkingDays: 2_500,
    undoSeconds,
    ...settings,
  });
  const files = { ...(story ? storyFiles() : {}), ...more };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(workspace, path), text);

  const path = join(workspace, configName);
  const written: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const clock = fixedClock(`${deskDay}T11:00:00Z`);
  const log = createLog('silent', 'none');
  const engine = await openEngine({
    workspace,
    config: readConfig(written, path),
    written,
    configFile: configFile(path),
    clock,
    log,
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  const waiter = folderWaiter(workspace, log);
  const pages = await openPages(engine, waiter);
  const waiting = new Set<(pass: Pass) => void>();
  const onPass = async (pass: Pass): Promise<void> => {
    await pages.onPass(pass);
    for (const look of waiting) look(pass);
  };
  const passed: Desk['passed'] = (isIt) =>
    new Promise((resolve) => {
      const look = (pass: Pass): void => {
        if (!isIt(pass)) return;
        waiting.delete(look);
        resolve(pass);
      };
      waiting.add(look);
    });
  const stopping = new AbortController();
  const first = passed(() => true);
  const running = runUntilStopped({
    engine,
    waiter,
    stop: stopping.signal,
    firstIsFinal: true,
    onPass,
  });
  // A bug that ends the loop ends the waiting for it too.
  await Promise.race([first, running]);
  return {
    url: (pages.url ?? '').replace(/\/$/, ''),
    workspace,
    clock,
    gateway: engine.gateway(),
    drop: async (to, text) => {
      await writeFile(join(folder, 'half-written'), text);
      await rename(join(folder, 'half-written'), join(workspace, to));
    },
    passed,
    nudge: waiter.hint,
    close: async () => {
      stopping.abort();
      await running;
      await pages.close();
      await waiter.close();
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const tokens = (): WebConfig['tokens'] =>
  people.map(({ name, role, token }) => ({ name, role, sha256: tokenDigestOf(token) }));

function storyFiles(): Record<string, string> {
  const calendar = calendarOf(bundledBankHolidays, 'england-and-wales');
  if (calendar === undefined) throw new Error('the bundled bank holidays are gone');
  const made = demonstration(loadCatalogue(), calendar, deskDay);
  if (made === notCovered) throw new Error(made);
  return Object.fromEntries(made.map(({ name, into, text }) => [`${into}/${name}`, text]));
}
