import { describe, expect, test } from 'vitest';
import {
  bundledBankHolidays,
  mergeBankHolidays,
  readFeed,
} from '../../src/calendar/bank-holidays.ts';
import { dateOfDay, dayNumberOf, isLocalDate, weekdayOf } from '../../src/calendar/day-number.ts';
import { addWorkingDays, calendarOf, isWorkingDay } from '../../src/calendar/index.ts';

const event = (date: string) => ({ title: 'Bank holiday', date, notes: '', bunting: true });
const feedOf = (...dates: string[]) => ({
  'england-and-wales': { division: 'england-and-wales', events: dates.map(event) },
});

/** Easter Sunday by the anonymous Gregorian algorithm. */
function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return dayNumberOf(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
}

describe('the bundled bank holidays', () => {
  const england = bundledBankHolidays['england-and-wales'] ?? {};
  const scotland = bundledBankHolidays['scotland'] ?? {};
  const extraDays: Record<string, number> = { 2011: 1, 2012: 1, 2022: 2, 2023: 1 };

  test('cover England and Wales 2008 to 2028 and Scotland 2012 to 2028 without a gap', () => {
    expect(Object.keys(bundledBankHolidays)).toEqual(['england-and-wales', 'scotland']);
    expect(Object.keys(england)).toEqual(Array.from({ length: 21 }, (_, i) => String(2008 + i)));
    expect(Object.keys(scotland)).toEqual(Array.from({ length: 17 }, (_, i) => String(2012 + i)));
  });

  test.each(
    Object.entries(bundledBankHolidays).flatMap(([division, years]) =>
      Object.entries(years).map(([year, dates]) => ({ division, year, dates })),
    ),
  )('$division $year: real weekdays of that year, in order', ({ year, dates }) => {
    for (const date of dates) {
      expect(isLocalDate(date)).toBe(true);
      expect(date.slice(0, 4)).toBe(year);
      expect(weekdayOf(dayNumberOf(date)), date).toBeLessThanOrEqual(5);
    }
    expect(dates).toEqual([...new Set(dates)].sort());
  });

  test('have eight days a year in England and Wales, more in the years of proclaimed days', () => {
    for (const [year, dates] of Object.entries(england)) {
      expect(dates.length, year).toBe(8 + (extraDays[year] ?? 0));
    }
  });

  test('have nine days a year in Scotland, more in the years of proclaimed days', () => {
    for (const [year, dates] of Object.entries(scotland)) {
      const proclaimed = year === '2026' ? 1 : year === '2011' ? 0 : (extraDays[year] ?? 0);
      expect(dates.length, year).toBe(9 + proclaimed);
    }
  });

  test('have Good Friday everywhere and Easter Monday in England and Wales only', () => {
    for (const [year, dates] of Object.entries(england)) {
      const easter = easterOf(Number(year));
      expect(dates).toContain(dateOfDay(easter - 2));
      expect(dates).toContain(dateOfDay(easter + 1));
    }
    for (const [year, dates] of Object.entries(scotland)) {
      const easter = easterOf(Number(year));
      expect(dates).toContain(dateOfDay(easter - 2));
      expect(dates).not.toContain(dateOfDay(easter + 1));
    }
  });
});

