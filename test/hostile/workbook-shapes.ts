/**
 * Workbooks (.xlsx) of which no spreadsheet wrote any: as zip files, as XML, and as sheets. Each lies
 * in inbox/, where it is read; some lie where no workbook is read at all.
 */
import { join } from 'node:path';
import { badMpanOf, mpanOf } from '../support/flow-files.ts';
import { inPieces, joined, repeated } from './parts.ts';
import type { Shape } from './shape.ts';
import { writeZip, type ZipEnd, type ZipEntry } from '../support/zip-file.ts';

type Text = string | Iterable<string>;

/** What a shape puts into a workbook, in place of what is there. */
interface Book {
  /** The rows of the sheet, or all of it where it begins with <. */
  readonly rows?: Text;
  readonly sheet?: Text;
  readonly strings?: Text;
  readonly styles?: Text;
  readonly workbook?: Text;
  readonly relations?: Text;
  /** What is said of the sheet in the headers. */
  readonly lies?: Partial<ZipEntry>;
  readonly before?: Iterable<ZipEntry>;
  readonly after?: Iterable<ZipEntry>;
  readonly end?: ZipEnd;
}

const part = (name: string, text: Text, lies: Partial<ZipEntry> = {}): ZipEntry => ({
  name,
  parts: inPieces(joined(text)),
  ...lies,
});

const sheetPath = 'xl/worksheets/sheet1.xml';
const relation = (id: string, target: string): string =>
  `<Relationship Id="${id}" Target="${target}"/>`;

function* entriesOf(book: Book): Generator<ZipEntry> {
  yield* book.before ?? [];
  yield part(
    'xl/workbook.xml',
    book.workbook ?? '<workbook><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
  );
  yield part(
    'xl/_rels/workbook.xml.rels',
    book.relations ?? `<Relationships>${relation('rId1', 'worksheets/sheet1.xml')}</Relationships>`,
  );
  if (book.strings !== undefined) yield part('xl/sharedStrings.xml', book.strings);
  if (book.styles !== undefined) yield part('xl/styles.xml', book.styles);
  const rows = joined('<worksheet><sheetData>', book.rows ?? '', '</sheetData></worksheet>');
  yield part(sheetPath, book.sheet ?? rows, book.lies);
  yield* book.after ?? [];
}

const xlsx = (
  name: string,
  [n, big]: readonly [number, number],
  make: (n: number) => Book,
  { folder = 'inbox', isTold = false, file = `${name}.xlsx` } = {},
): Shape => ({
  name: `xlsx-${name}`,
  n,
  big,
  drop: (workspace, count) => {
    const book = make(count);
    writeZip(join(workspace, folder, file), entriesOf(book), book.end);
  },
  doubles: true,
  ...(isTold ? { isTold } : {}),
});

const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (...cells: readonly string[]): string => `<row>${cells.join('')}</row>`;
const heads = ['mpan', 'notifiedOn', 'source', 'reference'];
const header = row(...heads.map(text));
const said = (mpan: string, index: number): string =>
  row(text(mpan), text('2026-08-03'), text('installer'), text(`R${index}`));
const good = (index: number): string => said(mpanOf(index), index);
const strings = (items: Text): Text => joined('<sst>', items, '</sst>');

/** A part again and again, under a header that is ours. */
const rows = (
  name: string,
  sizes: readonly [number, number],
  one: string | ((index: number) => string),
  book: Book = {},
): Shape =>
  xlsx(name, sizes, (n) => ({ rows: joined(header, repeated(one, n), good(1)), ...book }));

/** As much of one part as is asked for, in a part of the workbook that is read before its rows. */
const bomb = (
  name: string,
  sizes: readonly [number, number],
  where: 'strings' | 'styles' | 'workbook' | 'relations' | 'sheet',
  one: string | ((index: number) => string),
  [start, end]: readonly [string, string] = ['', ''],
): Shape =>
  xlsx(name, sizes, (n) => ({
    rows: joined(header, good(1)),
    [where]: joined(start, repeated(one, n), end),
  }));

