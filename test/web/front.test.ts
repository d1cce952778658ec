/** The front of several desks, with desks that do what no gateway does. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { askFront, socketOf } from '../../src/web/behind.ts';
import type { FrontDesk } from '../../src/web/desks.ts';
import { type Front, openFront } from '../../src/web/front.ts';
import { tempFolder } from '../support/workspace.ts';
import { freePort } from '../support/free-port.ts';

const sha256 = '0'.repeat(64);
const tokens = [{ name: 'anna', role: 'viewer', sha256 }];

function desk(name: string, web: object = {}, folder = '/nowhere'): FrontDesk {
  const config = readConfig(
    { mpid: 'SUPP', role: 'X', web: { listen: '127.0.0.1:0', tokens, ...web } },
    'here',
  );
  return { name, folder, mpid: config.mpid, web: config.web };
}

async function frontOf(
  desks: readonly FrontDesk[],
): Promise<{ front: Front; told: string[]; port: number }> {
  const told: string[] = [];
  const front = await openFront((name, words) => told.push(`${name}: ${words ?? 'served'}`));
  onTestFinished(() => front.close());
  await front.follow(desks);
  const address = desks.map(front.addressOf).find((one) => one !== null);
  const port = Number(/:(\d+)\/$/.exec(address ?? '')?.[1] ?? 0);
  return { front, told, port };
}

/** A desk that answers as the test says. */
async function behind(
  front: Front,
  name: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(socketOf({ folder: front.folder, name }), resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}

/** What comes back for the bytes that are sent, until the end or the text that is waited for. */
function spoken(port: number, bytes: string, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write(bytes));
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      heard += piece;
      if (until !== undefined && heard.includes(until)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}

const head = (host: string, ...more: readonly string[]): string =>
  [`Host: ${host}`, 'Connection: close', ...more, '', ''].join('\r\n');

test('a request is passed on as it is, and says truly where it comes from', async () => {
  const { front, port } = await frontOf([desk('a'), desk('b')]);
  const seen: {
    method?: string;
    url?: string;
    headers: IncomingMessage['headers'];
    body: string;
  }[] = [];
  await behind(front, 'a', (asked, response) => {
    let body = '';
    asked.on('data', (piece: Buffer) => {
      body += String(piece);
    });
    asked.on('end', () => {
      const { method = '', url = '', headers } = asked;
      seen.push({ method, url, headers, body });
      response.setHeader('set-cookie', ['one=1', 'two=2']);
      response.setHeader('keep-alive', 'timeout=99');
      response.end('done');
    });
  });
  const pieces = '5\r\nhello\r\n0\r\n\r\n';
  const smuggled = `GET /x?y=%2F HTTP/1.1\r\n${head(
    'a.localhost',
    'X-Forwarded-For: 10.9.8.7',
    'Cookie: pawl_session=1',
    'Transfer-Encoding: chunked',
    'X-Own: for this connection',
    'Connection: x-own',
  )}${pieces}`;
  const heard = await spoken(port, smuggled);
  expect(heard).toMatch(/^HTTP\/1.1 200 OK/);
  expect(heard).toContain('set-cookie: one=1\r\nset-cookie: two=2\r\n');
  expect(heard).not.toContain('timeout=99');
  const [only] = seen;
  expect(seen).toHaveLength(1);
  expect(only).toMatchObject({ method: 'GET', url: '/x?y=%2F', body: 'hello' });
  expect(only?.headers).toMatchObject({
    host: 'a.localhost',
    cookie: 'pawl_session=1',
    'x-forwarded-for': '127.0.0.1',
  });
  expect(only?.headers).not.toHaveProperty('x-own');
  // The other is not there: nobody else hears of what is meant for it.
  expect(await spoken(port, `GET /api/v1/me HTTP/1.1\r\n${head('b.localhost')}`)).toMatch(
    /^HTTP\/1.1 503[^]*"DESK_NOT_AT_WORK"/,
  );
  expect(await spoken(port, `GET / HTTP/1.1\r\n${head('a.localhost.')}`)).toMatch(/^HTTP\/1.1 421/);
  expect(seen).toHaveLength(1);
  expect(statSync(front.folder).mode & 0o077).toBe(0);
});

test('what does not end is passed on as it comes, and given up with whoever asked', async () => {
  const { front, port } = await frontOf([desk('a')]);
  let isGivenUp = false;
  await behind(front, 'a', (_asked, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': listening\n\n');
    response.on('close', () => {
      isGivenUp = true;
    });
  });
  const heard = await spoken(port, `GET /c HTTP/1.1\r\n${head('a.localhost')}`, ': listening');
  expect(heard).toContain(': listening');
  await expect.poll(() => isGivenUp).toBe(true);
});

