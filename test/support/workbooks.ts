/** Workbooks and zip files as bytes, for whoever drops them. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { workbookOf } from '../../src/files/index.ts';

type Cell = string | number | boolean | null;

/** A workbook as Pawl writes one. */
export async function workbook(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  name = 'Sheet1',
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const sheet = {
    name,
    columns,
    zone: 'Europe/London',
    rows: (async function* () {
      yield rows;
    })(),
  };
  for await (const piece of await workbookOf(sheet)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A zip file of these texts by their paths. */
export async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path);
  zip.end();
  return buffer(zip.outputStream);
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A workbook whose sheets are given as XML, as Excel writes them. */
export const workbookOfXml = (
  sheets: readonly { readonly name: string; readonly state?: string; readonly rows: string }[],
  more: { readonly strings?: string; readonly styles?: string; readonly workbook?: string } = {},
): Promise<Buffer> =>
  zipOf({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml':
      more.workbook ??
      `<workbook xmlns="${main}" xmlns:r="r"><sheets>${sheets
        .map(
          ({ name, state = 'visible' }, at) =>
            `<sheet name="${name}" sheetId="${at + 1}" state="${state}" r:id="rId${at + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, at) => `<Relationship Id="rId${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`)
      .join('')}</Relationships>`,
    ...(more.strings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst>${more.strings}</sst>` }),
    ...(more.styles === undefined
      ? {}
      : { 'xl/styles.xml': `<styleSheet>${more.styles}</styleSheet>` }),
    ...Object.fromEntries(
      sheets.map(({ rows }, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
  });
