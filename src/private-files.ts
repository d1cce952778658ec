/**
 * What is private in a workspace is for the gateway's user alone, whatever the umask says: the store,
 * the configuration and what is kept. What others have a part in, inbox/, sent/, outbox/, calendar/ and
 * door/, stays as whoever keeps the machine has set it.
 */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that this process makes from here on is its user's alone, unless it says otherwise. */
export function makePrivate(): void {
  if (process.platform !== 'win32') process.umask(0o077);
}

const privateFolders = ['data', 'archive', 'rejected', 'set-aside', 'looks', 'audit'] as const;
const privateFile = /^(pawl\.db|looks\.db|gateway\.lock)/;

/**
 * Tightens what an earlier version, or a wider umask, left open to others. Returns what was
 * tightened; what belongs to another user is left to them.
 */
export function tighten(workspace: string, configName: string): readonly string[] {
  if (process.platform === 'win32') return [];
  const data = join(workspace, 'data');
  const stores = isThere(data) ? readdirSync(data).filter((name) => privateFile.test(name)) : [];
  const places = [...privateFolders, configName, ...stores.map((name) => `data/${name}`)];
  return places.filter((name) => tightenOne(join(workspace, name)));
}

function tightenOne(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  // A folder that lies elsewhere is a link here, and its place is the business of whoever chose it.
  if (stats === undefined || stats.isSymbolicLink()) return false;
  if ((stats.mode & 0o077) === 0 || stats.uid !== process.getuid?.()) return false;
  chmodSync(path, stats.mode & 0o700);
  return true;
}

const isThere = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