test('a desk that answers nobody keeps no place of the others', async () => {
  const { front, port } = await frontOf([desk('stuck'), desk('good')]);
  await behind(front, 'stuck', () => undefined);
  await behind(front, 'good', (_asked, response) => void response.end('good'));
  const waiting = Array.from({ length: 300 }, () =>
    request({ port, host: '127.0.0.1', headers: { host: 'stuck.localhost' }, agent: false }),
  );
  let refused = 0;
  for (const one of waiting) {
    one.on('error', () => undefined);
    one.on('response', ({ statusCode }) => {
      if (statusCode === 503) refused += 1;
    });
    one.end();
  }
  await expect.poll(() => refused, { timeout: 20_000 }).toBe(100);
  expect(await spoken(port, `GET / HTTP/1.1\r\n${head('good.localhost')}`)).toContain('good');
  for (const one of waiting) one.destroy();
});

test('each desk is served with its own certificate, and one without any by nobody', async () => {
  const folder = tempFolder();
  const certificateFor = (name: string) => {
    const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
    const asked = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${name} -keyout ${key} -out ${cert}`;
    execFileSync('openssl', asked.split(' '), { stdio: 'ignore' });
    return { cert, key };
  };
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  const at = (name: string) => ({
    listen,
    publicAddress: `https://${name}.example`,
    tls: certificateFor(name),
  });
  const [a, b, plain] = [desk('a', at('a')), desk('b', at('b')), desk('plain', { listen })];
  const { front, told } = await frontOf([a, b, plain]);
  expect(told).toEqual([expect.stringContaining(`plain: at ${listen} another desk is served by`)]);
  expect([front.addressOf(a), front.addressOf(plain)]).toEqual(['https://a.example/', null]);
  // Nothing is told twice, and what was mended is told.
  await front.follow([a, b, plain]);
  await front.follow([a, b]);
  expect(told).toHaveLength(1);
  const subjectAt = (servername: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const socket = connectTls({ port, servername, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  expect([await subjectAt('a.example'), await subjectAt('b.example')]).toEqual(['a', 'b']);
});

test('nothing that is said to it ends the server of all desks', async () => {
  const { front, port } = await frontOf([desk('odd'), desk('good')]);
  await behind(
    front,
    'odd',
    ({ socket }) => void socket.end('HTTP/1.1 99999 ?\r\nx: \u0001\r\n\r\n'),
  );
  await behind(front, 'good', (_asked, response) => void response.end('good'));
  const host = 'Host: good.localhost\r\n';
  const said = [
    `GET /\u0001 HTTP/1.1\r\n${host}\r\n`,
    `GET /caf\u00e9?\u00ff HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET http://odd.localhost/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `CONNECT good.localhost:80 HTTP/1.1\r\n${host}\r\n`,
    `GET / HTTP/1.1\r\n${host}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`,
    `POST / HTTP/1.1\r\n${host}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST / HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`,
    `OPTIONS * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET / HTTP/1.1\r\n${host}${host}Connection: close\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n`,
    `GET / HTTP/1.0\r\n\r\n`,
    `GET / HTTP/1.1\r\n${head('odd.localhost')}`,
    'x'.repeat(100_000),
    '\u0016\u0003\u0001 as TLS begins',
  ];
  const heard = await Promise.all(
    said.map((bytes) => spoken(port, bytes, 'good').catch(() => 'reset')),
  );
  // None of it was answered by another than was asked for.
  expect(heard[2]).toMatch(/^HTTP\/1.1 (200[^]*good|400)/);
  expect(heard[11]).toMatch(/^HTTP\/1.1 503/);
  expect(await spoken(port, `GET / HTTP/1.1\r\n${head('good.localhost')}`)).toContain('good');
});

test('what is said twice counts once, and is told until it is put right', async () => {
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  const [one, two] = ['one', 'two'].map((name) =>
    desk(name, { listen, publicAddress: 'http://same.example' }),
  );
  const { front, told } = await frontOf([one!, two!]);
  expect(told).toEqual(['two: same.example leads to another desk already']);
  await behind(front, 'one', (_asked, response) => void response.end('one'));
  await behind(front, 'two', (_asked, response) => void response.end('two'));
  const at = (host: string) => spoken(port, `GET / HTTP/1.1\r\n${head(host)}`);
  expect(await at('same.example')).toContain('one');
  await front.follow([one!, desk('two', { listen, publicAddress: 'http://other.example' })]);
  expect(told.at(-1)).toBe('two: served');
  expect(await at('other.example')).toContain('two');
});

test('a desk asks for the others, and a front that is gone keeps nobody waiting', async () => {
  const { front } = await frontOf([desk('a'), desk('b')]);
  const { folder } = front;
  const asked = { login: 'anna', isAtThisMachine: false, signedIn: null };
  expect((await askFront({ folder, name: 'a' }, asked)).desks).toMatchObject([
    { title: 'SUPP (b)' },
  ]);
  expect(await askFront({ folder: `${folder}-gone`, name: 'a' }, asked)).toEqual({
    desks: [],
    groups: [],
  });
});
