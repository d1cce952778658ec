/** Dates with the day first, and files that are something else: each is read, or named for what it is. */
import { describe, expect, test } from 'vitest';
import { mpanWithCheckDigit } from '../../src/flow/index.ts';
import { datesIn } from '../../src/intake/csv-dates.ts';
import type { NotificationRow } from '../../src/intake/csv-rows.ts';
import { readCsv } from '../../src/intake/read-csv.ts';

const mpan = mpanWithCheckDigit('120000000002');
const header = 'mpan,notifiedOn,source,reference,commissionedOn';

async function read(bytes: string | Buffer, today = '2026-11-27') {
  const pieces = () => [Buffer.from(bytes)];
  const rows: NotificationRow[] = [];
  const dates = await datesIn(pieces, []);
  const summary = await readCsv(pieces(), {
    items: [],
    today,
    dates,
    onRow: (row) => void rows.push(row as NotificationRow),
  });
  return { ...summary, days: rows.map(({ notifiedOn }) => notifiedOn) };
}

const row = (day: string, other = ''): string => `${mpan},${day},installer,R,${other}\n`;

describe('05/11/2026', () => {
  test('is read with the day first, and the file says so', async () => {
    const { days, findings } = await read(
      `${header}\n${row('05/11/2026', '1/2/2026')}${row('13/08/2026')}${row('2026-08-14')}`,
    );
    expect(days).toEqual(['2026-11-05', '2026-08-13', '2026-08-14']);
    expect(findings).toMatchObject([
      {
        code: 'CSV_DATES_READ',
        severity: 'warn',
        message:
          'notifiedOn: 2 dates were read with the day before the month, as in 05/11/2026 for 2026-11-05.',
      },
      { code: 'CSV_DATES_READ', item: 'commissionedOn' },
    ]);
  });

  test('is not read where a row has the month first; the other column is', async () => {
    const { days, findings } = await read(
      `${header}\n${row('05/11/2026', '05/11/2026')}${row('11/13/2026')}${row('2026-08-14', '6/11/2026')}`,
    );
    expect(days).toEqual(['2026-08-14']);
    expect(findings.map(({ code, line, message }) => [code, line, message])).toEqual([
      ['CSV_DATES_READ', null, expect.stringContaining('commissionedOn: 2 dates')],
      ['CSV_ROW_INVALID', 2, expect.stringContaining('line 3 has the month first')],
      ['CSV_ROW_INVALID', 3, expect.stringContaining('line 3 has the month first')],
    ]);
  });

  test.each([
    ['05/11/26', 'two digits'],
    ['5-Nov-26', 'two digits'],
    ['31/02/2026', 'no such day'],
    ['46247', 'the number by which a spreadsheet keeps a day'],
    ['yesterday', 'must be a date yyyy-mm-dd from 1950 to 2199.'],
  ])('%s is refused, and it is said why', async (text, words) => {
    const { days, findings } = await read(`${header}\n${row(text)}`);
    expect(days).toEqual([]);
    expect(findings).toMatchObject([{ code: 'CSV_ROW_INVALID', line: 2, item: 'notifiedOn' }]);
    expect(findings[0]?.message).toContain(words);
  });

  test('a notification of a later day is taken and questioned', async () => {
    const { days, findings } = await read(`${header}\n${row('2027-11-27')}${row('2026-11-27')}`);
    expect(days).toEqual(['2027-11-27', '2026-11-27']);
    expect(findings).toMatchObject([
      { code: 'NOTIFIED_IN_FUTURE', severity: 'warn', line: 2, item: 'notifiedOn' },
    ]);
  });

  test('also where it stands over the end of a piece', async () => {
    const text = Buffer.from(`${header}\n${row('05/11/2026')}`);
    for (let at = 1; at < text.length; at += 1) {
      const { dayFirst } = await datesIn(() => [text.subarray(0, at), text.subarray(at)], []);
      expect([...dayFirst.keys()]).toEqual(['notifiedOn']);
    }
  });
});

describe('what is no CSV is named for what it is', () => {
  const utf16 = Buffer.from(`\ufeff${header}\n${row('2026-08-03')}`, 'utf16le');
  test.each([
    ['semicolons', header.replaceAll(',', ';'), 'CSV_HEADER_UNKNOWN', 'semicolons'],
    ['tabs', header.replaceAll(',', '\t'), 'CSV_HEADER_UNKNOWN', 'tabs'],
    ['UTF-16 with its mark', utf16, 'CSV_HEADER_UNKNOWN', 'UTF-16'],
    ['UTF-16 without', utf16.subarray(2), 'CSV_HEADER_UNKNOWN', 'UTF-16'],
    ['UTF-16, the other way round', Buffer.from(utf16).swap16(), 'CSV_HEADER_UNKNOWN', 'UTF-16'],
    ['a web page', '<html><table>', 'CSV_HEADER_UNKNOWN', 'web page'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'FILE_KIND_WRONG', '.xls'],
    ['a PDF', '%PDF-1.7\n', 'FILE_KIND_WRONG', 'PDF'],
    ['gzip', Buffer.from('1f8b0800', 'hex'), 'FILE_KIND_WRONG', 'gzip'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'FILE_KIND_WRONG', 'picture'],
    ['bytes', Buffer.from('01020300ff00aabbcc', 'hex'), 'FILE_KIND_WRONG', 'no text file'],
  ])('%s', async (_name, bytes, code, words) => {
    const { kind, findings } = await read(bytes);
    expect(kind).toBeNull();
    expect(findings).toMatchObject([{ code }]);
    expect(findings[0]?.message).toContain(words);
    expect(findings[0]?.message).toMatch(/save|unpack|only what stands/);
  });

  test('letters of Windows-1252 cost their row, with the way to save', async () => {
    const { findings } = await read(
      Buffer.from(`${header}\n${mpan},2026-08-03,Caf\xe9,R,\n`, 'latin1'),
    );
    expect(findings[0]?.message).toContain('Windows-1252');
    expect(findings[0]?.message).toContain('CSV UTF-8');
  });

  test('an MPAN that a spreadsheet has shortened', async () => {
    const { findings } = await read(`${header}\n1.2E+12,2026-08-03,DNO,R,\n`);
    expect(findings).toMatchObject([{ code: 'MPAN_FORMAT', line: 2, item: 'mpan' }]);
    expect(findings[0]?.message).toContain('digits are lost');
  });
});
