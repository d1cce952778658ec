import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { senderOf } from '../../src/alert/index.ts';
import { trapFaults } from '../../src/fault-point.ts';
import { tellUndelivered } from '../../src/gateway/index.ts';
import { unitOfWork } from '../../src/store/index.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';
import {
  certificateFile,
  mailServer,
  password,
  user,
  type WebReceiver,
  webReceiver,
} from './receivers.ts';

const hookAt = (receiver: WebReceiver, changes: Record<string, unknown> = {}) => ({
  kind: 'webhook',
  url: receiver.url,
  ...changes,
});

/** A gateway of a Supplier with that many checks whose report is overdue, its alerts queued. */
async function breached(settings: Record<string, unknown>, checks = 1): Promise<TestGateway> {
  const own = await openTestGateway({ dueSoonWorkingDays: 0, ...settings });
  const mpans = Array.from({ length: checks }, (_, n) => mpanOf(n + 1));
  await own.take('sent/q.usr', requestFile('Q1', mpans));
  own.clock.set('2026-08-18T23:00:00Z');
  await own.pass();
  return own;
}

const drain = (own: TestGateway): Promise<void> => own.engine.sender.drain(10_000);

/** Sends, and is gone before the queue knows it. */
async function dieAfterSending({ gateway }: TestGateway): Promise<void> {
  const { store, log, clock, config } = gateway;
  const dying = senderOf({
    store: { ...store, markAttempted: () => Promise.reject(new Error('killed')) },
    log,
    now: clock.now,
    settings: () => config,
    teller: config,
    random: Math.random,
  });
  await dying.drain(10_000);
}

const keys = (receiver: WebReceiver): unknown[] =>
  receiver.heard.map(({ headers }) => headers['idempotency-key']);

const breachOf = (n: number): string => `${mpanOf(n)}/SUPP/1/investigating/BREACHED/2026-08-18/`;

async function later(own: TestGateway, seconds: number): Promise<void> {
  const now = Temporal.Instant.from(own.clock.now());
  own.clock.set(now.add({ seconds }).toString());
  await drain(own);
}

const standing = async (own: TestGateway, channel: string) => {
  const all = await own.gateway.store.channelStandings();
  const { delivered, pending, givenUp } = all.find((one) => one.channel === channel)!;
  return { delivered, pending, givenUp };
};

describe('an alert', () => {
  test('is queued with its commit, sent once to each channel, and no pass sends', async () => {
    const [one, other] = [await webReceiver(), await webReceiver()];
    const own = await breached({ channels: { one: hookAt(one), other: hookAt(other) } }, 2);
    expect([...one.heard, ...other.heard]).toEqual([]);
    await drain(own);
    await drain(own);
    for (const receiver of [one, other]) expect(keys(receiver)).toEqual([breachOf(1), breachOf(2)]);
    expect(await standing(own, 'one')).toEqual({ delivered: 2, pending: 0, givenUp: 0 });
  });

  test('outlives the process between the commit and the sending', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver) } });
    const again = await own.reopen();
    await drain(again);
    expect(keys(receiver)).toEqual([breachOf(1)]);
  });

  test('that was sent and not marked comes again with the same key and the same words', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver) } });
    await dieAfterSending(own);
    await drain(await own.reopen());
    expect(keys(receiver)).toEqual([breachOf(1), breachOf(1)]);
    const [first, second] = receiver.heard.map(({ body }) => body);
    expect(second).toBe(first);
    expect(Object.keys(JSON.parse(first ?? '').participant)).toEqual(['mpid', 'role']);
  });

  test('goes only where a route leads it', async () => {
    const [ours, theirs] = [await webReceiver(), await webReceiver()];
    await drain(
      await breached({
        channels: { ours: hookAt(ours), theirs: hookAt(theirs) },
        alertRoutes: [
          { owedBy: 'ours', channels: ['ours'] },
          { owedBy: 'theirs', channels: ['theirs'] },
        ],
      }),
    );
    expect([ours.heard.length, theirs.heard.length]).toEqual([0, 1]);
  });
});

test('one alert that fails by a fault of ours is tried again, and the others go at once', async () => {
  const receiver = await webReceiver();
  const own = await breached({ channels: { one: hookAt(receiver) } }, 3);
  trapFaults((at, about) => at === 'channel' && about === `one ${mpanOf(2)}`);
  await drain(own);
  trapFaults(null);
  expect(keys(receiver)).toEqual([breachOf(1), breachOf(3)]);
  await later(own, 3_600);
  await drain(own);
  expect(keys(receiver)).toContain(breachOf(2));
});

