/** A workbook that is dropped: taken in as the CSV that its first sheet is, or named for what it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { badMpanOf, mpanOf } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';
import { workbook, zipOf } from '../support/workbooks.ts';

const columns = ['mpan', 'notifiedOn', 'source', 'reference'];
const row = (mpan: string, day: string) => [mpan, day, 'DNO', 'R1'];

describe('a workbook', () => {
  test('of notifications is taken in, and kept as the CSV that it says', async () => {
    const own = await openTestGateway();
    const book = await workbook(columns, [
      row(mpanOf(1), '2026-08-03'),
      row(mpanOf(2), '2026-08-04'),
    ]);
    const receipt = await own.take('august.xlsx', book);
    expect(receipt).toMatchObject({
      name: 'august.xlsx',
      outcome: 'applied',
      instances: 2,
      instancesAccepted: 2,
      destination: 'archive/2026/08/august.xlsx.csv',
      findings: [{ code: 'WORKBOOK_READ', severity: 'warn' }],
    });
    expect(own.files()).toEqual(['archive/2026/08/august.xlsx.csv']);
    expect(readFileSync(join(own.workspace, receipt.destination), 'utf8')).toBe(
      `${columns.join(',')}\r\n${mpanOf(1)},2026-08-03,DNO,R1\r\n${mpanOf(2)},2026-08-04,DNO,R1\r\n`,
    );
    expect((await own.replayed()).checks.map(({ mpan }) => mpan)).toEqual([mpanOf(1), mpanOf(2)]);
    const again = await own.take('again.xlsx', book);
    expect(again.outcome).toBe('duplicate');
    expect(await own.problems()).toEqual([]);
  });

  test('with a bad row: the row stands in rejected/ as a CSV that can be corrected', async () => {
    const own = await openTestGateway();
    const rows = [row(mpanOf(1), '2026-08-03'), row(badMpanOf(2), '2026-08-04')];
    const receipt = await own.take('august.xlsx', await workbook(columns, rows));
    expect(receipt.outcome).toBe('partly-applied');
    expect(own.files().sort()).toEqual([
      'archive/2026/08/august.xlsx.csv',
      'rejected/august.csv',
      'rejected/august.csv.findings.json',
    ]);
    expect(readFileSync(join(own.workspace, 'rejected/august.csv'), 'utf8')).toBe(
      `${columns.join(',')}\r\n${badMpanOf(2)},2026-08-04,DNO,R1\r\n`,
    );
  });

  test.each([
    [
      'another workbook',
      () => workbook(['Name', 'Age'], [['A', 3]]),
      'CSV_HEADER_UNKNOWN',
      'no column mpan',
    ],
    ['a zip file', () => zipOf({ 'a.csv': 'mpan' }), 'FILE_KIND_WRONG', 'zip file'],
    [
      'half of one',
      async () => (await workbook(['mpan'], [])).subarray(0, 200),
      'FILE_KIND_WRONG',
      'cut off',
    ],
  ])('%s is refused, named for what it is, and kept', async (_name, make, code, words) => {
    const own = await openTestGateway();
    const receipt = await own.take('book.xlsx', await make());
    expect(receipt.outcome).toBe('rejected');
    const finding = receipt.findings.find((one) => one.severity === 'reject');
    expect(finding).toMatchObject({ code });
    expect(finding?.message).toContain(words);
  });
});
