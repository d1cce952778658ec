/** What each report says, of all time and of a period. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReportName } from '../../src/config/report-plan.ts';
import { allTime, type Period } from '../../src/report/period.ts';
import { makeReport } from '../../src/report/report.ts';
import { csvOf, jsonOf } from '../../src/report/rows.ts';
import { detailsFile, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

/**
 * Five requests of 4 August, due on the 18th: answered after 1, 5 and 12 Working Days, not at all,
 * and one asked for later, which is not due yet.
 */
async function desk(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway(settings);
  await own.take('sent/q.usr', requestFile('Q1', [1, 2, 3, 4].map(mpanOf)));
  await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'BACKSTOP FITTED', '20260805100000'));
  own.clock.set('2026-08-11T12:00:00Z');
  await own.take('b.usr', reportFile('A2', [mpanOf(2)], 'BACKSTOP FITTED', '20260811100000'));
  own.clock.set('2026-08-20T12:00:00Z');
  await own.take('c.usr', reportFile('A3', [mpanOf(3)], 'BACKSTOP FITTED', '20260820100000'));
  await own.take('sent/r.usr', requestFile('Q2', [mpanOf(5)], '20260819100000'));
  return own;
}

const rowsOf = async (own: TestGateway, name: ReportName, period: Partial<Period> = {}) =>
  (await makeReport(own.gateway, name, { ...allTime, ...period })).rows;

const mpans = (rows: readonly Record<string, unknown>[]) => rows.map(({ mpan }) => mpan);

describe('breaches', () => {
  test('are those missed, answered since or not, with who owed what and how long', async () => {
    const rows = await rowsOf(await desk(), 'breaches');
    expect(rows).toMatchObject([
      { mpan: mpanOf(3), owedBy: 'MOPX', status: 'late', workingDaysOver: 2 },
      { mpan: mpanOf(4), owedBy: 'MOPX', status: 'breached', workingDaysOver: 2, owes: ['D0002'] },
    ]);
  });

  test('of a period are those due in it, its first and its last day included', async () => {
    const own = await desk();
    const of = async (from: string | null, to: string | null) =>
      mpans(await rowsOf(own, 'breaches', { from, to }));
    const both = [mpanOf(3), mpanOf(4)];
    expect(await of('2026-08-18', '2026-08-18')).toEqual(both);
    expect(await of('2026-08-18', null)).toEqual(both);
    expect(await of(null, '2026-08-18')).toEqual(both);
    expect(await of('2026-08-19', null)).toEqual([]);
    expect(await of(null, '2026-08-17')).toEqual([]);
  });
});

test('deadlines of a period are those due in it', async () => {
  const own = await desk();
  expect(mpans(await rowsOf(own, 'deadlines'))).toEqual([mpanOf(4), mpanOf(5)]);
  expect(mpans(await rowsOf(own, 'deadlines', { to: '2026-08-18' }))).toEqual([mpanOf(4)]);
  expect(mpans(await rowsOf(own, 'deadlines', { from: '2026-08-19' }))).toEqual([mpanOf(5)]);
});

describe('performance', () => {
  const investigating = async (own: TestGateway, period: Partial<Period> = {}) =>
    (await rowsOf(own, 'performance', period)).find(({ stage }) => stage === 'investigating');

  test('counts by counterparty and stage, with the days they took', async () => {
    const own = await desk({ counterparties: { MOPX: { name: 'Meters of X' } } });
    expect(await investigating(own)).toEqual({
      party: 'MOPX',
      name: 'Meters of X',
      owner: 'M',
      who: 'Meter Operator',
      stage: 'investigating',
      inTime: 2,
      late: 1,
      openOverdue: 1,
      open: 1,
      keptInTime: 50,
      deliveredLate: 0,
      workingDaysMedian: 5,
      workingDays90th: 12,
      workingDaysMax: 12,
    });
  });

  test('of a period counts its answers, and what was open at its end', async () => {
    const own = await desk();
    const of = async (from: string | null, to: string | null) => {
      const row = await investigating(own, { from, to });
      return row && [row['inTime'], row['late'], row['open'], row['openOverdue']];
    };
    expect(await of('2026-08-05', '2026-08-11')).toEqual([2, 0, 2, 0]);
    expect(await of('2026-08-06', '2026-08-10')).toEqual([0, 0, 3, 0]);
    // The day of the deadline ends with both of them over it; the day before, with neither.
    expect(await of('2026-08-12', '2026-08-17')).toEqual([0, 0, 2, 0]);
    expect(await of('2026-08-12', '2026-08-18')).toEqual([0, 0, 0, 2]);
    expect(await of('2026-08-20', '2026-08-31')).toEqual([0, 1, 1, 1]);
    expect(await of(null, '2026-08-03')).toBeUndefined();
  });

  test('of a period that is over says the same later', async () => {
    const own = await desk();
    const july = { from: '2026-08-03', to: '2026-08-14' };
    const before = await rowsOf(own, 'performance', july);
    own.clock.set('2026-08-28T12:00:00Z');
    await own.take('d.usr', reportFile('A4', [mpanOf(4)], 'BACKSTOP FITTED', '20260828100000'));
    expect(await rowsOf(own, 'performance', july)).toEqual(before);
  });

  test('tells of files that came long after the time they claim', async () => {
    const own = await openTestGateway();
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    own.clock.set('2026-08-25T12:00:00Z');
    await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'BACKSTOP FITTED', '20260805100000'));
    expect(await investigating(own)).toMatchObject({ inTime: 0, late: 1, deliveredLate: 1 });
  });
});