const sheetOf = ['<worksheet><sheetData>', '</sheetData></worksheet>'] as const;
const space = ' '.repeat(1_000);
const word = 'x'.repeat(32_000);
/** Not packed, because each packing takes memory that is given back late. */
const filler = (name: string): ZipEntry => part(name, 'x', { method: 0 });

export const workbookShapes: readonly Shape[] = [
  // As zip files.
  bomb('bomb-sheet', [20_000, 4_000_000], 'sheet', space, sheetOf),
  bomb('bomb-texts', [20_000, 4_000_000], 'strings', space, ['<sst>', '</sst>']),
  bomb('bomb-styles', [20_000, 4_000_000], 'styles', space, ['<styleSheet>', '</styleSheet>']),
  bomb('bomb-list', [20_000, 4_000_000], 'workbook', space, ['<workbook>', '</workbook>']),
  bomb('bomb-relations', [20_000, 4_000_000], 'relations', space, ['<a>', '</a>']),
  xlsx('bomb-unread', [20_000, 4_000_000], (n) => ({
    rows: joined(header, good(1)),
    after: [part('xl/media/image1.png', repeated(space, n))],
  })),
  xlsx('entries', [1_500, 100_000], (n) => ({
    rows: joined(header, good(1)),
    after: Array.from({ length: n }, (_, index) => filler(`xl/media/${index}`)),
  })),
  xlsx('entries-same', [1_500, 100_000], (n) => ({
    rows: joined(header, good(1)),
    after: Array.from({ length: n }, () => filler(sheetPath)),
  })),
  xlsx('entries-again', [1_500, 60_000], (n) => ({
    rows: joined(header, good(1)),
    after: Array.from({ length: n }, (_, at) => ({ ...filler(`xl/${at}`), isAgain: true })),
  })),
  xlsx('entries-said', [1_000, 2_000], (n) => ({
    rows: joined(header, good(1)),
    end: { count64: BigInt(n) * 1_000_000_000_000n },
  })),
  xlsx('entries-missing', [1_000, 1_900], (n) => ({
    rows: joined(header, good(1)),
    end: { count64: BigInt(n) },
  })),
  xlsx('zip64', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    end: { count64: 3n },
  })),
  xlsx('nested', [5_000, 400_000], (n) => ({
    rows: joined(header, good(1)),
    after: [part('a.zip', repeated('PK\x03\x04', n)), part('a.xlsx', repeated('PK\x05\x06', n))],
  })),
  xlsx('paths', [100, 1_900], (n) => ({
    before: Array.from({ length: n }, (_, at) => filler(`${'../'.repeat(20)}etc/cron.d/${at}`)),
  })),
  xlsx('path-long', [15_000, 65_000], (n) => ({ before: [filler('x'.repeat(n))] })),
  xlsx('encrypted', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { flags: 0x801 },
  })),
  xlsx('encrypted-strong', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { flags: 0x841 },
  })),
  xlsx('method', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { method: 14 },
  })),
  xlsx('size-less', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { size: 100 },
  })),
  xlsx('size-more', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { size: 4_000_000_000 },
  })),
  xlsx('packed-less', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { packed: 100 },
  })),
  xlsx('packed-more', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { packed: 4_000_000_000 },
  })),
  xlsx('digest-other', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    lies: { crc: 1 },
  })),
  xlsx('overlapping', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    after: [{ ...filler('xl/sharedStrings.xml'), isAgain: true }],
  })),
  xlsx('cut', [1_000, 1_900], (n) => ({
    after: Array.from({ length: n }, (_, at) => filler(`xl/${at}`)),
    end: { isCut: true },
  })),
  xlsx('end-missing', [5_000, 20_000], (n) => ({
    rows: joined(header, repeated(good, n)),
    end: { after: 'x'.repeat(70_000) },
  })),
  xlsx('before', [200_000, 100_000_000], (n) => ({
    rows: joined(header, good(1)),
    end: { before: `PK\x03\x04${'x'.repeat(n)}` },
  })),

  // As XML.
  bomb('laughs', [20_000, 500_000], 'sheet', (n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`, [
    '<!DOCTYPE a [<!ENTITY e0 "ha">',
    ']><worksheet>&e29;</worksheet>',
  ]),
  bomb('laughs-texts', [20_000, 500_000], 'strings', (n) => `<!ENTITY e${n} "&e${n - 1};">`, [
    '<!DOCTYPE a [<!ENTITY e0 SYSTEM "file:///etc/passwd">',
    ']><sst>&e29;</sst>',
  ]),
  bomb('entities', [100_000, 50_000_000], 'sheet', '&amp;', [
    '<worksheet><sheetData><row><c t="str"><v>',
    '</v></c></row></sheetData></worksheet>',
  ]),
  bomb('entities-unknown', [100_000, 50_000_000], 'sheet', '&none;', ['<worksheet>', '']),
  bomb('entity-long', [100_000, 50_000_000], 'sheet', 'x', ['<worksheet>&', '']),
  bomb('deep', [200_000, 150_000_000], 'sheet', '<a>', ['<worksheet>', '']),
  bomb('deep-texts', [200_000, 100_000_000], 'strings', '<si>', ['<sst>', '']),
  bomb('deep-list', [200_000, 100_000_000], 'workbook', '<sheet>', ['<workbook>', '']),
  bomb('unclosed', [100_000, 30_000_000], 'sheet', '<row><c><v>1', ['<worksheet>', '']),
  bomb('closed-often', [100_000, 50_000_000], 'sheet', '</a>', ['<worksheet>', '']),
  bomb('attribute', [1_000_000, 500_000_000], 'sheet', 'x', ['<worksheet a="', '"/>']),
  bomb('attributes', [100_000, 30_000_000], 'sheet', (n) => ` a${n}="1"`, [
    '<worksheet><sheetData><row',
    '/></sheetData></worksheet>',
  ]),
  bomb('attributes-cell', [100_000, 30_000_000], 'sheet', (n) => ` a${n}="1"`, [
    '<worksheet><sheetData><row><c',
    '/></row></sheetData></worksheet>',
  ]),
  bomb('attributes-same', [100_000, 30_000_000], 'sheet', ' a="1"', ['<worksheet', '/>']),
  bomb(
    'attributes-each',
    [20_000, 1_000_000],
    'sheet',
    `<row${' a="1" b=""'.repeat(20)}/>`,
    sheetOf,
  ),
  bomb('tag-long', [1_000_000, 500_000_000], 'sheet', 'x', ['<worksheet><', '/></worksheet>']),
  bomb('text', [1_000_000, 500_000_000], 'sheet', 'x', [
    '<worksheet><sheetData><row><c t="inlineStr"><is><t>mpan',
    '</t></is></c></row></sheetData></worksheet>',
  ]),
  bomb('text-shared', [1_000_000, 500_000_000], 'strings', 'x', [
    '<sst><si><t>',
    '</t></si></sst>',
  ]),
  bomb('text-parts', [100_000, 40_000_000], 'strings', '<t>x</t>', ['<sst><si>', '</si></sst>']),
  bomb('cdata', [1_000_000, 500_000_000], 'sheet', 'x', [
    '<worksheet><![CDATA[',
    ']]></worksheet>',
  ]),
  bomb('cdata-open', [1_000_000, 500_000_000], 'sheet', ']', ['<worksheet><![CDATA[', '']),
  bomb('comment', [1_000_000, 500_000_000], 'sheet', '-', ['<worksheet><!--', '--></worksheet>']),
  bomb('comments', [100_000, 50_000_000], 'sheet', '<!---->', ['<worksheet>', '</worksheet>']),
  bomb('instruction', [1_000_000, 500_000_000], 'sheet', '?', ['<?xml ', '?><worksheet/>']),
  bomb('nul', [1_000_000, 500_000_000], 'sheet', '\0', ['<worksheet>', '</worksheet>']),
  bomb('nul-cells', [20_000, 300_000], 'sheet', row(text('\0'), text('\0')), sheetOf),
  bomb('no-xml', [1_000_000, 500_000_000], 'sheet', 'x'),
  bomb('empty-list', [1_000_000, 500_000_000], 'workbook', '\n'),
  xlsx('utf16', [500_000, 40_000_000], (n) => ({
    lies: { parts: [Buffer.from('\ufeff<worksheet>', 'utf16le'), Buffer.alloc(n, 'm\0')] },
  })),
  xlsx('latin1', [500_000, 40_000_000], (n) => ({
    lies: {
      parts: [
        Buffer.from(`<worksheet><sheetData>${header}<row><c t="str"><v>`),
        Buffer.alloc(n, 0xe9),
        Buffer.from(`</v></c></row></sheetData></worksheet>`),
      ],
    },
  })),

  // As sheets.
  rows('rows-good', [10_000, 50_000], good),
  rows('rows-refused', [50_000, 1_048_000], said(badMpanOf(1), 1)),
  rows('rows-same', [30_000, 500_000], good(1)),
  rows('rows-empty', [200_000, 1_048_000], '<row/>'),
  rows('rows-blank', [100_000, 1_048_000], '<row><c/><c s="1"/><c t="s"/></row>'),
  rows('rows-too-many', [600_000, 20_000_000], '<row/>'),
  rows('rows-out-of-order', [100_000, 10_000_000], (n) => `<row r="${n % 9}"/>`),
  rows('rows-unlike', [100_000, 10_000_000], '<row r="-1e9"/>'),
  xlsx('rows-sparse', [300_000, 1_048_576], (n) => ({
    rows: joined(header, `<row r="${n}"><c t="str"><v>x</v></c></row>`),
  })),
  rows('rows-in-rows', [100_000, 10_000_000], '<row><row/></row>'),
  rows('cells-far', [20_000, 500_000], '<row><c r="XFD1048576" t="str"><v>x</v></c></row>'),
  rows('cells-nowhere', [50_000, 1_000_000], '<row><c r="ÿ7"/><c r="AAAAAAAA1"/></row>'),
  rows('cells-again', [100_000, 10_000_000], '<c r="A1"><v>1</v></c>'),
  rows('cells-in-cells', [100_000, 5_000_000], '<row><c><c><v>1</v></c></c></row>'),
  xlsx('columns', [200_000, 16_000_000], (n) => ({
    rows: joined('<row>', repeated(text('mpan'), n), '</row>'),
  })),
  rows('columns-rows', [200, 20_000], `<row>${'<c><v>1</v></c>'.repeat(2_000)}</row>`),
  xlsx('columns-header', [50_000, 1_048_000], (n) => ({
    rows: joined(
      row(...Array<string>(256).fill(text('x'))),
      repeated('<row><c><v>1</v></c></row>', n),
    ),
  })),
  xlsx('texts', [200_000, 2_100_000], (n) => ({
    strings: strings(repeated((index) => `<si><t>R${index}</t></si>`, n)),
    rows: joined(header, good(1)),
  })),
  xlsx('texts-empty', [200_000, 20_000_000], (n) => ({
    strings: strings(repeated('<si/>', n)),
    rows: joined(header, good(1)),
  })),
  xlsx('texts-long', [500, 20_000], (n) => ({
    strings: strings(repeated(`<si><t>${word}</t></si>`, n)),
    rows: joined(header, good(1)),
  })),
  xlsx('text-again', [2_000, 20_000_000], (n) => ({
    strings: strings(`<si><t>${word}</t></si>`),
    rows: joined(header, repeated('<row><c t="s"><v>0</v></c></row>', n)),
  })),
  xlsx('text-again-row', [2_000, 20_000_000], (n) => ({
    strings: strings(`<si><t>${word}</t></si>`),
    rows: joined(header, '<row>', repeated('<c t="s"><v>0</v></c>', n), '</row>'),
  })),
  rows('texts-missing', [50_000, 1_048_000], '<row><c t="s"><v>99999999999</v></c></row>'),
  rows('numbers', [30_000, 500_000], (n) => `<row><c><v>${'9'.repeat(n % 400)}E${n}</v></c></row>`),
  rows('numbers-odd', [50_000, 1_048_000], '<row><c><v>-0x1p-9</v></c><c><v>NaN</v></c></row>'),
  rows('dates', [20_000, 1_048_000], (n) => `<row><c s="1"><v>${n * 977}.${n}</v></c></row>`, {
    styles: '<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
  }),
  rows('dates-1904', [20_000, 1_048_000], (n) => `<row><c s="1"><v>${n}</v></c></row>`, {
    styles: '<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
    workbook:
      '<workbook><workbookPr date1904="1"/><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
  }),
  rows('dates-as-text', [20_000, 500_000], row(text(mpanOf(1)), text('3rd of May'))),
  rows('formulas', [30_000, 500_000], '<row><c><f>HYPERLINK("http://x.invalid",A1)</f></c></row>'),
  rows('formulas-open', [30_000, 500_000], '<row><c t="str"><f>A1</f><v>=1+1</v></c></row>'),
  bomb('styles', [100_000, 10_000_000], 'styles', (n) => `<xf numFmtId="${n}"/>`, [
    '<styleSheet><cellXfs>',
    '</cellXfs></styleSheet>',
  ]),
  bomb(
    'styles-own',
    [50_000, 8_000_000],
    'styles',
    (n) => `<numFmt numFmtId="${n}" formatCode="d"/>`,
    ['<styleSheet><numFmts>', '</numFmts></styleSheet>'],
  ),
  bomb('styles-long', [200, 9_000], 'styles', `<numFmt formatCode="${'['.repeat(60_000)}"/>`, [
    '<styleSheet><numFmts>',
    `</numFmts><cellXfs>${'<xf numFmtId="0"/>'.repeat(50_000)}</cellXfs></styleSheet>`,
  ]),
  bomb('sheets', [50_000, 5_000_000], 'workbook', (n) => `<sheet name="S${n}" r:id="rId${n}"/>`, [
    '<workbook><sheets>',
    '</sheets></workbook>',
  ]),
  bomb('sheets-hidden', [50_000, 5_000_000], 'workbook', '<sheet name="S" state="veryHidden"/>', [
    '<workbook><sheets>',
    '</sheets></workbook>',
  ]),
  bomb('relations', [50_000, 5_000_000], 'relations', (n) => relation(`rId${n}`, `x${n}`), [
    '<Relationships>',
    '</Relationships>',
  ]),
  bomb(
    'relations-same',
    [50_000, 5_000_000],
    'relations',
    relation('rId1', '../../../etc/passwd'),
    ['<Relationships>', '</Relationships>'],
  ),
  xlsx('sheet-is-list', [50_000, 1_000_000], (n) => ({
    workbook: joined(
      '<workbook><sheets><sheet name="A" r:id="rId1"/></sheets><sheetData>',
      repeated(good(1), n),
      '</sheetData></workbook>',
    ),
    relations: `<Relationships>${relation('rId1', '/xl/workbook.xml')}</Relationships>`,
  })),
  xlsx('sheets-more', [20_000, 500_000], (n) => ({
    workbook:
      '<workbook><sheets><sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId2"/></sheets></workbook>',
    rows: joined(header, good(1)),
    after: [part('xl/worksheets/sheet2.xml', joined(...sheetOf, repeated(good, n)))],
  })),
  bomb('merged', [100_000, 8_000_000], 'sheet', '<mergeCell ref="A1:XFD1048576"/>', [
    `<worksheet><sheetData>${header}${good(1)}</sheetData><mergeCells>`,
    '</mergeCells></worksheet>',
  ]),

  // Where no workbook is read, or where it is not dropped.
  ...(['sent', 'reference', 'calendar'] as const).map((folder) =>
    xlsx(
      `in-${folder}`,
      [20_000, 4_000_000],
      (n) => ({ sheet: joined(sheetOf[0], repeated(space, n), sheetOf[1]) }),
      { folder, isTold: true, file: folder === 'calendar' ? 'book.json' : 'book.csv' },
    ),
  ),
  {
    name: 'xlsx-many',
    n: 300,
    big: 2_000,
    drop: (workspace, count) => {
      for (let index = 0; index < count; index += 1) {
        const book = entriesOf({ rows: joined(header, good(index)) });
        writeZip(join(workspace, 'inbox', `many${index}.xlsx`), book);
      }
    },
    doubles: true,
  },
];
