/**
 * A PostgreSQL of the tests' own: a new cluster in a temporary folder, reached through a socket in
 * that folder alone, so that it has no port and meets no other. It never runs as root. With
 * PAWL_THROUGH_POOLER=1 all that the tests ask of it goes through PgBouncer in transaction mode.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPooler } from './pooler.ts';
import { userOfServer } from './user-of-server.ts';

/** The oldest that Pawl knows. */
const oldest = 15;

const debianPlace = '/usr/lib/postgresql';

export const howToGetOne =
  'install it (Debian: apt-get install postgresql), or name its folder of programs in PAWL_POSTGRES';

/** The folder of programs that PAWL_POSTGRES names, else the newest of Debian's; null: there is none. */
export function findPostgres(): string | null {
  const named = process.env['PAWL_POSTGRES'] ?? '';
  const versions = existsSync(debianPlace) ? readdirSync(debianPlace).map(Number) : [];
  const newest = versions.filter((version) => version >= oldest).sort((a, b) => b - a);
  const places = named === '' ? newest.map((n) => join(debianPlace, String(n), 'bin')) : [named];
  return places.find((place) => existsSync(join(place, 'postgres'))) ?? null;
}

export interface Cluster {
  /** The folder of its socket, or of the pooler's before it, as `host` of a connection. */
  readonly host: string;
  /** The folder of its own socket. */
  readonly direct: string;
  readonly user: string;
  readonly database: string;
  /** The process of the server. */
  readonly pid: number;
  /** What the server has said so far. */
  readonly log: () => string;
  /** Ends it and takes its folder away. */
  readonly stop: () => Promise<void>;
}

/** The cluster as `store.address` of a configuration says it. */
export const addressOf = ({ host, user, database }: Cluster): string =>
  `postgres://${user}@${encodeURIComponent(host)}/${database}`;

/**
 * Runs the server until its own input ends, which it does however whoever started it has ended. Then
 * the server is stopped by its process id, at once, for all that it holds goes with its folder.
 */
const keeper = `
"$1/postgres" -D "$2/data" >"$2/log" 2>&1 </dev/null &
server=$!
echo $server
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server
rm -rf "$2"
`;

/** `settings` are further lines of its configuration. */
export async function startCluster(settings: readonly string[] = []): Promise<Cluster> {
  const programs = findPostgres();
  if (programs === null) throw new Error(`there is no PostgreSQL: ${howToGetOne}`);
  const user = userOfServer();
  const folder = mkdtempSync(join(tmpdir(), 'pawl-pg-'));
  chmodSync(folder, 0o700);
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder, env: { PATH: '/usr/bin:/bin' } };
  // Collation of people, as a database often has: what Pawl sorts must not depend on it.
  const locale = ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-GB'];
  const made = ['--username=pawl', '--auth=trust', '--encoding=UTF8', '--no-sync', ...locale];
  execFileSync(join(programs, 'initdb'), ['-D', join(folder, 'data'), ...made], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  execFileSync('/bin/sh', ['-c', `cat >>"$1/data/postgresql.conf"`, 'sh', folder], {
    ...as,
    input: [
      "listen_addresses = ''",
      `unix_socket_directories = '${folder}'`,
      'unix_socket_permissions = 0700',
      'shared_buffers = 64MB',
      'max_connections = 100',
      // It outlives no machine that loses power.
      'fsync = off',
      "log_line_prefix = ''",
      ...settings,
      '',
    ].join('\n'),
  });
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', programs, folder], {
    ...as,
    stdio: ['pipe', 'pipe', 'ignore'],
    // Ctrl-C is for the tests; the server ends after them.
    detached: true,
  });
  const log = (): string => {
    const path = join(folder, 'log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const pid = await firstLine(child);
  await untilReady(log);
  const isPooled = process.env['PAWL_THROUGH_POOLER'] === '1';
  const pooler = isPooled ? await startPooler(folder, 20) : null;
  return {
    host: pooler?.host ?? folder,
    direct: folder,
    user: 'pawl',
    database: 'postgres',
    pid: Number(pid),
    log,
    stop: async () => {
      await pooler?.stop();
      child.stdin?.end();
      await ended;
    },
  };
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('error', reject);
  });

async function untilReady(log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (log().includes('ready to accept connections')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not start:\n${log()}`);
}
