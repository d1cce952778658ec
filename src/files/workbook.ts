/**
 * A workbook of Excel (.xlsx) read as a CSV: the first sheet that is not hidden, a line for each of
 * its rows, so that line 7 is row 7. Only what cells say is read; formulas, links to other files and
 * everything else in it are passed over. Ours: what unpacks to more than the limits is not read, and
 * memory does not grow with the number of rows.
 */
import { StringDecoder } from 'node:string_decoder';
import sax, { type SAXParser, type Tag } from 'sax';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { asCsv, type Workbook, WorkbookNotRead as NotRead } from './workbook-problem.ts';

/** Ours: Excel has 1,048,576 rows; a sheet of that many with ten columns unpacks to 400 MB or so. */
const limits = {
  entries: 2_000,
  /** Of all that is read of it. */
  unpackedBytes: 600_000_000,
  /** What every cell of the sheet may name; it is kept in memory. */
  texts: 2_000_000,
  textCharacters: 64_000_000,
  rows: 1_048_576,
  columns: 256,
  cellCharacters: 32_767,
} as const;

export async function readWorkbook(path: string): Promise<Workbook> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  try {
    return await opened(zip);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function opened(zip: ZipFile): Promise<Workbook> {
  if (zip.entryCount > limits.entries) {
    throw new NotRead(
      `It is a zip file with ${zip.entryCount} files in it, and no workbook has so many: unpack it and drop what is meant.`,
    );
  }
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  const part = parts(zip, entries);
  const main = entries.has('xl/workbook.xml');
  if (!main) throw new NotRead(whatZipIs(entries));
  const sheets = await sheetsOf(part);
  const shown = sheets.filter(({ isHidden }) => !isHidden);
  const [first] = shown;
  if (first === undefined || !entries.has(first.path)) {
    throw new NotRead(`The workbook has no sheet that could be read: ${asCsv}.`);
  }
  return {
    sheet: first.name,
    others: sheets.filter((one) => one !== first).map(({ name }) => name),
    csv: async function* () {
      const texts = await textsOf(part);
      const looks = await looksOf(part);
      yield* rowsOf(part, first.path, { texts, ...looks, isFrom1904: sheets.isFrom1904 });
    },
    close: () => zip.close(),
  };
}

function whatZipIs(entries: ReadonlyMap<string, Entry>): string {
  if (entries.has('xl/workbook.bin')) return `This is a binary workbook (.xlsb): ${asCsv}.`;
  if (entries.has('word/document.xml')) {
    return 'This is a document of Word: put its list into a spreadsheet, and save that as .xlsx.';
  }
  if (entries.has('content.xml')) return `This is a workbook of LibreOffice (.ods): ${asCsv}.`;
  return 'This is a zip file and no workbook (.xlsx): unpack it and drop the files that are in it.';
}

/** Hears what an XML part says, tag by tag. */
interface Hearer {
  readonly open?: (name: string, tag: Tag) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

type Part = (name: string, hear: Hearer) => AsyncGenerator<void>;

/** Reads parts of the file, each piece by piece, all of them within the limit. */
function parts(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Part {
  let unpacked = 0;
  return async function* (name, hear) {
    const entry = entries.get(name);
    if (entry === undefined) return;
    if (entry.isEncrypted()) throw new NotRead(`The workbook has a password: ${asCsv}.`);
    const xml = sax.parser(true, {});
    hears(xml, hear);
    const decoder = new StringDecoder('utf8');
    const stream = await zip.openReadStreamPromise(entry);
    try {
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        unpacked += bytes.length;
        if (unpacked > limits.unpackedBytes) {
          throw new NotRead(
            `The workbook unpacks to more than ${limits.unpackedBytes / 1_000_000} MB: ${asCsv}, or split it.`,
          );
        }
        for (let at = 0; at < bytes.length; at += pieceBytes) {
          xml.write(decoder.write(bytes.subarray(at, at + pieceBytes)));
          yield;
        }
      }
      xml.write(decoder.end()).close();
    } finally {
      stream.destroy();
    }
  };
}

const pieceBytes = 1 << 16;

function hears(xml: SAXParser, { open, close, text }: Hearer): void {
  const refuse =
    (why: string): (() => never) =>
    () => {
      throw new NotRead(`The workbook ${why}: ${asCsv}.`);
    };
  // Entities of one's own can stand in for anything, however large; no spreadsheet writes any.
  const declared = refuse('has declarations that no spreadsheet writes');
  Object.assign(xml, {
    onerror: refuse('is damaged, or was not written by a spreadsheet'),
    ondoctype: declared,
    onsgmldeclaration: declared,
    onopentag: (tag: Tag) => open?.(local(tag.name), tag),
    onclosetag: (name: string) => close?.(local(name)),
    ...(text === undefined ? {} : { ontext: text, oncdata: text }),
  });
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const attribute = ({ attributes }: Tag, name: string): string => {
  const found = Object.entries(attributes).find(([key]) => key === name || local(key) === name);
  return found?.[1] ?? '';
};

async function readAll(pieces: AsyncGenerator<void>): Promise<void> {
  for await (const _ of pieces);
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
    part('xl/workbook.xml', {
      open: (name, tag) => {
        if (name === 'workbookPr') isFrom1904 = /^(1|true)$/.test(attribute(tag, 'date1904'));
        if (name !== 'sheet' || found.length >= limits.entries) return;
        const isHidden = /hidden/i.test(attribute(tag, 'state'));
        found.push({
          name: attribute(tag, 'name'),
          id: tag.attributes['r:id'] ?? attribute(tag, 'id'),
          isHidden,
        });
      },
    }),
  );
  const targets = new Map<string, string>();
  await readAll(
    part('xl/_rels/workbook.xml.rels', {
      open: (name, tag) => {
        // A target outside is a link to another file, and no sheet of this one.
        if (name !== 'Relationship' || attribute(tag, 'TargetMode') === 'External') return;
        const target = attribute(tag, 'Target');
        targets.set(
          attribute(tag, 'Id'),
          target.startsWith('/') ? target.slice(1) : `xl/${target}`,
        );
      },
    }),
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
  const own = new Map<number, string>();
  const isDate: boolean[] = [];
  let isCells = false;
  await readAll(
    part('xl/styles.xml', {
      open: (name, tag) => {
        if (name === 'numFmt')
          own.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode'));
        if (name === 'cellXfs') isCells = true;
        if (name !== 'xf' || !isCells || isDate.length >= 100_000) return;
        const id = Number(attribute(tag, 'numFmtId'));
        isDate.push(isDateFormat(id, own.get(id)));
      },
      close: (name) => {
        if (name === 'cellXfs') isCells = false;
      },
    }),
  );
  return { isDate };
}

/** ECMA-376 18.8.30: formats 14 to 22, 27 to 36, 45 to 47 and 50 to 58 are of dates and times. */
const isDateFormat = (id: number, code: string | undefined): boolean =>
  code === undefined
    ? (id >= 14 && id <= 22) ||
      (id >= 27 && id <= 36) ||
      (id >= 45 && id <= 58 && id !== 48 && id !== 49)
    : /[dmy]/i.test(code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));

interface Reading {
  readonly texts: readonly string[];
  readonly isDate: readonly boolean[];
  readonly isFrom1904: boolean;
}

async function* rowsOf(part: Part, path: string, reading: Reading): AsyncGenerator<Buffer> {
  let ready = '';
  let line = 1;
  let cells: string[] = [];
  let at = -1;
  let cell = { type: '', style: 0 };
  let text = '';
  let isValue = false;
  let row = 0;
  // As wide as the first row, which is the header.
  let width = 0;
  const hear: Hearer = {
    open: (name, tag) => {
      if (name === 'row') {
        const given = Number(attribute(tag, 'r') || row + 1);
        if (!Number.isInteger(given) || given <= row || given > limits.rows) {
          throw new NotRead(`The rows of the sheet are not in their order: ${asCsv}.`);
        }
        row = given;
        cells = [];
        at = -1;
      } else if (name === 'c') {
        at = placeOf(attribute(tag, 'r')) ?? at + 1;
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
      if (name === 'c' && text !== '' && at < limits.columns) {
        while (cells.length < at) cells.push('');
        cells[at] = valueOf(cell, text, reading);
      }
      if (name !== 'row' || cells.every((one) => one === '')) return;
      // A CSV has a cell for each column, and empty rows are lines too, so that a line is a row.
      width ||= cells.length;
      while (cells.length < width) cells.push('');
      ready += `${'\r\n'.repeat(row - line)}${cells.map(quoted).join(',')}\r\n`;
      line = row + 1;
    },
  };
  for await (const _ of part(path, hear)) {
    if (ready === '') continue;
    yield Buffer.from(ready);
    ready = '';
  }
  if (ready !== '') yield Buffer.from(ready);
}

/** In one line, because a line of the CSV is a row of the sheet. */
function quoted(value: string): string {
  const text = value.replaceAll(/[\r\n]+/g, ' ').trim();
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The number of the column in a place such as AB7, from 0. */
function placeOf(place: string): number | null {
  const [, letters] = /^([A-Z]{1,3})\d+$/.exec(place) ?? [];
  if (letters === undefined) return null;
  return letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function valueOf(
  cell: { readonly type: string; readonly style: number },
  text: string,
  reading: Reading,
): string {
  switch (cell.type) {
    case 's':
      return reading.texts[Number(text)] ?? '';
    case 'b':
      return text === '1' ? 'true' : 'false';
    case 'inlineStr':
    case 'str':
    case 'e':
      return text;
    case 'd':
      return text.replace(/T00:00:00(\.0+)?$/, '');
    default:
      return numberOf(text, reading.isDate[cell.style] === true, reading.isFrom1904);
  }
}

const daySeconds = 86_400;

/** A number as it was meant: a whole one with all its digits, a date as yyyy-mm-dd. */
function numberOf(text: string, isDate: boolean, isFrom1904: boolean): string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  if (!isDate) return Number.isSafeInteger(number) ? String(number) : text;
  const days = number + (isFrom1904 ? 1_462 : 0);
  if (days < 61 || days > 2_958_465) return text;
  // Day 0 is the last but one of 1899, because a leap year is counted that was none.
  const at = Temporal.PlainDateTime.from('1899-12-30').add({
    days: Math.floor(days),
    seconds: Math.round((days % 1) * daySeconds),
  });
  const day = at.toPlainDate().toString();
  return at.hour === 0 && at.minute === 0 && at.second === 0
    ? day
    : `${day} ${at.toPlainTime().toString({ smallestUnit: 'second' })}`;
}
