/** What becomes of a check, told to programs as CloudEvents 1.0 over a real loopback. */
import { expect, test } from 'vitest';
import { senderOf } from '../../src/alert/index.ts';
import { signatureOf } from '../../src/post/webhook.ts';
import { decide, takeBack } from '../../src/gateway/index.ts';
import { readConfig } from '../../src/config/config.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';
import { type Heard, webReceiver, type WebReceiver } from './receivers.ts';

const secret = 'a secret of at least sixteen';
const anna = { who: 'anna', reason: 'photo of 12 High Street seen' };
const has = { name: 'decide', decision: 'has' } as const;
const check = `${mpanOf(1)}/SUPP/1`;

const busAt = (receiver: WebReceiver, changes: Record<string, unknown> = {}) => ({
  dueSoonWorkingDays: 0,
  channels: { bus: { kind: 'cloudevents', url: receiver.url, secret, ...changes } },
});

const drain = (own: TestGateway): Promise<void> => own.engine.sender.drain(10_000);

/** Passes and sends so often that whatever would be told twice is. */
async function settle(own: TestGateway): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await own.pass();
    await drain(own);
  }
}

interface Event {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** Ours, by CloudEvents 1.0.2 (3.1 types and names, 3.2 attributes) and its JSON Event Format (3). */
function eventIn({ headers, body }: Heard): Event {
  const event: Event = JSON.parse(body);
  expect(headers['content-type']).toMatch(/^application\/cloudevents\+json(;|$)/);
  for (const [name, value] of Object.entries(event)) {
    expect(name).toMatch(/^[a-z0-9]{1,20}$/);
    if (name !== 'data') expect(value, name).toEqual(expect.stringMatching(/^[^\p{Cc}\p{Cs}]+$/u));
  }
  const { specversion, source, type, subject, time, datacontenttype } = event;
  expect(specversion).toBe('1.0');
  // RFC 8141: a URN, which is an absolute URI.
  expect(source).toMatch(/^urn:[a-z0-9][a-z0-9-]{1,31}:[A-Za-z0-9]+$/);
  expect(type).toMatch(/^pawl(\.[a-z]+)+$/);
  expect(subject).toMatch(/^(\d{13}\/[A-Z0-9]{4}\/\d+|test)$/);
  // RFC 3339: a date, a time and where it is.
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  expect(datacontenttype).toBe('application/json');
  expect(headers['idempotency-key']).toBe(encodeURI(event.id));
  expect(body).not.toMatch(/anna|High Street|BACKSTOP/);
  return event;
}

/** `breached investigating 2026-08-18T23:00:00Z`, as it was heard. */
const told = (receiver: WebReceiver): string[] =>
  receiver.heard.map(eventIn).map(({ type, time, data }) => {
    const about = data['decision'] ?? data['outcome'] ?? data['stage'];
    const what = [data['retracts'], about].filter((word) => word !== undefined);
    return [String(type).replace('pawl.check.', ''), ...what, time].join(' ');
  });

const ids = (receiver: WebReceiver): string[] =>
  receiver.heard.map(eventIn).map(({ id, source }) => `${String(source)} ${id}`);

const asks = (own: TestGateway) => own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));

const answers = (own: TestGateway, words: string, createdAt: string, id = 'R1') =>
  own.take(`${id}.usr`, reportFile(id, [mpanOf(1)], words, createdAt));

test('a check that is opened, moved, decided and closed is told once each, also after a restart', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway(busAt(bus));
  await asks(own);
  await answers(own, 'BACKSTOP NOT CLEAR, PLEASE ADVISE', '20260805100000');
  await settle(own);
  expect(told(bus)).toEqual([
    'opened investigating 2026-08-04T09:00:00Z',
    'moved deciding 2026-08-05T09:00:00Z',
  ]);
  own.clock.set('2026-08-06T08:00:00Z');
  await decide(own.gateway, mpanOf(1), has, anna);
  const again = await own.reopen();
  await settle(again);
  expect(told(bus).slice(2)).toEqual([
    'decided has 2026-08-06T08:00:00Z',
    'closed backstopPresent 2026-08-06T08:00:00Z',
  ]);
  expect(bus.heard.map(eventIn)[0]).toEqual({
    specversion: '1.0',
    id: `${check}/investigating/OPENED/2026-08-04T09:00:00Z`,
    source: 'urn:mpid:SUPP',
    type: 'pawl.check.opened',
    subject: check,
    time: '2026-08-04T09:00:00Z',
    datacontenttype: 'application/json',
    data: {
      key: `${check}/investigating/OPENED/2026-08-04T09:00:00Z`,
      mpan: mpanOf(1),
      supplier: 'SUPP',
      sequence: 1,
      stage: 'investigating',
      owes: ['D0002'],
      dueOn: '2026-08-18',
      owedBy: 'Meter Operator',
    },
  });
  expect(await again.problems()).toEqual([]);
});

test('a request is signed as those of alerts are', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway(busAt(bus));
  await asks(own);
  await drain(own);
  const [{ headers, body } = { headers: {}, body: '' }] = bus.heard;
  expect(headers['pawl-signature']).toBe(signatureOf(secret, body, own.clock.now()));
});

