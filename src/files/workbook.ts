/**
 * A workbook of Excel (.xlsx) read as a CSV: the first sheet that is not hidden, a line for each of
 * its rows, so that line 7 is row 7. Only what cells say is read; formulas, links to other files and
 * everything else in it are passed over. Ours: what unpacks to more than the limits is not read, and
 * memory does not grow with the number of rows.
 */
import { columnAt, inCsv, type WorkbookCells, textOfCell } from './workbook-cells.ts';
import {
  attribute,
  openParts,
  type Part,
  type PartReader,
  type Parts,
  readAll,
  type WorkbookOptions,
} from './workbook-parts.ts';
import { asCsv, type Workbook, WorkbookNotRead as NotRead } from './workbook-problem.ts';

/** Ours, but for what a sheet of Excel holds. */
const limits = {
  sheets: 2_000,
  /** Of each part that lists sheets or styles; what they say is kept in memory. */
  listBytes: 20_000_000,
  /** Of its rows as a CSV: one text may be named by every cell. */
  csvCharacters: 600_000_000,
  /** What every cell of the sheet may name; it is kept in memory. */
  texts: 2_000_000,
  textCharacters: 64_000_000,
  /** Of a sheet of Excel. */
  rows: 1_048_576,
  columns: 256,
  /** As many rows as a sheet of Excel has, with eleven that say something in each. */
  cells: 12_000_000,
  /** With those that say nothing, which cost a tenth: so many times as many. */
  csvCellsEach: 8,
  cellCharacters: 32_767,
  /** Of a format of numbers; Excel takes no longer one. */
  formatCharacters: 255,
} as const;

export async function readWorkbook(path: string, options: WorkbookOptions = {}): Promise<Workbook> {
  const book = await openParts(path, options);
  try {
    return await opened(book, options);
  } catch (error) {
    book.close();
    throw error;
  }
}

async function opened(
  { names, part, close }: Parts,
  { cellsMax = limits.cells }: WorkbookOptions,
): Promise<Workbook> {
  if (!names.has('xl/workbook.xml')) throw new NotRead(whatZipIs(names));
  const sheets = await sheetsOf(part);
  const shown = sheets.filter(({ isHidden }) => !isHidden);
  const [first] = shown;
  if (first === undefined || !names.has(first.path)) {
    throw new NotRead(`The workbook has no sheet that could be read: ${asCsv}.`);
  }
  return {
    sheet: first.name,
    others: sheets.filter((one) => one !== first).map(({ name }) => name),
    csv: async function* () {
      const texts = await textsOf(part);
      const looks = await looksOf(part);
      const reading = { texts, ...looks, isFrom1904: sheets.isFrom1904 };
      yield* rowsOf(part, first.path, reading, cellsMax);
    },
    close,
  };
}

function whatZipIs(names: ReadonlySet<string>): string {
  if (names.has('xl/workbook.bin')) return `This is a binary workbook (.xlsb): ${asCsv}.`;
  if (names.has('word/document.xml')) {
    return 'This is a document of Word: put its list into a spreadsheet, and save that as .xlsx.';
  }
  if (names.has('content.xml')) return `This is a workbook of LibreOffice (.ods): ${asCsv}.`;
  return 'This is a zip file and no workbook (.xlsx): unpack it and drop the files that are in it.';
}

interface Sheet {
  readonly name: string;
  readonly path: string;
  readonly isHidden: boolean;
}

async function sheetsOf(part: Part): Promise<Sheet[] & { isFrom1904: boolean }> {
  const found: { name: string; id: string; isHidden: boolean }[] = [];
  let isFrom1904 = false;
  await readAll(
    part(
      'xl/workbook.xml',
      {
        open: (name, tag) => {
          if (name === 'workbookPr') isFrom1904 = /^(1|true)$/.test(attribute(tag, 'date1904'));
          if (name !== 'sheet' || found.length >= limits.sheets) return;
          const isHidden = /hidden/i.test(attribute(tag, 'state'));
          found.push({
            name: attribute(tag, 'name'),
            id: tag.attributes['r:id'] ?? attribute(tag, 'id'),
            isHidden,
          });
        },
      },
      limits.listBytes,
    ),
  );
  const ids = new Set(found.map(({ id }) => id));
  const targets = new Map<string, string>();
  await readAll(
    part(
      'xl/_rels/workbook.xml.rels',
      {
        open: (name, tag) => {
          // A target outside is a link to another file, and no sheet of this one.
          if (name !== 'Relationship' || attribute(tag, 'TargetMode') === 'External') return;
          const id = attribute(tag, 'Id');
          if (!ids.has(id)) return;
          const target = attribute(tag, 'Target');
          targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
        },
      },
      limits.listBytes,
    ),
  );
  const sheets = found.map(({ id, ...one }) => ({ ...one, path: targets.get(id) ?? '' }));
  return Object.assign(sheets, { isFrom1904 });
}

