import { describe, expect, test } from 'vitest';
import {
  addWorkingDays,
  bundledBankHolidays,
  calendarOf,
  isWorkingDay,
  notCovered,
  workingDaysBetween,
} from '../../src/calendar/index.ts';

const england = calendarOf(bundledBankHolidays, 'england-and-wales')!;
const scotland = calendarOf(bundledBankHolidays, 'scotland')!;

describe('ten Working Days, England and Wales', () => {
  test.each([
    ['2026-08-03', '2026-08-17', 'a Monday to the Monday two weeks later'],
    ['2026-11-20', '2026-12-04', 'a Friday'],
    ['2026-11-21', '2026-12-04', 'a Saturday shares the deadline of the Friday'],
    ['2026-11-22', '2026-12-04', 'a Sunday shares the deadline of the Friday'],
    ['2026-11-23', '2026-12-07', 'the Monday after has its own'],
    ['2026-12-18', '2027-01-06', 'Christmas Day, the substitute Monday 28 December and New Year'],
    ['2026-12-25', '2027-01-12', 'a start on a bank holiday is day 0 like any other'],
    ['2026-03-26', '2026-04-13', 'Good Friday and Easter Monday'],
    ['2025-12-24', '2026-01-12', 'over the end of a year'],
    ['2022-06-01', '2022-06-17', 'the two days of the Platinum Jubilee'],
    ['2022-09-12', '2022-09-27', 'the State Funeral of 2022'],
  ])('%s gives %s: %s', (start, due) => {
    expect(addWorkingDays(england, start, 10)).toBe(due);
    expect(workingDaysBetween(england, start, due)).toBe(10);
  });
});

test('Scotland keeps 2 January and St Andrew’s Day, not Easter Monday or the late August holiday', () => {
  expect(addWorkingDays(scotland, '2025-12-24', 10)).toBe('2026-01-13');
  expect(isWorkingDay(scotland, '2026-11-30')).toBe(false);
  expect(isWorkingDay(scotland, '2026-08-31')).toBe(true);
  expect(addWorkingDays(scotland, '2026-03-26', 10)).toBe('2026-04-10');
  expect(addWorkingDays(scotland, '2026-07-31', 1)).toBe('2026-08-04');
});

test('weekdays work, weekends and bank holidays do not', () => {
  const week = ['2026-08-28', '2026-08-29', '2026-08-30', '2026-08-31', '2026-09-01'];
  expect(week.map((date) => isWorkingDay(england, date))).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});

test('backwards: the date itself is not counted', () => {
  expect(addWorkingDays(england, '2026-08-17', -1)).toBe('2026-08-14');
  expect(addWorkingDays(england, '2026-08-17', -10)).toBe('2026-08-03');
  expect(addWorkingDays(england, '2026-08-16', -1)).toBe('2026-08-14');
  expect(addWorkingDays(england, '2026-09-01', -1)).toBe('2026-08-28');
});

test('no Working Days gives the date back, whatever day it is', () => {
  expect(addWorkingDays(england, '2026-08-01', 0)).toBe('2026-08-01');
  expect(addWorkingDays(england, '2026-08-03', 0)).toBe('2026-08-03');
});

test('between counts the end and not the start, mirrored backwards', () => {
  expect(workingDaysBetween(england, '2026-08-03', '2026-08-04')).toBe(1);
  expect(workingDaysBetween(england, '2026-08-03', '2026-08-03')).toBe(0);
  expect(workingDaysBetween(england, '2026-08-01', '2026-08-02')).toBe(0);
  expect(workingDaysBetween(england, '2026-08-02', '2026-08-01')).toBe(0);
  expect(workingDaysBetween(england, '2026-07-31', '2026-08-03')).toBe(1);
  expect(workingDaysBetween(england, '2026-08-03', '2026-07-31')).toBe(-1);
  expect(workingDaysBetween(england, '2026-08-03', '2026-08-01')).toBe(0);
  expect(workingDaysBetween(england, '2026-08-17', '2026-08-03')).toBe(-10);
});

