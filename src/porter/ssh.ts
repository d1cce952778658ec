/**
 * A connection to the SFTP part of a server, by the `ssh` of this machine: whoever keeps the machine
 * keeps its cryptography up to date, and no library is ours to vouch for. It is told everything that
 * counts and reads no configuration: the server is known by the keys that are written down here and by
 * no others, we are known by one key, and nothing is asked of a person.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SftpPlace } from '../config/index.ts';
import { errorCode, writeWhole } from '../files/index.ts';
import { PlaceError } from './place.ts';

interface Server extends SftpPlace {
  /** What the file of its host keys is called. */
  readonly name: string;
  readonly hostKeys: readonly string[];
  readonly keyFile: string;
  readonly timeoutMs: number;
  /** The private folder in which the file of host keys is kept. */
  readonly folder: string;
  readonly keptIn: string;
}

export interface Connection {
  readonly child: ChildProcessWithoutNullStreams;
  /** Why it ended, as soon as it has. */
  readonly ended: Promise<PlaceError>;
}

/** What the server is called in the file of host keys, whatever its address. */
const alias = 'pawl-place';

const errorBytesMax = 8_000;

/** Begins to connect. What becomes of it is heard by what the server says, or by `ended`. */
export function connectTo(server: Server): Connection {
  const { user, host, port, keyFile, timeoutMs } = server;
  const known = join(server.keptIn, `${server.name}.known-hosts`);
  try {
    readFileSync(keyFile);
  } catch (error) {
    throw new PlaceError('keyFile', `keyFile cannot be read (${errorCode(error) ?? 'unknown'})`);
  }
  writeWhole(known, server.hostKeys.map((key) => `${alias} ${key}\n`).join(''));
  const options = {
    BatchMode: 'yes',
    CheckHostIP: 'no',
    ClearAllForwardings: 'yes',
    ConnectTimeout: String(Math.max(1, Math.ceil(timeoutMs / 1_000))),
    ControlMaster: 'no',
    ControlPath: 'none',
    EscapeChar: 'none',
    ForwardAgent: 'no',
    GlobalKnownHostsFile: 'none',
    HostKeyAlias: alias,
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    IdentityFile: quoted(keyFile),
    // Says why it ends, and not what the server would like to say to people.
    LogLevel: 'ERROR',
    PasswordAuthentication: 'no',
    PermitLocalCommand: 'no',
    PreferredAuthentications: 'publickey',
    RequestTTY: 'no',
    ServerAliveCountMax: '2',
    ServerAliveInterval: '15',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    UserKnownHostsFile: quoted(known),
    VerifyHostKeyDNS: 'no',
  };
  const given = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const args = ['-F', 'none', ...given, '-p', String(port), '-l', user, '-s', '--', host, 'sftp'];
  const child = spawn('ssh', args, {
    stdio: 'pipe',
    windowsHide: true,
    // Nothing of the workspace is where it stands, and no secret of ours is in its surroundings.
    cwd: tmpdir(),
    env: surroundings(),
  });
  let said = '';
  child.stderr.setEncoding('latin1');
  child.stderr.on('data', (piece: string) => {
    if (said.length < errorBytesMax) said += piece.slice(0, errorBytesMax - said.length);
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<PlaceError>((resolve) => {
    child.on('error', (error) => resolve(notStarted(error)));
    child.on('close', () => resolve(reasonIn(said)));
  });
  return { child, ended };
}

/** As a value of `-o` has a path: in quotes, and with what ssh would replace said twice. */
const quoted = (path: string): string =>
  `"${path.replaceAll('\\', '/').replaceAll('%', '%%').replaceAll('"', '\\"')}"`;

const passedOn = /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|WINDIR|TEMP|TMP|TMPDIR|PROGRAMDATA)$/i;

const surroundings = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => passedOn.test(key))),
  LC_ALL: 'C',
});

const notStarted = (error: Error): PlaceError =>
  errorCode(error) === 'ENOENT'
    ? new PlaceError('noSsh', 'there is no ssh on the PATH of this machine')
    : new PlaceError('away', `ssh cannot be started (${errorCode(error) ?? 'unknown'})`);

/** By OpenSSH's own words, which it says in English: none of them is passed on but a fingerprint. */
function reasonIn(said: string): PlaceError {
  if (
    /host key verification failed|identification has changed|no .{1,40} host key is known/i.test(
      said,
    )
  ) {
    const [offered] = /SHA256:[A-Za-z0-9+/]{43}/.exec(said) ?? [];
    const which = offered === undefined ? '' : `, but ${offered}`;
    return new PlaceError('hostKey', `the server has none of hostKeys${which}`);
  }
  if (/unprotected private key|bad permissions/i.test(said)) {
    return new PlaceError('keyFile', 'others may read keyFile, so ssh does not use it');
  }
  if (/invalid format|error in libcrypto|incorrect passphrase|load key/i.test(said)) {
    return new PlaceError('keyFile', 'keyFile holds no private key that ssh can use');
  }
  if (/permission denied|too many authentication failures/i.test(said)) {
    return new PlaceError('key', 'the server does not take the key of keyFile for that user');
  }
  if (/no matching (?:host key|cipher|mac|key exchange)/i.test(said)) {
    return new PlaceError('hostKey', 'the server and ssh have no algorithm in common for hostKeys');
  }
  if (/could not resolve|name or service not known/i.test(said)) {
    return new PlaceError('away', 'its name is not known');
  }
  if (/connection refused/i.test(said)) return new PlaceError('away', 'nothing answers there');
  if (/subsystem request failed/i.test(said)) {
    return new PlaceError('away', 'the server has no SFTP for that user');
  }
  if (/timed? ?out/i.test(said)) return new PlaceError('away', 'no answer in time');
  return new PlaceError('cut', 'the connection ended');
}
