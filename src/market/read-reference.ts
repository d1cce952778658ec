/** A file of reference data, whichever kind it is: its first row tells. */
import { correctionsReader, isCorrections } from './corrections.ts';
import {
  type CsvCells,
  isdReader,
  type ReferenceFile,
  type ReferenceRead,
  type RowReader,
} from './isd.ts';

export async function readReference(
  records: AsyncIterable<CsvCells> | Iterable<CsvCells>,
  options: ReferenceFile,
): Promise<ReferenceRead> {
  let reader: RowReader | null = null;
  for await (const record of records) {
    if (record.cells?.every((cell) => cell.trim() === '') === true) continue;
    reader ??= isCorrections(record) ? correctionsReader(options) : isdReader(options);
    if (!reader.take(record)) break;
  }
  return (reader ?? isdReader(options)).end();
}