describe('performance counts what was delivered late', () => {
  const late = async (own: TestGateway) =>
    Object.fromEntries(
      (await rowsOf(own, 'performance')).map(({ stage, deliveredLate }) => [stage, deliveredLate]),
    );

  async function asked(): Promise<TestGateway> {
    const own = await openTestGateway();
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    own.clock.set('2026-08-25T12:00:00Z');
    return own;
  }

  test('only where it is the answer, whatever else of its day came late', async () => {
    const own = await asked();
    await own.take('x.usr', reportFile('X1', [mpanOf(1)], 'SEALS MISSING', '20260805090000'));
    await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'BACKSTOP FITTED', '20260805100000'));
    await own.take('b.usr', reportFile('A2', [mpanOf(1)], 'BACKSTOP FITTED', '20260805110000'));
    await own.take('c.usr', reportFile('A3', [mpanOf(1)], 'BACKSTOP FITTED', '20260805120000'));
    expect((await late(own))['investigating']).toBe(1);
  });

  test('once, where one file ends several stages, and never for ours', async () => {
    const own = await asked();
    await own.take('d.usr', detailsFile('D1', [mpanOf(1)], '20260805100000'));
    const counted = await late(own);
    expect(Object.keys(counted)).toContain('investigating');
    expect(Object.values(counted).reduce((sum: number, one) => sum + Number(one), 0)).toBe(1);
  });
});

test('what is overdue was not kept in time, in the table, the CSV and the JSON', async () => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [1, 2, 3, 4].map(mpanOf)));
  await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'BACKSTOP FITTED', '20260805100000'));
  const kept = async () => {
    const report = await makeReport(own.gateway, 'performance', allTime);
    const index = report.rows.findIndex(({ stage }) => stage === 'investigating');
    const [head = '', ...lines] = (await csvOf(report)).split('\r\n');
    const inCsv = lines[index]?.split(',')[head.split(',').indexOf('keptInTime')];
    expect(inCsv).toBe(String(report.rows[index]?.['keptInTime']));
    return report.rows[index]?.['keptInTime'];
  };
  expect(await kept()).toBe(100);
  own.clock.set('2026-08-20T12:00:00Z');
  await own.pass();
  expect(await kept()).toBe(25);
});

describe('orphans and exceptions', () => {
  async function orphaned(): Promise<TestGateway> {
    const own = await openTestGateway();
    await own.take('o.usr', reportFile('O1', [mpanOf(9)]));
    return own;
  }

  test('are what waits for a person now', async () => {
    const own = await orphaned();
    expect(await rowsOf(own, 'orphans')).toEqual([
      { flow: 'D0002', mpan: mpanOf(9), fileIdentifier: 'O1', at: '2026-08-05T09:00:00Z' },
    ]);
    expect(await rowsOf(own, 'exceptions')).toMatchObject([
      { mpan: mpanOf(9), code: 'RESPONSE_WITHOUT_REQUEST', state: 'open', since: '2026-08-05' },
    ]);
  });

  test('of a period are those that arose in it, settled ones included', async () => {
    const own = await orphaned();
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(9)]));
    expect(await rowsOf(own, 'exceptions')).toEqual([]);
    const of = async (name: ReportName, from: string, to: string) =>
      (await rowsOf(own, name, { from, to })).length;
    expect(await of('exceptions', '2026-08-05', '2026-08-05')).toBe(1);
    expect(await of('exceptions', '2026-08-06', '2026-08-31')).toBe(0);
    expect(await of('orphans', '2026-08-05', '2026-08-05')).toBe(0);
  });

  test('an orphan of a period is one created in it', async () => {
    const own = await orphaned();
    const of = async (from: string, to: string) =>
      (await rowsOf(own, 'orphans', { from, to })).length;
    expect(await of('2026-08-05', '2026-08-05')).toBe(1);
    expect(await of('2026-08-01', '2026-08-04')).toBe(0);
  });
});

