/** Audit lines on their way to a SIEM: a real server on loopback, which goes away and comes back. */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { forwardAudit } from '../../src/audit/index.ts';
import { auditFile } from '../../src/audit/log.ts';
import type { AuditSettings } from '../../src/config/index.ts';
import { createLog } from '../../src/log.ts';
import { certificate, key } from '../alert/localhost-certificate.ts';
import { tempFolder } from '../support/workspace.ts';

function workspaceOf(lines: Readonly<Record<string, readonly string[]>>): string {
  const workspace = tempFolder();
  mkdirSync(join(workspace, 'data'), { recursive: true });
  mkdirSync(join(workspace, 'audit'), { recursive: true });
  for (const [day, some] of Object.entries(lines)) add(workspace, day, ...some);
  return workspace;
}

const add = (workspace: string, day: string, ...lines: readonly string[]): void =>
  appendFileSync(auditFile(workspace, day), lines.map((line) => `${line}\n`).join(''));

interface Receiver {
  readonly port: number;
  readonly text: () => string;
  readonly has: (text: string) => Promise<void>;
  /** Closes all that is open; new connections are taken. */
  readonly hangUp: () => void;
  readonly close: () => Promise<void>;
}

async function receiver(port = 0, isTls = false): Promise<Receiver> {
  let text = '';
  const open = new Set<Socket>();
  const take = (socket: Socket): void => {
    open.add(socket);
    socket.on('data', (piece: Buffer) => (text += piece.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  };
  const server: Server = isTls
    ? createTlsServer({ cert: certificate, key }, take)
    : createServer(take);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const hangUp = (): void => {
    for (const socket of open) socket.destroy();
  };
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      hangUp();
    });
  onTestFinished(close);
  return {
    port: (server.address() as AddressInfo).port,
    text: () => text,
    has: (wanted) => expect.poll(() => text, { timeout: 20_000 }).toContain(wanted),
    hangUp,
    close,
  };
}

function forward(workspace: string, settings: Partial<AuditSettings>) {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const whole = { format: 'json', to: null, ca: null, ...settings } as const;
  const forwarding = forwardAudit(workspace, whole, log);
  onTestFinished(forwarding.close);
  return { ...forwarding, messages: () => lines.map((line) => JSON.parse(line)['msg']) };
}

test('all days in their order, then what comes, each line once', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['c'], '2026-11-27': ['a', 'b'] });
  const siem = await receiver();
  const { close } = forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
  await siem.has('c\n');
  add(workspace, '2026-11-28', 'd');
  await siem.has('d\n');
  await close();
  expect(siem.text()).toBe('a\nb\nc\nd\n');
  // Another start goes on where this one was.
  add(workspace, '2026-11-29', 'e');
  forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
  await siem.has('e\n');
  expect(siem.text()).toBe('a\nb\nc\nd\ne\n');
});

test('half a line waits for its other half', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['a'] });
  appendFileSync(auditFile(workspace, '2026-11-28'), 'half');
  const siem = await receiver();
  forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
  await siem.has('a\n');
  expect(siem.text()).toBe('a\n');
  appendFileSync(auditFile(workspace, '2026-11-28'), ' and half\n');
  await siem.has('half and half\n');
  expect(siem.text()).toBe('a\nhalf and half\n');
});

test('syslog is led by its length in bytes, over TLS with the authority that was named', async () => {
  const line = '<109>1 2026-11-28T09:00:00Z h pawl - look [pawl@32473 who="T\u0177"] Looked';
  const workspace = workspaceOf({ '2026-11-28': [line] });
  writeFileSync(join(workspace, 'siem.pem'), certificate);
  const siem = await receiver(0, true);
  forward(workspace, { format: 'syslog', to: `tls://localhost:${siem.port}`, ca: 'siem.pem' });
  await siem.has('Looked');
  expect(siem.text()).toBe(`${Buffer.byteLength(line)} ${line}`);
});

test('a receiver whose certificate nobody vouches for gets nothing, and that is said once', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['secret'] });
  const siem = await receiver(0, true);
  const { messages } = forward(workspace, { to: `tls://localhost:${siem.port}` });
  await expect
    .poll(messages, { timeout: 10_000 })
    .toEqual(['audit lines are not taken; they wait']);
  expect(siem.text()).toBe('');
});

