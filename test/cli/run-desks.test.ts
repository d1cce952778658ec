/** Several desks behind one server: each a process of its own, and nothing of one at another. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { makeWorkspace } from '../../src/cli/init.ts';
import { newToken, tokenDigestOf } from '../../src/web/index.ts';
import { demonstrationFiles } from '../web/desk.ts';
import { freshFolder, type Started, start } from './pawl.ts';

const running: Started[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) {
    one.process.kill('SIGTERM');
    await one.ended;
  }
});

const person = (name: string, role = 'approver') => {
  const token = newToken();
  return { token, entry: { name, role, sha256: tokenDigestOf(token) } };
};

const settings = (mpid: string, tokens: readonly object[], more: object = {}) => ({
  mpid,
  role: 'X',
  rescanMs: 200,
  lateClaimWorkingDays: 2_500,
  web: { listen: '127.0.0.1:0', tokens },
  ...more,
});

function makeDesk(place: string, name: string, config: object): string {
  const folder = join(place, name);
  makeWorkspace(folder, { mpid: 'SUPP', role: 'X' });
  writeFileSync(join(folder, 'pawl.config.json'), JSON.stringify(config));
  return folder;
}

async function running2(place: string, env: Record<string, string> = {}): Promise<Started> {
  const one = start(['run', '--workspaces', place], place, env);
  running.push(one);
  return one;
}

/** The port at which a desk was told to be. */
async function portOf(one: Started, name: string): Promise<number> {
  await one.says(`pawl: ${name}: pages at `);
  const [, port = ''] =
    new RegExp(`pawl: ${name}: pages at http://${name}\\.localhost:(\\d+)/`).exec(one.output()) ??
    [];
  return Number(port);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(
  port: number,
  host: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        agent: false,
        headers: { host: `${host}:${port}`, ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function signIn(port: number, host: string, token: string): Promise<string> {
  const answer = await ask(port, host, '/sign-in', {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: `http://${host}:${port}`,
    },
    body: new URLSearchParams({ token }).toString(),
  });
  expect(answer.status).toBe(303);
  return (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

const pidOf = (folder: string): number =>
  (JSON.parse(readFileSync(join(folder, 'data', 'holder.json'), 'utf8')) as { pid: number }).pid;

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(`never: ${what}`);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('nothing of one desk is at another, and people switch between their own', async () => {
  const place = freshFolder();
  const anna = person('anna');
  const annaThere = person('anna', 'viewer');
  const bob = person('bob');
  const secret = {
    smtp: { host: '127.0.0.1', from: 'a@b.example', user: 'a', password: { env: 'OF_SUPP' } },
  };
  const supp = makeDesk(place, 'supp', settings('SUPP', [anna.entry, bob.entry], secret));
  const other = makeDesk(place, 'other-2', settings('SUPQ', [annaThere.entry]));
  for (const { name, into, text } of demonstrationFiles()) {
    writeFileSync(join(supp, into, name), text);
  }
  const gateways = await running2(place, { OF_SUPP: 'of-supp-alone' });
  const port = await portOf(gateways, 'supp');
  expect(await portOf(gateways, 'other-2')).toBe(port);
  await gateways.says('supp: pawl: pages are served');
  await gateways.says('other-2: pawl: pages are served');
  const here = 'supp.localhost';
  const there = 'other-2.localhost';
  const checksOf = async (host: string, token: string) =>
    JSON.parse((await ask(port, host, '/api/v1/checks', bearer(token))).text) as {
      items: { mpan: string }[];
    };
  await until('checks', async () => (await checksOf(here, anna.token)).items.length > 0);
  const [{ mpan } = { mpan: '' }] = (await checksOf(here, anna.token)).items;

  // A token is of one desk, and so is what it opens.
  expect((await checksOf(there, annaThere.token)).items).toEqual([]);
  expect((await ask(port, there, '/api/v1/checks', bearer(anna.token))).status).toBe(401);
  expect((await ask(port, here, '/api/v1/checks', bearer(annaThere.token))).status).toBe(401);
  const known = `/api/v1/checks/${mpan}`;
  expect((await ask(port, here, known, bearer(anna.token))).status).toBe(200);
  expect((await ask(port, there, known, bearer(annaThere.token))).status).toBe(404);
  const cookie = await signIn(port, here, anna.token);
  const today = await ask(port, here, '/', { headers: { cookie } });
  expect(today.status).toBe(200);
  const foreign = await ask(port, there, '/checks', { headers: { cookie } });
  expect([foreign.status, foreign.headers.location]).toEqual([303, '/sign-in?to=%2Fchecks']);
  expect(foreign.text).not.toContain(mpan);

  // Who has an account at both finds the way; who has none there reads nothing of it.
  expect(today.text).toContain(`<li><a href="http://${there}:${port}/">SUPQ (other-2)</a></li>`);
  const bobs = await signIn(port, here, bob.token);
  for (const path of ['/', '/settings', '/checks', '/api', '/team']) {
    const { status, text } = await ask(port, here, path, { headers: { cookie: bobs } });
    expect([path, status]).toEqual([path, 200]);
    expect(text).not.toMatch(/SUPQ|other-2/);
  }
  const annas = await signIn(port, there, annaThere.token);
  for (const path of ['/', '/settings', '/checks', '/team', '/files']) {
    const { status, text } = await ask(port, there, path, { headers: { cookie: annas } });
    expect([path, status]).toEqual([path, 200]);
    expect(text).not.toContain(mpan);
    expect(text).not.toContain('bob');
  }

  // Whoever asks for no desk is told of none.
  for (const host of ['localhost', '127.0.0.1', 'nobody.localhost', 'x.localhost.example']) {
    const nobody = await ask(port, host, '/api/v1/checks', bearer(anna.token));
    expect([host, nobody.status]).toEqual([host, 421]);
    expect(nobody.text).not.toMatch(/supp|other-2|SUPQ/i);
  }

  // What the configuration of one names in the environment is not in the process of the other.
  if (process.platform === 'linux') {
    const environment = (folder: string): string =>
      readFileSync(`/proc/${pidOf(folder)}/environ`, 'utf8');
    expect(environment(supp)).toContain('of-supp-alone');
    expect(environment(other)).not.toContain('OF_SUPP');
  }
});

test('one that is broken, killed, added or taken away leaves the others alone', async () => {
  const place = freshFolder();
  const anna = person('anna');
  const good = makeDesk(place, 'good', settings('SUPP', [anna.entry]));
  const broken = makeDesk(place, 'broken', { mpid: 'SUPQ' });
  const damaged = makeDesk(place, 'damaged', settings('SUPR', [anna.entry]));
  mkdirSync(join(damaged, 'data'), { recursive: true });
  writeFileSync(join(damaged, 'data', 'pawl.db'), 'this is no store'.repeat(1_000));
  mkdirSync(join(place, 'no-workspace'));
  mkdirSync(join(place, 'Two Words'));
  writeFileSync(join(place, 'Two Words', 'pawl.config.json'), '{}');
  const gateways = await running2(place);
  await gateways.says('pawl: Two Words: not run: ');
  await gateways.says('broken: pawl: CONFIG_INVALID');
  await gateways.says('pawl: broken: its gateway has ended (exit code 2), the others go on');
  await gateways.says('damaged: pawl: STORE_DAMAGED');
  await gateways.says('good: pawl: pages are served');
  const port = await portOf(gateways, 'good');
  const statusOf = async (name: string): Promise<number> =>
    (await ask(port, `${name}.localhost`, '/api/v1/me', bearer(anna.token))).status;
  expect(await statusOf('good')).toBe(200);
  const down = await ask(port, 'damaged.localhost', '/api/v1/me', bearer(anna.token));
  expect([down.status, JSON.parse(down.text)]).toMatchObject([
    503,
    { error: { code: 'DESK_NOT_AT_WORK' } },
  ]);
  expect((await ask(port, 'damaged.localhost', '/')).text).toContain('DESK_NOT_AT_WORK');

  // Mended, it is there at once.
  writeFileSync(join(broken, 'pawl.config.json'), JSON.stringify(settings('SUPQ', [anna.entry])));
  await until('the mended one', async () => (await statusOf('broken')) === 200);
  // A file that is broken while it is at work takes nothing from anybody.
  writeFileSync(join(broken, 'pawl.config.json'), '{');

  // Killed: the others do not notice, and it is there again by itself.
  const pid = pidOf(good);
  process.kill(pid, 'SIGKILL');
  await gateways.says('pawl: good: its gateway has ended (SIGKILL), the others go on');
  expect(await statusOf('broken')).toBe(200);
  await until('the killed one', async () => (await statusOf('good')) === 200);
  expect(pidOf(good)).not.toBe(pid);

  makeDesk(place, '.new', settings('SUPT', [anna.entry]));
  renameSync(join(place, '.new'), join(place, 'new'));
  await until('the new one', async () => (await statusOf('new')) === 200);
  const last = pidOf(join(place, 'new'));
  renameSync(join(place, 'new'), join(place, '.gone'));
  await gateways.says('pawl: new: taken away');
  await until('its gateway is gone', () => !isAlive(last));
  expect([await statusOf('new'), await statusOf('good')]).toEqual([421, 200]);

  const now = pidOf(good);
  gateways.process.kill('SIGTERM');
  const ended = await gateways.ended;
  expect(ended.code).toBe(0);
  expect(ended.out).toContain('good: pawl: stopped\n');
  expect(isAlive(now)).toBe(false);
  // Lines of a log stay lines of JSON, and say of which desk they are.
  const logged = ended.err.split('\n').filter((line) => line.startsWith('{'));
  const names = logged.map((line) => (JSON.parse(line) as { desk: string }).desk);
  expect(new Set(names)).toEqual(new Set(['good', 'broken', 'new']));
});

test('where the server is killed, its gateways end too', async () => {
  const place = freshFolder();
  const anna = person('anna');
  const desks = ['a', 'b'].map((name) =>
    makeDesk(place, name, settings(name === 'a' ? 'SUPP' : 'SUPQ', [anna.entry])),
  );
  const gateways = await running2(place);
  for (const name of ['a', 'b']) await gateways.says(`${name}: pawl: pages are served`);
  const pids = desks.map(pidOf);
  gateways.process.kill('SIGKILL');
  await until('they have ended', () => !pids.some(isAlive));
  // Nothing is left that keeps the next from its work.
  const again = await running2(place);
  for (const name of ['a', 'b']) await again.says(`${name}: pawl: pages are served`);
});

test('a folder without a workspace, and both options, are refused', async () => {
  const place = freshFolder();
  const empty = await start(['run', '--workspaces', place]).ended;
  expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('WORKSPACE_MISSING')]);
  expect(existsSync(join(place, 'data'))).toBe(false);
  const both = await start(['run', '--workspaces', place, '--workspace', place]).ended;
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('USAGE')]);
});
