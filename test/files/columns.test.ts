/** The columns of any CSV file of ours: the header is understood wholly or not at all, a row too. */
import { describe, expect, test } from 'vitest';
import {
  anyText,
  date,
  filled,
  findingOfRow,
  headerIn,
  headerInWords,
  mayBeEmpty,
  mayBeMissing,
  oneOf,
  valuesIn,
} from '../../src/files/columns.ts';

const columns = {
  id: filled(anyText, 'J0004'),
  on: mayBeEmpty(date),
  kind: mayBeMissing(oneOf(['new', 'old'], 'new or old')),
};

const against = (...cells: string[]): string => headerInWords(headerIn(cells, columns).problems);

describe('a header', () => {
  test.each([[['id', 'on']], [['On', 'KIND', ' I-D ']], [['J 0004', 'on', 'kind']]])(
    'of %j is understood',
    (cells) => {
      const { header, problems } = headerIn(cells, columns);
      expect(problems).toEqual([]);
      expect(new Set(header)).toEqual(
        new Set(cells.length === 2 ? ['id', 'on'] : Object.keys(columns)),
      );
    },
  );

  test('says all that stands against it, up to ten', () => {
    expect(against('id', 'J0004', 'colour', '')).toBe(
      'J0004 is there twice, unknown colour, column 4 has no name, on is missing',
    );
    expect(against(...Array.from({ length: 12 }, () => 'x'.repeat(50)))).toMatch(
      /^unknown x{40}…, .* and 4 more$/,
    );
  });
});

describe('a row', () => {
  const header = ['id', 'on', 'kind'];
  const said = (...cells: string[]): unknown => {
    const read = valuesIn(header, columns, cells);
    return 'values' in read
      ? read.values
      : read.problems.map((problem) => findingOfRow(7, problem).message);
  };

  test('is whole and checked, under columns that are described or not', () => {
    expect(said(' a ', '2026-08-03', 'NEW', '', ' ')).toEqual({
      id: 'a',
      on: '2026-08-03',
      kind: 'new',
    });
    expect(valuesIn(['id', 'on', 'J0501'], columns, ['a', '', '100'])).toEqual({
      values: { id: 'a', on: '', J0501: '100' },
    });
  });

  test('or it is what is wrong, which repeats no cell', () => {
    expect(said('', '2026-02-30', 'secret')).toEqual([
      'id: it is empty, and needs a text.',
      'on: must be a date yyyy-mm-dd from 1950 to 2199.',
      'kind: must be new or old.',
    ]);
    expect(said('\uFFFD', '', 'n\uFFFDw')).toEqual([
      expect.stringMatching(/^id: its bytes are not UTF-8: .*Windows-1252/),
      expect.stringMatching(/^kind: its bytes are not UTF-8: .*Windows-1252/),
    ]);
  });

  test.each([
    [['a'], 'on: 1 cell for 3 columns: leave a cell that says nothing empty, between its commas.'],
    [
      ['a', '', 'new', 'b'],
      'kind: 4 cells for 3 columns: put quotation marks around a cell that has a comma in it.',
    ],
  ])('of too few or too many cells is not read: %j', (cells, begins) => {
    expect(said(...cells)).toEqual([begins]);
  });
});
