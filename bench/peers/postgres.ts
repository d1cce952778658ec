/**
 * A PostgreSQL of the benchmark's own: a new cluster in a temporary folder, reached by a socket in
 * that folder alone, with its defaults, so fsync and synchronous_commit are on.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Pool } from 'pg';
import { startServer } from './child.ts';

export interface Postgres {
  readonly url: string;
  readonly pool: Pool;
  readonly stop: () => Promise<void>;
}

const database = 'checks';

export async function startPostgres(): Promise<Postgres> {
  const programs = programsFolder();
  const owner = ownerIds();
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-postgres-'));
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const options = { ...owner, cwd: folder };
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale'];
  try {
    execFileSync(join(programs, 'initdb'), initdb, { ...options, stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
  const server = startServer(join(programs, 'postgres'), args, options, 'SIGINT');
  const connection = { host: folder, user: 'postgres' };
  const pool = new Pool({ ...connection, database, max: 1 });
  pool.on('error', () => {});
  const stop = async (): Promise<void> => {
    await pool.end();
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  try {
    const first = new Pool({ ...connection, database: 'postgres', max: 1 });
    first.on('error', () => {});
    await server.waitUntil(async () => (await first.query('select 1')).rowCount === 1);
    await first.query(`create database ${database}`);
    await first.end();
    const url = `postgresql://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
    return { url, pool, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where initdb and postgres are. Distributions keep them out of the path, by version. */
function programsFolder(): string {
  const root = '/usr/lib/postgresql';
  const versions = versionsIn(root).sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...versions.map((version) => join(root, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  const found = folders.find((folder) => isThere(join(folder, 'initdb')));
  if (found === undefined) throw new Error('PostgreSQL is not installed: no initdb was found');
  return found;
}

function versionsIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root; its own user then owns the folder and the processes. */
function ownerIds(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
