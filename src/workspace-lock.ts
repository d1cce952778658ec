/**
 * One gateway for a workspace. The lock is the operating system's, on a file of its own, so that a
 * gateway that was killed leaves nothing behind that a person would have to remove. Beside it stands
 * who holds it: so a start knows whether to wait for a command or to give way to a gateway, and so a
 * lock file that somebody has deleted does not let two gateways run.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from './engine-error.ts';
import { removeFile, writeWhole } from './files/index.ts';

/** Who holds a workspace, as it says itself in data/holder.json. */
interface Holder extends Holding {
  readonly id: string;
  readonly pid: number;
  /** Tells the process from a later one of the same number; null where the system does not say. */
  readonly process: string | null;
}

/** What a workspace is held for. `stays`: until somebody stops it, so that waiting is of no use. */
export interface Holding {
  readonly command: string;
  readonly stays: boolean;
}

export interface WorkspaceLock {
  readonly release: () => void;
  /** Makes the lock anew where its file was deleted. Throws GATEWAY_RUNNING where another has it. */
  readonly check: () => void;
}

const lockPath = (workspace: string): string => join(workspace, 'data', 'gateway.lock');
const holderPath = (workspace: string): string => join(workspace, 'data', 'holder.json');

/** A lock that nobody refers to would be collected, and with it given up. */
const held = new Map<string, DatabaseSync>();

/** Holds the workspace. Throws GATEWAY_RUNNING where somebody else does. */
export function lockWorkspace(
  workspace: string,
  holding: Holding = { command: 'pawl run', stays: true },
): WorkspaceLock {
  const self: Holder = {
    id: randomBytes(8).toString('hex'),
    pid: process.pid,
    process: identityOf(process.pid),
    ...holding,
  };
  let inode = take();

  function take(): string {
    const path = lockPath(workspace);
    const database = openLock(path);
    try {
      database.exec('pragma locking_mode = exclusive');
      database.exec('begin exclusive');
      const other = livingHolder(workspace);
      // The file was deleted under whoever holds the workspace, and the lock with it.
      if (other !== null && other.id !== self.id) throw new Error('its lock file was deleted');
    } catch (error) {
      database.close();
      throw heldBy(workspace, livingHolder(workspace), error);
    }
    held.get(self.id)?.close();
    held.set(self.id, database);
    tellHolder(workspace, self);
    return inodeOf(path);
  }

  return {
    release: () => {
      // Last the lock: who comes next must not find the name of one who has gone, nor lose its own.
      if (readHolder(workspace)?.id === self.id) removeFile(holderPath(workspace));
      held.get(self.id)?.close();
      held.delete(self.id);
    },
    check: () => {
      if (inodeOf(lockPath(workspace)) === inode) {
        if (readHolder(workspace)?.id !== self.id) tellHolder(workspace, self);
        return;
      }
      try {
        inode = take();
      } catch (error) {
        const other = livingHolder(workspace);
        // A start that is just looking has it for a moment: the next pass takes it.
        if (other !== null && other.id !== self.id) throw error;
      }
    },
  };
}

/** How often a workspace that is held is asked for again, and how long for one that nobody explains. */
const askAgainMs = 200;
const unexplainedMaxMs = 2_000;

/**
 * Holds the workspace once a command that has it is done; `onWait` hears once for whom it waits.
 * Throws GATEWAY_RUNNING where it is held by a gateway, or by nobody knows whom.
 */
export async function lockWhenFree(
  workspace: string,
  holding: Holding,
  onWait: (command: string, pid: number) => void,
): Promise<WorkspaceLock> {
  let told = '';
  let unexplainedMs = 0;
  for (;;) {
    try {
      return lockWorkspace(workspace, holding);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'GATEWAY_RUNNING') throw error;
      const holder = livingHolder(workspace);
      if (holder?.stays === true || unexplainedMs >= unexplainedMaxMs) throw error;
      if (holder === null) unexplainedMs += askAgainMs;
      else unexplainedMs = 0;
      if (holder !== null && holder.id !== told) {
        told = holder.id;
        onWait(holder.command, holder.pid);
      }
    }
    await sleep(askAgainMs);
  }
}

/** Whether a gateway holds the workspace, as far as that can be told. */
export const isGatewayThere = (workspace: string): boolean =>
  livingHolder(workspace)?.stays === true;

function heldBy(workspace: string, holder: Holder | null, cause: unknown): EngineError {
  const who = holder === null ? '' : `: ${holder.command}, process ${holder.pid}`;
  return new EngineError(
    'GATEWAY_RUNNING',
    `another gateway is running on ${workspace}${who}`,
    'stop the other one first, or give this one a workspace of its own',
    cause,
  );
}

function openLock(path: string): DatabaseSync {
  try {
    // As with the store: whoever the umask lets in may take the lock in their turn.
    if (!existsSync(path)) writeFileSync(path, '', { flag: 'a' });
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw new EngineError(
      'FOLDER_UNUSABLE',
      `${path} cannot be made: ${error instanceof Error ? error.message : ''}`,
      'a workspace has a folder data/ that this user can write in',
      error,
    );
  }
}

const inodeOf = (path: string): string => {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.dev} ${stats.ino}`;
};

function tellHolder(workspace: string, holder: Holder): void {
  try {
    writeWhole(holderPath(workspace), `${JSON.stringify(holder)}\n`);
  } catch {
    // On a full disk the lock alone has to do.
  }
}

function readHolder(workspace: string): Holder | null {
  try {
    const read: unknown = JSON.parse(readFileSync(holderPath(workspace), 'utf8'));
    const { id, pid, process: of, command, stays } = Object(read) as Partial<Holder>;
    if (typeof id !== 'string' || typeof pid !== 'number') return null;
    return { id, pid, process: of ?? null, command: String(command), stays: stays === true };
  } catch {
    return null;
  }
}

/** Who says that it holds the workspace, if it is certain that it still lives. */
function livingHolder(workspace: string): Holder | null {
  const holder = readHolder(workspace);
  if (holder === null) return null;
  const isAlive =
    holder.pid === process.pid && holder.process === identityOf(process.pid)
      ? held.has(holder.id)
      : holder.process !== null && holder.process === identityOf(holder.pid);
  return isAlive ? holder : null;
}

/** Linux: the start of the machine and that of the process in it. Null where it cannot be told. */
function identityOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which may hold spaces and brackets: the state is field 3, the start field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : `${boot} ${fields[19]}`;
  } catch {
    return null;
  }
}
