/** Files of DIP messages through the intake: what becomes of them, of any size, twice, cut off, erased. */
import { describe, expect, test } from 'vitest';
import { shownPartOf } from '../../src/account/index.ts';
import { eraseMpan } from '../../src/keeping/index.ts';
import { ingest, resubmit } from '../../src/intake/index.ts';
import { messageOf, messagesFile } from '../support/dip-messages.ts';
import { badMpanOf, mpanOf, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

/** Files of any size by both ways: read at once, and streamed in parts of two messages. */
const ways = [
  ['small', {}],
  ['large', { limits: { wholeFileMaxBytes: 0, instancesPerCommit: 2 } }],
] as const;

const act = { who: 'anna', reason: 'they ask for it' };
const operatorOf = async (own: TestGateway, mpan: string) =>
  (await own.gateway.store.loadMpans([mpan])).get(mpan)?.state.appointed.meterOperator ?? null;

describe.each(ways)('a %s file', (_size, settings) => {
  const many = [1, 2, 3, 4, 5].map((n) => messageOf({ mpan: mpanOf(n) }));

  test('is applied, and each message is one entry of the journal with its text and place', async () => {
    const own = await openTestGateway(settings);
    const receipt = await own.take('a.json', messagesFile(...many));
    expect(receipt).toMatchObject({
      outcome: 'applied',
      flow: 'IF-033',
      sender: '1000000001',
      fileIdentifier: null,
      instances: 5,
      instancesAccepted: 5,
      findings: [],
    });
    const journal = await own.gateway.store.journalOf(mpanOf(3));
    expect(journal.filter(({ kind }) => kind === 'message')).toMatchObject([
      { text: many[2], line: 4, file: 'a.json', dip: { path: '$[2]', interfaceId: 'IF-033' } },
    ]);
    for (const n of [1, 2, 3, 4, 5]) expect(await operatorOf(own, mpanOf(n))).toBe('SMEX');
    expect(own.files()).toEqual(['archive/2026/08/a.json']);
    expect(await own.problems()).toEqual([]);
  });

  test('comes again, whole, in part or as a replay: a duplicate that changes nothing', async () => {
    const own = await openTestGateway(settings);
    await own.take('a.json', messagesFile(...many));
    const before = await own.gateway.store.journalOf(mpanOf(1));
    const again = [
      messagesFile(...many),
      `${messagesFile(...many)}\n`,
      many[0] ?? '',
      messagesFile(messageOf({ mpan: mpanOf(1), isReplay: true })),
    ];
    for (const content of again) {
      expect((await own.take('b.json', content)).outcome).toBe('duplicate');
    }
    expect(await own.gateway.store.journalOf(mpanOf(1))).toEqual(before);
  });

  test('brings a known message and a new one: the new one counts', async () => {
    const own = await openTestGateway(settings);
    await own.take('a.json', messagesFile(many[0] ?? ''));
    const receipt = await own.take('a.json', messagesFile(many[0] ?? '', many[1] ?? ''));
    expect(receipt).toMatchObject({ outcome: 'applied', instancesAccepted: 2 });
    expect(await operatorOf(own, mpanOf(2))).toBe('SMEX');
  });

  test('uses a reference again for something else: that message is refused', async () => {
    const own = await openTestGateway(settings);
    const other = messageOf({ mpan: mpanOf(1), service: 'SMEY' });
    await own.take('a.json', messagesFile(...many));
    const receipt = await own.take('b.json', messagesFile(other, messageOf({ mpan: mpanOf(9) })));
    expect(receipt).toMatchObject({ outcome: 'partly-applied', instancesAccepted: 1 });
    expect(receipt.findings.map(({ code, item }) => [code, item])).toEqual([
      ['MESSAGE_REFERENCE_REUSED', '$[0]'],
    ]);
    expect(JSON.parse(own.read('rejected/b.json'))).toEqual([JSON.parse(other)]);
    expect(await operatorOf(own, mpanOf(1))).toBe('SMEX');
  });

  test('has bad messages among good ones: the bad ones lie in rejected/ and can be corrected', async () => {
    const own = await openTestGateway(settings);
    const bad = messageOf({ mpan: badMpanOf(2), reference: 'R-é' });
    const receipt = await own.take('a.json', messagesFile(many[0] ?? '', bad, many[2] ?? ''));
    expect(receipt).toMatchObject({ outcome: 'partly-applied', instancesAccepted: 2 });
    const part = Buffer.from(own.read('rejected/a.json'), 'latin1').toString();
    expect(part).toBe(messagesFile(bad));
    const corrected = part.replace(badMpanOf(2), mpanOf(2));
    expect((await own.take('a.json', corrected)).outcome).toBe('applied');
    expect(await operatorOf(own, mpanOf(2))).toBe('SMEX');
  });

  test('breaks off: nothing of it counts, and it is found by the MPANs it names', async () => {
    const own = await openTestGateway(settings);
    const receipt = await own.take('a.json', messagesFile(...many).slice(0, -30));
    expect(receipt).toMatchObject({ outcome: 'rejected', flow: 'IF-033' });
    expect(receipt.findings.map(({ code }) => code)).toEqual(['JSON_CUT']);
    expect(await operatorOf(own, mpanOf(1))).toBeNull();
    const { found } = await own.gateway.store.search('file', { mpan: mpanOf(3) }, null, 10);
    expect(found).toMatchObject([{ file: 'a.json', line: 4, says: 'rejected' }]);
  });

  test('is of another environment: it is set aside, and taken by a gateway of that one', async () => {
    const test = messageOf({ mpan: mpanOf(1), environment: 'SIT' });
    const own = await openTestGateway(settings);
    expect(await own.take('a.json', test)).toMatchObject({ outcome: 'set-aside' });
    expect(own.files()).toEqual(['set-aside/a.json', 'set-aside/a.json.findings.json']);
    const other = await openTestGateway({ ...settings, environmentTag: 'SIT' });
    expect(await other.take('a.json', test)).toMatchObject({ outcome: 'applied' });
  });

  test('was interrupted between its parts: it is taken whole when the gateway comes back', async () => {
    const own = await openTestGateway(settings);
    own.drop('a.json', messagesFile(...many));
    const { store } = own.gateway;
    let left = 1;
    const broken = {
      ...own.intake,
      store: {
        ...store,
        commit: async (unit: Parameters<typeof store.commit>[0]) => {
          if (left === 0) throw new Error('the power has gone');
          left -= 1;
          return store.commit(unit);
        },
      },
    };
    const file = { folder: 'inbox' as const, name: 'a.json' };
    if ('limits' in settings) {
      await expect(ingest(broken, [file], async () => {})).rejects.toThrow(/power/);
    }
    own.clock.set('2026-08-06T12:00:00Z');
    const again = await own.reopen();
    const { receipts } = await again.pass();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
    for (const n of [1, 5]) expect(await operatorOf(again, mpanOf(n))).toBe('SMEX');
    expect(await again.problems()).toEqual([]);
  });
});

test('a part of a file is shown with what each message says, by its JSON path', async () => {
  const own = await openTestGateway();
  const two = messagesFile(messageOf({ mpan: mpanOf(1) }), messageOf({ mpan: mpanOf(2) }));
  const { destination } = await own.take('a.json', two);
  const part = { from: 1, to: 100, withAddresses: true };
  const { kind, lines } = await shownPartOf(own.gateway, destination, part);
  expect(kind).toBe('dip');
  expect(lines.map(({ line, kind: of, group }) => [line, of, group?.name])).toEqual([
    [1, 'text', undefined],
    [2, 'message', '$[0]'],
    [3, 'message', '$[1]'],
    [4, 'text', undefined],
  ]);
  expect(lines[2]?.items).toContainEqual({
    ref: '$[1].payload.CommonBlock.M0.MPANCore',
    name: 'MPANCore',
    value: mpanOf(2),
    meaning: null,
  });
});

test('one message of an archived file is taken in once more by its line or its MPAN', async () => {
  const own = await openTestGateway();
  const good = messageOf({ mpan: mpanOf(1) });
  const { destination } = await own.take(
    'a.json',
    messagesFile(good, messageOf({ mpan: mpanOf(2) })),
  );
  expect(await resubmit(own.gateway, destination, { mpan: mpanOf(1) }, act)).toEqual({
    kind: 'duplicate',
    source: destination,
    lines: [2],
  });
});

test('an erased MPAN leaves null in the place of its message, and the others as they came', async () => {
  const own = await openTestGateway();
  const pretty = JSON.stringify(
    [1, 2].map((n): unknown => JSON.parse(messageOf({ mpan: mpanOf(n), meters: [`M${n}`] }))),
    null,
    1,
  );
  for (const [name, content] of [
    ['a.json', pretty],
    [
      'b.json',
      `[${messageOf({ mpan: mpanOf(1), reference: 'X' })},${messageOf({ mpan: mpanOf(2), reference: 'Y' })}]`,
    ],
    ['c.json', `[${messageOf({ mpan: mpanOf(1), reference: 'Z' })},`],
  ] as const) {
    await own.take(name, content);
  }
  await eraseMpan(own.gateway, mpanOf(1), act);
  const left = own.read('archive/2026/08/a.json');
  expect(left.split('\n')).toHaveLength(pretty.split('\n').length);
  const kept = JSON.parse(messageOf({ mpan: mpanOf(2), meters: ['M2'] })) as unknown;
  expect(JSON.parse(left)).toEqual([null, kept]);
  expect(JSON.parse(own.read('archive/2026/08/b.json'))).toMatchObject([null, { payload: {} }]);
  expect(own.read('rejected/c.json').trim()).toBe('');
  expect(await own.problems()).toEqual([]);
  // What was erased and comes again is put away without it.
  await own.take('d.json', pretty);
  expect(own.read('archive/2026/08/d.json')).not.toContain(mpanOf(1));
});

test('a Meter Operator hears that another takes its place, and owes nothing from that day', async () => {
  const own = await openTestGateway({ mpid: 'MOPX', role: 'M' });
  await own.take('q.usr', requestFile('Q1', [mpanOf(1)]));
  const lost = messageOf({ mpan: mpanOf(1), service: 'SMEX', incumbent: 'MOPX' });
  expect((await own.take('a.json', lost)).outcome).toBe('applied');
  expect((await own.replayed()).checks).toMatchObject([
    { state: 'closed', outcome: 'supplierLost' },
  ]);
});

test('a message about parties of others is not ours, until something is known of its MPAN', async () => {
  const others = { service: 'SMEY', supplier: 'SUPY', from: '2026-08-05' };
  const own = await openTestGateway();
  const told = messageOf({ mpan: mpanOf(1), ...others });
  expect((await own.take('a.json', told)).outcome).toBe('not-ours');
  expect(await operatorOf(own, mpanOf(1))).toBeNull();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(2)]));
  const about = messageOf({ mpan: mpanOf(2), ...others });
  expect((await own.take('b.json', about)).outcome).toBe('applied');
  expect((await own.replayed()).checks).toMatchObject([
    { mpan: mpanOf(2), outcome: 'supplierLost' },
  ]);
});

test('an answer counts against a request that it refuses, whichever file comes first', async () => {
  const answer = { interfaceId: 'IF-035', senderRole: 'SMEM', from: '2026-08-05' };
  const files = [
    messageOf({ mpan: mpanOf(1), reference: 'A', sentAt: '2026-08-01T10:00:00Z' }),
    messageOf({
      mpan: mpanOf(1),
      reference: 'B',
      response: 'R',
      sentAt: '2026-08-02T10:00:00Z',
      ...answer,
    }),
  ];
  const accepted = messageOf({
    mpan: mpanOf(1),
    reference: 'C',
    response: 'A',
    sentAt: '2026-08-03T10:00:00Z',
    ...answer,
  });
  for (const order of [files, files.toReversed()]) {
    const own = await openTestGateway();
    for (const [index, content] of order.entries()) await own.take(`${index}.json`, content);
    expect(await operatorOf(own, mpanOf(1))).toBeNull();
    await own.take('c.json', accepted);
    expect(await operatorOf(own, mpanOf(1))).toBe('SMEX');
  }
});
