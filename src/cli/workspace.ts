/**
 * Which workspace a command works on, and how it opens it: at the desk, beside a gateway that may be
 * at work, or as the one gateway of the workspace, on ground that was looked at and locked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import { type Config, readConfig } from '../config.ts';
import { type Engine, openEngine, openGateway } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import { type Gateway, makeFolders } from '../gateway/index.ts';
import { checkClock, checkFolders, checkNode, lockWorkspace } from '../ground.ts';
import { createLog, type Log } from '../log.ts';
import { sayAside } from './print.ts';
import { progressBar } from './progress.ts';

export const configName = 'pawl.config.json';

export interface Workspace {
  readonly folder: string;
  readonly config: Config;
}

/** The workspace named, else ./workspace, else the current folder. Throws WORKSPACE_MISSING. */
export function findWorkspace(given: string | undefined): Workspace {
  const candidates = given === undefined ? ['workspace', '.'] : [given];
  const folder = candidates.find((path) => existsSync(join(path, configName)));
  if (folder === undefined) {
    const where = given === undefined ? './workspace or this folder' : given;
    throw new EngineError(
      'WORKSPACE_MISSING',
      `there is no ${configName} in ${where}`,
      'name a workspace with --workspace DIR, or make one: pawl init DIR --mpid SUPP --role X',
    );
  }
  const path = join(folder, configName);
  return { folder: resolve(folder), config: readConfig(jsonIn(path), path) };
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new EngineError(
      'CONFIG_INVALID',
      `${path}: ${error instanceof Error ? error.message : 'cannot be read'}`,
      'it must be JSON in UTF-8; an editor that knows its schema shows where it is not',
      error,
    );
  }
}

const storePathOf = (folder: string): string => join(folder, 'data', 'pawl.db');

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

/** Works with a workspace's store without being its gateway. */
export async function atDesk<T>(
  given: string | undefined,
  work: (gateway: Gateway) => Promise<T>,
): Promise<T> {
  const workspace = findWorkspace(given);
  checkNode(process.version);
  usable(workspace.folder, () => makeFolders(workspace.folder));
  const { options, bar } = optionsOf(workspace, createLog('error'), systemClock);
  const gateway = await openGateway(options);
  try {
    return await work(gateway);
  } finally {
    bar.clear();
    await gateway.store.close();
  }
}

/** Works as the one gateway of a workspace. Throws GATEWAY_RUNNING where there is one already. */
export async function asGateway<T>(
  workspace: Workspace,
  log: Log,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { folder } = workspace;
  checkNode(process.version);
  usable(folder, () => makeFolders(folder));
  for (const warning of checkFolders(folder)) sayAside(`pawl: warning: ${warning}`);
  const lock = usable(folder, () => lockWorkspace(folder));
  try {
    const { options, bar } = optionsOf(workspace, log, systemClock);
    const engine = await openEngine(options);
    try {
      checkClock(systemClock.now(), await engine.gateway.store.lastRecordedAt());
      return await work(engine);
    } finally {
      bar.clear();
      await engine.close();
    }
  } finally {
    lock.release();
  }
}

/** A folder that cannot be used is the surroundings' fault, not a bug. */
function usable<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError(
      'FOLDER_UNUSABLE',
      `${folder} cannot be used: ${error instanceof Error ? error.message : ''}`,
      'look at its path, at the rights of this user, and at the room on the disk',
      error,
    );
  }
}
