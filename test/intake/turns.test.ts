/** A small file that comes while a large one is read in pieces has its turn between two of them. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { trapFaults } from '../../src/fault-point.ts';
import { header } from '../support/cm-components.ts';
import {
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const settings = { rescanMs: 100, limits: { wholeFileMaxBytes: 2_000, instancesPerCommit: 5 } };
const many = Array.from({ length: 40 }, (_, n) => mpanOf(n));

/** The time goes on by a second whenever it is asked, so that it is always time to look. */
function hurry(): void {
  let now = 0;
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
  onTestFinished(() => spy.mockRestore());
}

/** Does something once, before the commit of this number of those that say something of a file. */
function beforeCommit(own: TestGateway, at: number, act: () => void): void {
  const { store } = own.gateway;
  const commit = store.commit.bind(store);
  let commits = 0;
  store.commit = async (unit) => {
    if (unit.events.length + unit.named.length > 0) commits += 1;
    if (commits === at) {
      commits = Number.POSITIVE_INFINITY;
      act();
    }
    return commit(unit);
  };
}

const outcomes = (receipts: readonly { name: string; outcome: string }[]): string[] =>
  receipts.map(({ name, outcome }) => `${name} ${outcome}`);

test.each([
  ['flow', 'large.usr', notificationFile('L1', many)],
  ['CSV', 'large.csv', notificationsCsv(many.map((mpan) => ({ mpan })))],
  ['refused', 'large.usr', notificationFile('L1', many).replace('ZPT', 'ZPX')],
])('while a large %s file is read, what is small is taken in first', async (_, name, text) => {
  hurry();
  const own = await openTestGateway(settings);
  own.drop(name, text);
  beforeCommit(own, 1, () => own.drop('small.usr', notificationFile('S1', [mpanOf(99)])));
  const { receipts } = await own.pass();
  expect(receipts.map((receipt) => receipt.name)).toEqual(['small.usr', name]);
  expect(own.files('archive/2026/08')).toContain('small.usr');
  expect(own.files('inbox')).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

test('what comes of both is what comes of them one after the other', async () => {
  hurry();
  // Each MPAN stands in several parts, so that its events are kept and heard at the end.
  const twice = reportFile('L1', [...many, ...many], 'NO BACKSTOP FITTED');
  const small = reportFile('S1', [many[3]!, many[30]!], 'BACKSTOP FITTED', '20260805110000');
  const asked = requestFile('Q1', many);
  const beside = await openTestGateway(settings);
  await beside.take('sent/q.usr', asked);
  beside.drop('large.usr', twice);
  beforeCommit(beside, 7, () => beside.drop('small.usr', small));
  expect(outcomes((await beside.pass()).receipts)).toEqual([
    'small.usr applied',
    'large.usr applied',
  ]);
  for (const order of [
    [small, twice],
    [twice, small],
  ]) {
    const alone = await openTestGateway(settings);
    await alone.take('sent/q.usr', asked);
    for (const text of order) await alone.take(text === small ? 'small.usr' : 'large.usr', text);
    const { checks } = await alone.replayed();
    expect((await beside.replayed()).checks).toEqual(checks);
  }
  expect(await beside.problems()).toEqual([]);
});

test('another file under the identifier of the large one waits until that is taken in', async () => {
  hurry();
  const own = await openTestGateway(settings);
  own.drop('large.usr', notificationFile('L1', many));
  beforeCommit(own, 2, () => own.drop('other.usr', notificationFile('L1', [mpanOf(99)])));
  expect(outcomes((await own.pass()).receipts)).toEqual(['large.usr applied']);
  const { receipts } = await own.pass();
  expect(receipts[0]?.findings.map(({ code }) => code)).toEqual(['FILE_IDENTIFIER_REUSED']);
  expect((await own.replayed()).checks.map(({ mpan }) => mpan)).not.toContain(mpanOf(99));
});

test('what the pass has listed itself is not taken in twice', async () => {
  hurry();
  const own = await openTestGateway(settings);
  own.drop('a.csv', `${header}\n`);
  own.drop('z.usr', notificationFile('S1', [mpanOf(1)]));
  own.drop('large.usr', notificationFile('L1', many));
  const { receipts } = await own.pass();
  expect(receipts.map(({ name }) => name).sort()).toEqual(['a.csv', 'large.usr', 'z.usr']);
  expect(own.files('inbox')).toEqual([]);
});

test('one that cannot be taken in is held, and the large one goes on', async () => {
  hurry();
  const own = await openTestGateway(settings);
  trapFaults((point, about) => point === 'file' && about === 'inbox/small.usr');
  onTestFinished(() => trapFaults(null));
  own.drop('large.usr', notificationFile('L1', many));
  beforeCommit(own, 2, () => own.drop('small.usr', notificationFile('S1', [mpanOf(99)])));
  const pass = await own.engine.pass({ final: false });
  expect(outcomes(pass.receipts)).toEqual(['large.usr applied']);
  expect(pass.left).toEqual(['inbox/small.usr']);
  expect(pass.mishaps?.map(({ code, about }) => `${code} ${about}`)).toEqual([
    'FILE_HELD inbox/small.usr',
  ]);
  trapFaults(null);
  own.clock.set('2026-08-05T14:00:00Z');
  expect(outcomes((await own.engine.pass({ final: false })).receipts)).toEqual([
    'small.usr applied',
  ]);
});

test('ended in the middle, with the small one taken in, nothing is lost or doubled', async () => {
  hurry();
  const own = await openTestGateway(settings);
  own.drop('large.usr', notificationFile('L1', many));
  beforeCommit(own, 2, () => own.drop('small.usr', notificationFile('S1', [mpanOf(99)])));
  let commits = 0;
  const { store } = own.gateway;
  const commit = store.commit.bind(store);
  store.commit = async (unit) => {
    commits += 1;
    // Nothing more is written, as if the process had been killed.
    if (commits > 6) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    return commit(unit);
  };
  await expect(own.pass()).rejects.toThrow('no space');
  const again = await own.reopen();
  await again.pass();
  expect(outcomes(await again.gateway.store.receipts())).toEqual([
    'small.usr applied',
    'large.usr applied',
  ]);
  expect((await again.replayed()).checks).toHaveLength(many.length + 1);
  expect(again.files()).toEqual(['archive/2026/08/large.usr', 'archive/2026/08/small.usr']);
  expect(await again.problems()).toEqual([]);
});

test('a large file that is left takes no turn of another', async () => {
  const own = await openTestGateway(settings);
  trapFaults((point, about) => point === 'file' && about === 'inbox/a.usr');
  onTestFinished(() => trapFaults(null));
  own.drop('a.usr', notificationFile('L1', many));
  own.drop('b.usr', notificationFile('L2', many));
  const first = await own.engine.pass({ final: false });
  expect([first.left, first.isMore]).toEqual([['inbox/a.usr'], true]);
  const second = await own.engine.pass({ final: false });
  expect(outcomes(second.receipts)).toEqual(['b.usr applied']);
  expect([second.left, second.isMore]).toEqual([['inbox/a.usr'], false]);
});
