/** Listening for real: where, for whom, and until when. */
import { spawnSync } from 'node:child_process';
import { request } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { EngineError } from '../../src/engine-error.ts';
import { tokenDigestOf } from '../../src/web/identity.ts';
import { changesSince, serveWeb } from '../../src/web/index.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';
import { tokenOf } from './desk.ts';

const token = { name: 'vera', role: 'viewer', sha256: tokenDigestOf(tokenOf('vera')) };
const authorization = `Bearer ${tokenOf('vera')}`;

async function serving(listen: string | null, web: Record<string, unknown>) {
  const own = await openTestGateway({ web });
  const changes = changesSince(own.clock.now());
  const parts = { gateway: () => own.gateway, version: 'test', nudge: () => undefined, changes };
  const bugs: unknown[] = [];
  const served = await serveWeb(parts, { listen, onBug: (error) => bugs.push(error) });
  onTestFinished(() => served.close());
  return { ...served, changes, bugs };
}

test('it is served on a loopback address, and not any more after closing', async () => {
  const { url, close, bugs } = await serving('127.0.0.1:0', { tokens: [token] });
  const asked = await fetch(new URL('/api/v1/me', url!), { headers: { authorization } });
  expect(await asked.json()).toMatchObject({ name: 'vera' });
  expect((await fetch(new URL('/api/v1/me', url!))).status).toBe(401);
  await close();
  await expect(fetch(new URL('/api/v1/me', url!))).rejects.toThrow();
  expect(bugs).toEqual([]);
});

test.each(['0.0.0.0:0', '[::]:0', '192.0.2.1:0', 'desk.example:0'])(
  'on %s nothing is served without tokens, whatever else the configuration says',
  async (listen) => {
    const refused = serving(listen, { openOnLoopback: true });
    await expect(refused).rejects.toThrow(EngineError);
    await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  },
);

test('with a token it is served on another address, and asks everybody for one', async () => {
  const { url } = await serving('0.0.0.0:0', { openOnLoopback: true, tokens: [token] });
  const here = url!.replace('0.0.0.0', '127.0.0.1');
  expect((await fetch(new URL('/api/v1/me', here))).status).toBe(401);
  const known = await fetch(new URL('/api/v1/me', here), { headers: { authorization } });
  expect(known.status).toBe(200);
});

test('where nobody could come in, or the configuration says so, nothing is served', async () => {
  expect((await serving('127.0.0.1:0', {})).url).toBeNull();
  const signIn = { issuer: 'https://id.example.com', clientId: 'x', roles: { viewer: ['x'] } };
  const publicAddress = 'https://pawl.example.com';
  expect((await serving('127.0.0.1:0', { signIn, publicAddress })).url).not.toBeNull();
  expect((await serving(null, { tokens: [token] })).url).toBeNull();
});

test('a port that another program has is told as such', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const refused = serving(`127.0.0.1:${port}`, { tokens: [token] });
  await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

test('changes are told as they happen, once more to who has missed some, and end with the server', async () => {
  const { url, changes, close } = await serving('127.0.0.1:0', { tokens: [token] });
  const listen = async (lastId?: string) => {
    const headers = { authorization, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
    const response = await fetch(new URL('/api/v1/changes', url!), { headers });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('etag')).toBeNull();
    return eventsOf(response);
  };
  const events = await listen();
  const first = changes.newest().id;
  changes.tell('2026-08-05T12:00:01Z');
  const told = await events.next();
  expect(told.value).toEqual({ id: changes.newest().id, data: { at: '2026-08-05T12:00:01Z' } });
  expect(changes.newest().id).not.toBe(first);

  const missed = await listen(first);
  expect((await missed.next()).value?.id).toBe(changes.newest().id);

  changes.close();
  expect((await events.next()).done).toBe(true);
  expect((await missed.next()).done).toBe(true);
  await close();
});

test('who does not read is told the newest change alone, and nothing is kept for them', async () => {
  const { url, changes } = await serving('127.0.0.1:0', { tokens: [token] });
  const response = await fetch(new URL('/api/v1/changes', url!), { headers: { authorization } });
  const events = eventsOf(response);
  for (let number = 0; number < 10_000; number += 1) changes.tell(`change ${number}`);
  const { value } = await events.next();
  expect(value?.data).toEqual({ at: 'change 9999' });
});

test('idle connections are let go, at once where their places are needed', async () => {
  const { url } = await serving('127.0.0.1:0', { tokens: [token] });
  const port = Number(new URL(url!).port);
  const sockets = Array.from({ length: 400 }, () => connect(port, '127.0.0.1'));
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  let closed = 0;
  for (const socket of sockets) {
    socket.on('error', () => undefined).resume();
    socket.once('close', () => (closed += 1));
  }
  await expect.poll(() => closed).toBeGreaterThan(140);
  const asked = await fetch(new URL('/api/v1/me', url!), { headers: { authorization } });
  expect(asked.status).toBe(200);
  await expect.poll(() => closed, { timeout: 20_000 }).toBe(400);
});

test('pages are served by TLS with the files that the configuration names', async () => {
  const folder = tempFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = spawnSync(
    'openssl',
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`.split(
      ' ',
    ),
  );
  expect(made.status).toBe(0);
  const { url } = await serving('127.0.0.1:0', { tokens: [token], tls: { cert, key } });
  expect(url).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    request(
      new URL('/api/v1/me', url!),
      { headers: { authorization }, rejectUnauthorized: false },
      ({ statusCode }) => resolve(statusCode),
    )
      .once('error', reject)
      .end();
  });
  expect(status).toBe(200);
  const broken = serving('127.0.0.1:0', { tokens: [token], tls: { cert, key: cert } });
  await expect(broken).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

interface Told {
  readonly id: string;
  readonly data: unknown;
}

async function* eventsOf(response: Response): AsyncGenerator<Told, undefined> {
  let text = '';
  try {
    for await (const part of response.body!) {
      text += Buffer.from(part).toString('utf8');
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const found = /^data: (.*)\nid: (.*)$/m.exec(text.slice(0, end));
        text = text.slice(end + 2);
        if (found !== null) yield { id: found[2]!, data: JSON.parse(found[1]!) };
      }
    }
  } catch {
    // The server is gone.
  }
  return undefined;
}
