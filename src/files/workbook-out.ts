/**
 * A list as a workbook of Excel (.xlsx), written row by row, so that memory does not grow with it.
 * Text is text, whatever it looks like: an MPAN keeps its digits and nothing is a formula. Dates and
 * times are dates and times, by local time.
 */
import { Readable } from 'node:stream';

type Cell = string | number | boolean | null;

/** What a sheet of Excel holds. */
const rowsMax = 1_048_576;
const cellMax = 32_767;

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const files = (sheet: string): Readonly<Record<string, string>> => ({
  '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${xml}<workbook xmlns="${spreadsheet}" xmlns:r="${relations}"><sheets><sheet name="${escaped(
    sheet
      .replaceAll(/[[\]:*?/\\]/g, ' ')
      .slice(0, 31)
      .trim(),
  )}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${xml}<styleSheet xmlns="${spreadsheet}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">${[
    'numFmtId="0"',
    'numFmtId="164" applyNumberFormat="1"',
    'numFmtId="165" applyNumberFormat="1"',
    // A text that somebody edits stays one, even where it begins as a formula does.
    'numFmtId="49" applyNumberFormat="1" quotePrefix="1"',
    'numFmtId="49" applyFont="1"',
  ]
    .map(
      (look, at) => `<xf ${look} fontId="${at === 4 ? 1 : 0}" fillId="0" borderId="0" xfId="0"/>`,
    )
    .join('')}</cellXfs></styleSheet>`,
});

const style = { date: 1, time: 2, text: 3, heading: 4 } as const;

interface Sheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly Cell[])[]>;
  /** In which times are told. */
  readonly zone: string;
}

/** The bytes of a workbook with one sheet. */
export async function workbookOf(sheet: Sheet): Promise<AsyncIterable<Buffer>> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  // The same list gives the same bytes, whenever it is asked for.
  const mtime = new Date('1980-01-01T00:00:00Z');
  for (const [path, text] of Object.entries(files(sheet.name))) {
    zip.addBuffer(Buffer.from(text), path, { mtime, forceDosTimestamp: true });
  }
  const rows = Readable.from(sheetXml(sheet), { objectMode: false });
  rows.on('error', (error) => zip.outputStream.emit('error', error));
  zip.addReadStream(rows, 'xl/worksheets/sheet1.xml', { mtime, forceDosTimestamp: true });
  zip.end();
  return zip.outputStream as unknown as AsyncIterable<Buffer>;
}

async function* sheetXml({ columns, rows, zone }: Sheet): AsyncGenerator<string> {
  yield `${xml}<worksheet xmlns="${spreadsheet}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${columns.length}" width="18" customWidth="1"/></cols><sheetData><row>${columns.map((name) => textCell(name, style.heading)).join('')}</row>`;
  let count = 1;
  for await (const some of rows) {
    const left = some.slice(0, rowsMax - 1 - count);
    count += left.length;
    yield left
      .map((row) => `<row>${row.map((cell) => cellOf(cell, zone)).join('')}</row>`)
      .join('');
    if (left.length === some.length) continue;
    yield `<row>${textCell('There are more rows than a sheet of Excel holds: take the CSV.', style.heading)}</row>`;
    break;
  }
  yield '</sheetData></worksheet>';
}

function cellOf(cell: Cell, zone: string): string {
  if (cell === null || cell === '') return '<c/>';
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(cell)) return dayCell(cell);
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(cell)) return timeCell(cell, zone);
  return textCell(cell, style.text);
}

/** Day 1 is 1 January 1900, and 29 February of that year is counted, which was none. */
const dayZero = Temporal.PlainDate.from('1899-12-30');
const dayNumber = (day: Temporal.PlainDate): number => dayZero.until(day).total('days');

function dayCell(text: string): string {
  try {
    return `<c s="${style.date}"><v>${dayNumber(Temporal.PlainDate.from(text))}</v></c>`;
  } catch {
    return textCell(text, style.text);
  }
}

function timeCell(text: string, zone: string): string {
  try {
    const at = Temporal.Instant.from(text).toZonedDateTimeISO(zone).toPlainDateTime();
    const seconds = at.hour * 3_600 + at.minute * 60 + at.second;
    return `<c s="${style.time}"><v>${dayNumber(at.toPlainDate()) + seconds / 86_400}</v></c>`;
  } catch {
    return textCell(text, style.text);
  }
}

const textCell = (text: string, look: number): string =>
  `<c s="${look}" t="inlineStr"><is><t xml:space="preserve">${escaped(text.slice(0, cellMax))}</t></is></c>`;

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML has no word for most control characters, nor for half of a pair. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, (mark) => (/[\t\n\r]/.test(mark) ? mark : '\ufffd'))
    .replaceAll(/[&<>"]/g, (mark) => marks[mark] ?? '');
