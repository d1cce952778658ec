import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openWorkbook, workbookProblem } from '../../src/files/index.ts';
import { writeZip, type ZipEntry } from '../support/zip-file.ts';
import { workbook, workbookOfXml, zipOf } from '../support/workbooks.ts';

async function read(
  bytes: Buffer,
  isKept = true,
  options: Parameters<typeof openWorkbook>[1] = {},
): Promise<{ text: string; sheet: string; others: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-book-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'book.xlsx');
  writeFileSync(path, bytes);
  const book = await openWorkbook(path, options);
  try {
    let text = '';
    for await (const piece of book.csv()) if (isKept) text += piece.toString();
    return { text, sheet: book.sheet, others: book.others };
  } finally {
    book.close();
  }
}

const problemOf = async (
  bytes: Buffer,
  options: Parameters<typeof openWorkbook>[1] = {},
): Promise<string | null> => {
  try {
    await read(bytes, false, options);
    return 'it was read';
  } catch (error) {
    return workbookProblem(error);
  }
};

describe('what is read', () => {
  test('what Pawl writes: text as text, dates as dates, and a line is a row', async () => {
    const bytes = await workbook(
      ['mpan', 'on', 'at', 'says', 'kw', 'yes'],
      [
        ['1200000001042', '2026-08-12', '2026-08-12T10:30:00Z', '=1+1 <b>"&"</b>', 3.68, true],
        ['1200000001060', '1999-12-31', null, 'two\nlines, and a comma', 13, false],
      ],
      'Visits: of [August]',
    );
    expect(await read(bytes)).toEqual({
      text:
        'mpan,on,at,says,kw,yes\r\n' +
        '1200000001042,2026-08-12,2026-08-12 11:30:00,"=1+1 <b>""&""</b>",3.68,true\r\n' +
        '1200000001060,1999-12-31,,"two lines, and a comma",13,false\r\n',
      sheet: 'Visits  of  August',
      others: [],
    });
  });

  test('as Excel writes it: shared texts, numbers for MPANs and dates, gaps, formulas and their values', async () => {
    const bytes = await workbookOfXml(
      [
        { name: 'Old', state: 'hidden', rows: '<row r="1"><c r="A1"><v>1</v></c></row>' },
        {
          name: 'Visits',
          rows:
            '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c></row>' +
            '<row r="3"/>' +
            '<row r="4"><c r="A4"><v>1200000001042</v></c><c r="B4" s="1"><v>46247</v></c><c r="C4"><f>HYPERLINK("http://x.invalid")</f></c><c r="D4" t="str"><f>1+1</f><v>two</v></c></row>' +
            '<row r="5"><c r="A5"><v>1.200000001042E12</v></c><c r="D5" s="2"><v>46247.5</v></c></row>',
        },
        { name: 'Notes', rows: '' },
      ],
      {
        strings:
          '<si><t>mpan</t></si><si><r><t>visited</t></r><r><t>On</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si><t>remarks</t></si>',
        styles:
          '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy &quot;at&quot; hh:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>',
      },
    );
    expect(await read(bytes)).toEqual({
      text:
        '\r\nmpan,visitedOn,,remarks\r\n\r\n1200000001042,2026-08-13,,two\r\n' +
        '1200000001042,,,2026-08-13 12:00:00\r\n',
      sheet: 'Visits',
      others: ['Old', 'Notes'],
    });
  });

  test('days count from 1904 where the workbook says so', async () => {
    const rows = '<row r="1"><c r="A1" s="0"><v>44785</v></c></row>';
    const bytes = await workbookOfXml([{ name: 'A', rows }], {
      styles: '<cellXfs><xf numFmtId="14"/></cellXfs>',
      workbook:
        '<workbook><workbookPr date1904="1"/><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
    });
    expect((await read(bytes)).text).toBe('2026-08-13\r\n');
  });
});

