import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCsv } from '../../src/files/csv.ts';
import { mpanWithCheckDigit } from '../../src/flow/index.ts';
import type { CsvRow, NotificationRow } from '../../src/intake/csv-rows.ts';
import { readCsv } from '../../src/intake/read-csv.ts';
import { readCsvFile, readCsvText } from '../support/csv-in-memory.ts';

const items = [
  { ref: 'J0004', name: 'Meter Id' },
  { ref: 'J0501', name: 'Meter Current Rating' },
  { ref: 'J0410', name: 'Manufacturers Make & Type' },
];
const mpan = mpanWithCheckDigit('120000000002');
const other = mpanWithCheckDigit('120000000003');

const read = (text: string) => readCsvText(text, items);
const notifications = 'mpan,notifiedOn,source,reference';
const row = (reference: string) => `${mpan},2026-08-03,installer,${reference}`;
const references = (rows: readonly CsvRow[]) =>
  rows.map((row) => (row as NotificationRow).reference);

describe('the three kinds', () => {
  test('a notification with everything', async () => {
    const lines = Array.from({ length: 9 }, (_, index) => `addressLine${index + 1}`);
    const header = `${notifications},technology,capacityKw,commissionedOn,meterId,meterRegisterId,\
meterType,ssc,retrievalMethod,meterOperator,${lines.join(',')},postcode,knownBackstop`;
    const cells = `${row('R1')},solar,3.68,2026-07-31,S95A123456,01,\
N,0393,H,MOPX,"Flat 2, The Mill",,1 Weir Lane,,,,,Exampleton,,ZZ1 1ZZ,TRUE`;
    expect(await read(`${header}\n${cells}\n`)).toEqual({
      kind: 'notifications',
      findings: [],
      rowCount: 1,
      rows: [
        {
          kind: 'notifications',
          line: 2,
          mpan,
          notifiedOn: '2026-08-03',
          source: 'installer',
          reference: 'R1',
          technology: 'solar',
          capacityKw: 3.68,
          commissionedOn: '2026-07-31',
          meterId: 'S95A123456',
          meterRegisterId: '01',
          meterType: 'N',
          ssc: '0393',
          retrievalMethod: 'H',
          meterOperator: 'MOPX',
          addressLines: ['Flat 2, The Mill', '', '1 Weir Lane', '', '', '', '', 'Exampleton', ''],
          postcode: 'ZZ1 1ZZ',
          knownBackstop: true,
        },
      ],
    });
  });

  test('a notification with no more than it must have', async () => {
    const file = await read(`${notifications}\n${row('R1')}\n`);
    expect(file.rows).toStrictEqual([
      {
        kind: 'notifications',
        line: 2,
        mpan,
        notifiedOn: '2026-08-03',
        source: 'installer',
        reference: 'R1',
        addressLines: Array.from({ length: 9 }, () => ''),
        knownBackstop: false,
      },
    ]);
  });

  test('appointments of a Meter Operator, of a Supplier, and the end of supply', async () => {
    const file = await read(
      `mpan,meterOperator,from,to,supplier,supplierTo\n${mpan},MOPX,2026-01-01,,SUPP,\n` +
        `${other},,2026-02-01,2026-03-01,,2026-03-01\n`,
    );
    expect(file).toStrictEqual({
      kind: 'appointments',
      findings: [],
      rowCount: 2,
      rows: [
        {
          kind: 'appointments',
          line: 2,
          mpan,
          from: '2026-01-01',
          meterOperator: 'MOPX',
          supplier: 'SUPP',
        },
        {
          kind: 'appointments',
          line: 3,
          mpan: other,
          from: '2026-02-01',
          to: '2026-03-01',
          supplierTo: '2026-03-01',
        },
      ],
    });
  });

  test('a linked export MPAN, by itself or beside what else an appointment says', async () => {
    const file = await read(
      `mpan,meterOperator,from,linkedExportMpan,linkedExportOn\n${mpan},,2026-01-01,${other},\n` +
        `${other},MOPX,2026-02-01,${mpan},2026-03-01\n`,
    );
    expect(file).toStrictEqual({
      kind: 'appointments',
      findings: [],
      rowCount: 2,
      rows: [
        {
          kind: 'appointments',
          line: 2,
          mpan,
          from: '2026-01-01',
          linkedExportMpan: other,
        },
        {
          kind: 'appointments',
          line: 3,
          mpan: other,
          from: '2026-02-01',
          meterOperator: 'MOPX',
          linkedExportMpan: mpan,
          linkedExportOn: '2026-03-01',
        },
      ],
    });
  });

  test.each([
    ['its check digit is wrong', `1200000000021,`, 'MPAN_CHECK_DIGIT_WRONG', 'linkedExportMpan: '],
    ['it is no number', `EXPORT,`, 'MPAN_FORMAT', 'linkedExportMpan: '],
    ['it is all zeros', `0000000000000,`, 'MPAN_ALL_ZEROS', 'linkedExportMpan: '],
    ['it is the MPAN itself', `${mpan},`, 'CSV_ROW_INVALID', 'another MPAN than mpan'],
    ['only its day is told', `,2026-01-01`, 'CSV_ROW_INVALID', 'needed with linkedExportOn'],
  ])('a linked export MPAN is refused where %s', async (_why, cells, code, words) => {
    const file = await read(
      `mpan,supplier,from,linkedExportMpan,linkedExportOn\n${mpan},SUPP,2026-01-01,${cells}\n`,
    );
    expect(file.rows).toEqual([]);
    expect(file.findings).toMatchObject([{ code, line: 2, item: 'linkedExportMpan' }]);
    expect(file.findings[0]?.message).toContain(words);
  });

  test.each(['Meter Current Rating', 'meterCurrentRating', 'J0501', 'meter_current_rating'])(
    'a visit with the further Data Item %s',
    async (name) => {
      const file = await read(
        `mpan,visitedOn,outcome,newMeterId,remarks,${name},Manufacturers Make & Type\n` +
          `${mpan},2026-08-10,Replaced,24K0000001,"old one seized",100,\n`,
      );
      expect(file).toStrictEqual({
        kind: 'visits',
        findings: [],
        rowCount: 1,
        rows: [
          {
            kind: 'visits',
            line: 2,
            mpan,
            visitedOn: '2026-08-10',
            outcome: 'replaced',
            newMeterId: '24K0000001',
            remarks: 'old one seized',
            items: { J0501: '100' },
          },
        ],
      });
    },
  );

  test('a column of the visits themselves goes before a Data Item of the same name', async () => {
    const file = await read(
      `mpan,visitedOn,outcome,Meter Id\n${mpan},2026-08-10,noAccess,24K0000001\n`,
    );
    expect(file.rows).toMatchObject([{ meterId: '24K0000001', items: {} }]);
  });
});

