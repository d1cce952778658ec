import { expect, test } from 'vitest';
import {
  dateOfDay,
  dateOfDigits,
  dayNumberOf,
  dayOfCivil,
  isLocalDate,
  weekdayOf,
} from '../../src/calendar/day-number.ts';

test('every day from 1899 to 2201 goes to its number and back, as Temporal counts', () => {
  const epoch = Temporal.PlainDate.from('1970-01-01');
  let date = Temporal.PlainDate.from('1899-01-01');
  for (let day = epoch.until(date).days; date.year < 2202; day += 1) {
    const text = date.toString();
    if (dayNumberOf(text) !== day || dateOfDay(day) !== text || weekdayOf(day) !== date.dayOfWeek) {
      expect.unreachable(`${text}: ${dayNumberOf(text)} ${dateOfDay(day)} ${weekdayOf(day)}`);
    }
    date = date.add({ days: 1 });
  }
});

test('the first and the last date that four digits can write', () => {
  for (const date of ['0001-01-01', '0400-02-29', '9999-12-31']) {
    expect(dateOfDay(dayNumberOf(date))).toBe(date);
  }
});

test.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01'])('%s is a date', (text) => {
  expect(isLocalDate(text)).toBe(true);
});

test.each([
  '2026-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-06-31',
  '2026-09-31',
  '2026-11-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '2026-01-32',
  '0000-01-01',
  '2026-1-1',
  '20260101',
  '2026-01-01T',
  ' 2026-01-01',
  '2026-01-01\n',
  '٢٠٢٦-٠١-٠١',
  '',
])('%j is not a date', (text) => {
  expect(isLocalDate(text)).toBe(false);
});

test('a date that does not exist is a bug of the caller', () => {
  expect(() => dayNumberOf('2026-02-30')).toThrow('not a date');
  expect(() => dayNumberOf('2026/02/03')).toThrow('not a date');
  expect(() => dayNumberOf('2026/02-03')).toThrow('not a date');
  expect(() => dayNumberOf('2026-02/03')).toThrow('not a date');
  expect(() => dayNumberOf('2026-02-0x')).toThrow('not a number');
  expect(() => dayNumberOf('2026-02-0/')).toThrow('not a number');
  expect(() => dayNumberOf('2026-02-031')).toThrow('not a date');
  expect(() => dayOfCivil(2026, 0, 1)).toThrow('not a date');
});

test('eight digits are a date', () => {
  expect(dateOfDigits('20260803')).toBe('2026-08-03');
});
