/** The page tells every column of the CSV file; the file to begin with is taken as it is. */
import { expect, test } from 'vitest';
import { componentRows } from '../../../src/papers/capacity-market/component.ts';
import { columnsTold, pageOf, template } from '../../support/csv-told.ts';

test('each column has a meaning and an example, and the file to begin with is taken', async () => {
  const page = pageOf('capacity-market');
  const title = 'Column';
  const [header = [], row = []] = await template(page, title);
  const told = columnsTold(page, title);
  expect(told.map(([, column]) => column)).toEqual(header);
  expect(told.filter(([, , , meaning]) => meaning === '')).toEqual([]);
  expect(told.map(([, , , , example]) => example)).toEqual(row);
  expect(componentRows.headerOf(header)).toEqual({ header });
  expect(componentRows.rowOf(header, row, 2)).toHaveProperty('row');
});