describe('the header', () => {
  test.each([
    ['another order and case', `REFERENCE,Source,NotifiedOn,MPAN\nR1,installer,2026-08-03,${mpan}`],
    ['a byte order mark', `\uFEFF${notifications}\n${row('R1')}\n`],
    ['carriage returns and no final line end', `${notifications}\r\n${row('R1')}`],
    ['quotation marks and spaces', `"mpan", notifiedOn ,"source",reference\n${row(' R1 ')}\n`],
    ['blank lines around it', `\n\r\n,,,\n${notifications}\n\n${row('R1')}\n\n,,,\n`],
  ])('%s', async (_, text) => {
    const file = await read(text);
    expect(file).toMatchObject({ kind: 'notifications', findings: [], rowCount: 1 });
    expect(references(file.rows)).toEqual(['R1']);
  });

  test.each([
    ['a required column is missing', 'mpan,notifiedOn,source', 'reference is missing'],
    ['a column is unknown', `${notifications},colour`, 'unknown colour'],
    ['a column has no name', `${notifications},`, 'column 5 has no name'],
    ['a column is there twice', `${notifications},Source`, 'Source is there twice'],
    ['kinds are mixed', 'mpan,visitedOn,outcome,notifiedOn', 'Read as visits: unknown notifiedOn'],
    ['Data Items stand in another kind', `${notifications},J0501`, 'unknown J0501'],
    ['semicolons part the columns', notifications.replaceAll(',', ';'), 'parted by semicolons'],
    ['an open quotation mark', '"mpan,notifiedOn', 'quotation marks'],
  ])('is refused where %s', async (_, header, words) => {
    const file = await read(`${header}\n${row('R1')}\n`);
    expect(file).toMatchObject({ kind: null, rows: [], rowCount: 0 });
    expect(file.findings).toMatchObject([
      { code: 'CSV_HEADER_UNKNOWN', severity: 'reject', line: 1, message: expect.any(String) },
    ]);
    expect(file.findings[0]?.message).toContain(words);
  });

  test('the finding says what the three kinds need', async () => {
    const { findings } = await read('mpan,colour\n');
    expect(findings[0]?.message).toContain('for notifications mpan, notifiedOn, source, reference');
    expect(findings[0]?.message).toContain('for appointments mpan, from');
    expect(findings[0]?.message).toContain('for visits mpan, visitedOn, outcome');
  });

  test('where data stands in its place, the data is not repeated', async () => {
    const { findings } = await read(`${mpan},2026-08-03,1 Weir Lane\n`);
    expect(JSON.stringify(findings)).not.toContain('Weir');
    expect(JSON.stringify(findings)).not.toContain(mpan);
  });

  test.each(['', '\n\n', '\uFEFF', ' \r\n,,\n'])('a file of %j is empty', async (text) => {
    const file = await read(text);
    expect(file).toMatchObject({ kind: null, rows: [], findings: [{ code: 'CSV_EMPTY' }] });
  });

  test('a header without rows is refused, and says so', async () => {
    expect(await read(`${notifications}\n`)).toEqual({
      kind: 'notifications',
      findings: [expect.objectContaining({ code: 'CSV_NO_ROWS', line: null, severity: 'reject' })],
      rowCount: 0,
      rows: [],
    });
  });
});

