/** A list of MPANs, File Identifiers or file names: one a line, or the first column of a CSV. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { SearchFilter } from '../store/index.ts';
import { usage } from './failure.ts';

/** The entries one by one, so that a list of any length takes no more memory than its longest line. */
export async function* entriesOf(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let isFirst = true;
  try {
    for await (const line of lines) {
      const [cell = ''] = line.replace(/^\uFEFF/, '').split(/[,;\t]/);
      const entry = cell.replaceAll('"', '').trim();
      // A heading has no digits, and what is looked for has some.
      const isHeading = isFirst && !/\d/.test(entry);
      isFirst = false;
      if (entry !== '' && !isHeading) yield entry;
    }
  } catch (error) {
    throw usage(
      `--list ${path} cannot be read: ${error instanceof Error ? error.message : ''}`,
      'name a text file with one MPAN, File Identifier or file name a line',
    );
  }
}

/** Thirteen digits are an MPAN; a File Identifier has at most ten characters. */
export function filterOf(entry: string): Pick<SearchFilter, 'mpan' | 'file'> {
  const digits = entry.replaceAll(' ', '');
  return /^\d{13}$/.test(digits) ? { mpan: digits } : { file: entry };
}
