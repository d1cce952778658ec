/**
 * The ground a gateway stands on, looked at before the first file is touched: the right Node, folders
 * that can be written and renamed between, and a local disk under the store.
 */
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EngineError } from './engine-error.ts';
import { folderNames, openNew, temporaryName } from './files/index.ts';
import { isUncPath } from './windows-path.ts';

const nodeMajorMin = 26;

/** Throws unless this Node can run the gateway. */
export function checkNode(version: string): void {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  if (major >= nodeMajorMin) return;
  throw new EngineError(
    'GROUND_UNSAFE',
    `this is Node ${version}, and Pawl needs Node ${nodeMajorMin} or later`,
    'start it with "npm run pawl -- …" or "npm start": they use the Node that the project brings',
  );
}

/** A file changes its place among these by a rename, which only one volume makes atomic. */
const filesMoveBetween: ReadonlySet<string> = new Set([
  'inbox',
  'sent',
  'archive',
  'rejected',
  'set-aside',
]);

/** Throws where a folder cannot be used; returns warnings about ground that is merely doubtful. */
export function checkFolders(workspace: string): readonly string[] {
  const devices = new Map<string, number>();
  for (const name of folderNames) {
    const folder = join(workspace, name);
    // Others write to some of these folders: a name that nobody can guess, and never through a link.
    // What a killed process left is tidied up like any other half-written file.
    const probe = join(folder, temporaryName());
    try {
      closeSync(openNew(probe));
      closeSync(openSync(probe, 'r'));
      rmSync(probe);
      devices.set(name, statSync(folder).dev);
    } catch (error) {
      throw new EngineError(
        'FOLDER_UNUSABLE',
        `the folder ${folder} cannot be written: ${error instanceof Error ? error.message : ''}`,
        'make it, or give this user the right to write in it',
        error,
      );
    }
  }
  const inbox = devices.get('inbox');
  const elsewhere = [...devices].filter(
    ([name, device]) => filesMoveBetween.has(name) && device !== inbox,
  );
  if (elsewhere.length > 0) {
    const names = elsewhere.map(([name]) => `${name}/`).join(', ');
    throw new EngineError(
      'GROUND_UNSAFE',
      `${names} and inbox/ are on different volumes, so a move between them is not atomic`,
      'keep these folders on one volume; link the DTN gateway to them, not the other way round',
    );
  }
  refuseNetworkFileSystem(join(workspace, 'data'));
  return [];
}

/** SQLite's write-ahead log needs memory shared through the file system: never a network share. */
function refuseNetworkFileSystem(folder: string): void {
  const network = new Set([
    'nfs',
    'nfs4',
    'cifs',
    'smb3',
    'smbfs',
    'fuse.sshfs',
    '9p',
    'afs',
    'ceph',
  ]);
  const isShare = process.platform === 'win32' && isUncPath(resolve(folder));
  const kind = isShare ? 'cifs' : fileSystemOf(folder, mountTable());
  if (kind === null || !network.has(kind)) return;
  throw new EngineError(
    'GROUND_UNSAFE',
    `the store in ${folder} is on a network file system (${kind})`,
    'put the workspace on a local disk; a network share can lose what was committed',
  );
}

function mountTable(): string {
  try {
    return readFileSync('/proc/self/mounts', 'utf8');
  } catch {
    // No such table on this system: nothing is known, nothing is refused.
    return '';
  }
}

/** The file system type of the longest mount point above a folder; null where none is known. */
export function fileSystemOf(folder: string, mounts: string): string | null {
  let best: { point: string; kind: string } | null = null;
  for (const line of mounts.split('\n')) {
    const [, point = '', kind = ''] = line.split(' ');
    const covers = folder === point || folder.startsWith(point.endsWith('/') ? point : `${point}/`);
    if (point !== '' && covers && point.length >= (best?.point.length ?? 0)) best = { point, kind };
  }
  return best?.kind ?? null;
}

const clockBehindSeconds = 3600;

/** Throws if the clock is far behind the newest journal entry: deadlines would pass unseen. */
export function checkClock(now: string, lastRecordedAt: string | null): void {
  if (lastRecordedAt === null) return;
  const behind = Temporal.Instant.from(now).until(Temporal.Instant.from(lastRecordedAt));
  if (behind.total('seconds') <= clockBehindSeconds) return;
  throw new EngineError(
    'CLOCK_BEHIND',
    `the clock says ${now}, but the journal was last written at ${lastRecordedAt}`,
    'set the clock of this machine; a gateway whose clock is behind would miss deadlines',
  );
}