describe('a bad row is a finding and the good ones apply', () => {
  const optional = `${notifications},capacityKw,commissionedOn,meterOperator,knownBackstop`;

  test.each([
    ['no MPAN', `,2026-08-03,s,r,,,,`, 'CSV_ROW_INVALID', 'mpan'],
    ['a short MPAN', `123,2026-08-03,s,r,,,,`, 'MPAN_FORMAT', 'mpan'],
    ['an MPAN as spreadsheets write it', `1.2E+12,2026-08-03,s,r,,,,`, 'MPAN_FORMAT', 'mpan'],
    ['all zeros', `0000000000000,2026-08-03,s,r,,,,`, 'MPAN_ALL_ZEROS', 'mpan'],
    ['a date that is none', `${mpan},2026-02-29,s,r,,,,`, 'CSV_ROW_INVALID', 'notifiedOn'],
    ['a date in another form', `${mpan},03/08/2026,s,r,,,,`, 'CSV_ROW_INVALID', 'notifiedOn'],
    ['a date before 1950', `${mpan},1949-12-31,s,r,,,,`, 'CSV_ROW_INVALID', 'notifiedOn'],
    ['a date after 2199', `${mpan},2200-01-01,s,r,,,,`, 'CSV_ROW_INVALID', 'notifiedOn'],
    ['no source', `${mpan},2026-08-03, ,r,,,,`, 'CSV_ROW_INVALID', 'source'],
    ['words for kilowatts', `${mpan},2026-08-03,s,r,4kW,,,`, 'CSV_ROW_INVALID', 'capacityKw'],
    ['less than nothing', `${mpan},2026-08-03,s,r,-4,,,`, 'CSV_ROW_INVALID', 'capacityKw'],
    ['a bad optional date', `${mpan},2026-08-03,s,r,,soon,,`, 'CSV_ROW_INVALID', 'commissionedOn'],
    [
      'a name for an id',
      `${mpan},2026-08-03,s,r,,,Meters Ltd,`,
      'CSV_ROW_INVALID',
      'meterOperator',
    ],
    ['yes for true', `${mpan},2026-08-03,s,r,,,,yes`, 'CSV_ROW_INVALID', 'knownBackstop'],
    ['bytes that are no text', `${mpan},2026-08-03,s,\uFFFD,,,,`, 'CSV_ROW_INVALID', 'reference'],
    ['too few cells', `${mpan},2026-08-03,s,r`, 'CSV_ROW_INVALID', null],
    ['too many cells', `${mpan},2026-08-03,s,r,,,,,x`, 'CSV_ROW_INVALID', null],
    ['text after a quoted cell', `${mpan},2026-08-03,"s"x,r,,,,`, 'CSV_ROW_INVALID', null],
    ['an open quotation mark', `${mpan},2026-08-03,"s,r,,,,`, 'CSV_ROW_INVALID', null],
  ])('%s', async (_, bad, code, item) => {
    const file = await read(`${optional}\n${row('R1')},,,,\n${bad}\n${row('R2')},,,,\n`);
    expect(references(file.rows)).toEqual(['R1', 'R2']);
    expect(file.rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(file.rowCount).toBe(3);
    expect(file.findings).toMatchObject([
      { code, severity: 'reject', line: 3, group: null, item, message: expect.any(String) },
    ]);
  });

  test('the check digit', async () => {
    const wrong = mpan.slice(0, 12) + ((Number(mpan[12]) + 1) % 10);
    const file = await read(`${notifications}\n${wrong},2026-08-03,s,r\n`);
    expect(file.findings).toMatchObject([{ code: 'MPAN_CHECK_DIGIT_WRONG', line: 2 }]);
  });

  test('every wrong cell of a row is named, none is repeated', async () => {
    const secret = 'dog bites 1 Weir Lane';
    const file = await read(
      `mpan,visitedOn,outcome,remarks\nx,${secret},${secret},${secret}\n${mpan},2026-08-10,none,\n`,
    );
    expect(file.findings.map(({ line, item }) => [line, item])).toEqual([
      [2, 'mpan'],
      [2, 'visitedOn'],
      [2, 'outcome'],
      [3, 'outcome'],
    ]);
    expect(JSON.stringify(file.findings)).not.toContain('Weir');
    expect(file.findings[3]?.message).toContain('hasBackstop, noBackstop, replaced');
  });

  test('misquoted rows are not repeated either', async () => {
    const file = await read(`${notifications}\n${mpan},2026-08-03,"1 Weir Lane"x,r\n`);
    expect(JSON.stringify(file.findings)).not.toContain('Weir');
  });

  test('an appointment of nobody, and one that ends before it begins', async () => {
    const file = await read(
      `mpan,meterOperator,from,to\n${mpan},,2026-01-01,\n${mpan},MOPX,2026-01-02,2026-01-01\n`,
    );
    expect(file.rows).toEqual([]);
    expect(file.findings).toMatchObject([
      { line: 2, item: null },
      { line: 3, item: 'to' },
    ]);
  });

  test('latin-1 bytes spoil their row only', async () => {
    const bytes = Buffer.from(`${notifications}\n${row('Caf\xe9')}\n${row('R2')}\n`, 'latin1');
    const rows: CsvRow[] = [];
    const summary = await readCsv([bytes], { items, onRow: (row) => void rows.push(row) });
    expect(references(rows)).toEqual(['R2']);
    expect(summary.findings).toMatchObject([{ line: 2, item: 'reference' }]);
  });

  test('at most a thousand findings are kept, and one that says so', async () => {
    const bad = (count: number) => `${notifications}\n${'x,2026-08-03,s,r\n'.repeat(count)}`;
    const many = await read(bad(1_500) + row('R1'));
    expect(many.findings).toHaveLength(1_001);
    expect(many.findings.at(-1)).toMatchObject({ code: 'FINDINGS_TOO_MANY', severity: 'warn' });
    expect(many).toMatchObject({ rowCount: 1_501 });
    expect(references(many.rows)).toEqual(['R1']);
    expect((await read(bad(1_000))).findings).toHaveLength(1_000);
  });
});

describe('lines', () => {
  test('a quoted cell may run over lines; the row stands at its first', async () => {
    const file = await read(
      `${notifications}\n${mpan},2026-08-03,s,"R1\r\nand\nmore"\n${row('R2')}\nx,2026-08-03,s,r\n`,
    );
    expect(references(file.rows)).toEqual(['R1\r\nand\nmore', 'R2']);
    expect(file.rows.map(({ line }) => line)).toEqual([2, 5]);
    expect(file.findings).toMatchObject([{ line: 6 }]);
  });

  test('lines hold beside a misquoted row and a cell over lines', async () => {
    const bad = `${mpan},2026-08-03,"s"x,r`;
    const file = await read(
      `${notifications}\n${mpan},2026-08-03,s,"a\nb"\n${bad}\n\n${row('R2')}\n${bad}\n${row('R3')}`,
    );
    expect(file.rows.map(({ line }) => line)).toEqual([2, 6, 8]);
    expect(file.findings.map(({ line }) => line)).toEqual([4, 7]);
  });

  test('the bytes may come in any pieces', async () => {
    const text = `\uFEFF${notifications}\r\n${row('Ré')}\r\n${mpan},2026-08-03,s,"a\nb"\n${mpan},2026-08-03,"s"x,r\n${row('R2')}`;
    const whole = await read(text);
    expect(references(whole.rows)).toEqual(['Ré', 'a\nb', 'R2']);
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const rows: CsvRow[] = [];
      const summary = await readCsv(pieces, { items, onRow: (row) => void rows.push(row) });
      expect({ ...summary, rows }).toEqual(whole);
    }
  });

  test('a line beyond all measure is one bad row', async () => {
    const pieces = [`${notifications}\n${row('R1')}\n${mpan},`];
    for (let count = 0; count < 40; count += 1) pieces.push('x'.repeat(10_000));
    pieces.push(`\n${row('R2')}\n`);
    const rows: CsvRow[] = [];
    const summary = await readCsv(
      pieces.map((piece) => new TextEncoder().encode(piece)),
      { items, onRow: (row) => void rows.push(row) },
    );
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(summary.findings).toMatchObject([{ code: 'CSV_ROW_INVALID', line: 3 }]);
  });

  test('an open quotation mark in a long file costs one row', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => row(`R${index}`));
    rows[1_000] = `${mpan},2026-08-03,"s,r`;
    const file = await read(`${notifications}\n${rows.join('\n')}\n`);
    expect(file.findings).toMatchObject([{ code: 'CSV_ROW_INVALID', line: 1_002 }]);
    expect(file.rows).toHaveLength(4_999);
    expect(file.rows.at(-1)?.line).toBe(5_001);
  });
});

