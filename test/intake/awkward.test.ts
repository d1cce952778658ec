/** What has once stopped a gateway, dropped into one: the pass ends well and everybody else is served. */
import { expect, test } from 'vitest';
import { approve, resolve } from '../../src/gateway/index.ts';
import {
  detailsRecords,
  makeFlowFile,
  mpanOf,
  orderFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const operatorOf = (more: Record<string, unknown> = {}) =>
  openTestGateway({ mpid: 'MOPX', role: 'M', send: 'automatic', ...more });

const outbox = ({ gateway }: TestGateway) => gateway.store.outbox();
const queue = async ({ gateway }: TestGateway) =>
  (await gateway.store.exceptions({ open: true })).map(({ code, mpan }) => [code, mpan]);
const breached = async ({ gateway }: TestGateway) =>
  (await gateway.store.alertsOf(null))
    .filter(({ kind }) => kind === 'BREACHED')
    .map(({ mpan }) => mpan);

const odd = mpanOf(1);
const plain = mpanOf(2);
const late = mpanOf(3);
const long = 'seen '.repeat(90).trim();

const visitsOf = (column: string, cell: string, outcome = 'replaced'): string =>
  [
    `mpan,visitedOn,outcome,meterId,newMeterId,newMeterType,manufacturersMakeAndType,J0501,J1677,J0010,J0474,J0103,J0475,J0478,${column}`,
    `${odd},2026-08-06,${outcome},FIT1,NEW1,N,ACME,100,MAPX,01,C,AI,1.00,5,"${cell}"`,
    `${plain},2026-08-06,${outcome},FIT1,NEW1,N,ACME,100,MAPX,01,C,AI,1.00,5,`,
    '',
  ].join('\n');

const detailsOf = (mpan: string, change: (record: string) => string = (record) => record) =>
  detailsRecords(mpan, ['FIT1']).map(change);

/** A gateway that is to answer three orders, and has gone past the deadline of one. */
async function ordered(change?: (record: string) => string): Promise<TestGateway> {
  const own = await operatorOf({ profile: 'option-2' });
  const records = [...detailsOf(odd, change), ...detailsOf(plain), ...detailsOf(late)];
  const file = makeFlowFile({ flow: 'D0150002', createdAt: '20260601100000', flows: 3, records });
  const receipt = await own.take('sent/d.usr', Buffer.from(file, 'latin1'));
  expect(receipt.outcome).toBe('applied');
  await own.take('r.usr', orderFile('0000000202', [odd, plain, late]));
  own.clock.set('2026-08-06T12:00:00Z');
  return own;
}

/** One pass over the deadline: it ends, and the breach is raised. */
async function isServed(own: TestGateway, sentTo: readonly string[], held: boolean): Promise<void> {
  expect((await outbox(own)).flatMap(({ mpans }) => mpans).sort()).toEqual([...sentTo].sort());
  expect(await queue(own)).toEqual(held ? [['CANNOT_DRAFT', odd]] : []);
  own.clock.set('2026-09-10T12:00:00Z');
  const { mishaps } = await own.engine.pass({ final: false });
  expect(mishaps).toBeUndefined();
  expect(await breached(own)).toContain(late);
  expect(await own.problems()).toEqual([]);
}

test.each([
  ['J0455', '100A and more'],
  ['J0464', 'MUCH TOO LONG A CODE FOR IT'],
  ['J0462', '2026-02-30'],
])('a new meter with %s "%s" is named, and all others are answered', async (column, cell) => {
  const own = await ordered();
  await own.take('v.csv', visitsOf(column, cell));
  await isServed(own, [plain], true);
});

test('a rating of 100A and a Meter Id of more than ten are named', async () => {
  for (const [from, to] of [
    [',ACME,100,', ',ACME,100A,'],
    [',NEW1,', ',NEWMETER0001,'],
  ] as const) {
    const own = await ordered();
    await own.take('v.csv', visitsOf('remarks', '').replace(from, to));
    await isServed(own, [plain], true);
  }
});

test.each(['a | b', 'a\nb', 'a – b', long, '日本 ŷ', 'cost £5 ½ °C', "=cmd|' /C calc'!A0"])(
  'the remark "%s" goes out plainly',
  async (remark) => {
    const own = await ordered();
    await own.take('v.csv', visitsOf('remarks', remark));
    await isServed(own, [odd, plain], false);
    for (const { text } of await outbox(own)) expect(text).toMatch(/^[\x20-\x7e\r\n]*$/);
  },
);

test.each([
  ['J0098 Z', (record: string) => record.replace('|H|20010505|', '|Z|20010505|')],
  ['J0419 Q', (record: string) => record.replace('|100|J|', '|100|Q|')],
  ['J0483 NX', (record: string) => record.replace('|N|20010505|', '|NX|20010505|')],
  ['a byte beyond ASCII', (record: string) => record.replace('ACME 100', 'ACM\u00c9 100')],
])('last details with %s, taken in with a warning, are a base for ours', async (_what, change) => {
  const own = await ordered(change);
  await own.take('v.csv', visitsOf('remarks', '', 'hasBackstop'));
  await isServed(own, [odd, plain], false);
});

test('a retrieval method h, and an address that no flow can hold, at a Supplier', async () => {
  const own = await openTestGateway({ send: 'approve', profile: 'option-2' });
  const columns = 'mpan,notifiedOn,source,reference,meterOperator,retrievalMethod,addressLine1';
  const rows = [
    `${odd},2026-08-03,x,1,MOPX,h,1 HIGH STREET`,
    `${plain},2026-08-03,x,2,MOPX,N,FLAT 1 | 2`,
    `${late},2026-08-03,x,3,MOPX,N,2 HIGH STREET`,
  ];
  await own.take('n.csv', [columns, ...rows, ''].join('\n'));
  expect(await queue(own)).toEqual([['CANNOT_DRAFT', plain]]);
  const { sent, held } = await approve(own.gateway, { ids: ['all'] }, { who: 'a', reason: '' });
  expect([sent.map(({ flow }) => flow.mpan), held]).toEqual([[odd, late], []]);
  own.clock.set('2026-09-10T12:00:00Z');
  await own.engine.pass({ final: false });
  expect(await breached(own)).toContain(plain);
});

test('two Suppliers who ask are each answered, each in a file of its own', async () => {
  const own = await operatorOf({ send: 'approve' });
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('a.usr', requestFile('0000000201', [odd]));
  const other = requestFile('0000000202', [odd]).replaceAll('|X|SUPP|', '|X|SUPZ|');
  await own.take('b.usr', other);
  await own.take(
    'v.csv',
    `mpan,visitedOn,outcome,remarks\n${odd},2026-08-05,noAccess,card – left\n`,
  );
  const { sent, held } = await approve(
    own.gateway,
    { ids: [`${odd}-D0002`] },
    { who: 'a', reason: '' },
  );
  expect(held).toEqual([]);
  expect(sent.map(({ flow, file }) => `${flow.id} ${file.slice(0, 10)}`).sort()).toEqual([
    `${odd}-D0002-SUPP D0002_SUPP`,
    `${odd}-D0002-SUPZ D0002_SUPZ`,
  ]);
  expect(new Set(sent.map(({ file }) => file)).size).toBe(2);
  expect(sent.every(({ flow }) => flow.draft.mended.length === 1)).toBe(true);
  expect(await queue(own)).toEqual([]);
});

test('of two Suppliers one whose request came after the visit is named as not answered', async () => {
  const own = await operatorOf();
  own.clock.set('2026-08-10T12:00:00Z');
  await own.take('a.usr', requestFile('0000000201', [odd]));
  await own.take('v.csv', `mpan,visitedOn,outcome\n${odd},2026-08-05,noAccess\n`);
  const other = requestFile('0000000202', [odd], '20260807100000').replaceAll(
    '|X|SUPP|',
    '|X|SUPZ|',
  );
  await own.take('b.usr', other);
  expect((await outbox(own)).map(({ toMpid }) => toMpid)).toEqual(['SUPP']);
  const open = await own.gateway.store.exceptions({ open: true });
  expect(open.map(({ code, supplier }) => [code, supplier])).toEqual([
    ['VISIT_BEFORE_REQUEST', 'SUPZ'],
  ]);
  await resolve(own.gateway, open[0]?.id ?? '', true, { who: 'a', reason: 'it answers both' });
  own.clock.set('2026-08-10T13:00:00Z');
  await own.pass();
  expect((await outbox(own)).map(({ toMpid }) => toMpid).sort()).toEqual(['SUPP', 'SUPZ']);
});

test('an accepted contradiction lets the row told last count', async () => {
  const own = await operatorOf();
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('a.usr', requestFile('0000000201', [odd]));
  await own.take(
    'v.csv',
    `mpan,visitedOn,outcome\n${odd},2026-08-05,noBackstop\n${odd},2026-08-05,hasBackstop\n`,
  );
  expect(await outbox(own)).toEqual([]);
  const [open] = await own.gateway.store.exceptions({ open: true });
  expect(open?.code).toBe('VISITS_CONTRADICT');
  await resolve(own.gateway, open?.id ?? '', true, { who: 'a', reason: 'asked' });
  await own.pass();
  expect((await outbox(own)).map(({ text }) => /005\|[^|]*\|([^|]*)/.exec(text)?.[1])).toEqual([
    'BACKSTOP FITTED',
  ]);
});

test('fifty rows about one MPAN are one report', async () => {
  const own = await operatorOf();
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('a.usr', requestFile('0000000201', [odd]));
  const rows = Array.from(
    { length: 50 },
    (_, n) => `${odd},2026-08-05,hasBackstop,M${n},remark ${n}`,
  );
  await own.take('v.csv', ['mpan,visitedOn,outcome,meterId,remarks', ...rows, ''].join('\n'));
  const [file, ...others] = await outbox(own);
  expect(others).toEqual([]);
  expect(file?.text.match(/^005\|/gm)?.length).toBe(50);
});

test('of a thousand MPANs one that cannot be written costs the others nothing', async () => {
  const own = await openTestGateway({ send: 'automatic', profile: 'option-2' });
  const all = Array.from({ length: 1_000 }, (_, n) => mpanOf(n + 1));
  const rows = all.map(
    (mpan, n) => `${mpan},2026-08-03,x,${n},MOPX,${n === 500 ? 'FLAT 1 | 2' : '1 HIGH ST'}`,
  );
  await own.take(
    'n.csv',
    ['mpan,notifiedOn,source,reference,meterOperator,addressLine1', ...rows, ''].join('\n'),
  );
  expect((await outbox(own)).flatMap(({ mpans }) => mpans).length).toBe(999);
  expect(await queue(own)).toEqual([['CANNOT_DRAFT', all[500]]]);
}, 60_000);

test('hostile cells and a huge remark stop nothing', async () => {
  const own = await operatorOf();
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('a.usr', requestFile('0000000201', [odd, plain]));
  const cells = [
    '=1+1',
    '@SUM(A1)',
    '\u0000\u0007',
    '\u202e',
    '""',
    '<script>',
    '%s%n',
    '\ud800',
    '\\u0000',
    'ZPT|1|1||1|2|',
    '__proto__',
  ];
  for (const [n, cell] of [...cells, 'word '.repeat(10_000), 'X'.repeat(60_000)].entries()) {
    await own.take(
      `v${n}.csv`,
      `mpan,visitedOn,outcome,remarks\n${odd},2026-08-05,noAccess,"${cell}"\n`,
    );
  }
  await own.take(
    'p.csv',
    `mpan,visitedOn,outcome,remarks\n${plain},2026-08-05,noAccess,card left\n`,
  );
  expect((await outbox(own)).flatMap(({ mpans }) => mpans)).toContain(plain);
  expect(
    (await own.gateway.store.exceptions({ open: true })).filter(
      ({ code }) => code === 'PAWL_FAULT',
    ),
  ).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

test('a notification corrected under its own reference is taken, once', async () => {
  const own = await openTestGateway({ send: 'automatic', profile: 'option-2' });
  const columns = 'mpan,notifiedOn,source,reference,meterOperator,addressLine1,postcode';
  const row = (site: string) => `${columns}\n${odd},2026-08-03,x,R1,MOPX,${site}\n`;
  await own.take('a.csv', row('1 HIGH STREET,ZZ1 1ZZ ZZ1'));
  expect(await queue(own)).toEqual([['CANNOT_DRAFT', odd]]);
  await own.take('b.csv', row('1 HIGH STREET,ZZ1 1ZZ'));
  expect(await queue(own)).toEqual([]);
  expect((await outbox(own)).map(({ mpans }) => mpans)).toEqual([[odd]]);
  const length = (await own.gateway.store.journalOf(odd)).length;
  await own.take('c.csv', `${row('1 HIGH STREET,ZZ1 1ZZ')}\n`);
  await own.take('d.csv', `${row('1 HIGH STREET,ZZ1 1ZZ ZZ1')}\n`);
  expect((await own.gateway.store.journalOf(odd)).length).toBe(length);
  expect(await own.problems()).toEqual([]);
});
