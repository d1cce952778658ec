/** docs/files.md tells every column of the CSV files, and no other; templates are taken as they are. */
import { expect, test } from 'vitest';
import { type CsvKind, columnsOf, csvHeaderOf } from '../../src/intake/csv-columns.ts';
import { rowOf } from '../../src/intake/csv-rows.ts';
import { csvTemplates } from '../../src/intake/csv-told.ts';
import { visitItems } from '../../src/intake/visit-items.ts';
import { readFilesPage, withFileTables } from '../../scripts/files-docs.ts';
import { catalogue } from '../flow/examples.ts';

const section = readFilesPage().split('## The CSV files\n')[1] ?? '';
const kinds = Object.keys(columnsOf) as CsvKind[];

test('the page has every column that files are read by, as they are read', () => {
  expect(withFileTables(readFilesPage())).toBe(readFilesPage());
});

test.each(kinds)('each column of %s has a meaning, and its template is taken as it is', (kind) => {
  const { columns = [] } = csvTemplates.find((one) => one.kind === kind) ?? {};
  expect(columns.map(({ name }) => name)).toEqual(Object.keys(columnsOf[kind]));
  expect(columns.filter(({ meaning }) => meaning === '')).toEqual([]);
  const names = columns.map(({ name }) => name);
  expect(csvHeaderOf(names, [])).toEqual({ header: { kind, columns: names } });
  const cells = columns.map(({ example }) => example);
  expect(rowOf({ kind, columns: names }, cells, 2, { today: '2026-12-31' })).toEqual({
    row: expect.objectContaining({ kind }),
  });
});

test('the Data Items of a visit', () => {
  const list = /\nA visit may also[^]*?\n\n([^]*?)\.\n/.exec(`${section}\n`)?.[1] ?? '';
  const told = list
    .split(/,\s+/u)
    .map((one) => /^`([^`]+)` (.*)$/.exec(one.replaceAll('\n', ' '))?.slice(1));
  const items = visitItems(catalogue).filter(({ ref }) => ref !== 'J0004');
  expect(told).toEqual(items.map(({ ref, name }) => [ref, name]));
});

test('every name that is told makes a header', () => {
  const items = visitItems(catalogue);
  for (const kind of kinds) {
    const needed = Object.entries(columnsOf[kind]).flatMap(([name, { need }]) =>
      need === 'filled' ? [name] : [],
    );
    const names = [
      ...Object.values(columnsOf[kind]).flatMap(({ also }) => also),
      ...(kind === 'visits'
        ? items.flatMap(({ ref, name }) => [ref, name, `${name} (290 ${ref})`])
        : []),
    ];
    for (const name of names.filter((one) => !/\(290 08A/.test(one))) {
      expect([name, csvHeaderOf([...needed, name], items)]).toEqual([
        name,
        { header: expect.objectContaining({ kind }) },
      ]);
    }
  }
});