test('a breach is told, and late news takes back what it makes untrue and tells what it adds', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway(busAt(bus));
  await asks(own);
  own.clock.set('2026-08-18T23:00:00Z');
  await settle(own);
  expect(told(bus).slice(1)).toEqual(['breached investigating 2026-08-18T23:00:00Z']);
  own.clock.set('2026-08-20T08:00:00Z');
  await answers(own, 'BACKSTOP FITTED', '20260818100000');
  await settle(own);
  await settle(await own.reopen());
  expect(told(bus).slice(2)).toEqual([
    'closed backstopPresent 2026-08-18T09:00:00Z',
    'retracted breached investigating 2026-08-20T08:00:00Z',
  ]);
  expect(new Set(ids(bus)).size).toBe(bus.heard.length);
});

test('a fold from the beginning tells nothing again, and takes back what it finds untrue', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway(busAt(bus));
  await asks(own);
  await answers(own, 'NO BACKSTOP FITTED', '20260812100000');
  await settle(own);
  const before = told(bus);
  expect(before).toHaveLength(2);
  // An earlier report, found later.
  own.clock.set('2026-08-14T08:00:00Z');
  await answers(own, 'BACKSTOP FITTED', '20260806100000', 'R2');
  await settle(own);
  const after = told(bus).slice(2);
  expect(after).toContain('closed backstopPresent 2026-08-06T09:00:00Z');
  expect(after.filter((one) => one.startsWith('retracted moved'))).toHaveLength(1);
  expect(after.filter((one) => one.startsWith('opened'))).toEqual([]);
  expect(new Set(ids(bus)).size).toBe(bus.heard.length);
});

test('a decision that is taken back is retracted; made again, it is told under another id', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway(busAt(bus));
  await asks(own);
  await answers(own, 'BACKSTOP NOT CLEAR, PLEASE ADVISE', '20260805100000');
  await decide(own.gateway, mpanOf(1), has, anna);
  await settle(own);
  const before = bus.heard.length;
  const asked = { revision: null, forOthers: false };
  await takeBack(own.gateway, mpanOf(1), asked, anna);
  await settle(own);
  const retracted = told(bus).slice(before);
  expect(retracted.map((one) => one.split(' ').slice(0, 3).join(' '))).toEqual([
    'retracted decided has',
    'retracted closed backstopPresent',
  ]);
  await decide(own.gateway, mpanOf(1), has, anna);
  await settle(own);
  const again = bus.heard.slice(before + 2).map(eventIn);
  const types = new Set(again.map(({ type }) => type));
  expect(types).toEqual(new Set(['pawl.check.closed', 'pawl.check.decided']));
  const closed = again.find(({ type }) => type === 'pawl.check.closed');
  expect(closed?.id).toBe(`${String(closed?.data['key'])}#2`);
  expect(new Set(ids(bus)).size).toBe(bus.heard.length);
  expect(await own.problems()).toEqual([]);
});

test('what was sent and not marked comes again, the same bytes under the same id', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway(busAt(bus));
  await asks(own);
  const { store, log, clock, config } = own.gateway;
  const dying = senderOf({
    store: { ...store, markMilestones: () => Promise.reject(new Error('killed')) },
    log,
    now: clock.now,
    settings: () => config,
    teller: config,
    random: Math.random,
  });
  await dying.drain(10_000);
  await settle(await own.reopen());
  const [first, second, ...more] = bus.heard;
  expect(second?.body).toBe(first?.body);
  expect(more).toEqual([]);
});

test('a channel that is down keeps what it is to hear; what was given up is sent again by retrying', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway(busAt(bus, { attemptsMax: 1 }));
  bus.answer(503);
  await asks(own);
  await drain(own);
  const [standing] = await own.gateway.store.channelStandings();
  expect(standing).toMatchObject({ channel: 'bus', delivered: 0, pending: 0, givenUp: 1 });
  bus.answer(200);
  expect(await own.gateway.store.retryMilestones('bus', own.clock.now())).toBe(1);
  await drain(own);
  expect(new Set(ids(bus)).size).toBe(1);
  expect(bus.heard).toHaveLength(2);
});

test('it hears no alert, other channels hear no milestone, and no route leads to it', async () => {
  const [bus, desk] = [await webReceiver(), await webReceiver()];
  const { channels, ...more } = busAt(bus);
  const own = await openTestGateway({
    ...more,
    channels: { ...channels, desk: { kind: 'webhook', url: desk.url } },
  });
  await asks(own);
  own.clock.set('2026-08-18T23:00:00Z');
  await settle(own);
  expect(told(bus)).toHaveLength(2);
  expect(desk.heard).toHaveLength(1);
  const config = { mpid: 'SUPP', role: 'X', channels, alertRoutes: [{ channels: ['bus'] }] };
  expect(() => readConfig(config, 'test')).toThrow(/tells programs what becomes of checks/);
});

test('a desk without such a channel queues nothing, and what is configured later hears from then on', async () => {
  const bus = await webReceiver();
  const own = await openTestGateway({ dueSoonWorkingDays: 0 });
  await asks(own);
  await settle(own);
  expect(await own.gateway.store.channelStandings()).toEqual([]);
  const again = await own.reopen(busAt(bus));
  await answers(again, 'BACKSTOP FITTED', '20260805100000');
  await settle(again);
  expect(told(bus)).toEqual(['closed backstopPresent 2026-08-05T09:00:00Z']);
});