test('a file of 100,000 rows is handed over row by row, from disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-csv-'));
  try {
    const path = join(folder, 'notifications.csv');
    const rows = Array.from({ length: 100_000 }, (_, index) => row(`R${index}`));
    await writeFile(path, `${notifications}\r\n${rows.join('\r\n')}\r\n`);
    const file = await readCsvFile(path, items);
    expect(file).toMatchObject({ kind: 'notifications', findings: [], rowCount: 100_000 });
    expect(file.rows.at(-1)).toMatchObject({ line: 100_001, reference: 'R99999' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe('writing', () => {
  test('CRLF, quotation marks where they are needed', async () => {
    const text = await writeCsv(
      ['mpan', 'words', 'days'],
      [
        [mpan, 'no "b/stop", he said', 12],
        [other, 'over\nlines', null],
      ],
    );
    expect(text).toBe(
      `mpan,words,days\r\n${mpan},"no ""b/stop"", he said",12\r\n${other},"over\nlines",\r\n`,
    );
  });

  test('without rows there is the header', async () => {
    expect(await writeCsv(['mpan', 'days'], [])).toBe('mpan,days\r\n');
  });

  test.each(['=1+1', '+44', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])(
    'the text %j is not taken for a formula',
    async (cell) => {
      const text = await writeCsv(['cell'], [[cell]]);
      expect(text.replaceAll('"', '').startsWith(`cell\r\n'${cell}`)).toBe(true);
    },
  );

  test('numbers keep their sign, other texts are left alone', async () => {
    expect(await writeCsv(['a', 'b', 'c', 'd'], [[-3, 'a=b', "it's", true]])).toBe(
      "a,b,c,d\r\n-3,a=b,it's,true\r\n",
    );
  });

  test('what is written can be read', async () => {
    const text = await writeCsv(notifications.split(','), [
      [mpan, '2026-08-03', 'a "b", c', 'x\ny'],
    ]);
    const file = await read(text);
    expect(file.rows).toMatchObject([{ source: 'a "b", c', reference: 'x\ny' }]);
  });
});
