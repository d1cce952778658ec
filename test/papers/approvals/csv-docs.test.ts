/** The page tells every column of the CSV files; the files to begin with are taken as they are. */
import { expect, test } from 'vitest';
import {
  fileOf,
  kinds,
  registerHeaderOf,
  registerTemplates,
  valuesOf,
} from '../../../src/papers/approvals/register.ts';
import { columnsTold, pageOf, template } from '../../support/csv-told.ts';

test.each(kinds)(
  'each column of %s has a meaning and an example, and the file is taken',
  async (kind) => {
    const page = pageOf('approvals');
    const title = fileOf(kind);
    const [header = [], row = []] = await template(page, title);
    const told = columnsTold(page, title);
    expect(told.map(([, column]) => column)).toEqual(header);
    expect(told.filter(([, , , meaning]) => meaning === '')).toEqual([]);
    expect(told.map(([, , , , example]) => example)).toEqual(row);
    const { columns = [] } = registerTemplates.find((one) => one.kind === kind) ?? {};
    expect(columns.map(({ name, example, meaning }) => [name, example, meaning !== ''])).toEqual(
      header.map((name, at) => [name, row[at], true]),
    );
    const place = { file: title, line: 1, column: null };
    expect(registerHeaderOf(kind, header, place)).toEqual({ columns: header });
    expect(valuesOf(kind, header, row, place)).not.toHaveProperty('problems');
  },
);
