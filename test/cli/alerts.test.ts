import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { certificateFile, mailServer, password, user, webReceiver } from '../alert/receivers.ts';
import { demoWorkspace, pawl, start } from './pawl.ts';

const url = (address: string) => ({ kind: 'webhook', url: address, timeoutMs: 5_000 });

const configured = (folder: string, more: Record<string, unknown>): void => {
  const settings = { mpid: 'SUPP', role: 'X', csvQuietPeriodMs: 50, escalationsMax: 0, ...more };
  writeFileSync(join(folder, 'pawl.config.json'), JSON.stringify(settings));
};

test('a test says whether the channel is heard, and shows no secret', async () => {
  const receiver = await webReceiver();
  const mails = await mailServer();
  const smtp = {
    host: 'localhost',
    port: mails.port,
    user,
    password,
    from: 'pawl@supp.example',
    caFile: certificateFile(),
  };
  const desk = { kind: 'email', to: ['desk@supp.example'] };
  const folder = demoWorkspace({ smtp, channels: { ear: url(receiver.url), desk } });
  const heard = await pawl('alerts', 'test', 'ear', '--workspace', folder);
  expect([heard.code, heard.out]).toEqual([0, 'ear took the test alert: check that it arrived.\n']);
  expect(JSON.parse(receiver.heard[0]?.body ?? '').test).toBe(true);

  receiver.answer(403);
  const refused = await pawl('alerts', 'test', 'ear', '--workspace', folder);
  expect([refused.code, refused.out]).toEqual([
    1,
    'ear did not take the test alert: HTTP 403 Forbidden\n',
  ]);

  const mailed = await pawl('alerts', 'test', 'desk', '--json', '--workspace', folder);
  expect(JSON.parse(mailed.out)).toEqual({ channel: 'desk', outcome: 'taken' });
  expect(mails.mails[0]?.raw).toMatch(/^Subject: Pawl SUPP: a test of alerts\r$/im);

  const unknown = await pawl('alerts', 'test', 'nobody', '--workspace', folder);
  expect([unknown.code, unknown.err]).toEqual([
    1,
    'pawl: NOT_FOUND: there is no channel "nobody"\n  hint: there are ear, desk\n',
  ]);
});

test('once sends; what is given up is in the work queue until a retry settles it', async () => {
  const receiver = await webReceiver();
  receiver.answer(400);
  const folder = demoWorkspace();
  configured(folder, {
    channels: { ear: url(receiver.url) },
    alertRoutes: [{ kinds: ['BREACHED'], channels: ['ear'] }],
  });
  await pawl('once', '--workspace', folder);
  const keys = new Set(receiver.heard.map(({ headers }) => headers['idempotency-key']));
  expect(keys.size).toBeGreaterThan(0);
  const queue = await pawl('exceptions', '--json', '--workspace', folder);
  const undelivered = (text: string) =>
    JSON.parse(text).items.filter(({ code }: { code: string }) => code === 'ALERT_UNDELIVERED');
  expect(undelivered(queue.out)).toHaveLength(keys.size);

  const [{ mpan }] = undelivered(queue.out);
  const explained = await pawl('explain', mpan, '--workspace', folder);
  expect(explained.out).toContain('channel ear was not told of BREACHED and was given up');

  receiver.answer(200);
  receiver.heard.length = 0;
  const retried = await pawl('alerts', 'retry', 'ear', '--workspace', folder);
  expect(retried.out).toContain(`for ear will be sent again.`);
  await pawl('once', '--workspace', folder);
  expect(new Set(receiver.heard.map(({ headers }) => headers['idempotency-key']))).toEqual(keys);
  const after = await pawl('exceptions', '--json', '--workspace', folder);
  expect(undelivered(after.out)).toEqual([]);
  const status = await pawl('alerts', 'status', '--json', '--workspace', folder);
  expect(JSON.parse(status.out)).toMatchObject([
    { channel: 'ear', configured: true, delivered: keys.size, pending: 0, givenUp: 0 },
  ]);
});

test('run sends beside its passes, and a receiver that never answers holds up nothing', async () => {
  const [silent, ear] = [await webReceiver(), await webReceiver()];
  silent.answer(() => undefined);
  const channels = { ear: url(ear.url), silent: { ...url(silent.url), timeoutMs: 600_000 } };
  const folder = demoWorkspace({ channels });
  const gateway = start(['run', '--workspace', folder]);
  await silent.until(1);
  await ear.until(2);
  writeFileSync(join(folder, 'inbox', 'new.usr'), 'ZHV|1|\nZPT|1|\n');
  await gateway.says('"name":"new.usr"');
  gateway.process.kill('SIGTERM');
  const ended = await gateway.ended;
  expect(ended.code).toBe(0);
  expect(silent.heard).toHaveLength(1);
  expect(ended.err).not.toContain('a-token-nobody-may-see');
});
