/** What says that it is from us, and lies where anybody may drop it. */
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/gateway/index.ts';
import { resubmit } from '../../src/intake/index.ts';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'seen in our log' };
const one = mpanOf(1);
const notice = notificationFile('N1', [one]);
const request = requestFile('Q1', [one]);
const code = 'OWN_FLOW_IN_INBOX';
const small = { limits: { wholeFileMaxBytes: 10 } };

const open = async (gateway: TestGateway): Promise<string[]> =>
  (await gateway.replayed()).exceptions.flatMap((item) => {
    const told = item as { readonly code: string; readonly open: boolean };
    return told.open && told.code !== 'CANNOT_DRAFT' ? [told.code] : [];
  });
const stateOf = async (gateway: TestGateway): Promise<string | undefined> =>
  (await gateway.replayed()).checks.at(-1)?.state;

describe.each([
  ['small', {}],
  ['large', small],
])('a %s request from us in inbox/', (_size, settings) => {
  async function claimed(content = request): Promise<TestGateway> {
    const own = await openTestGateway(settings);
    await own.take('n.usr', notice);
    expect(await own.take('q.usr', content)).toMatchObject({ outcome: 'applied' });
    expect(await stateOf(own)).toBe('notified');
    expect(await open(own)).toEqual([code]);
    return own;
  }

  test('moves no check until a person accepts it, and then as if found in sent/', async () => {
    const own = await claimed();
    await resolve(own.gateway, `${one}:${code}`, true, act);
    await own.pass();
    expect(await stateOf(own)).toBe('investigating');
    expect(await open(own)).toEqual([]);
    expect(await own.problems()).toEqual([]);
    const sent = await openTestGateway(settings);
    await sent.take('n.usr', notice);
    await sent.take('sent/q.usr', request);
    const stages = async (gateway: TestGateway) => (await gateway.replayed()).checks[0]?.stages;
    expect(await stages(own)).toEqual(await stages(sent));
  });

  test('dismissed moves none', async () => {
    const own = await claimed();
    await resolve(own.gateway, `${one}:${code}`, false, act);
    await own.pass();
    expect(await stateOf(own)).toBe('notified');
    expect(await open(own)).toEqual([]);
  });

  test.each([
    ['the same bytes', request],
    ['a false one under its identifier', request.replace('BACKSTOP CHECK', 'BACKSTOP CHECKS')],
  ])('is settled by its copy in sent/: %s', async (_what, content) => {
    const own = await claimed(content);
    expect(await own.take('sent/q.usr', request)).toMatchObject({ outcome: 'applied' });
    expect(await stateOf(own)).toBe('investigating');
    expect(await open(own)).toEqual([]);
    expect(await own.problems()).toEqual([]);
    // In the other order it was never a question.
    const other = await openTestGateway(settings);
    await other.take('n.usr', notice);
    await other.take('sent/q.usr', request);
    const outcome = content === request ? 'duplicate' : 'rejected';
    expect(await other.take('q.usr', content)).toMatchObject({ outcome });
    expect((await other.replayed()).checks).toMatchObject([{ state: 'investigating' }]);
    expect(await open(other)).toEqual([]);
  });

  test('that is about nothing of ours asks nobody', async () => {
    const own = await openTestGateway(settings);
    const foreign = request
      .replace('MICROGENERATION BACKSTOP CHECK', 'DISPLAY BLANK')
      .replace('759|42||\r\n', '')
      .replace('|4||1|', '|3||1|');
    expect(await own.take('q.usr', foreign)).toMatchObject({ outcome: 'not-ours' });
    expect(await open(own)).toEqual([]);
  });
});

test('what this gateway wrote and was looped back is a duplicate', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  own.drop('n.csv', notificationsCsv([{ mpan: one }]));
  await own.pass();
  const [name = ''] = readdirSync(join(own.workspace, 'outbox'));
  expect(name).not.toBe('');
  copyFileSync(join(own.workspace, 'outbox', name), join(own.workspace, 'inbox', name));
  const { receipts } = await own.pass();
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['duplicate']);
  expect(await open(own)).toEqual([]);
});

