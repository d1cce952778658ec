/**
 * A table as a file of Apache Parquet, written some rows at a time, so that memory does not grow with
 * it; it appears whole or not at all. The group of its folder may read it.
 */
import type { ParquetWriter } from 'hyparquet-writer';
import { growingFile } from './growing-file.ts';

type SchemaElement = ParquetWriter['schema'][number];

/** What a column holds. Any value may be null. */
type Kind = 'text' | 'number' | 'flag' | 'date' | 'time';
export type ParquetColumns = Readonly<Record<string, Kind>>;
export type ParquetRow = Readonly<Record<string, string | number | boolean | null>>;

interface ParquetFile {
  readonly path: string;
  readonly columns: ParquetColumns;
  /** Rows in groups, each held in memory as a whole. */
  readonly groups: AsyncIterable<readonly ParquetRow[]>;
  /** What is told of the file in its footer. */
  readonly about: Readonly<Record<string, string>>;
  /** The program that made it, with its version. */
  readonly by: string;
}

const kinds: Readonly<Record<Kind, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  // Sizes of files are beyond 32 bits.
  number: { type: 'INT64' },
  flag: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

/** Writes the file and answers how many rows it has. */
export async function writeParquet({
  path,
  columns,
  groups,
  about,
  by,
}: ParquetFile): Promise<number> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const names = Object.entries(columns);
  const bytes = new ByteWriter();
  const file = growingFile(path, 0o640);
  const put = (): void => {
    file.write(new Uint8Array(bytes.buffer, 0, bytes.index));
    bytes.index = 0;
  };
  try {
    const parquet = new ParquetWriter({
      writer: bytes,
      schema: [
        { name: 'root', num_children: names.length },
        ...names.map(([name, kind]): SchemaElement => {
          return { name, repetition_type: 'OPTIONAL', ...kinds[kind] };
        }),
      ],
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: by,
    });
    let count = 0;
    for await (const rows of groups) {
      if (rows.length === 0) continue;
      const columnData = names.map(([name, kind]) => {
        return { name, data: rows.map((row) => valueOf(kind, row[name] ?? null)) };
      });
      await parquet.write({ columnData, rowGroupSize: rows.length });
      put();
      count += rows.length;
    }
    await parquet.finish();
    put();
    file.finish();
    return count;
  } catch (error) {
    file.discard();
    throw error;
  }
}

function valueOf(kind: Kind, value: ParquetRow[string]): unknown {
  if (value === null || kind === 'text' || kind === 'flag') return value;
  return kind === 'number' ? BigInt(value) : new Date(String(value));
}
