/**
 * Which workspace a command works on, and how it opens it: at the desk, beside a gateway that may be
 * at work, or as the one gateway of the workspace, on ground that was looked at and locked.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aliveNote } from '../alive.ts';
import { codeOf } from '../bug.ts';
import { type Clock, systemClock } from '../clock.ts';
import {
  type Config,
  type ConfigFile,
  configFile,
  configName,
  inspectConfig,
  readConfig,
} from '../config/index.ts';
import { EngineError, type EngineErrorCode } from '../engine-error.ts';
import { linkFolders, makeFolders } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { checkClock, checkFolders, checkNode } from '../ground.ts';
import type { GatewayAlertCode, WatchedEngine } from '../health/index.ts';
import { refuseGoneStore } from '../keeping/index.ts';
import { createLog, type Log } from '../log.ts';
import type { Joining } from '../membership.ts';
import { openGateway } from '../open-gateway.ts';
import { configInForce } from '../rules/index.ts';
import { isStoreBusy, openSqliteStore } from '../store/index.ts';
import { storePathOf, storePlaceOf } from '../store-place.ts';
import { type Holding, lockWhenFree, type WorkspaceLock } from '../workspace-lock.ts';
import { sayAside } from './print.ts';
import { progressBar } from './progress.ts';

export interface Workspace {
  readonly folder: string;
  readonly config: Config;
  /** The configuration as it is written, its secrets unread, and the file it is written in. */
  readonly written: unknown;
  readonly configFile: ConfigFile;
}

/**
 * The workspace named, else ./workspace, else the current folder. Throws WORKSPACE_MISSING, and
 * CONFIG_INVALID; only who sends something needs the secrets to be there.
 */
export function findWorkspace(
  given: string | undefined,
  secrets: 'needed' | 'notNeeded' = 'needed',
): Workspace {
  const folder = findFolder(given);
  const file = configFile(join(folder, configName));
  const found = file.changed() ?? { problem: 'cannot be read' };
  if ('problem' in found) {
    throw new EngineError(
      'CONFIG_INVALID',
      `${file.path}: ${found.problem}`,
      'pawl config check says what is wrong',
    );
  }
  const { written } = found;
  const read = inspectConfig(written);
  const config =
    secrets === 'notNeeded' && read.config !== null ? read.config : readConfig(written, file.path);
  return { folder, config, written, configFile: file };
}

/** The folder of a workspace, whatever its configuration says. Throws WORKSPACE_MISSING. */
export function findFolder(given: string | undefined): string {
  const candidates = given === undefined ? ['workspace', '.'] : [given];
  const folder = candidates.find((path) => existsSync(join(path, configName)));
  if (folder !== undefined) return resolve(folder);
  const where = given === undefined ? './workspace or this folder' : given;
  throw new EngineError(
    'WORKSPACE_MISSING',
    `there is no ${configName} in ${where}`,
    'name a workspace with --workspace DIR, or make one: pawl init DIR --mpid SUPP --role X',
  );
}

/** Where the file is broken, the desk goes by what is in force, as the gateway does. */
async function workspaceAtDesk(given: string | undefined): Promise<Workspace> {
  try {
    return findWorkspace(given, 'notNeeded');
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'CONFIG_INVALID') throw error;
    const folder = findFolder(given);
    const config = await storedConfig(folder);
    if (config === null) throw error;
    sayAside(`pawl: warning: ${error.message}`);
    sayAside('  the configuration in force before it is gone by; pawl config check tells more');
    return { folder, config, written: config, configFile: configFile(join(folder, configName)) };
  }
}

async function storedConfig(folder: string): Promise<Config | null> {
  const path = storePathOf(folder);
  if (!existsSync(path)) return null;
  const store = await openSqliteStore(path);
  try {
    return await configInForce(store);
  } finally {
    await store.close();
  }
}

const refuseGone = ({ folder, config }: Pick<Workspace, 'folder' | 'config'>): Promise<void> =>
  refuseGoneStore(folder, storePlaceOf(folder, config));

