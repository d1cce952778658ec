/** The page tells every column of the CSV file; the file to begin with is taken as it is. */
import { expect, test } from 'vitest';
import {
  componentRows,
  componentsTemplate,
} from '../../../src/papers/capacity-market/component.ts';
import { telling } from '../../../src/cli/text/template.ts';
import { openWebDesk } from '../../web/desk.ts';
import { columnsTold, pageOf, template } from '../../support/csv-told.ts';

test('each column has a meaning and an example, and the file to begin with is taken', async () => {
  const page = pageOf('capacity-market');
  const title = 'Column';
  const [header = [], row = []] = await template(page, title);
  const told = columnsTold(page, title);
  expect(told.map(([, column]) => column)).toEqual(header);
  expect(told.filter(([, , , meaning]) => meaning === '')).toEqual([]);
  expect(told.map(([, , , , example]) => example)).toEqual(row);
  const { columns } = componentsTemplate;
  expect(columns.map(({ name, example }) => [name, example])).toEqual(
    header.map((name, at) => [name, row[at]]),
  );
  expect(columns.filter(({ meaning }) => meaning === '')).toEqual([]);
  expect(columns.map(({ isNeeded }) => (isNeeded ? 'yes' : ''))).toEqual(
    told.map(([, , needed]) => needed),
  );
  expect(componentRows.headerOf(header)).toEqual({ header });
  expect(componentRows.rowOf(header, row, 2)).toHaveProperty('row');
});

test('command, API and page give it to be filled in, as they give those of the gateway', async () => {
  const { columns, kind } = componentsTemplate;
  const header = columns.map(({ name }) => name).join(',');
  expect(await telling.alone?.answer({ kind })).toMatchObject({ name: 'cm-components.csv' });
  const desk = await openWebDesk();
  const csv = await desk.as('viewer', `/api/v1/templates/${kind}?format=csv`);
  expect(csv.headers.get('content-disposition')).toContain('"cm-components.csv"');
  expect((await csv.text()).split('\r\n')[0]).toBe(header);
  const page = await (await desk.as('viewer', '/templates')).text();
  expect(page).toContain(`href="/api/v1/templates/${kind}?format=csv"`);
  expect(page).toContain('visits.csv');
  const none = await desk.as('viewer', '/api/v1/templates/cakes');
  expect(none.status).toBe(400);
  expect(await none.text()).toContain('expected one of notifications, appointments');
});
