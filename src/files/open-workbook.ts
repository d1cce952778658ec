/** The way to workbooks: few files are one, so that what reads them is loaded when the first comes. */
import type { WorkbookOptions } from './workbook-parts.ts';
import type { Workbook } from './workbook-problem.ts';

/** Opens a workbook, of which no more than the list of its sheets is read at first. Throws as above. */
export async function openWorkbook(path: string, how: WorkbookOptions = {}): Promise<Workbook> {
  const { readWorkbook } = await import('./workbook.ts');
  return readWorkbook(path, how);
}