describe('what is not read, and why', () => {
  test('another zip file, a document, a workbook of another kind', async () => {
    expect(await problemOf(await zipOf({ 'a.csv': 'mpan' }))).toContain('zip file and no workbook');
    expect(await problemOf(await zipOf({ 'word/document.xml': '' }))).toContain('Word');
    expect(await problemOf(await zipOf({ 'xl/workbook.bin': '' }))).toContain('.xlsb');
    expect(await problemOf(await zipOf({ 'content.xml': '' }))).toContain('.ods');
  });

  test('one that was cut off, or in which a byte was changed', async () => {
    const bytes = await workbook(['mpan'], [['1200000001042']]);
    expect(await problemOf(bytes.subarray(0, bytes.length - 30))).toContain('cut off or damaged');
    for (let at = 4; at < bytes.length; at += 7) {
      const torn = Buffer.from(bytes);
      torn[at] = (torn[at] ?? 0) ^ 0x55;
      // Read or refused, in words; no error of a library comes through.
      expect(await problemOf(torn)).not.toBeNull();
    }
  });

  test('entities of its own, rows out of order, more files than a workbook has', async () => {
    const book = '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>';
    expect(await problemOf(await workbookOfXml([], { workbook: book }))).toContain('declarations');
    const twice = '<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>';
    expect(await problemOf(await workbookOfXml([{ name: 'A', rows: twice }]))).toContain('order');
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`${at}`, '']));
    expect(await problemOf(await zipOf(many))).toContain('2001 files');
  });

  test('a bomb: what unpacks to far more than it is', async () => {
    const rows = `<row r="1"><c t="inlineStr"><is><t>${'a'.repeat(1 << 20)}</t></is></c></row>`;
    const text = (await read(await workbookOfXml([{ name: 'A', rows }]))).text;
    expect(text.length).toBeLessThan(200_000);
    const strings = `<si><t>${'b'.repeat(30_000)}</t></si>`.repeat(2_200);
    const bomb = await workbookOfXml([{ name: 'A', rows: '' }], { strings });
    expect(bomb.length).toBeLessThan(400_000);
    expect(await problemOf(bomb)).toContain('more text');
  });

  test('a format without an end is looked at no longer than Excel lets one be', async () => {
    const long = `<numFmt numFmtId="164" formatCode="${'['.repeat(60_000)}d"/>`.repeat(100);
    const styles = `<numFmts>${long}</numFmts><cellXfs><xf numFmtId="164"/></cellXfs>`;
    const rows = '<row><c s="0"><v>46247</v></c></row>';
    expect((await read(await workbookOfXml([{ name: 'A', rows }], { styles }))).text).toBe(
      '46247\r\n',
    );
    expect(
      await problemOf(await workbookOfXml([{ name: 'A', rows }], { styles: long.repeat(4) })),
    ).toContain('more in xl/styles.xml');
  });

  test('one text that every cell names', async () => {
    const strings = `<si><t>${'b'.repeat(32_000)}</t></si>`;
    const rows = '<row><c t="s"><v>0</v></c></row>'.repeat(19_000);
    const bomb = await workbookOfXml([{ name: 'A', rows }], { strings });
    expect(await problemOf(bomb)).toContain('more than 600 MB of text: split it');
  });

  test('more cells than a sheet of Excel is read with, in its XML or as a CSV', async () => {
    const problem = async (rows: string): Promise<string | null> => {
      const bytes = await workbookOfXml([{ name: 'A', rows }]);
      return problemOf(bytes, { cellsMax: 1_000 });
    };
    const refused = 'more cells than are read of one: split it';
    expect(await problem('<row><c/></row>'.repeat(1_000))).toBe('it was read');
    expect(await problem('<row><c/></row>'.repeat(1_001))).toContain(refused);
    const header = `<row>${'<c><v>1</v></c>'.repeat(200)}</row>`;
    const row = '<row><c><v>1</v></c></row>';
    expect(await problem(`${header}${row.repeat(39)}`)).toBe('it was read');
    expect(await problem(`${header}${row.repeat(40)}`)).toContain(refused);
  });

  test('what nests or names without end', async () => {
    const deep = '<a>'.repeat(200);
    expect(await problemOf(await workbookOfXml([{ name: 'A', rows: deep }]))).toContain(
      'one place',
    );
    const names = Array.from({ length: 300 }, (_, at) => ` a${at}="1"`).join('');
    const rows = `<row${names}/>`;
    expect(await problemOf(await workbookOfXml([{ name: 'A', rows }]))).toContain('one place');
  });

  test('a digit that changed on its way, though all sizes are right', async () => {
    const bytes = await zipOf({
      'xl/workbook.xml': '<workbook><sheets><sheet name="A" id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': '<a><Relationship Id="rId1" Target="a.xml"/></a>',
      'xl/a.xml': '<row><c><v>1200000001042</v></c></row>',
    });
    expect((await read(bytes)).text).toBe('1200000001042\r\n');
    const list = bytes.lastIndexOf('xl/a.xml');
    bytes[list - 46 + 16] = (bytes[list - 46 + 16] ?? 0) ^ 1;
    expect(await problemOf(bytes)).toContain('cut off or damaged');
  });

  test('what stands further right than is read is told, and not passed over', async () => {
    const far = '<row><c><v>1</v></c></row><row><c r="XFD2"><v>2</v></c></row>';
    const lines = (await read(await workbookOfXml([{ name: 'A', rows: far }]))).text.split('\r\n');
    expect(lines[1]?.split(',')).toHaveLength(2);
    // Refused where it becomes too wide: what comes after that is not even looked at.
    const wide = `<row>${'<c><v>1</v></c>'.repeat(300)}<c></row></row></row>`;
    expect(await problemOf(await workbookOfXml([{ name: 'A', rows: wide }]))).toContain(
      'more than 256 columns',
    );
    const low = '<row r="1048577"><c><v>1</v></c></row>';
    expect(await problemOf(await workbookOfXml([{ name: 'A', rows: low }]))).toContain('more rows');
  });

  test('names and ways of packing that no spreadsheet uses, and a password', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pawl-book-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'book.xlsx');
    const lied = async (lie: Partial<ZipEntry>): Promise<string | null> => {
      writeZip(path, [{ name: 'xl/workbook.xml', parts: ['<workbook/>'], ...lie }]);
      return problemOf(readFileSync(path));
    };
    expect(await lied({ name: '../../etc/passwd' })).toContain('no spreadsheet wrote');
    expect(await lied({ method: 14 })).toContain('no spreadsheet wrote');
    expect(await lied({ flags: 0x841 })).toContain('has a password');
    expect(await lied({ flags: 0x801 })).toContain('has a password');
  });
});
