/** What a cell of a workbook says, as a cell of a CSV. */
export interface WorkbookCells {
  readonly texts: readonly string[];
  readonly isDate: readonly boolean[];
  readonly isFrom1904: boolean;
}

/** In one line, because a line of the CSV is a row of the sheet. */
export function inCsv(value: string): string {
  const text = value.replaceAll(/[\r\n]+/g, ' ').trim();
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The number of the column in a place such as AB7, from 0. */
export function columnAt(place: string): number | null {
  const [, letters] = /^([A-Z]{1,3})\d+$/.exec(place) ?? [];
  if (letters === undefined) return null;
  return letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

export function textOfCell(
  cell: { readonly type: string; readonly style: number },
  text: string,
  reading: WorkbookCells,
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
