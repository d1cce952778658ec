/** docs/process.md tells every column of the CSV files, and no other. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CsvKind, columnsOf, csvHeaderOf } from '../../src/intake/csv-columns.ts';
import { visitItems } from '../../src/intake/visit-items.ts';
import { catalogue } from '../flow/examples.ts';

const docs = readFileSync(new URL('../../docs/process.md', import.meta.url), 'utf8');
const section = /## The CSV files\n([\s\S]*?)\n## /.exec(docs)?.[1] ?? '';
const kinds = Object.keys(columnsOf) as CsvKind[];

const tableOf = (kind: CsvKind): string =>
  new RegExp(`### ${kind}\\n([\\s\\S]*?)(\\n###|\\nA visit|$)`, 'i').exec(section)?.[1] ?? '';

const codesIn = (text = ''): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

test.each(kinds)('the columns of %s', (kind) => {
  const rows = tableOf(kind)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | '));
  const told = rows.map(([name, needed, , also]) => ({
    name: codesIn(name)[0],
    isRequired: needed?.trim() === 'yes',
    also: codesIn(also),
  }));
  expect(told).toEqual(
    Object.entries(columnsOf[kind]).map(([name, { need, also }]) => ({
      name,
      isRequired: need === 'filled',
      also,
    })),
  );
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
