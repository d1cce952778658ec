/** A CSV to be filled in: its columns as they are read, with what each means and an example. */
import type { Columns } from './columns.ts';

export interface FileTemplate {
  /** Its name without `.csv`. */
  readonly kind: string;
  /** How it is brought in. */
  readonly goes: string;
  readonly columns: readonly TemplateColumn[];
}

interface TemplateColumn {
  readonly name: string;
  readonly isNeeded: boolean;
  readonly meaning: string;
  /** What a cell may say. */
  readonly expected: string;
  readonly example: string;
  /** By which other names it is known. */
  readonly also: readonly string[];
}

export type ColumnsTold<Name extends string = string> = Readonly<
  Record<Name, readonly [meaning: string, example: string]>
>;

/** The columns in their order. */
export const fileTemplate = (
  { kind, goes }: Pick<FileTemplate, 'kind' | 'goes'>,
  columns: Columns,
  told: ColumnsTold,
): FileTemplate => ({
  kind,
  goes,
  columns: Object.entries(columns).map(([name, { need, content, also }]) => {
    const [meaning = '', example = ''] = told[name] ?? [];
    return {
      name,
      isNeeded: need === 'filled',
      meaning,
      expected: content.expected,
      example,
      also,
    };
  }),
});