test('a D0148 from us appoints nobody from there, at once or on a day to come', async () => {
  const appoint = (id: string, from: string) =>
    makeFlowFile({
      flow: 'D0148001',
      from: ['X', 'SUPP'],
      to: ['M', 'MOPX'],
      id,
      createdAt: '20260804100000',
      records: [`270|${one}|20210401|`, '274|MOPY|N|', `275|${from}|`],
      flows: 1,
    });
  for (const from of ['20260804', '20260901']) {
    const own = await openTestGateway();
    await own.take('sent/q.usr', request);
    const taken = await own.take('a.usr', appoint(`A${from.slice(4)}`, from));
    if (taken.outcome === 'rejected') throw new Error(JSON.stringify(taken.findings));
    expect(await open(own)).toEqual([code]);
    const state = (await own.gateway.store.loadMpans([one])).get(one)?.state;
    expect(state?.appointed).toMatchObject({ supplier: null, meterOperatorKnown: false });
    expect(await own.problems()).toEqual([]);
  }
});

test('a report from us answers nothing at a Meter Operator’s', async () => {
  const own = await openTestGateway({ mpid: 'MOPX', role: 'M' });
  await own.take('q.usr', request);
  await own.take('r.usr', reportFile('R1', [one], 'BACKSTOP FITTED'));
  expect(await stateOf(own)).toBe('investigating');
  expect(await open(own)).toEqual([code]);
  await resolve(own.gateway, `${one}:${code}`, true, act);
  await own.pass();
  expect(await stateOf(own)).toBe('closed');
});

test('what was refused of a file in sent/ goes back there', async () => {
  const own = await openTestGateway();
  const half = requestFile('Q2', [one, badMpanOf(2)]);
  const { destination } = await own.take('sent/q.usr', half);
  expect(own.read('rejected/q.usr.findings.json')).toContain('drop it into sent/ again');
  await resubmit(own.gateway, destination, { line: 7 }, act);
  await own.pass();
  const [receipt] = (await own.gateway.store.receiptsNamed('Q2')).slice(-1);
  expect(receipt).toMatchObject({ folder: 'sent' });
  // Corrected through inbox/ it would be somebody's word.
  const corrected = await own.take('q.usr', requestFile('Q2', [one, mpanOf(2)]));
  expect(corrected).toMatchObject({ outcome: 'rejected' });
  expect(await own.take('sent/q.usr', requestFile('Q2', [one, mpanOf(2)]))).toMatchObject({
    outcome: 'applied',
  });
});

test.each([
  ['small', {}],
  ['large', small],
])(
  'accepting a %s file accepts its words alone: of a corrected one it is asked anew',
  async (_size, settings) => {
    const own = await openTestGateway(settings);
    await own.take('n.usr', notice);
    expect(await own.take('q.usr', requestFile('Q3', [one, badMpanOf(2)]))).toMatchObject({
      outcome: 'partly-applied',
    });
    await resolve(own.gateway, `${one}:${code}`, true, act);
    await own.pass();
    expect(await stateOf(own)).toBe('investigating');
    const other = requestFile('Q3', [one, one]).replace('BACKSTOP CHECK', 'BACKSTOP CHECK AGAIN');
    expect(await own.take('r.usr', other)).toMatchObject({ outcome: 'applied' });
    expect(await open(own)).toEqual([code]);
    const before = await own.replayed();
    await resolve(own.gateway, `${one}:${code}`, false, act);
    await own.pass();
    expect((await own.replayed()).checks.map(({ stages }) => stages)).toEqual(
      before.checks.map(({ stages }) => stages),
    );
    expect(await open(own)).toEqual([]);
    expect(await own.problems()).toEqual([]);
  },
);