describe('a channel that is down', () => {
  test('is tried again with the same key, later and later, until it takes the alert', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver) } });
    receiver.answer(503, (response) => response.socket?.destroy(), 200);
    await drain(own);
    expect(receiver.heard).toHaveLength(1);
    await later(own, 14);
    expect(receiver.heard).toHaveLength(1);
    await later(own, 46);
    expect(receiver.heard).toHaveLength(2);
    await later(own, 90);
    await later(own, 9_999);
    expect(keys(receiver)).toEqual([breachOf(1), breachOf(1), breachOf(1)]);
    expect(await standing(own, 'one')).toEqual({ delivered: 1, pending: 0, givenUp: 0 });
  });

  test('delays no other, and no pass', async () => {
    const [slow, quick] = [await webReceiver(), await webReceiver()];
    let finish: ServerResponse | undefined;
    slow.answer((response) => {
      finish = response;
    });
    const channels = { slow: hookAt(slow, { timeoutMs: 60_000 }), quick: hookAt(quick) };
    const own = await breached({ channels }, 2);
    await own.engine.sender.kick();
    await slow.until(1);
    await quick.until(2);
    const receipt = await own.take('late.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED'));
    expect(receipt.outcome).toBe('applied');
    await own.engine.sender.kick();
    expect(slow.heard).toHaveLength(1);
    slow.answer(200);
    finish?.writeHead(200).end();
    await slow.until(2);
    await drain(own);
    expect(await standing(own, 'slow')).toMatchObject({ pending: 0, givenUp: 0 });
  });

  test('is left alone after five failures, and what it was to tell counts on', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver) } }, 12);
    receiver.answer(500);
    await drain(own);
    expect(receiver.heard).toHaveLength(5);
    expect(await standing(own, 'one')).toMatchObject({ pending: 12 });
    receiver.answer(200);
    await later(own, 60);
    expect(await standing(own, 'one')).toMatchObject({ delivered: 12 });
  });

  test('is broken off when the gateway stops, and the alert stays for the next start', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver, { timeoutMs: 60_000 }) } });
    receiver.answer(() => undefined);
    await own.engine.sender.kick();
    await receiver.until(1);
    const again = await own.reopen();
    receiver.answer(200);
    await drain(again);
    expect(keys(receiver)).toEqual([breachOf(1), breachOf(1)]);
  });

  test('that takes too long is not waited for beyond the bound', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver, { timeoutMs: 60_000 }) } });
    receiver.answer(() => undefined);
    await own.engine.sender.drain(20);
    expect(await standing(own, 'one')).toMatchObject({ pending: 1 });
  });
});

describe('after the last attempt', () => {
  const open = async (own: TestGateway) =>
    (await own.gateway.store.exceptions({ open: true })).map(({ code, detail, sequence }) => ({
      code,
      detail,
      sequence,
    }));

  async function givenUp(): Promise<{ own: TestGateway; receiver: WebReceiver }> {
    const receiver = await webReceiver();
    receiver.answer(503);
    const own = await breached({ channels: { one: hookAt(receiver, { attemptsMax: 2 }) } });
    await drain(own);
    await own.pass();
    expect(await open(own)).toEqual([]);
    await later(own, 60);
    return { own, receiver };
  }

  test('the alert stands in the work queue, in the journal, and is not tried any more', async () => {
    const { own, receiver } = await givenUp();
    await own.pass();
    const detail = 'BREACHED of investigating on one, 2 tried: HTTP 503 Service Unavailable';
    expect(await open(own)).toEqual([{ code: 'ALERT_UNDELIVERED', detail, sequence: 1 }]);
    await later(own, 999_999);
    await own.pass();
    expect(receiver.heard).toHaveLength(2);
    expect(await own.problems()).toEqual([]);
    const journal = await own.gateway.store.journalOf(mpanOf(1));
    expect(journal.filter(({ kind }) => kind === 'undelivered')).toHaveLength(1);
  });

  test('a kill between the journal and the mark tells it once', async () => {
    const { own } = await givenUp();
    const { gateway } = own;
    const dying = { ...gateway.store, markTold: () => Promise.reject(new Error('killed')) };
    await expect(tellUndelivered({ ...gateway, store: dying })).rejects.toThrow('killed');
    await own.pass();
    expect(await tellUndelivered(gateway)).toBe(0);
    expect(await open(own)).toHaveLength(1);
  });

  test('nothing is given up without having been tried', async () => {
    const receiver = await webReceiver();
    receiver.answer(503);
    const own = await breached({ channels: { one: hookAt(receiver, { attemptsMax: 1 }) } }, 8);
    await drain(own);
    // After five failures in a row the channel is left alone for a while.
    expect(receiver.heard).toHaveLength(5);
    expect(await standing(own, 'one')).toEqual({ delivered: 0, pending: 3, givenUp: 5 });
  });

  test('a refusal is final at once; the others go on', async () => {
    const receiver = await webReceiver();
    receiver.answer(400, 200);
    const own = await breached({ channels: { one: hookAt(receiver) } }, 2);
    await drain(own);
    expect(await standing(own, 'one')).toEqual({ delivered: 1, pending: 0, givenUp: 1 });
  });

  test('a channel that is not configured any more gives its alerts up', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver) } });
    const again = await own.reopen({ channels: {} });
    await drain(again);
    await again.pass();
    expect((await open(again))[0]?.detail).toContain('no longer has this channel');
    expect(receiver.heard).toEqual([]);
  });

  test('a retry sends it again with the key it had', async () => {
    const { own, receiver } = await givenUp();
    const { store, clock } = own.gateway;
    const ids = (await store.givenUp('one')).map(({ id }) => id);
    await store.retryDeliveries(ids, clock.now());
    receiver.answer(200);
    await drain(own);
    expect(new Set(keys(receiver))).toEqual(new Set([breachOf(1)]));
    expect(await standing(own, 'one')).toEqual({ delivered: 1, pending: 0, givenUp: 0 });
  });
});

