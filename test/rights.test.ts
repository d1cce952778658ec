/**
 * Who may do what on the machine, tried by processes of other users: the rights of docs/operating.md are
 * given to numbers that nobody has, and each account tries what it may and what it may not.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { tokenDigestOf } from '../src/web/index.ts';
import { demonstrationFiles, mpans } from './web/desk.ts';
import { type Ended, freshFolder } from './cli/pawl.ts';

const main = new URL('../src/cli/pawl.ts', import.meta.url).pathname;
const page = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');

const ids = { pawl: 60_101, files: 60_111, desk: 60_112 };
const accounts = {
  gateway: { uid: ids.pawl, gid: ids.pawl, groups: [ids.files] },
  dtn: { uid: 60_102, gid: ids.files, groups: [] },
  person: { uid: 60_103, gid: 60_103, groups: [ids.desk] },
  stranger: { uid: 60_104, gid: 60_104, groups: [] },
} as const;
type Account = keyof typeof accounts;

function argsOf(account: Account, umask: string, command: readonly string[]): string[] {
  const { uid, gid, groups } = accounts[account];
  const own = groups.length === 0 ? ['--clear-groups'] : ['--groups', groups.join(',')];
  const shell = ['sh', '-c', `umask ${umask}; exec "$0" "$@"`, ...command];
  return ['--reuid', String(uid), '--regid', String(gid), ...own, '--', ...shell];
}

const canTry =
  process.getuid?.() === 0 &&
  spawnSync('setpriv', argsOf('stranger', '027', [process.execPath, '--version'])).status === 0 &&
  spawnSync('setpriv', argsOf('stranger', '027', ['head', '-c1', main])).status === 0;
if (!canTry)
  console.warn('Not root, or no setpriv: nobody else can be tried, and the rights are not.');

const tokens = { vera: 'viewer', otto: 'operator', anna: 'approver' } as const;
const tokenOf = (name: keyof typeof tokens): string => `pawl_${name}_at_the_door`;

describe.skipIf(!canTry)('on a machine that is set up as docs/operating.md says', () => {
  const folder = join(freshFolder(), 'desk');
  const inFolder = (path: string): string => join(folder, path);

  const as = (account: Account, ...command: string[]) =>
    spawnSync('setpriv', argsOf(account, '027', command), { encoding: 'utf8', cwd: '/' });
  const may = (account: Account, ...command: string[]): boolean =>
    as(account, ...command).status === 0;
  const pawlAs = (account: Account, token: string | null, ...args: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'], ...(token === null ? {} : { PAWL_TOKEN: token }) };
      const command = [process.execPath, main, ...args, '--workspace', folder];
      const child = spawn('setpriv', argsOf(account, '027', command), { env, cwd: '/' });
      let out = '';
      let err = '';
      child.stdout.on('data', (piece) => (out += piece));
      child.stderr.on('data', (piece) => (err += piece));
      child.on('close', (code) => resolve({ code, out, err }));
    });

  beforeAll(async () => {
    chmodSync(join(folder, '..'), 0o711);
    // The lines of the page that give rights, with numbers for names.
    for (const [, line = ''] of page.matchAll(/^sudo (install -d .*|chmod .*)$/gm)) {
      const meant = line
        .replaceAll('/var/lib/pawl', folder)
        .replaceAll('pawl-files', String(ids.files))
        .replaceAll('pawl-desk', String(ids.desk))
        .replace('-o pawl', `-o ${ids.pawl}`)
        .replace('-g pawl', `-g ${ids.pawl}`);
      if (line.startsWith('chmod')) await settings();
      const done = spawnSync('sh', ['-c', meant], { encoding: 'utf8' });
      expect(done, line).toMatchObject({ status: 0, stderr: '' });
    }
    const child = spawn(
      'setpriv',
      argsOf('gateway', '027', [process.execPath, main, 'run', '--workspace', folder]),
      { cwd: '/' },
    );
    let said = '';
    child.stdout.on('data', (piece) => (said += piece));
    child.stderr.on('data', (piece) => (said += piece));
    await vi.waitFor(
      () => {
        expect(said).toContain('no pages: web.listen is null');
        expect(existsSync(inFolder('door/pawl.sock'))).toBe(true);
      },
      { timeout: 20_000 },
    );
    return async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
    };
  }, 60_000);

  /** `pawl init`, and people with tokens. */
  async function settings(): Promise<void> {
    const made = await pawlAs('gateway', null, 'init', folder, '--mpid', 'SUPP', '--role', 'X');
    expect(made, made.err).toMatchObject({ code: 0 });
    const path = inFolder('pawl.config.json');
    const people = Object.entries(tokens).map(([name, role]) => ({
      name,
      role,
      sha256: tokenDigestOf(tokenOf(name as keyof typeof tokens)),
    }));
    const config = {
      ...JSON.parse(readFileSync(path, 'utf8')),
      web: { listen: null, tokens: people },
      lateClaimWorkingDays: 2_500,
      rescanMs: 100,
      undoSeconds: 0,
      csvQuietPeriodMs: 50,
    };
    writeFileSync(path, JSON.stringify(config));
    chownSync(path, ids.pawl, ids.pawl);
  }

  test('the data transfer account drops into inbox/ and sent/, and it is taken in', async () => {
    for (const { name, into, text } of demonstrationFiles()) {
      const path = inFolder(`${into}/${name}`);
      const put = spawnSync(
        'setpriv',
        argsOf('dtn', '027', ['sh', '-c', 'cat > "$0.part" && mv "$0.part" "$0"', path]),
        { input: text },
      );
      expect(put.status, String(put.stderr)).toBe(0);
    }
    const taken = (): boolean =>
      demonstrationFiles().every(({ name, into }) => !existsSync(inFolder(`${into}/${name}`)));
    await expect.poll(taken, { timeout: 20_000 }).toBe(true);
    const looked = await pawlAs('person', tokenOf('vera'), 'checks');
    expect(looked, looked.err).toMatchObject({ code: 0 });
    expect(looked.out).toContain(mpans.overdue);
  });

  test.each(['dtn', 'person', 'stranger'] as const)(
    '%s reads nothing that is kept, and changes nothing that decides',
    (account) => {
      const kept = ['data', 'archive', 'rejected', 'set-aside', 'alerts', 'reports'];
      for (const name of [...kept, 'calendar', 'approvals', '.']) {
        expect(may(account, 'ls', inFolder(name)), `list ${name}`).toBe(false);
        expect(may(account, 'touch', inFolder(`${name}/new`)), `write ${name}`).toBe(false);
      }
      for (const path of ['data/pawl.db', 'data/pawl.db-wal', 'pawl.config.json']) {
        expect(may(account, 'head', '-c1', inFolder(path)), `read ${path}`).toBe(false);
        expect(may(account, 'sh', '-c', `: >> ${inFolder(path)}`), `write ${path}`).toBe(false);
        expect(may(account, 'rm', '-f', inFolder(path)), `remove ${path}`).toBe(false);
        expect(existsSync(inFolder(path))).toBe(true);
      }
      expect(may(account, 'mv', inFolder('inbox'), inFolder('elsewhere'))).toBe(false);
      expect(may(account, 'rm', '-f', inFolder('door/pawl.sock'))).toBe(false);
    },
  );

  test('nobody but the data transfer account drops or takes', () => {
    for (const account of ['person', 'stranger'] as const) {
      for (const name of ['inbox', 'sent', 'outbox']) {
        expect(may(account, 'touch', inFolder(`${name}/new`)), `${account} ${name}`).toBe(false);
        expect(may(account, 'ls', inFolder(name)), `${account} ${name}`).toBe(false);
      }
    }
  });

  test('a person without a token is told how it is done', async () => {
    const refused = await pawlAs('person', null, 'queue');
    expect(refused.code).toBe(75);
    expect(refused.err).toContain('PAWL_TOKEN');
  });

  test('people look and act by the door, each under their own name and role', async () => {
    const queue = await pawlAs('person', tokenOf('vera'), 'queue');
    expect(queue, queue.err).toMatchObject({ code: 0 });
    const looks = [
      ['explain', mpans.overdue],
      ['find', '--mpan', mpans.overdue, '--from', '2020-01-01'],
      ['exceptions', '--all'],
      ['report', 'performance'],
      ['report', 'breaches', '--csv'],
      ['deadlines'],
      ['approve'],
    ];
    for (const command of looks) {
      const looked = await pawlAs('person', tokenOf('vera'), ...command);
      expect(looked, looked.err).toMatchObject({ code: 0, err: '' });
    }
    const cancel = ['cancel', mpans.unclear, '--reason', 'asked twice'];
    const viewer = await pawlAs('person', tokenOf('vera'), ...cancel);
    expect([viewer.code, viewer.out]).toEqual([1, '']);
    expect(viewer.err).toContain('needs the role operator');
    const operator = await pawlAs('person', tokenOf('otto'), 'approve', 'all');
    expect(operator.err).toContain('needs the role approver');
    const other = await pawlAs('person', tokenOf('otto'), ...cancel, '--who', 'anna');
    expect(other.err).toContain('--who cannot be used');
    const done = await pawlAs('person', tokenOf('otto'), ...cancel);
    expect(done, done.err).toMatchObject({ code: 0 });
    const told = await pawlAs('person', tokenOf('vera'), 'explain', mpans.unclear, '--json');
    expect(told.out).toContain('"otto"');
    expect(told.out).toContain('asked twice');
    const wrong = await pawlAs('person', 'pawl_guessed', 'queue');
    expect(wrong.code).toBe(1);
    expect(wrong.err).not.toContain('pawl_guessed');
    const keeping = await pawlAs('person', tokenOf('anna'), 'verify');
    expect(keeping.err).toContain('cannot be done through the gateway');
  }, 120_000);

  test('a right token is of no use without the group', async () => {
    for (const account of ['dtn', 'stranger'] as const) {
      const refused = await pawlAs(account, tokenOf('anna'), 'approve', 'all');
      expect(refused.code).toBe(1);
      expect(refused.err).toContain('may not use');
    }
  });

  test('what is approved is written, and the data transfer account takes it', async () => {
    const approved = await pawlAs('person', tokenOf('anna'), 'approve', 'all');
    expect(approved, approved.err).toMatchObject({ code: 0 });
    expect(approved.out).toContain('The running gateway does the rest.');
    const [, name = ''] = /^.* (\S+\.usr)\s*$/m.exec(approved.out) ?? [];
    const path = inFolder(`outbox/${name}`);
    await expect.poll(() => existsSync(path), { timeout: 20_000 }).toBe(true);
    const read = as('dtn', 'cat', path);
    expect(read.stdout).toMatch(/^ZHV\|/);
    expect(may('stranger', 'cat', path)).toBe(false);
    expect(may('dtn', 'rm', path)).toBe(true);
  });

  test('what the gateway keeps is nobody else’s, whoever asks the file system', () => {
    for (const path of ['data', 'archive', 'data/pawl.db', 'pawl.config.json']) {
      expect(statSync(inFolder(path)).mode & 0o007, path).toBe(0);
    }
  });
});