describe('reading a feed', () => {
  test('covers the whole years from the first to the last event, the empty ones between too', () => {
    expect(readFeed(feedOf('2031-12-25', '2029-01-01', '2029-01-01'))).toEqual({
      bankHolidays: {
        'england-and-wales': { 2029: ['2029-01-01'], 2030: [], 2031: ['2031-12-25'] },
      },
    });
  });

  test('a division without events covers nothing', () => {
    const feed = readFeed({ scotland: { division: 'scotland', events: [] } });
    expect(feed).toEqual({ bankHolidays: { scotland: {} } });
    expect(calendarOf({ scotland: {} }, 'scotland')).toBeUndefined();
  });

  test.each([
    ['null', null],
    ['a list', []],
    ['a text', 'england-and-wales'],
    ['an empty object', {}],
    ['a division that is a list', { scotland: [] }],
    ['events that are no list', { scotland: { events: { 0: event('2029-01-01') } } }],
    ['an event without a date', { scotland: { events: [{ title: 'New Year' }] } }],
    ['a date that is a list', { scotland: { events: [{ date: ['2029-01-01'] }] } }],
    ['an event that is a text', { scotland: { events: ['2029-01-01'] } }],
    ['a date that does not exist', feedOf('2029-02-29')],
    ['a date in another form', feedOf('01/01/2029')],
    ['a year beyond belief', feedOf('2029-01-01', '9999-12-25')],
    ['a year before 1950', feedOf('1949-12-26')],
  ])('%s is a problem, not an error', (_, value) => {
    expect(readFeed(value)).toEqual({ problem: expect.any(String) });
  });

  test('the problem names the division and the event', () => {
    expect(readFeed(feedOf('2029-01-01', '2029-13-01'))).toEqual({
      problem: 'england-and-wales: event 2 has no date yyyy-mm-dd from 1950 to 2199',
    });
  });

  test('the problem says what a feed is', () => {
    const said = (value: unknown) => {
      const read = readFeed(value);
      return 'problem' in read ? read.problem : null;
    };
    const feed = 'a bank holiday feed is an object with a key per division';
    expect([null, [], 'scotland', 7].map(said)).toEqual([feed, feed, feed, feed]);
    expect(said({})).toBe('the feed names no division');
    expect(said({ scotland: 7 })).toBe('scotland: "events" is not a list');
  });

  test('1950 is the first year and 2199 the last', () => {
    const dates = ['1950-01-01', '2026-05-04', '2026-05-05', '2199-12-31'];
    const read = readFeed(feedOf(...dates));
    const years = 'problem' in read ? {} : (read.bankHolidays['england-and-wales'] ?? {});
    expect(Object.keys(years).length).toBe(250);
    expect(Object.values(years).flat()).toEqual(dates);
  });

  test('keys that every object has are not divisions', () => {
    expect(calendarOf(bundledBankHolidays, 'constructor')).toBeUndefined();
    expect(calendarOf(bundledBankHolidays, '__proto__')).toBeUndefined();
    expect(calendarOf(bundledBankHolidays, 'northern-ireland')).toBeUndefined();
  });
});

describe('merging', () => {
  test('the newer list wins for its years, other years and divisions are kept', () => {
    const older = { a: { 2019: ['2019-01-01'], 2020: ['2020-05-04'] }, b: { 2020: [] } };
    const newer = { a: { 2020: ['2020-05-08'], 2021: [] }, c: { 2021: ['2021-01-01'] } };
    expect(mergeBankHolidays(older, newer)).toEqual({
      a: { 2019: ['2019-01-01'], 2020: ['2020-05-08'], 2021: [] },
      b: { 2020: [] },
      c: { 2021: ['2021-01-01'] },
    });
  });

  test('the early May holiday of 2020 moves from the 4th to the 8th', () => {
    const england = { ...bundledBankHolidays['england-and-wales'] };
    const published = england['2020'] ?? [];
    const planned = published.map((date) => (date === '2020-05-08' ? '2020-05-04' : date));
    const before = { 'england-and-wales': { ...england, 2020: planned } };
    const feed = readFeed(feedOf(...published));
    const after = 'problem' in feed ? before : mergeBankHolidays(before, feed.bankHolidays);
    const old = calendarOf(before, 'england-and-wales')!;
    const moved = calendarOf(after, 'england-and-wales')!;
    expect([isWorkingDay(old, '2020-05-04'), isWorkingDay(old, '2020-05-08')]).toEqual([
      false,
      true,
    ]);
    expect([isWorkingDay(moved, '2020-05-04'), isWorkingDay(moved, '2020-05-08')]).toEqual([
      true,
      false,
    ]);
    expect(addWorkingDays(old, '2020-04-20', 10)).toBe('2020-05-05');
    expect(addWorkingDays(moved, '2020-04-20', 10)).toBe('2020-05-04');
    expect(moved.version).not.toBe(old.version);
    expect(moved.version).toBe(calendarOf(bundledBankHolidays, 'england-and-wales')?.version);
  });

  test('a feed for 2029 makes 2029 answerable', () => {
    const feed = readFeed(feedOf('2029-01-01', '2029-12-26'));
    const merged =
      'problem' in feed ? {} : mergeBankHolidays(bundledBankHolidays, feed.bankHolidays);
    const calendar = calendarOf(merged, 'england-and-wales')!;
    expect(addWorkingDays(calendar, '2028-12-29', 1)).toBe('2029-01-02');
  });
});
