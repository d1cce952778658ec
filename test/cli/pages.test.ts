/** Pages and API as they stand beside a gateway: where they are, for whom, and that acts reach it. */

import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { demoWorkspace, freshFolder, pawl, type Started, start } from './pawl.ts';

async function urlOf(gateway: Started, before: string): Promise<string> {
  await gateway.says(before);
  const [, url = ''] = new RegExp(`${before}(http://\\S+)`).exec(gateway.output()) ?? [];
  return url;
}

async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return (other.address() as { port: number }).port;
}

async function madeToken(role: string): Promise<{ token: string; entry: object }> {
  const { code, out } = await pawl('token', 'anna', '--role', role, '--json');
  expect(code).toBe(0);
  return JSON.parse(out);
}

test('token makes one that the configuration takes, and shows it once', async () => {
  const { token, entry } = await madeToken('operator');
  expect(token).toMatch(/^pawl_/);
  expect(JSON.stringify(entry)).not.toContain(token);
  const folder = demoWorkspace({ web: { tokens: [entry] } });
  expect((await pawl('config', 'check', '--workspace', folder)).code).toBe(0);
  const { out } = await pawl('token', 'bert', '--role', 'viewer');
  expect(out).toContain('shown this once');
  expect(out).toContain('{"name":"bert","role":"viewer","sha256":"');
  for (const args of [['bert', '--role', 'boss'], ['  ', '--role', 'viewer'], ['bert']]) {
    expect((await pawl('token', ...args)).code).toBe(2);
  }
});

test('run serves whoever has a token, and an act over the API reaches the outbox', async () => {
  const { token, entry } = await madeToken('approver');
  const folder = demoWorkspace({
    rescanMs: 60_000,
    web: { listen: '127.0.0.1:0', tokens: [entry] },
  });
  const gateway = start(['run', '--workspace', folder]);
  const url = await urlOf(gateway, 'pages at ');
  await gateway.says('"name":"notifications.csv"');
  const headers = { authorization: `Bearer ${token}` };
  const changes = await fetch(new URL('/api/v1/changes', url), { headers });
  const reader = changes.body!.getReader();
  await reader.read();
  const approved = await fetch(new URL('/api/v1/approvals', url), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ all: true }),
  });
  expect(approved.status).toBe(200);
  const { items } = (await approved.json()) as { items: { file: string }[] };
  expect(items.length).toBeGreaterThan(0);
  // The pass that was asked for has written them when it is told of.
  let told = '';
  while (!items.every(({ file }) => existsSync(join(folder, 'outbox', file)))) {
    const { done, value } = await reader.read();
    expect(done, told).toBe(false);
    told += Buffer.from(value ?? []).toString('utf8');
  }
  expect(readdirSync(join(folder, 'outbox')).sort()).toEqual([
    ...new Set(items.map(({ file }) => file).sort()),
  ]);
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);
});

test('run says why there are no pages', async () => {
  const gateway = start(['run', '--workspace', demoWorkspace()]);
  await gateway.says(
    'no pages: nobody could sign in; pawl token NAME --role operator makes a token',
  );
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);

  const remote = demoWorkspace({ web: { listen: '0.0.0.0:0', openOnLoopback: true } });
  const refused = await pawl('run', '--workspace', remote);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('web.listen is "0.0.0.0:0": expected an address of this machine');
});

test('a taken port stops no gateway: it is told, tried again, and over when the port is free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const listen = `127.0.0.1:${(other.address() as { port: number }).port}`;
  const { token, entry } = await madeToken('viewer');
  const folder = demoWorkspace({ rescanMs: 200, web: { listen, tokens: [entry] } });
  const gateway = start(['run', '--workspace', folder]);
  await gateway.says(
    `pages are not served yet, and are tried again: web.listen: ${listen} cannot be used`,
  );
  await gateway.says('"name":"notifications.csv"');
  await gateway.says('"code":"PAGES_NOT_SERVED","over":false');
  await expect
    .poll(async () => (await pawl('health', '--workspace', folder)).out, { timeout: 20_000 })
    .toContain('PAGES_NOT_SERVED');
  other.close();
  await gateway.says('"code":"PAGES_NOT_SERVED","over":true');
  const asked = await fetch(`http://${listen}/api/v1/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(asked.status).toBe(200);
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);
});

test('a token that is taken away, or added, counts for the pages beside the gateway', async () => {
  const [first, second] = [await madeToken('viewer'), await madeToken('viewer')];
  const web = { listen: '127.0.0.1:0', tokens: [first.entry] };
  const folder = demoWorkspace({ rescanMs: 200, web });
  const gateway = start(['run', '--workspace', folder]);
  const url = await urlOf(gateway, 'pages at ');
  const statusOf = async ({ token }: { token: string }): Promise<number> =>
    (await fetch(new URL('/api/v1/me', url), { headers: { authorization: `Bearer ${token}` } }))
      .status;
  expect([await statusOf(first), await statusOf(second)]).toEqual([200, 401]);
  const path = join(folder, 'pawl.config.json');
  const written = JSON.parse(readFileSync(path, 'utf8'));
  const changed = { ...written, web: { ...web, tokens: [second.entry] } };
  writeFileSync(path, JSON.stringify(changed));
  await expect.poll(() => statusOf(second), { timeout: 20_000, interval: 500 }).toBe(200);
  // After many wrong tries an address waits: either way the token that was taken away is refused.
  expect([401, 429]).toContain(await statusOf(first));
  const report = await fetch(new URL('/api/v1/reports/deadlines', url), {
    headers: { authorization: `Bearer ${second.token}` },
  });
  expect(await report.json()).toMatchObject({ report: 'deadlines' });
  const refused = await fetch(new URL('/api/v1/checks/1000000000012/decide', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${second.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'has', reason: 'asked' }),
  });
  expect(refused.status).toBe(403);
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);
});

test('start shows where the pages are, and lets whoever uses the machine in', async () => {
  const cwd = freshFolder();
  const first = start(['start'], cwd);
  await first.says('Ctrl-C stops the gateway.');
  const url = await urlOf(first, 'Pages: ');
  const me = await fetch(new URL('/api/v1/me', url));
  expect(await me.json()).toMatchObject({ role: 'approver', participant: { mpid: 'SUPP' } });
  first.process.kill('SIGTERM');
  await first.ended;

  const config = join(cwd, 'workspace', 'pawl.config.json');
  const written = JSON.parse(readFileSync(config, 'utf8'));
  expect(written.web).toEqual({ openOnLoopback: true });
  const web = { ...written.web, listen: `127.0.0.1:${await takenPort()}` };
  writeFileSync(config, JSON.stringify({ ...written, web }));
  const second = start(['start'], cwd);
  await second.says('(the configured port is taken)');
  const elsewhere = await urlOf(second, 'Pages: ');
  expect((await fetch(new URL('/api/v1/me', elsewhere))).status).toBe(200);
  second.process.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
});