describe('an alert that is taken back', () => {
  const answerInTime = reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED', '20260818100000');
  const takenBack = `${mpanOf(1)}/SUPP/1/investigating/RETRACTED-BREACHED/2026-08-18/`;

  test('is taken back from whoever had it, whatever the routes say by then', async () => {
    const [one, other] = [await webReceiver(), await webReceiver()];
    const channels = { one: hookAt(one), other: hookAt(other) };
    const own = await breached({ channels, alertRoutes: [{ channels: ['one'] }] });
    await drain(own);
    const again = await own.reopen({ alertRoutes: [{ channels: ['other'] }] });
    await again.take('late.usr', answerInTime);
    await drain(again);
    expect(keys(one)).toEqual([breachOf(1), takenBack]);
    expect(other.heard).toEqual([]);
  });

  test('and stands again is told again, under another key', async () => {
    const receiver = await webReceiver();
    const own = await breached({ channels: { one: hookAt(receiver) } });
    await drain(own);
    const { store, clock } = own.gateway;
    await store.commit(
      unitOfWork(clock.now(), {
        deliveries: [{ alert: breachOf(1), channel: 'one', dueAt: clock.now() }],
      }),
    );
    await drain(own);
    expect(keys(receiver)).toEqual([breachOf(1), `${breachOf(1)}#2`]);
  });
});

describe('e-mail', () => {
  const mailing = async (channel: Record<string, unknown>) => {
    const server = await mailServer();
    return {
      server,
      settings: {
        smtp: {
          host: 'localhost',
          port: server.port,
          user,
          password,
          from: 'pawl@supp.example',
          caFile: certificateFile(),
        },
        channels: { desk: { kind: 'email', to: ['desk@supp.example'], ...channel } },
      },
    };
  };

  test('is one mail an alert', async () => {
    const { server, settings } = await mailing({});
    await drain(await breached(settings, 2));
    expect(server.mails).toHaveLength(2);
    expect(server.mails[0]?.raw).toContain(`MPAN:     ${mpanOf(1)}`);
  });

  test('or one for all on the next Working Day morning, the same at each attempt', async () => {
    const { server, settings } = await mailing({ digestAt: '08:00' });
    const own = await breached(settings, 3);
    await drain(own);
    expect(server.mails).toEqual([]);
    own.clock.set('2026-08-19T07:00:00Z');
    await dieAfterSending(own);
    await drain(own);
    const [first, second, ...more] = server.mails;
    expect(more).toEqual([]);
    const idOf = (raw = ''): string => /^Message-ID: (.*)\r$/im.exec(raw)?.[1] ?? '';
    expect(idOf(second?.raw)).toBe(idOf(first?.raw));
    expect(idOf(first?.raw)).toMatch(/@supp\.example>$/);
    expect(second?.raw).toMatch(/^Subject: Pawl SUPP: 3 breached\r$/im);
    for (const n of [1, 2, 3]) expect(second?.raw).toContain(`MPAN ${mpanOf(n)}`);
    expect(await standing(own, 'desk')).toEqual({ delivered: 3, pending: 0, givenUp: 0 });
  });
});
