/** Which files are found by which MPAN, whatever became of them, small or large. */
import { describe, expect, test } from 'vitest';
import { approve } from '../../src/gateway/index.ts';
import { eraseMpan } from '../../src/keeping/index.ts';
import type { SearchFilter, Store } from '../../src/store/index.ts';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportFile,
  reportRecords,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

async function files(store: Store, filter: SearchFilter): Promise<(string | number | null)[][]> {
  const { found } = await store.search('file', filter, null, 100);
  return found.map(({ file, line, says }) => [file, line, says]);
}

test.each([
  ['small', {}],
  ['large', { wholeFileMaxBytes: 0, instancesPerCommit: 2 }],
])(
  'of a %s refused file full of MPANs so many are kept, and an erasing finds all',
  async (_, limits) => {
    const own = await openTestGateway({ limits: { ...limits, refusedMpansMax: 3 } });
    const { store } = own.gateway;
    const numbers = Array.from({ length: 9 }, (_, n) => mpanOf(n));
    const receipt = await own.take('x.csv', `${numbers.join('\n')}\n`);
    expect(receipt.findings.map(({ code }) => code)).toEqual([
      'CSV_HEADER_UNKNOWN',
      'MPANS_TOO_MANY',
    ]);
    expect(receipt.findings[1]?.message).toContain('9 places');
    expect(await files(store, { mpan: mpanOf(2) })).toEqual([['x.csv', 3, 'rejected']]);
    expect(await files(store, { mpan: mpanOf(3) })).toEqual([]);
    await eraseMpan(own.gateway, mpanOf(7), { who: 'jo', reason: 'asked for' });
    expect(own.read('rejected/x.csv')).not.toContain(mpanOf(7));
    // What was applied is found whatever the limit, and so are instances that are within it.
    const records = numbers.flatMap((mpan) => reportRecords(mpan, 'BACKSTOP FITTED'));
    const bad = [1, 2, 3, 4].flatMap((n) => reportRecords(badMpanOf(n), 'BACKSTOP FITTED'));
    const part = await own.take('m.usr', makeFlowFile({ records: [...bad, ...records] }));
    expect(part.outcome).toBe('partly-applied');
    expect(part.findings.at(-1)?.message).toContain('4 places');
    expect(await files(store, { mpan: mpanOf(8) })).toEqual([['m.usr', 38, 'partly-applied']]);
    expect(await files(store, { mpan: badMpanOf(4) })).toEqual([]);
  },
);

test('small files that are refused and name many MPANs become no endless commit', async () => {
  const own = await openTestGateway({ limits: { instancesPerCommit: 10 } });
  for (let n = 0; n < 8; n += 1) {
    const numbers = Array.from({ length: 6 }, (_, at) => mpanOf(10 * n + at));
    own.drop(`${n}.csv`, `${numbers.join('\n')}\n`);
  }
  const { store } = own.gateway;
  const commit = store.commit.bind(store);
  const named: number[] = [];
  store.commit = async (unit) => {
    if (unit.named.length > 0) named.push(unit.named.length);
    return commit(unit);
  };
  await own.pass();
  expect(named).toEqual([12, 12, 12, 12]);
});

describe.each([
  ['small', {}],
  ['large', { limits: { wholeFileMaxBytes: 0, instancesPerCommit: 2 } }],
])('a %s file', (_, settings) => {
  test('is found by every MPAN it names, applied or refused', async () => {
    const own = await openTestGateway(settings);
    const { store } = own.gateway;
    const records = [
      ...reportRecords(mpanOf(1), 'BACKSTOP FITTED'),
      ...reportRecords(badMpanOf(2), 'BACKSTOP FITTED'),
      ...reportRecords(mpanOf(3), 'BACKSTOP FITTED'),
    ];
    await own.take('m.usr', makeFlowFile({ records }));
    expect(await files(store, { mpan: mpanOf(1) })).toEqual([['m.usr', 2, 'partly-applied']]);
    expect(await files(store, { mpan: badMpanOf(2) })).toEqual([
      ['m.usr', 5, 'partly-applied, this instance refused'],
    ]);
    expect(await files(store, { mpan: mpanOf(3) })).toEqual([['m.usr', 8, 'partly-applied']]);
    expect(await files(store, { mpan: mpanOf(4) })).toEqual([]);
  });

  test.each([
    ['a broken trailer', (text: string) => text.replace('ZPT', 'ZPX'), 'rejected'],
    ['a header nobody can read', (text: string) => text.replace('ZHV', 'ZHX'), 'rejected'],
    [
      'a flow that is not in the catalogue',
      (t: string) => t.replace('D0002001', 'D9999001'),
      'set-aside',
    ],
    ['a test flag', (text: string) => text.replace('OPER', 'TR01'), 'set-aside'],
  ])('with %s is found by its MPANs', async (_what, spoil, outcome) => {
    const own = await openTestGateway(settings);
    await own.take('x.usr', spoil(reportFile('R1', [1, 2].map(mpanOf))));
    for (const n of [1, 2]) {
      expect(await files(own.gateway.store, { mpan: mpanOf(n) })).toEqual([
        ['x.usr', 3 * n - 1, outcome],
      ]);
    }
  });

  test('of CSV is found by its rows, the refused ones too; a copy of it as well', async () => {
    const own = await openTestGateway(settings);
    const { store } = own.gateway;
    const rows = [1, 2, 3].map((n) => ({ mpan: mpanOf(n) }));
    const text = notificationsCsv(rows).replace('2026-08-03', 'some day');
    await own.take('n.csv', text);
    await own.take('copy.csv', text);
    await own.take('odd.csv', `who,what\r\nsomebody,${mpanOf(9)}\r\n`);
    expect(await files(store, { mpan: mpanOf(1) })).toEqual([
      ['n.csv', 2, 'partly-applied, this instance refused'],
      ['copy.csv', 2, 'duplicate'],
    ]);
    expect(await files(store, { mpan: mpanOf(3) })).toEqual([
      ['n.csv', 4, 'partly-applied'],
      ['copy.csv', 4, 'duplicate'],
    ]);
    expect(await files(store, { mpan: mpanOf(9) })).toEqual([['odd.csv', 2, 'rejected']]);
  });
});