/** Whether the configuration names a database, be it sound or not. */
function isOnDatabase(folder: string): boolean {
  const found = configFile(join(folder, configName)).changed();
  const written = found === null || 'problem' in found ? null : found.written;
  return (
    typeof written === 'object' && written !== null && 'store' in written && written.store !== null
  );
}

const optionsOf = (workspace: Workspace, log: Log, clock: Clock) => {
  const bar = progressBar();
  const { folder, config } = workspace;
  const options = {
    workspace: folder,
    config,
    clock,
    log,
    storePath: storePathOf(folder),
    progress: bar.show,
    written: workspace.written,
    configFile: workspace.configFile,
  };
  return { options, bar };
};

/** Warnings and errors, but not the alerts: those a command at the desk tells in words. */
export function deskLog(): Log {
  const log = createLog('warn');
  const warn: (...said: unknown[]) => void = log.warn.bind(log);
  log.warn = (...said: unknown[]): void => {
    if (said[1] !== 'alert') warn(...said);
  };
  return log;
}

/** Works with a workspace's store without being its gateway. Throws NOT_POSSIBLE with a token. */
export async function atDesk<T>(
  given: string | undefined,
  work: (gateway: Gateway) => Promise<T>,
  mayBeGone = false,
): Promise<T> {
  const folder = findFolder(given);
  // Loaded here, because most commands open the store themselves.
  if (isAtDoor()) throw (await import('./door.ts')).notAtDoor(`pawl ${process.argv[2] ?? ''}`);
  refuseWithoutRights(folder);
  const isInFile = !isOnDatabase(folder);
  if (!mayBeGone && isInFile) await refuseGoneStore(folder, storePathOf(folder));
  const workspace = await workspaceAtDesk(given);
  if (!mayBeGone && !isInFile) await refuseGone(workspace);
  checkNode(process.version);
  usable(workspace.folder, () => makeFolders(workspace.folder));
  const { options, bar } = optionsOf(workspace, createLog('error'), systemClock);
  return foreseen(workspace.folder, async () => {
    const gateway = await openGateway(options);
    try {
      return await work(gateway);
    } finally {
      bar.clear();
      await gateway.store.close();
    }
  });
}

export const tokenAtHand = (): string => (process.env['PAWL_TOKEN'] ?? '').trim();

/** Whether this process asks the gateway instead of opening the store. */
export const isAtDoor = (): boolean => tokenAtHand() !== '';

/** Who may not enter data/ has no business in it, and is told how it is done. */
function refuseWithoutRights(folder: string): void {
  const data = join(folder, 'data');
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (codeOf(error) !== 'EACCES') return;
    throw new EngineError(
      'FOLDER_UNUSABLE',
      `this user may not use the store in ${data}`,
      'people act through the gateway, with their token in PAWL_TOKEN; docs/security.md tells how',
      error,
    );
  }
}

