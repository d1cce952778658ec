/** Gateway alerts through the channels: once each, in order, until they are taken. */
import { expect, test } from 'vitest';
import { gatewayChannels } from '../../src/alert/index.ts';
import { readConfig } from '../../src/config/config.ts';
import { mailServer, type WebReceiver, webReceiver } from '../alert/receivers.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';
import { openWatched, type WatchedGateway } from './gateway.ts';

const limits = { diskFreeMinBytes: 1_000 };
const hookTo = ({ url }: WebReceiver) => ({
  channels: { hook: { kind: 'webhook', url, attemptsMax: 3 } },
});

const pass = async (own: WatchedGateway): Promise<void> => {
  await own.watched.pass({ final: true });
  await own.watched.sender.drain(10_000);
};

const codesAt = ({ heard }: WebReceiver): string[] =>
  heard.map(({ body }) => JSON.parse(body).alert).map(({ code, over }) => `${code} ${over}`);

test('a channel hears of an episode once when it begins and once when it is over', async () => {
  const hook = await webReceiver();
  const own = await openWatched({ limits, ...hookTo(hook) });
  own.ground.diskFreeBytes = 1;
  await pass(own);
  await pass(own);
  own.ground.diskFreeBytes = 1e12;
  await pass(own);
  await pass(own);
  expect(codesAt(hook)).toEqual(['DISK_ALMOST_FULL false', 'DISK_ALMOST_FULL true']);
  expect(JSON.parse(hook.heard[0]!.body)).toMatchObject({
    title: 'The gateway needs attention: DISK_ALMOST_FULL',
    participant: { mpid: 'SUPP', role: 'X' },
    alert: { kind: 'GATEWAY', over: false },
  });
});

test('a channel that does not answer is tried again later, and the order stays', async () => {
  const hook = await webReceiver();
  hook.answer(503, 200);
  const own = await openWatched({ limits, ...hookTo(hook) });
  own.ground.diskFreeBytes = 1;
  await pass(own);
  own.ground.diskFreeBytes = 1e12;
  await pass(own);
  expect(hook.heard).toHaveLength(1);
  own.ground.monotonicMs += 30_000;
  own.clock.set('2026-08-05T12:00:30Z');
  await pass(own);
  expect(codesAt(hook).slice(1)).toEqual(['DISK_ALMOST_FULL false', 'DISK_ALMOST_FULL true']);
  const keys = hook.heard.map(({ body }) => JSON.parse(body).key);
  expect(keys[0]).toBe(keys[1]);
});

test('it is given up after the last attempt, and does not keep the next from being told', async () => {
  const hook = await webReceiver();
  hook.answer(503, 503, 503, 200);
  const own = await openWatched({ limits, ...hookTo(hook) });
  own.ground.diskFreeBytes = 1;
  for (let times = 0; times < 4; times += 1) {
    await pass(own);
    own.ground.monotonicMs += 3_600_000;
    own.clock.set(`2026-08-05T1${times + 3}:00:00Z`);
  }
  expect(hook.heard).toHaveLength(3);
  own.ground.diskFreeBytes = 1e12;
  await pass(own);
  expect(codesAt(hook).at(-1)).toBe('DISK_ALMOST_FULL true');
});

test('what was not told before a stop is told after it', async () => {
  const hook = await webReceiver();
  hook.answer(503, 200);
  const settings = { limits, ...hookTo(hook) };
  const folder = tempFolder();
  const first = await openWatched({}, await openTestGateway(settings, folder));
  first.ground.diskFreeBytes = 1;
  await pass(first);
  await first.close();
  const second = await openWatched({}, await openTestGateway(settings, folder));
  second.ground.diskFreeBytes = 1;
  await pass(second);
  await pass(second);
  expect(codesAt(hook)).toEqual(['DISK_ALMOST_FULL false', 'DISK_ALMOST_FULL false']);
});

test('an e-mail says what is wrong and what to do', async () => {
  const server = await mailServer({ authOptional: true, hideSTARTTLS: true });
  const own = await openWatched({
    limits,
    smtp: { host: '127.0.0.1', port: server.port, security: 'none', from: 'pawl@supp.example' },
    channels: { desk: { kind: 'email', to: ['desk@supp.example'] } },
  });
  own.ground.diskFreeBytes = 1;
  await pass(own);
  const [mail] = server.mails;
  expect(mail?.raw).toContain('Subject: Pawl SUPP: The gateway needs attention: DISK_ALMOST_FULL');
  expect(mail?.raw).toContain('0 kB are free, and 1 kB are to stay free');
  expect(mail?.raw).toMatch(/Next: +Make room/);
});

test('routes that name GATEWAY choose who hears of it; without one, everybody does', () => {
  const hook = { kind: 'webhook', url: 'https://desk.example/hook' };
  const channels = { desk: hook, machine: hook };
  const channelsOf = (alertRoutes: readonly Record<string, unknown>[]) =>
    gatewayChannels(readConfig({ mpid: 'SUPP', role: 'X', channels, alertRoutes }, 'test'));
  expect(channelsOf([])).toEqual(['desk', 'machine']);
  expect(channelsOf([{ kinds: ['BREACHED'], channels: ['desk'] }])).toEqual(['desk', 'machine']);
  expect(channelsOf([{ kinds: ['GATEWAY'], channels: ['machine'] }])).toEqual(['machine']);
});