test('a receiver that was away, or hung up, gets what it missed', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['a'] });
  const first = await receiver();
  const { messages } = forward(workspace, { to: `tcp://127.0.0.1:${first.port}` });
  await first.has('a\n');
  await first.close();
  // What the system took before it knew may be lost to this receiver; what is said of it waits.
  await expect
    .poll(
      () => {
        add(workspace, '2026-11-28', 'b');
        return messages();
      },
      { timeout: 20_000, interval: 300 },
    )
    .toContain('audit lines are not taken; they wait');
  add(workspace, '2026-11-28', 'last');
  const again = await receiver(first.port);
  await again.has('last\n');
  expect(messages()).toContain('audit lines are taken again');
  await expect
    .poll(() => readFileSync(join(workspace, 'data/audit-sent.json'), 'utf8'), { timeout: 5_000 })
    .toContain('2026-11-28');
});

test('a place that nobody can read, or a file that became shorter, sends it all', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['a', 'b'] });
  writeFileSync(join(workspace, 'data/audit-sent.json'), '{"day":7');
  const siem = await receiver();
  const one = forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
  await siem.has('a\nb\n');
  await one.close();
  writeFileSync(auditFile(workspace, '2026-11-28'), 'n\n');
  forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
  await siem.has('n\n');
});

test('a line without an end, longer than a piece, keeps no later line from going', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['a'] });
  appendFileSync(auditFile(workspace, '2026-11-28'), 'x'.repeat(200_000));
  const siem = await receiver();
  forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
  await siem.has('a\n');
  appendFileSync(auditFile(workspace, '2026-11-28'), '\nb\n');
  await siem.has('b\n');
  expect(siem.text().replaceAll(/x{65536}\n/g, '+')).toMatch(/^a\n\+\+\+x+\nb\n$/);
});

test.skipIf(process.platform === 'win32')(
  'what is no file is gone past, and a link is not read through',
  async () => {
    const workspace = workspaceOf({ '2026-11-29': ['b'] });
    writeFileSync(join(workspace, 'key.pem'), 'a private key\n');
    symlinkSync(join(workspace, 'key.pem'), auditFile(workspace, '2026-11-27'));
    mkdirSync(auditFile(workspace, '2026-11-28'));
    const siem = await receiver();
    const { messages } = forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
    await siem.has('b\n');
    expect(siem.text()).toBe('b\n');
    expect(messages()).toEqual([]);
  },
);

test('where it cannot keep how far it came, it says so once, and sends each line once', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['a'] });
  rmSync(join(workspace, 'data'), { recursive: true });
  const siem = await receiver();
  const { messages } = forward(workspace, { to: `tcp://127.0.0.1:${siem.port}` });
  await siem.has('a\n');
  add(workspace, '2026-11-28', 'b');
  await siem.has('b\n');
  expect(siem.text()).toBe('a\nb\n');
  expect(messages()).toEqual(['how far audit lines were sent cannot be kept']);
});

test('a receiver that stays away costs nothing that grows with each try', async () => {
  const added = vi.spyOn(AbortSignal.prototype, 'addEventListener');
  const removed = vi.spyOn(AbortSignal.prototype, 'removeEventListener');
  onTestFinished(() => {
    added.mockRestore();
    removed.mockRestore();
  });
  const away = await receiver();
  await away.close();
  const workspace = workspaceOf({ '2026-11-28': ['a'] });
  const { close, messages } = forward(workspace, { to: `tcp://127.0.0.1:${away.port}` });
  await expect.poll(messages, { timeout: 10_000 }).toHaveLength(1);
  await close();
  const gone = new Set(removed.mock.calls.map(([, listener]) => listener));
  const ours = added.mock.calls
    .map(([, one]) => one)
    .filter((one) => typeof one === 'function' && one.toString().includes('socket'));
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.filter((listener) => !gone.has(listener))).toEqual([]);
});

test('a receiver may be named by its number, where its certificate says that', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['a'] });
  writeFileSync(join(workspace, 'siem.pem'), certificate);
  const siem = await receiver(0, true);
  forward(workspace, { to: `tls://127.0.0.1:${siem.port}`, ca: 'siem.pem' });
  await siem.has('a\n');
});

test('without an address nothing is begun', async () => {
  const workspace = workspaceOf({ '2026-11-28': ['a'] });
  const { close, messages } = forward(workspace, {});
  await close();
  expect(messages()).toEqual([]);
});