/** Works as the one gateway of a workspace. Throws GATEWAY_RUNNING where there is one already. */
export async function asGateway<T>(
  workspace: Workspace,
  log: Log,
  work: (engine: WatchedEngine, lock: WorkspaceLock) => Promise<T>,
  holding: Holding = { command: 'pawl run', stays: true },
  /** Where another gateway is at work on its database, works beside that until this; null: not at all. */
  besideUntil: (() => AbortSignal) | null = null,
): Promise<T> {
  // Loaded here, because most commands make no pass.
  const [{ papers }, { openEngine }, { surroundingsOf, watchEngine }, { tighten }] =
    await Promise.all([
      import('../papers/index.ts'),
      import('../engine.ts'),
      import('../health/index.ts'),
      import('../private-files.ts'),
    ]);
  const { folder } = workspace;
  checkNode(process.version);
  usable(folder, () => linkFolders(folder, workspace.config.folders));
  usable(folder, () => makeFolders(folder));
  for (const { prepare } of papers) usable(folder, () => prepare?.(folder));
  for (const warning of checkFolders(folder)) sayAside(`pawl: warning: ${warning}`);
  const lock = await held(folder, holding);
  try {
    await refuseGone(workspace);
    const tightened = tighten(folder, configName);
    if (tightened.length > 0) {
      sayAside(`pawl: closed to other users, who could open it before: ${tightened.join(', ')}`);
    }
    const { options, bar } = optionsOf(workspace, log, systemClock);
    return await foreseen(folder, async () => {
      const onWait = (first: string): void =>
        sayAside(`pawl: standing by: the gateway of ${first} is of another Pawl`);
      const joins: Joining = {
        beside: besideUntil === null ? null : { stop: besideUntil, onWait },
      };
      let engine = await whenUnlocked(() => openEngine({ ...options, joins }));
      try {
        const { store } = engine.gateway();
        checkClock(systemClock.now(), await store.lastRecordedAt());
        const surroundings = surroundingsOf(folder);
        const lastAliveAt = await store.note(aliveNote);
        const watched = await watchEngine(engine, { surroundings, lastAliveAt });
        engine = watched;
        return await work(watched, lock);
      } finally {
        bar.clear();
        await engine.close();
      }
    });
  } finally {
    lock.release();
  }
}

/** Holds a workspace whose store is not to be opened yet. Throws GATEWAY_RUNNING. */
export async function asHolder<T>(
  { folder }: Workspace,
  command: string,
  work: () => Promise<T>,
  stays = false,
): Promise<T> {
  checkNode(process.version);
  usable(folder, () => makeFolders(folder));
  const lock = await held(folder, { command, stays });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** A command that has the workspace is waited for, and people are told for whom. */
async function held(folder: string, holding: Holding): Promise<WorkspaceLock> {
  try {
    return await lockWhenFree(folder, holding, (command, pid) => {
      sayAside(`pawl: waiting for ${command} (process ${pid}), which is using the workspace`);
    });
  } catch (error) {
    throw unusable(folder, error);
  }
}

const lookAgainMs = 500;

/** Opens a store once no other program holds it; each try waits for a while by itself. */
async function whenUnlocked<T>(open: () => Promise<T>): Promise<T> {
  for (let isTold = false; ; isTold = true) {
    try {
      return await open();
    } catch (error) {
      if (!isStoreBusy(error)) throw error;
    }
    if (!isTold) sayAside('pawl: waiting for the store: another program has data/pawl.db locked');
    await sleep(lookAgainMs);
  }
}

const errorFor: Readonly<Partial<Record<GatewayAlertCode, EngineErrorCode>>> = {
  FOLDER_NOT_WRITABLE: 'FOLDER_UNUSABLE',
  STORE_DAMAGED: 'STORE_DAMAGED',
};

/** A locked store, a full disk or a folder that cannot be written is no bug of a command either. */
async function foreseen<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isStoreBusy(error)) {
      throw new EngineError(
        'STORE_UNAVAILABLE',
        'another program holds the store',
        'run the command again once that program has ended, or end it: it has data/pawl.db open',
        error,
      );
    }
    if (error instanceof EngineError) throw error;
    const { gatewayAlertCodes, troubleBehind } = await import('../health/index.ts');
    const cause = troubleBehind(error, folder);
    if (cause === null) throw error;
    const code = errorFor[cause.code] ?? 'STORE_UNAVAILABLE';
    const [remedy] = gatewayAlertCodes[cause.code].remedy.split(';');
    throw new EngineError(code, cause.detail, `${remedy}, and run the command again`, error);
  }
}

/** A folder that cannot be used is the surroundings' fault, not a bug. */
function usable<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unusable(folder, error);
  }
}

const unusable = (folder: string, error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError(
        'FOLDER_UNUSABLE',
        `${folder} cannot be used: ${error instanceof Error ? error.message : ''}`,
        'check its path, the rights of this user, and the free space on the disk',
        error,
      );
