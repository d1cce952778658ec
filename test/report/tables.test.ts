/** The tables for BI: their columns are promised, their figures those of the reports. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { expect, test } from 'vitest';
import { makeReport, writeTables } from '../../src/report/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';
import { rowsIn, tablesDesk, tablesOf } from './tables-desk.ts';

const allTime = { from: null, to: null };

/** What docs/bi.md promises. A column may come; one that goes or changes is a new version. */
const promised = {
  checks:
    'mpan supplier sequence meterOperator processOption state outcome openedOn:date closedOn:date waitsFor waitsForParty waitsForFlow dueOn:date dueAt:time isOverdue:flag workingDaysLeft:number asOf:time',
  deadlines:
    'mpan supplier sequence stage owedBy owedByParty owes startedOn:date dueOn:date dueAt:time answeredOn:date status workingDaysTaken:number workingDaysOver:number asOf:time',
  flows:
    'file flow fileIdentifier fromMpid toRole toMpid mpan createdAt:time isWritten:flag acknowledged asOf:time',
  alerts:
    'key at:time kind mpan supplier sequence stage owedBy owedByParty dueOn:date workingDaysOver:number isRetracted:flag asOf:time',
  receipts:
    'receipt:number folder flow fileIdentifier sender receivedAt:time sizeBytes:number sha256 outcome findings:number instances:number instancesAccepted:number asOf:time',
} as const;

const kindOf: Readonly<Record<string, string>> = {
  UTF8: 'text',
  DATE: 'date',
  TIMESTAMP_MILLIS: 'time',
  BOOLEAN: 'flag',
  INT64: 'number',
};

function columnsIn(path: string) {
  const { buffer, byteOffset, length } = readFileSync(path);
  const file = buffer.slice(byteOffset, byteOffset + length);
  const { schema, key_value_metadata: about, created_by: by } = parquetMetadata(file);
  const columns = schema.slice(1).map(({ name, type, converted_type: converted }) => {
    return `${name}:${kindOf[converted ?? type ?? '']}`;
  });
  return { columns, about, by };
}

test('columns, their kinds and their version are what docs/bi.md promises', async () => {
  const { folder } = await tablesOf(await openTestGateway());
  const page = readFileSync(new URL('../../docs/bi.md', import.meta.url), 'utf8');
  expect(readdirSync(folder).toSorted()).toEqual(
    Object.keys(promised)
      .map((name) => `${name}.parquet`)
      .toSorted(),
  );
  for (const [name, words] of Object.entries(promised)) {
    const { columns, about, by } = columnsIn(join(folder, `${name}.parquet`));
    const wanted = words
      .split(' ')
      .map((word) => (word === 'sequence' ? 'sequence:number' : word))
      .map((word) => (word.includes(':') ? word : `${word}:text`));
    expect(columns, name).toEqual(wanted);
    expect(by).toBe('test');
    expect(about).toContainEqual({ key: 'pawl.tables', value: '1' });
    const [, section = ''] = new RegExp(`^### ${name}\n(.*?)(?=^##)`, 'ms').exec(page) ?? [];
    const told = [...section.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(
      ([, column, kind]) => `${column}:${kind}`,
    );
    expect(told, name).toEqual(wanted.filter((word) => word !== 'asOf:time'));
  }
});

test('figures are those of the reports and of the lists', async () => {
  const own = await tablesDesk();
  const { tables, written } = await tablesOf(own);
  expect(written.map(({ rows }) => rows)).toEqual(Object.values(tables).map((rows) => rows.length));
  const { checks, deadlines, flows, alerts, receipts } = tables;
  const report = async (name: 'breaches' | 'deadlines') =>
    (await makeReport(own.gateway, name, allTime)).rows;

  const missed = deadlines.filter(({ status }) => status === 'breached' || status === 'late');
  const breaches = await report('breaches');
  expect(breaches.length).toBeGreaterThan(2);
  const told = (row: Readonly<Record<string, unknown>>, party: string) => [
    row['mpan'],
    row['stage'],
    row[party],
    row['dueOn'],
    row['answeredOn'],
    row['status'],
    row['workingDaysOver'],
  ];
  expect(missed.map((row) => told(row, 'owedByParty'))).toEqual(
    breaches.map((row) => told(row, 'owedBy')),
  );

  const waiting = checks.filter(({ waitsFor }) => waitsFor !== null);
  const open = await report('deadlines');
  expect(
    new Set(
      waiting.map(({ mpan, dueOn, workingDaysLeft }) => [mpan, dueOn, workingDaysLeft].join()),
    ),
  ).toEqual(
    new Set(open.map(({ mpan, dueOn, workingDaysLeft }) => [mpan, dueOn, workingDaysLeft].join())),
  );
  expect(checks.map(({ mpan }) => mpan)).toEqual([1, 2, 3, 4, 5, 6].map(mpanOf));
  expect(checks.find(({ mpan }) => mpan === mpanOf(4))).toMatchObject({
    processOption: 'option-1',
    meterOperator: 'MOPX',
    waitsFor: 'Meter Operator',
    waitsForFlow: 'D0002',
    isOverdue: true,
    workingDaysLeft: -11,
    asOf: '2026-09-03T12:00:00Z',
  });

  const { store } = own.gateway;
  const all = { after: null, limit: 500 };
  const sent = (await store.outboxPage(all))?.items ?? [];
  expect(sent.length).toBeGreaterThan(0);
  expect(flows.map(({ file, mpan }) => [file, mpan])).toEqual(
    sent.flatMap(({ name, mpans }) => mpans.map((mpan) => [name, mpan])),
  );
  const raised = (await store.alertsPage({}, all))?.items ?? [];
  expect(alerts.map(({ key }) => key)).toEqual(raised.map(({ key }) => key));
  expect(alerts.some(({ kind }) => kind === 'ESCALATED')).toBe(true);
  const files = (await store.filesPage({}, all))?.items ?? [];
  expect(receipts.map(({ sha256 }) => sha256)).toEqual(files.map(({ sha256 }) => sha256));
  expect(receipts.map(({ outcome }) => outcome)).toContain('rejected');
});

test('no words and no names of files that others wrote are in them', async () => {
  const own = await tablesDesk();
  const { tables } = await tablesOf(own);
  const text = JSON.stringify(tables);
  const words = [
    'SEE PHOTO',
    'BACKSTOP',
    'broken',
    'a.usr',
    'n.csv',
    'High St',
    'ZZ1',
    'Jones',
    'Bell',
  ];
  expect(words.filter((word) => text.includes(word))).toEqual([]);
});

test('appear over those of the day before, whole, for the group of their folder', async () => {
  const own = await tablesDesk();
  const { folder } = await tablesOf(own);
  const half = `.${'0'.repeat(32)}.999999999.pawl.tmp`;
  writeFileSync(join(folder, half), 'half');
  writeFileSync(join(folder, 'checks.parquet'), 'of the day before');
  await Array.fromAsync(writeTables(own.gateway, folder, 'test'));
  expect(readdirSync(folder)).not.toContain(half);
  expect(await rowsIn(join(folder, 'checks.parquet'))).toHaveLength(6);
  for (const name of readdirSync(folder)) {
    expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o640);
  }
});
