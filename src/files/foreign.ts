/**
 * What a file is that was taken for a CSV and is none: by its first bytes, in words, with the remedy.
 * It is asked only where a file cannot be read, so that a guess refuses nothing.
 */

/** `bytes`: it is no text at all. */
interface Foreign {
  readonly what: 'bytes' | 'text';
  readonly says: string;
}

const asCsv = 'save it as "CSV UTF-8 (Comma delimited)"';

/** As much of a file as tells what it is. */
const startBytes = 400;

const magics: readonly (readonly [begins: string, says: string])[] = [
  [
    '\xd0\xcf\x11\xe0',
    `This is a workbook of an older Excel (.xls), or one with a password: open it and ${asCsv}, or as .xlsx without a password.`,
  ],
  ['%PDF', `This is a PDF. Ask for the list behind it, and ${asCsv}.`],
  ['\x1f\x8b', 'This is a file compressed by gzip: unpack it and drop what is in it.'],
  ['7z\xbc\xaf', 'This is a 7-Zip archive: unpack it and drop the files that are in it.'],
  ['Rar!', 'This is a RAR archive: unpack it and drop the files that are in it.'],
  ['\x89PNG', 'This is a picture (PNG): only what stands in a CSV or a flow can be read.'],
  ['\xff\xd8\xff', 'This is a picture (JPEG): only what stands in a CSV or a flow can be read.'],
  ['{\\rtf', `This is a text document (RTF): put the list into a spreadsheet and ${asCsv}.`],
];

/** Whether a file begins as a zip file does, which a workbook of Excel (.xlsx) is. */
export const looksLikeZip = (start: string): boolean =>
  start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06');

const zipSays =
  'This is a zip file and no workbook (.xlsx): unpack it and drop the files that are in it.';

/** Null where nothing is known against it. */
export function foreignIn(bytes: Uint8Array): Foreign | null {
  const start = Buffer.from(bytes.subarray(0, startBytes)).toString('latin1');
  const magic = magics.find(([begins]) => start.startsWith(begins));
  if (magic !== undefined) return { what: 'bytes', says: magic[1] };
  if (looksLikeZip(start)) return { what: 'bytes', says: zipSays };
  if (/^(\xff\xfe|\xfe\xff)|^[^\0]\0[^\0]\0|^\0[^\0]\0[^\0]/.test(start)) {
    return {
      what: 'text',
      says: `This is text in UTF-16, which Excel calls "Unicode Text": ${asCsv}.`,
    };
  }
  if (/^(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)/i.test(start)) {
    return {
      what: 'text',
      says: `This is a web page or XML, as some systems export under the name of a workbook: open it in a spreadsheet and ${asCsv}.`,
    };
  }
  if (start.includes('\0')) {
    return { what: 'bytes', says: `This is no text file. Open it with what made it and ${asCsv}.` };
  }
  return separatorIn(start);
}

/** A first line without commas, in which something else parts the names. */
function separatorIn(start: string): Foreign | null {
  const [line = ''] = start.trimStart().split(/[\r\n]/, 1);
  if (line.includes(',')) return null;
  const found = (
    [
      [';', 'semicolons'],
      ['\t', 'tabs'],
      ['|', 'vertical bars'],
    ] as const
  ).find(([mark]) => line.split(mark).length > 2);
  if (found === undefined) return null;
  const why =
    found[0] === ';' ? ', as a spreadsheet writes them where Windows counts with a comma' : '';
  return {
    what: 'text',
    says: `Its columns are parted by ${found[1]}, not by commas${why}: ${asCsv}${found[0] === ';' ? ' under English (United Kingdom) settings, or as a workbook (.xlsx)' : ''}.`,
  };
}
