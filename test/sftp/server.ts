/**
 * A real SFTP server for tests: Debian's sshd, as a child process on loopback with a configuration, a
 * host key and an authorised key of its own in a temporary folder. It is gone with the test.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';

const program = '/usr/sbin/sshd';
const sftpServer = '/usr/lib/openssh/sftp-server';

/** Whether such a server can be had here. */
export const hasServer = existsSync(program) && existsSync(sftpServer);

if (!hasServer) {
  const words = 'there is no sshd here: apt-get install openssh-server. Its tests are left out';
  if (process.env['PAWL_NEED_SSHD'] === '1') throw new Error(words);
  process.stderr.write(`${words}\n`);
}

export interface SftpServer {
  readonly port: number;
  readonly folder: string;
  /** What is brought from and taken to, as the server sees it: a folder of the same name. */
  readonly files: string;
  readonly user: string;
  readonly keyFile: string;
  /** A key that the server does not know. */
  readonly otherKey: string;
  readonly hostKey: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Another host key, from the next start on. */
  readonly changeHostKey: () => void;
  readonly end: () => Promise<void>;
}

const keygen = (path: string): void => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'trial', '-f', path]);
};

export async function openServer(): Promise<SftpServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-sshd-'));
  const files = join(folder, 'files');
  mkdirSync(files);
  chmodSync(folder, 0o755);
  for (const name of ['host', 'key', 'other']) keygen(join(folder, name));
  const port = await freePort();
  const user = userInfo().username;
  writeFileSync(join(folder, 'authorised'), readFileSync(join(folder, 'key.pub')), { mode: 0o600 });
  // An sshd that root runs wants this folder, which the system makes for its own.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorised')}`,
      `PidFile ${join(folder, 'pid')}`,
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'MaxStartups 100:30:200',
      `Subsystem sftp ${sftpServer}`,
      '',
    ].join('\n'),
  );
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn(program, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (piece) => {
      said = `${said}${String(piece)}`.slice(-4_000);
    });
    for (let tries = 0; tries < 200; tries += 1) {
      if (await answers(port)) return;
      if (child.exitCode !== null) break;
      await sleep(25);
    }
    throw new Error(`sshd does not answer: ${said}`);
  };
  const stop = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
  };
  return {
    port,
    folder,
    files,
    user,
    keyFile: join(folder, 'key'),
    otherKey: join(folder, 'other'),
    get hostKey() {
      return keyIn(join(folder, 'host.pub'));
    },
    start,
    stop,
    changeHostKey: () => {
      rmSync(join(folder, 'host'));
      rmSync(join(folder, 'host.pub'));
      keygen(join(folder, 'host'));
    },
    end: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Without the comment. */
const keyIn = (path: string): string =>
  readFileSync(path, 'utf8').split(' ').slice(0, 2).join(' ').trim();

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

export interface Proxy {
  readonly port: number;
  /** After so many bytes from the server a connection is cut; null: never. */
  cutAfter: number | null;
  /** True: nothing passes any more, and nothing is cut. */
  isStill: boolean;
  readonly end: () => Promise<void>;
}

/** Stands between a gateway and a server, and does to their connection what networks do. */
export async function openProxy(to: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const proxy = { port: 0, cutAfter: null as number | null, isStill: false };
  const server: Server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: to });
    let passed = 0;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (piece) => {
      if (!proxy.isStill) far.write(piece);
    });
    far.on('data', (piece) => {
      passed += piece.length;
      if (proxy.cutAfter !== null && passed > proxy.cutAfter) near.destroy();
      else if (!proxy.isStill) near.write(piece);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  proxy.port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return Object.assign(proxy, {
    end: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
