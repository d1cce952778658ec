/** A desk with something in each of the tables, and what is read in them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { writeTables } from '../../src/report/index.ts';
import {
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, tempFolder, type TestGateway } from '../support/workspace.ts';

/**
 * Five requests of 4 August, due on the 18th: answered after 1 and 12 Working Days, answered with
 * doubt, not answered; one asked for later; a file that was refused, with words in its header, and one that was sent.
 */
export async function tablesDesk(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway({ send: 'automatic', ...settings });
  await own.take('sent/q.usr', requestFile('Q1', [1, 2, 3, 4].map(mpanOf)));
  await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'NO BACKSTOP FITTED', '20260805100000'));
  own.clock.set('2026-08-11T12:00:00Z');
  await own.take('b.usr', reportFile('A2', [mpanOf(2)], 'SEE PHOTO', '20260811100000'));
  await own.take('n.csv', notificationsCsv([{ mpan: mpanOf(6), on: '2026-08-10' }]));
  const odd = makeFlowFile({
    id: '1 High St',
    flow: 'Mr Jones',
    from: ['A Road', 'Ann Bell'],
    records: [],
  });
  await own.take('broken.usr', odd);
  own.clock.set('2026-08-20T12:00:00Z');
  await own.take('c.usr', reportFile('A3', [mpanOf(3)], 'BACKSTOP FITTED', '20260820100000'));
  await own.take('sent/r.usr', requestFile('Q2', [mpanOf(5)], '20260819100000'));
  own.clock.set('2026-09-03T12:00:00Z');
  await own.pass();
  return own;
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of each table, as a program of others reads them; dates and times as text. */
export async function tablesOf({ gateway }: Pick<TestGateway, 'gateway'>) {
  const folder = tempFolder();
  const written = await Array.fromAsync(writeTables(gateway, folder, 'test'));
  const read: Record<string, Row[]> = {};
  for (const name of ['checks', 'deadlines', 'flows', 'alerts', 'receipts']) {
    read[name] = await rowsIn(join(folder, `${name}.parquet`));
  }
  return { folder, written, tables: read as Record<TableName, Row[]> };
}

type TableName = 'checks' | 'deadlines' | 'flows' | 'alerts' | 'receipts';

export async function rowsIn(path: string): Promise<Row[]> {
  const { buffer, byteOffset, length } = readFileSync(path);
  const file = buffer.slice(byteOffset, byteOffset + length);
  const rows = await parquetReadObjects({ file });
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
  );
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (!(value instanceof Date)) return value;
  const text = value.toISOString().replace('.000Z', 'Z');
  return text.endsWith('T00:00:00Z') ? text.slice(0, 10) : text;
}
