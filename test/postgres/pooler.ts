/**
 * PgBouncer in transaction mode before a server of the tests: each transaction may meet another session
 * of the server, so that nothing that is set or prepared for one lasts.
 */
import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userOfServer } from './user-of-server.ts';

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path));

/** Whether there is one; where there is none it is said aloud, or fails where one is needed. */
export function isPoolerThere(): boolean {
  if (program !== undefined) return true;
  const says = 'There is no PgBouncer, so a pooler is NOT tried: apt-get install pgbouncer.';
  if (process.env['PAWL_NEED_POSTGRES'] === '1') throw new Error(says);
  console.warn(`\n${says}\n`);
  return false;
}

export interface Pooler {
  /** The folder of its socket. */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

/** It ends when whoever started it has ended, as the server does (cluster.ts), and its folder with it. */
const keeper = `
"$1" "$2/ini" </dev/null &
pooler=$!
cat >/dev/null
kill -INT $pooler 2>/dev/null
wait $pooler
rm -rf "$2"
`;

/**
 * Before the server whose socket lies in `host`. `poolSize` are the sessions that one role shares in
 * one database; who is a role of the server is one here.
 */
export async function startPooler(host: string, poolSize: number): Promise<Pooler> {
  const user = userOfServer();
  const folder = mkdtempSync(join(tmpdir(), 'pawl-pooler-'));
  const settings = join(folder, 'ini');
  const users = join(folder, 'users');
  writeFileSync(users, '"pawl" ""\n');
  writeFileSync(
    settings,
    `[databases]
* = host=${host} port=5432
[pgbouncer]
listen_addr =
listen_port = 5432
unix_socket_dir = ${folder}
auth_type = trust
auth_file = ${users}
auth_user = pawl
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
`,
  );
  if (user !== null)
    for (const path of [folder, settings, users]) chownSync(path, user.uid, user.gid);
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', program ?? '', folder], {
    ...user,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (piece) => (said += piece));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let tries = 0; !said.includes('process up'); tries += 1) {
    if (tries === 100) throw new Error(`the pooler did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    host: folder,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