describe('outside the covered years', () => {
  test('2029 is not covered', () => {
    expect(isWorkingDay(england, '2029-01-02')).toBe(notCovered);
    expect(addWorkingDays(england, '2029-06-01', 10)).toBe(notCovered);
    expect(addWorkingDays(england, '2029-06-01', 0)).toBe(notCovered);
    expect(workingDaysBetween(england, '2029-06-01', '2029-06-02')).toBe(notCovered);
  });

  test('a count that runs out of the last covered year is refused, one that ends in it is not', () => {
    expect(addWorkingDays(england, '2028-12-28', 1)).toBe('2028-12-29');
    expect(addWorkingDays(england, '2028-12-28', 2)).toBe(notCovered);
    expect(addWorkingDays(england, '2028-12-31', 1)).toBe(notCovered);
    expect(workingDaysBetween(england, '2028-12-28', '2028-12-31')).toBe(1);
    expect(workingDaysBetween(england, '2028-12-28', '2029-01-01')).toBe(notCovered);
    expect(workingDaysBetween(england, '2029-01-01', '2028-12-28')).toBe(notCovered);
  });

  test('day 0 must be covered although it is not counted', () => {
    expect(addWorkingDays(england, '2007-12-31', 1)).toBe(notCovered);
    expect(addWorkingDays(england, '2008-01-01', 1)).toBe('2008-01-02');
    expect(addWorkingDays(england, '2008-01-02', -1)).toBe(notCovered);
    expect(addWorkingDays(england, '2029-01-01', -1)).toBe(notCovered);
  });

  test('Scotland begins in 2012', () => {
    expect(addWorkingDays(scotland, '2011-12-30', 1)).toBe(notCovered);
    expect(isWorkingDay(scotland, '2012-01-04')).toBe(true);
  });

  test('an uncovered year between covered ones is not stepped over', () => {
    const gap = calendarOf({ here: { 2030: [], 2028: [], 2027: [] } }, 'here')!;
    expect(addWorkingDays(gap, '2027-12-31', 1)).toBe('2028-01-03');
    expect(addWorkingDays(gap, '2028-12-29', 1)).toBe(notCovered);
    expect(addWorkingDays(gap, '2030-01-02', -1)).toBe('2030-01-01');
    expect(addWorkingDays(gap, '2030-01-01', -1)).toBe(notCovered);
    expect(isWorkingDay(gap, '2029-06-01')).toBe(notCovered);
    expect(workingDaysBetween(gap, '2028-12-29', '2030-01-01')).toBe(notCovered);
    expect(workingDaysBetween(gap, '2030-01-01', '2028-12-29')).toBe(notCovered);
  });
});

describe('the version of a calendar', () => {
  test('is the division and a digest', () => {
    expect(england.version).toMatch(/^england-and-wales@[0-9a-f]{8}$/);
    expect(england.division).toBe('england-and-wales');
  });

  test('does not depend on the order of years, dates or repetitions', () => {
    const one = calendarOf({ here: { 2027: ['2027-01-01', '2027-12-27'], 2028: [] } }, 'here');
    const other = calendarOf(
      { here: { 2028: [], 2027: ['2027-12-27', '2027-01-01', '2027-01-01'] } },
      'here',
    );
    expect(other?.version).toBe(one?.version);
  });

  test('tells an empty year from an uncovered one', () => {
    const one = calendarOf({ here: { 2027: [] } }, 'here');
    const other = calendarOf({ here: { 2027: [], 2028: [] } }, 'here');
    expect(other?.version).not.toBe(one?.version);
  });

  test('stays what it was: records keep it', () => {
    expect(england.version).toBe('england-and-wales@c723af4a');
    expect(scotland.version).toBe('scotland@92c9614f');
  });
});

test('what is not covered is said by its code', () => {
  expect(notCovered).toBe('CALENDAR_NOT_COVERED');
});

test('a version has eight digits, also where its digest begins with 0', () => {
  const versions = Array.from({ length: 100 }, (_, year) =>
    calendarOf({ here: { [2000 + year]: [] } }, 'here')?.version.replace('here@', ''),
  );
  expect(versions.filter((version) => version?.length !== 8)).toEqual([]);
  expect(versions.some((version) => version?.startsWith('0'))).toBe(true);
});

test('part of a Working Day is a bug of the caller', () => {
  expect(() => addWorkingDays(england, '2026-08-03', 1.5)).toThrow('not a number of Working Days');
});
