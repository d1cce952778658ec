import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '../support/fc.ts';
import { describe, expect, test } from 'vitest';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  reportRecords,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

/** Files of any size by both ways: read at once, and streamed in parts of two instances. */
const ways = [
  ['small', {}],
  ['large', { limits: { wholeFileMaxBytes: 0, instancesPerCommit: 2 } }],
] as const;

const mixed = (id: string, createdAt = '20260805100000') =>
  makeFlowFile({
    id,
    createdAt,
    records: [
      ...reportRecords(mpanOf(1), 'NO BACKSTOP FITTED'),
      ...reportRecords(badMpanOf(2), 'NO BACKSTOP FITTED'),
      ...reportRecords(mpanOf(3), 'BACKSTOP FITTED'),
      ...reportRecords(badMpanOf(4), 'BACKSTOP FITTED'),
    ],
  });

const statesOf = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ mpan, state, outcome }) => [mpan, state, outcome]);

describe.each(ways)('a %s file', (_size, settings) => {
  test('is applied, archived under the month, and leaves the inbox empty', async () => {
    const own = await openTestGateway(settings);
    const receipt = await own.take('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    expect(receipt).toMatchObject({ outcome: 'applied', instances: 1, instancesAccepted: 1 });
    expect(own.files()).toEqual(['archive/2026/08/a.usr']);
    expect(await own.problems()).toEqual([]);
  });

  test('comes twice: the second is a duplicate, archived beside the first, and changes nothing', async () => {
    const own = await openTestGateway(settings);
    await own.take('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    const before = (await own.replayed()).checks;
    const receipt = await own.take('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    expect(receipt.outcome).toBe('duplicate');
    expect(own.files()).toEqual(['archive/2026/08/a.usr', 'archive/2026/08/a~2.usr']);
    expect((await own.replayed()).checks).toEqual(before);
  });

  test('with a known identifier and other content is refused', async () => {
    const own = await openTestGateway(settings);
    await own.take('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    const receipt = await own.take('b.usr', notificationFile('0000000001', [mpanOf(2)]));
    expect(receipt.outcome).toBe('rejected');
    expect(receipt.findings.map(({ code }) => code)).toEqual(['FILE_IDENTIFIER_REUSED']);
    expect(own.files('rejected')).toEqual(['b.usr', 'b.usr.findings.json']);
    expect((await own.replayed()).checks.map(({ mpan }) => mpan)).toEqual([mpanOf(1)]);
  });

  test('with a known identifier is refused even if it says the same in other words', async () => {
    const own = await openTestGateway(settings);
    await own.take('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    const again = notificationFile('0000000001', [mpanOf(1)]).replaceAll('\r\n', '\n');
    expect((await own.take('b.usr', again)).outcome).toBe('rejected');
  });

  test('whose earlier version was rejected keeps its identifier', async () => {
    const own = await openTestGateway(settings);
    const good = notificationFile('0000000001', [mpanOf(1)]);
    expect((await own.take('a.usr', good.replace('ZPT', 'ZPX'))).outcome).toBe('rejected');
    expect((await own.take('a.usr', good)).outcome).toBe('applied');
  });

  test('with bad instances is partly applied; the bad ones lie in a file of their own', async () => {
    const own = await openTestGateway(settings);
    await own.take('n.usr', notificationFile('0000000001', [1, 2, 3, 4].map(mpanOf)));
    await own.take('sent/r.usr', requestFile('0000000002', [1, 2, 3, 4].map(mpanOf)));
    const receipt = await own.take('m.usr', mixed('0000000003'));
    expect(receipt).toMatchObject({
      outcome: 'partly-applied',
      instances: 4,
      instancesAccepted: 2,
      destination: 'archive/2026/08/m.usr',
    });
    expect(own.files('rejected')).toEqual(['m.usr', 'm.usr.findings.json']);
    const lines = own.read('rejected/m.usr').split('\r\n');
    expect(lines.map((line) => line.slice(0, 4))).toEqual([
      'ZHV|',
      '004|',
      '005|',
      '006|',
      '004|',
      '005|',
      '006|',
      'ZPT|',
      '',
    ]);
    expect(lines[7]).toMatch(/^ZPT\|0000000003\|6\|\|2\|/);
    const { findings } = JSON.parse(own.read('rejected/m.usr.findings.json'));
    expect(
      findings.map(({ code, line, lineInOriginal }: Record<string, unknown>) => [
        code,
        line,
        lineInOriginal,
      ]),
    ).toEqual([
      ['MPAN_CHECK_DIGIT_WRONG', 2, 5],
      ['MPAN_CHECK_DIGIT_WRONG', 5, 11],
    ]);
    expect(await statesOf(own)).toEqual([
      [mpanOf(1), 'replacementToOrder', null],
      [mpanOf(2), 'investigating', null],
      [mpanOf(3), 'closed', 'backstopPresent'],
      [mpanOf(4), 'investigating', null],
    ]);
  });

  test('is corrected in its split part, one instance at a time', async () => {
    const own = await openTestGateway(settings);
    await own.take('sent/r.usr', requestFile('0000000002', [1, 2, 3, 4].map(mpanOf)));
    await own.take('m.usr', mixed('0000000003'));
    const half = own.read('rejected/m.usr').replace(badMpanOf(2), mpanOf(2));
    expect(await own.take('m.usr', half)).toMatchObject({ outcome: 'partly-applied' });
    expect(own.files('rejected').filter((name) => name.endsWith('.usr'))).toEqual([
      'm.usr',
      'm~2.usr',
    ]);
    const rest = own.read('rejected/m~2.usr').replace(badMpanOf(4), mpanOf(4));
    expect(await own.take('m.usr', rest)).toMatchObject({ outcome: 'applied', instances: 1 });
    expect(await statesOf(own)).toEqual([
      [mpanOf(1), 'replacementToOrder', null],
      [mpanOf(2), 'replacementToOrder', null],
      [mpanOf(3), 'closed', 'backstopPresent'],
      [mpanOf(4), 'closed', 'backstopPresent'],
    ]);
    const more = reportFile('0000000003', [mpanOf(2)], 'BACKSTOP FITTED');
    expect((await own.take('x.usr', more)).outcome).toBe('rejected');
    expect(await own.problems()).toEqual([]);
  });

  test('is corrected as a whole, in two goes', async () => {
    const own = await openTestGateway(settings);
    await own.take('sent/r.usr', requestFile('0000000002', [1, 2, 3, 4].map(mpanOf)));
    await own.take('m.usr', mixed('0000000003'));
    const half = mixed('0000000003').replace(badMpanOf(2), mpanOf(2));
    expect((await own.take('m.usr', half)).outcome).toBe('partly-applied');
    const whole = half.replace(badMpanOf(4), mpanOf(4));
    expect((await own.take('m.usr', whole)).outcome).toBe('applied');
    expect((await statesOf(own)).map(([, state]) => state)).toEqual([
      'replacementToOrder',
      'replacementToOrder',
      'closed',
      'closed',
    ]);
    expect(await own.problems()).toEqual([]);
  });

  test('that names one MPAN too often is refused from there on', async () => {
    const limits = { ...('limits' in settings ? settings.limits : {}), mpanRepeatsMax: 2 };
    const own = await openTestGateway({ limits });
    await own.take('sent/q.usr', requestFile('0000000002', [1, 2].map(mpanOf)));
    const words = ['FIRST', 'SECOND', 'THIRD', 'FOURTH'];
    const records = words.flatMap((word) => reportRecords(mpanOf(1), word));
    const others = reportRecords(mpanOf(2), 'BACKSTOP FITTED');
    const text = makeFlowFile({ id: '0000000003', records: [...records, ...others] });
    const receipt = await own.take('m.usr', text);
    expect(receipt).toMatchObject({ outcome: 'partly-applied', instancesAccepted: 3 });
    expect(receipt.findings.map(({ code, line }) => `${code} ${line}`)).toEqual([
      'MPAN_TOO_OFTEN 8',
      'MPAN_TOO_OFTEN 11',
    ]);
    expect(own.read('rejected/m.usr').match(/THIRD|FOURTH/g)).toEqual(['THIRD', 'FOURTH']);
    expect((await own.take('m.usr', own.read('rejected/m.usr'))).outcome).toBe('applied');
    const rows = [1, 2, 3].map((n) => ({ mpan: mpanOf(3), reference: `R${n}` }));
    const csv = await own.take('n.csv', notificationsCsv(rows));
    expect(csv).toMatchObject({ outcome: 'partly-applied', instancesAccepted: 2 });
    expect(csv.findings.map(({ code, line }) => `${code} ${line}`)).toEqual(['MPAN_TOO_OFTEN 4']);
    expect(await own.problems()).toEqual([]);
  });

  test('of an unknown flow or with a test flag is set aside with the reason', async () => {
    const own = await openTestGateway(settings);
    const records = ['999|1|'];
    const unknown = await own.take('u.usr', makeFlowFile({ flow: 'D9999001', records }));
    expect(unknown.outcome).toBe('set-aside');
    const flagged = makeFlowFile({
      testFlag: 'TR01',
      records: reportRecords(mpanOf(1), 'BACKSTOP FITTED'),
    });
    const test = await own.take('t.usr', flagged);
    expect(test.findings.map(({ code }) => code)).toEqual(['TEST_FLAG_NOT_OPERATIONAL']);
    expect(own.files()).toEqual([
      'set-aside/t.usr',
      'set-aside/t.usr.findings.json',
      'set-aside/u.usr',
      'set-aside/u.usr.findings.json',
    ]);
    expect((await own.replayed()).checks).toEqual([]);
  });

  test('with another test flag counts in a test environment that names it, and a live one never', async () => {
    const own = await openTestGateway({ ...settings, testFlag: 'TR01', otherTestFlags: ['TR06'] });
    const takeFlagged = async (flag: string) => {
      const file = requestFile(`SU${flag}`, [mpanOf(1)]);
      own.drop(`sent/${flag}.usr`, file.replace('|OPER|', `|${flag}|`));
      const { receipts } = await own.pass();
      return receipts.map(({ outcome, findings }) => [
        outcome,
        ...findings.map(({ code, message }) => `${code}: ${message}`),
      ]);
    };
    const aside = (flag: string) => [
      'set-aside',
      `TEST_FLAG_NOT_OPERATIONAL: Test Data Flag is "${flag}" and this gateway runs with ` +
        '"TR01", "TR06": the file is set aside and touches no check.',
    ];
    expect(await takeFlagged('OPER')).toEqual([aside('OPER')]);
    expect(await takeFlagged('TR02')).toEqual([aside('TR02')]);
    expect((await own.replayed()).checks).toEqual([]);
    expect(await takeFlagged('TR06')).toEqual([['applied']]);
    expect((await own.replayed()).checks).toHaveLength(1);
  });

  test('for somebody else, or about no check of ours, is archived as not ours', async () => {
    const own = await openTestGateway(settings);
    const records = reportRecords(mpanOf(1), 'DISPLAY BLANK');
    const other = await own.take('o.usr', makeFlowFile({ to: ['X', 'ELSE'], records }));
    const mine = await own.take(
      'p.usr',
      makeFlowFile({
        id: '0000000009',
        records: [
          `004|${mpanOf(1)}|DISPLAY BLANK|20260803|`,
          '005|A|DISPLAY BLANK|',
          '006|01|20260805||',
          `004|${mpanOf(2)}|DISPLAY BLANK|20260803|`,
          '005|A|DISPLAY BLANK|',
          '006|01|20260805||',
          `004|${mpanOf(1)}|DISPLAY BLANK|20260803|`,
          '005|B|DISPLAY BLANK|',
          '006|01|20260805||',
        ],
      }),
    );
    expect([other.outcome, mine.outcome]).toEqual(['not-ours', 'not-ours']);
    expect(own.files()).toEqual(['archive/2026/08/o.usr', 'archive/2026/08/p.usr']);
  });

  test('CSV with bad rows: the good ones apply, the bad ones can be mended and sent again', async () => {
    const own = await openTestGateway(settings);
    const header = 'mpan,notifiedOn,source,reference,addressLine1';
    const bad = `${badMpanOf(2)},2026-08-03,installer,R2,"Flat 2,\r\nThe Mill"`;
    const csv = `${header}\r\n${mpanOf(1)},2026-08-03,installer,R1,\r\n${bad}\r\n${mpanOf(3)},2026-08-03,installer,R3,\r\n${mpanOf(4)},3 Aug,installer,R4,\r\n`;
    const receipt = await own.take('n.csv', csv);
    expect(receipt).toMatchObject({
      outcome: 'partly-applied',
      instances: 4,
      instancesAccepted: 2,
    });
    const refused = own.read('rejected/n.csv');
    expect(refused).toBe(`${header}\r\n${bad}\r\n${mpanOf(4)},3 Aug,installer,R4,\r\n`);
    const { findings } = JSON.parse(own.read('rejected/n.csv.findings.json'));
    expect(
      findings.map(({ line, lineInOriginal }: Record<string, unknown>) => [line, lineInOriginal]),
    ).toEqual([
      [2, 3],
      [4, 6],
    ]);
    const mended = refused.replace(badMpanOf(2), mpanOf(2)).replace('3 Aug', '2026-08-03');
    expect((await own.take('n.csv', mended)).outcome).toBe('applied');
    expect((await own.replayed()).checks.map(({ mpan }) => mpan)).toEqual([1, 2, 3, 4].map(mpanOf));
    expect((await own.take('copy.csv', csv)).outcome).toBe('duplicate');
    expect(await own.problems()).toEqual([]);
  });

  test('CSV that tells a fact twice, or a fact known from another CSV, tells it once', async () => {
    const own = await openTestGateway(settings);
    const rows = [mpanOf(1), mpanOf(2), mpanOf(1), mpanOf(1)].map((mpan) => ({ mpan }));
    own.drop('a.csv', notificationsCsv(rows));
    own.drop('b.csv', notificationsCsv(rows.slice(0, 2)));
    own.drop('c.csv', notificationsCsv(rows));
    const { receipts } = await own.pass();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'duplicate']);
    const { checks } = await own.replayed();
    expect(checks.flatMap(({ exceptions }) => exceptions)).toEqual([]);
    expect(await own.gateway.store.journalOf(mpanOf(1))).toHaveLength(1);
    expect(await own.problems()).toEqual([]);
  });

  test('CSV of an unknown kind is rejected, and so is an empty file', async () => {
    const own = await openTestGateway(settings);
    expect(await own.take('x.csv', 'a,b\n1,2\n')).toMatchObject({ outcome: 'rejected' });
    const empty = await own.take('y.usr', '');
    expect(empty.findings.map(({ code }) => code)).toEqual(['FILE_EMPTY']);
  });

  test('a taken file gives the same whether its MPANs come in one part or in several', async () => {
    const own = await openTestGateway(settings);
    await own.take('sent/r.usr', requestFile('0000000002', [mpanOf(1), mpanOf(2)]));
    const records = [1, 2, 1, 2, 1].flatMap((n) => reportRecords(mpanOf(n), 'BACKSTOP FITTED'));
    const createdAt = '20260805100000';
    await own.take('m.usr', makeFlowFile({ id: '0000000003', createdAt, records }));
    expect(await statesOf(own)).toEqual([
      [mpanOf(1), 'closed', 'backstopPresent'],
      [mpanOf(2), 'closed', 'backstopPresent'],
    ]);
    expect(await own.problems()).toEqual([]);
  });
});

describe('names', () => {
  test('two files of one name in both folders keep apart', async () => {
    const own = await openTestGateway();
    own.drop('sent/a.usr', requestFile('0000000002', [mpanOf(1)]));
    own.drop('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    const { receipts } = await own.pass();
    expect(receipts.map(({ folder, destination }) => [folder, destination])).toEqual([
      ['sent', 'archive/2026/08/a.usr'],
      ['inbox', 'archive/2026/08/a~2.usr'],
    ]);
    expect(await own.problems()).toEqual([]);
  });

  test('a file named like an archived one with other content is archived beside it', async () => {
    const own = await openTestGateway();
    await own.take('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    await own.take('a.usr', notificationFile('0000000002', [mpanOf(2)]));
    expect(own.files()).toEqual(['archive/2026/08/a.usr', 'archive/2026/08/a~2.usr']);
  });

  test('findings never take the place of a file that is named like them', async () => {
    const own = await openTestGateway();
    await own.take('a.usr.findings.json', 'not a known header\n');
    await own.take('a.usr', 'ZHV|nonsense\n');
    expect(own.files('rejected')).toHaveLength(4);
    expect(own.read('rejected/a.usr.findings.json')).toBe('not a known header\n');
  });

  test('a name as long as file systems allow is cut rather than stuck', async () => {
    const own = await openTestGateway();
    const name = `${'n'.repeat(251)}.usr`;
    expect((await own.take(name, 'ZHV|nonsense\n')).outcome).toBe('rejected');
    expect(own.files('inbox')).toEqual([]);
    expect(own.files('rejected')).toHaveLength(2);
    const mixedName = `${'m'.repeat(251)}.usr`;
    expect((await own.take(mixedName, mixed('0000000003'))).outcome).toBe('partly-applied');
    expect(own.files('rejected')).toHaveLength(4);
  });

  test('several files of one identifier at once are judged one after the other', async () => {
    const own = await openTestGateway();
    own.drop('a.usr', notificationFile('0000000001', [mpanOf(1)]));
    own.drop('b.usr', notificationFile('0000000001', [mpanOf(1)]));
    own.drop('c.usr', notificationFile('0000000001', [mpanOf(2)]));
    const { receipts } = await own.pass();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied', 'duplicate', 'rejected']);
  });
});

test('a file that its producer takes away again is no trouble', async () => {
  const own = await openTestGateway();
  const files = [{ folder: 'inbox' as const, name: 'gone.usr' }];
  const { ingest: takeIn } = await import('../../src/intake/index.ts');
  await takeIn(own.intake, files, async () => {});
  expect(await own.gateway.store.receipts()).toEqual([]);
});

/** What a producer may drop, by a number each. */
const droppable: readonly ((n: number) => readonly [name: string, content: string])[] = [
  (n) => [`n${n}.usr`, notificationFile(`N00000000${n}`, [mpanOf(n), mpanOf(n + 1)])],
  (n) => [`m${n}.usr`, mixed(`M00000000${n}`)],
  (n) => [`same.usr`, reportFile(`R00000000${n}`, [mpanOf(n)])],
  (n) => [`t${n}.usr`, reportFile(`T00000000${n}`, [mpanOf(n)]).slice(0, 60 + n * 11)],
  (n) => [`x${n}.usr`, reportFile('X000000001', [mpanOf(n)])],
  (n) => [`c${n}.csv`, notificationsCsv([{ mpan: mpanOf(n) }, { mpan: badMpanOf(n) }])],
  (n) => [`b${n}.bin`, `\u0000\u0001${'|'.repeat(n)}\r\n`],
  () => ['e.usr', ''],
  (n) => [`u${n}.usr`, makeFlowFile({ flow: 'D0999001', id: `U00000000${n}`, records: ['1|'] })],
];

test('any mix of files: each ends in exactly one place, with one receipt', async () => {
  const drop = fc.record({ kind: fc.nat(droppable.length - 1), n: fc.integer({ min: 1, max: 3 }) });
  const passes = fc.array(fc.array(drop, { maxLength: 8 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(passes, fc.boolean(), async (rounds, isLarge) => {
      const own = await openTestGateway(isLarge ? ways[1][1] : {});
      const contents: string[] = [];
      for (const round of rounds) {
        const byName = new Map(round.map(({ kind, n }) => droppable[kind]!(n)));
        for (const [name, content] of byName) {
          own.drop(name, content);
          contents.push(content);
        }
        await own.pass();
      }
      const receipts = await own.gateway.store.receipts();
      expect(receipts).toHaveLength(contents.length);
      expect(own.files('inbox')).toEqual([]);
      const places = receipts.map(({ destination }) => destination);
      expect(new Set(places).size).toBe(places.length);
      expect(places.map(own.read).sort()).toEqual(contents.sort());
      const split = own.files('rejected').filter((name) => {
        const isFinding = name.endsWith('.findings.json');
        return !isFinding && !places.includes(`rejected/${name}`);
      });
      const partly = receipts.filter(({ outcome }) => outcome === 'partly-applied');
      expect(split).toHaveLength(partly.length);
      expect(own.files().filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(await own.problems()).toEqual([]);
      await own.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('an answer to our open check under a role that cannot give one is told', async () => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  const from = (id: string, role: string, to: string, n = 1) =>
    makeFlowFile({
      id,
      from: [role, 'MOPX'],
      to: [to, 'SUPP'],
      createdAt: '20260805100000',
      records: reportRecords(mpanOf(n), 'BACKSTOP FITTED'),
    });
  const codes = async (name: string, text: string) => {
    const { outcome, findings } = await own.take(name, text);
    return [outcome, ...findings.map(({ code, item }) => `${code} ${item}`)];
  };
  expect(await codes('z.usr', from('A1', 'Z', 'X'))).toEqual([
    'not-ours',
    'ROLE_NOT_EXPECTED J0934',
  ]);
  expect(await codes('y.usr', from('A2', 'M', 'M'))).toEqual([
    'not-ours',
    'ROLE_NOT_EXPECTED J0935',
  ]);
  // A Data Collector may send a D0002 to a Supplier, and of another MPAN nothing is open.
  expect(await codes('c.usr', from('A3', 'C', 'X'))).toEqual(['not-ours']);
  expect(await codes('o.usr', from('A4', 'Z', 'X', 2))).toEqual(['not-ours']);
  expect((await own.replayed()).checks[0]?.state).toBe('investigating');
});

test('so it is in a large file, where each MPAN is told once', async () => {
  const own = await openTestGateway({ limits: { wholeFileMaxBytes: 0 } });
  await own.take('sent/q.usr', requestFile('Q1', [1, 2].map(mpanOf)));
  for (const [id, from, outcome] of [
    ['B1', ['Z', 'MOPX'], 'not-ours'],
    ['B2', ['P', 'MOPX'], 'not-ours'],
  ] as const) {
    const mpans = Array.from({ length: 1_200 }, (_, index) => mpanOf((index % 600) + 1));
    const { findings, ...receipt } = await own.take(
      `${id}.usr`,
      makeFlowFile({
        id,
        from,
        createdAt: '20260805100000',
        records: mpans.flatMap((mpan) => reportRecords(mpan, 'BACKSTOP FITTED')),
      }),
    );
    expect(receipt.outcome).toBe(outcome);
    const told = findings.filter(({ code }) => code === 'ROLE_NOT_EXPECTED');
    expect(told.map(({ message }) => /MPAN (\d+)/.exec(message)?.[1])).toEqual([1, 2].map(mpanOf));
  }
});

test('the journal is asked once what was taken of a file, however many instances come again', async () => {
  for (const wholeFileMaxBytes of [0, 1_000_000]) {
    const own = await openTestGateway({ limits: { wholeFileMaxBytes } });
    const version = (word: string) =>
      makeFlowFile({
        id: '0000000011',
        records: Array.from({ length: 300 }, (_, n) =>
          reportRecords(mpanOf(1), `${word} ${n}`),
        ).flat(),
      });
    await own.take('first.usr', version('FIRST'));
    const { store } = own.gateway;
    const asked: string[] = [];
    for (const name of ['journalOf', 'journalUnder'] as const) {
      const real = store[name] as (...given: readonly unknown[]) => Promise<never>;
      Object.assign(store, {
        [name]: (...given: readonly unknown[]) => {
          asked.push(name);
          return real(...given);
        },
      });
    }
    const again = await own.take('again.usr', version('OTHER'));
    expect(again.findings.map(({ code }) => code)).toEqual(['FILE_IDENTIFIER_REUSED']);
    expect(asked.length).toBeLessThan(5);
  }
});

test('the same file dropped many times is one commit, not one for each', async () => {
  const own = await openTestGateway();
  const text = notificationFile('0000000001', [mpanOf(1)]);
  for (let n = 0; n < 40; n += 1) own.drop(`n${String(n).padStart(2, '0')}.usr`, text);
  const { store } = own.gateway;
  const real = store.commit.bind(store);
  let commits = 0;
  store.commit = (unit) => {
    if (unit.receipts.length > 0) commits += 1;
    return real(unit);
  };
  const { receipts } = await own.pass();
  expect(receipts.map(({ outcome }) => outcome)).toEqual([
    'applied',
    ...Array.from({ length: 39 }, () => 'duplicate'),
  ]);
  expect(commits).toBeLessThan(4);
});

describe('a large file that names an MPAN in many of its parts', () => {
  const limits = { wholeFileMaxBytes: 0, instancesPerCommit: 3 };
  const words = ['BACKSTOP FITTED', 'METER CUPBOARD LOCKED', 'NO BACKSTOP FITTED'];
  const report = makeFlowFile({
    id: '0000000031',
    createdAt: '20260805100000',
    records: Array.from({ length: 60 }, (_, n) =>
      reportRecords(mpanOf((n % 4) + 1), words[n % 3] ?? ''),
    ).flat(),
  });

  test('means what it would if it were small, and each MPAN is folded once more', async () => {
    const told = [];
    for (const config of [{}, { limits }]) {
      const own = await openTestGateway(config);
      await own.take('sent/r.usr', requestFile('0000000030', [1, 2, 3].map(mpanOf)));
      const { store } = own.gateway;
      const real = store.journalOf.bind(store);
      let asked = 0;
      store.journalOf = (mpan) => {
        asked += 1;
        return real(mpan);
      };
      const { outcome } = await own.take('m.usr', report);
      expect(asked).toBeLessThanOrEqual(4);
      const { checks, exceptions } = await own.replayed();
      told.push({ outcome, states: await statesOf(own), checks, exceptions });
      expect(await own.problems()).toEqual([]);
    }
    expect(told[1]).toEqual(told[0]);
  });

  test('is heard to its end after a crash, though its file has gone', async () => {
    const own = await openTestGateway({ limits });
    await own.take('sent/r.usr', requestFile('0000000030', [1, 2, 3].map(mpanOf)));
    own.drop('m.usr', report);
    const { store } = own.gateway;
    const real = store.commit.bind(store);
    let left = 8;
    store.commit = (unit) => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return real(unit);
    };
    await expect(own.pass()).rejects.toThrow('killed');
    store.commit = real;
    const behind = await store.mpansAfter('', 100);
    expect(behind.some(({ state }) => state.isBehind)).toBe(true);
    rmSync(join(own.workspace, 'inbox/m.usr'));
    const again = await own.reopen();
    await again.pass();
    const healed = await again.gateway.store.mpansAfter('', 100);
    expect(healed.some(({ state }) => state.isBehind)).toBe(false);
    expect(await again.problems()).toEqual([]);
  });

  test('so it is of a CSV', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({
      mpan: mpanOf((n % 4) + 1),
      on: `2026-08-0${(n % 3) + 1}`,
      reference: `R${n}`,
    }));
    const told = [];
    for (const config of [{}, { limits }]) {
      const own = await openTestGateway(config);
      const { outcome } = await own.take('n.csv', notificationsCsv(rows));
      const { checks, exceptions } = await own.replayed();
      told.push({ outcome, checks, exceptions });
    }
    expect(told[1]).toEqual(told[0]);
  });
});