test('events, checks, items, alerts and sent files are found by MPAN, file and counterparty', async () => {
  const own = await openTestGateway({ send: 'approve' });
  const { store } = own.gateway;
  await own.take('n.csv', notificationsCsv([1, 2].map((n) => ({ mpan: mpanOf(n) }))));
  await approve(own.gateway, { ids: [mpanOf(1)] }, { who: 'anna', reason: '' });
  await own.pass();
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('u.usr', reportFile('R1', [mpanOf(1)], 'NOT CLEAR', '20260806100000'));
  own.clock.set('2026-09-10T12:00:00Z');
  await own.pass();
  const says = async (kind: Parameters<Store['search']>[0], filter: SearchFilter) =>
    (await store.search(kind, filter, null, 100)).found.map((one) => one.says);
  const one = { mpan: mpanOf(1) };
  expect(await says('event', one)).toEqual(['notification', 'approve by anna', 'flow', 'flow']);
  expect(await says('check', one)).toEqual(['check 1 of SUPP: deciding']);
  expect(await says('outbox', one)).toEqual(['written']);
  expect((await says('alert', one)).length).toBeGreaterThan(0);
  expect(await says('exception', one)).toEqual(['REPORT_UNCLEAR, open: u.usr line 2']);

  expect(await says('event', { file: 'R1' })).toEqual(['flow']);
  expect(await says('check', { file: 'u.usr' })).toEqual(['check 1 of SUPP: deciding']);
  expect(await says('outbox', { file: 'PW00000001' })).toEqual(['written']);
  expect(await says('exception', { file: 'R1' })).toHaveLength(1);

  expect(await says('file', { party: 'MOPX' })).toEqual(['applied']);
  expect(await says('event', { party: 'MOPX' })).toEqual(['flow', 'flow']);
  expect(await says('check', { party: 'MOPX' })).toHaveLength(2);
  expect(await says('exception', { party: 'MOPX' })).toHaveLength(1);
  expect(await says('alert', { party: 'NONE' })).toEqual([]);
});

test('a period holds what came in it, and the checks that were open in it', async () => {
  const own = await openTestGateway();
  const { store } = own.gateway;
  await own.take('sent/r.usr', requestFile('Q1', [mpanOf(1)]));
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('u.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED', '20260806100000'));
  const on = (first: string, last: string): SearchFilter => ({
    period: {
      firstOn: first,
      lastOn: last,
      from: `${first}T00:00:00Z`,
      until: `${last}T23:59:59Z`,
    },
  });
  expect(await files(store, on('2026-08-05', '2026-08-05'))).toHaveLength(1);
  expect(await files(store, on('2026-08-05', '2026-08-06'))).toHaveLength(2);
  expect(await files(store, on('2026-08-07', '2026-08-08'))).toEqual([]);
  const checks = async (filter: SearchFilter) =>
    (await store.search('check', filter, null, 9)).found.length;
  expect(await checks(on('2026-08-05', '2026-08-05'))).toBe(1);
  expect(await checks(on('2026-08-07', '2026-08-08'))).toBe(0);
});

test('pages follow on one another, also where everything is of one second', async () => {
  const own = await openTestGateway();
  for (const n of [1, 2, 3, 4, 5]) {
    await own.take(`sent/r${n}.usr`, requestFile(`Q${n}`, [mpanOf(1)]));
  }
  const names: (string | null)[] = [];
  let after: Parameters<Store['search']>[2] = null;
  do {
    const page: Awaited<ReturnType<Store['search']>> = await own.gateway.store.search(
      'file',
      { mpan: mpanOf(1) },
      after,
      2,
    );
    expect(page.found.length).toBeLessThanOrEqual(2);
    names.push(...page.found.map(({ file }) => file));
    after = page.next;
  } while (after !== null);
  expect(names).toEqual([1, 2, 3, 4, 5].map((n) => `r${n}.usr`));
});