/** The texts that cells name by their number. */
async function textsOf(part: Part): Promise<readonly string[]> {
  const texts: string[] = [];
  let characters = 0;
  let text = '';
  let isText = false;
  let phonetic = 0;
  await readAll(
    part('xl/sharedStrings.xml', {
      open: (name) => {
        if (name === 'si') text = '';
        if (name === 'rPh') phonetic += 1;
        isText = name === 't' && phonetic === 0;
      },
      text: (some) => {
        if (isText && text.length <= limits.cellCharacters) text += some;
      },
      close: (name) => {
        isText = false;
        if (name === 'rPh') phonetic -= 1;
        if (name !== 'si') return;
        texts.push(text);
        characters += text.length;
        if (characters > limits.textCharacters || texts.length > limits.texts) {
          throw new NotRead(`The workbook has more text than is read of one: ${asCsv}.`);
        }
      },
    }),
  );
  return texts;
}

/** By the number of a style: whether it shows a number as a date. */
async function looksOf(part: Part): Promise<{ readonly isDate: readonly boolean[] }> {
  const own = new Map<number, boolean>();
  const isDate: boolean[] = [];
  let isCells = false;
  await readAll(
    part(
      'xl/styles.xml',
      {
        open: (name, tag) => {
          if (name === 'numFmt')
            own.set(Number(attribute(tag, 'numFmtId')), isDateCode(attribute(tag, 'formatCode')));
          if (name === 'cellXfs') isCells = true;
          if (name !== 'xf' || !isCells || isDate.length >= 100_000) return;
          const id = Number(attribute(tag, 'numFmtId'));
          isDate.push(own.get(id) ?? isDateFormat(id));
        },
        close: (name) => {
          if (name === 'cellXfs') isCells = false;
        },
      },
      limits.listBytes,
    ),
  );
  return { isDate };
}

/** ECMA-376 18.8.30: formats 14 to 22, 27 to 36, 45 to 47 and 50 to 58 are of dates and times. */
const isDateFormat = (id: number): boolean =>
  (id >= 14 && id <= 22) ||
  (id >= 27 && id <= 36) ||
  (id >= 45 && id <= 58 && id !== 48 && id !== 49);

/** ECMA-376 18.8.31: whether a format of one's own has a day, a month or a year in it. */
const isDateCode = (code: string): boolean =>
  code.length <= limits.formatCharacters &&
  /[dmy]/i.test(code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));

const tooLong = (what: string): string =>
  `The sheet has ${what}: split it, and drop the parts one after the other.`;

async function* rowsOf(
  part: Part,
  path: string,
  reading: WorkbookCells,
  cellsMax: number,
): AsyncGenerator<Buffer> {
  let ready = '';
  let line = 1;
  let cells: string[] = [];
  let at = -1;
  let cell = { type: '', style: 0 };
  let text = '';
  let isValue = false;
  let row = 0;
  let [characters, met, told] = [0, 0, 0];
  const tooWide = (): never => {
    throw new NotRead(
      `The sheet has more than ${limits.columns} columns: take out those that are not asked for.`,
    );
  };
  const tooManyCells = (): never => {
    throw new NotRead(tooLong('more cells than are read of one'));
  };
  // As wide as the first row, which is the header.
  let width = 0;
  const hear: PartReader = {
    open: (name, tag) => {
      if (name === 'row') {
        const given = Number(attribute(tag, 'r') || row + 1);
        if (given > limits.rows)
          throw new NotRead(tooLong('more rows than a sheet of Excel holds'));
        if (!Number.isInteger(given) || given <= row) {
          throw new NotRead(`The rows of the sheet are not in their order: ${asCsv}.`);
        }
        row = given;
        cells = [];
        at = -1;
      } else if (name === 'c') {
        met += 1;
        if (met > cellsMax) tooManyCells();
        at = columnAt(attribute(tag, 'r')) ?? at + 1;
        cell = { type: attribute(tag, 't'), style: Number(attribute(tag, 's') || 0) };
        text = '';
      }
      isValue = name === 'v' || name === 't';
    },
    text: (some) => {
      if (isValue && text.length <= limits.cellCharacters) text += some;
    },
    close: (name) => {
      isValue = false;
      if (name === 'c' && text !== '') {
        // What stands further right than the header is one cell too many: it is told, and costs no more.
        if (width === 0 && at >= limits.columns) tooWide();
        const place = width === 0 ? at : Math.min(at, width);
        while (cells.length < place) cells.push('');
        cells[place] = textOfCell(cell, text, reading);
      }
      if (name !== 'row' || cells.every((one) => one === '')) return;
      // A CSV has a cell for each column, and empty rows are lines too, so that a line is a row.
      width ||= cells.length;
      told += Math.max(width, cells.length);
      if (told > cellsMax * limits.csvCellsEach) tooManyCells();
      const before = ready.length;
      ready += `${'\r\n'.repeat(row - line)}${cells.map(inCsv).join(',')}${','.repeat(Math.max(0, width - cells.length))}\r\n`;
      line = row + 1;
      characters += ready.length - before;
      if (characters > limits.csvCharacters) {
        throw new NotRead(tooLong(`more than ${limits.csvCharacters / 1_000_000} MB of text`));
      }
    },
  };
  for await (const _ of part(path, hear)) {
    if (ready === '') continue;
    yield Buffer.from(ready);
    ready = '';
  }
  if (ready !== '') yield Buffer.from(ready);
}