test('a cell that a spreadsheet would take for a formula is made harmless; JSON keeps it', async () => {
  const report = {
    nothing: '',
    columns: { name: 'Name', owes: 'Owes', over: 'Over', note: 'Note' },
    rows: [
      { name: '=HYPERLINK("http://x")', owes: ['D0002', 'D0150'], over: -3, note: '@SUM(A1)' },
      { name: '+44', owes: [], over: null, note: '-1+1' },
      { name: '\t=1', owes: ['-'], over: true, note: 'a, "b"' },
    ],
  };
  expect(await csvOf(report)).toBe(
    [
      'name,owes,over,note',
      `"'=HYPERLINK(""http://x"")",D0002 D0150,-3,'@SUM(A1)`,
      `'+44,,,'-1+1`,
      `'\t=1,'-,true,"a, ""b"""`,
      '',
    ].join('\r\n'),
  );
  expect(JSON.parse(jsonOf(report))).toEqual(report.rows);
});

test('a name that somebody gave as a formula is harmless in the report it stands in', async () => {
  const own = await desk({ counterparties: { MOPX: { name: '=1+1' } } });
  const csv = await csvOf(await makeReport(own.gateway, 'performance', allTime));
  expect(csv).toContain(",'=1+1\r\n");
});

describe('on schedule', () => {
  const reports = [{ report: 'breaches' }, { report: 'deadlines', format: 'json', at: '09:00' }];
  const written = (own: TestGateway) => own.files('reports');

  /** The desk from the 20th on with a plan that begins then. */
  async function planned(plan: readonly unknown[]): Promise<TestGateway> {
    const own = await (await desk()).reopen({ reports: plan });
    await own.pass();
    return own;
  }

  test('a report is written once, with the rows that the command line shows', async () => {
    const own = await planned(reports);
    expect(written(own)).toEqual([]);
    own.clock.set('2026-08-21T05:59:59Z');
    await own.pass();
    expect(written(own)).toEqual([]);
    own.clock.set('2026-08-21T06:00:00Z');
    expect((await own.pass()).reports).toEqual(['reports/breaches_2026-08-20_to_2026-08-20.csv']);
    own.clock.set('2026-08-21T08:00:00Z');
    expect((await own.pass()).reports).toEqual(['reports/deadlines_2026-08-21.json']);
    expect((await own.pass()).reports).toEqual([]);
    const rows = JSON.parse(own.read('reports/deadlines_2026-08-21.json'));
    expect(rows).toEqual(await rowsOf(own, 'deadlines'));
  });

  test('a restart repeats none, and what was missed while it was down is written then', async () => {
    const own = await planned(reports);
    own.clock.set('2026-08-21T12:00:00Z');
    await own.pass();
    const first = written(own);
    expect(first).toEqual(['breaches_2026-08-20_to_2026-08-20.csv', 'deadlines_2026-08-21.json']);
    const again = await own.reopen();
    expect((await again.pass()).reports).toEqual([]);
    await again.close();
    own.clock.set('2026-08-26T10:00:00Z');
    const later = await again.reopen();
    expect((await later.pass()).reports).toEqual([
      'reports/breaches_2026-08-21_to_2026-08-23.csv',
      'reports/breaches_2026-08-24_to_2026-08-24.csv',
      'reports/breaches_2026-08-25_to_2026-08-25.csv',
      'reports/deadlines_2026-08-26.json',
    ]);
  });

  test('a crash before the note is taken writes the same file again', async () => {
    const own = await planned([{ report: 'breaches' }]);
    const { store } = own.gateway;
    const note = 'report/breaches/csv/workingDay/07:00/';
    own.clock.set('2026-08-21T06:00:00Z');
    const before = await store.note(note);
    await own.pass();
    const text = own.read('reports/breaches_2026-08-20_to_2026-08-20.csv');
    await store.setNote(note, before ?? '');
    expect((await own.pass()).reports).toHaveLength(1);
    expect(own.read('reports/breaches_2026-08-20_to_2026-08-20.csv')).toBe(text);
  });

  test('a folder that takes nothing holds back no pass, and it is tried again', async () => {
    const own = await planned([{ report: 'breaches' }]);
    const folder = join(own.workspace, 'reports');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    own.clock.set('2026-08-21T06:00:00Z');
    own.drop('sent/s.usr', requestFile('Q3', [mpanOf(6)], '20260820100000'));
    expect(await own.pass()).toMatchObject({ reports: [], receipts: [{ outcome: 'applied' }] });
    rmSync(folder);
    mkdirSync(folder);
    expect((await own.pass()).reports).toEqual([]);
    own.clock.set('2026-08-21T06:01:00Z');
    expect((await own.pass()).reports).toHaveLength(1);
  });
});
