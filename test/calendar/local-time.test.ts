import { describe, expect, test } from 'vitest';
import {
  instantOfLocal,
  localDateOf,
  localTimeOf,
  secondsBetween,
  startOfDay,
} from '../../src/calendar/index.ts';

const london = 'Europe/London';

describe('the spring change of 29 March 2026', () => {
  test('the day begins at midnight GMT and ends an hour early', () => {
    expect(startOfDay(london, '2026-03-29')).toBe('2026-03-29T00:00:00Z');
    expect(startOfDay(london, '2026-03-30')).toBe('2026-03-29T23:00:00Z');
  });

  test('an hour that does not exist is read as an hour later', () => {
    expect(instantOfLocal(london, '20260329005959')).toBe('2026-03-29T00:59:59Z');
    expect(instantOfLocal(london, '20260329010000')).toBe('2026-03-29T01:00:00Z');
    expect(instantOfLocal(london, '20260329013000')).toBe('2026-03-29T01:30:00Z');
    expect(localTimeOf(london, '2026-03-29T01:30:00Z')).toBe('02:30:00');
    expect(instantOfLocal(london, '20260329020000')).toBe('2026-03-29T01:00:00Z');
  });

  test('the local clock jumps', () => {
    expect(localTimeOf(london, '2026-03-29T00:59:59Z')).toBe('00:59:59');
    expect(localTimeOf(london, '2026-03-29T01:00:00Z')).toBe('02:00:00');
  });
});

describe('the autumn change of 25 October 2026', () => {
  test('the day begins at midnight BST and ends at midnight GMT', () => {
    expect(startOfDay(london, '2026-10-25')).toBe('2026-10-24T23:00:00Z');
    expect(startOfDay(london, '2026-10-26')).toBe('2026-10-26T00:00:00Z');
  });

  test('an hour that occurs twice is read as its first occurrence', () => {
    expect(instantOfLocal(london, '20261025005959')).toBe('2026-10-24T23:59:59Z');
    expect(instantOfLocal(london, '20261025010000')).toBe('2026-10-25T00:00:00Z');
    expect(instantOfLocal(london, '20261025013000')).toBe('2026-10-25T00:30:00Z');
    expect(instantOfLocal(london, '20261025020000')).toBe('2026-10-25T02:00:00Z');
  });

  test('the local clock goes back', () => {
    expect(localTimeOf(london, '2026-10-25T00:59:59Z')).toBe('01:59:59');
    expect(localTimeOf(london, '2026-10-25T01:00:00Z')).toBe('01:00:00');
  });
});

test('the local date is not the date of the instant', () => {
  expect(localDateOf(london, '2026-08-03T22:59:59Z')).toBe('2026-08-03');
  expect(localDateOf(london, '2026-08-03T23:00:00Z')).toBe('2026-08-04');
  expect(localDateOf(london, '2026-01-03T23:59:59Z')).toBe('2026-01-03');
  expect(localDateOf('UTC', '2026-08-03T23:00:00Z')).toBe('2026-08-03');
  expect(localDateOf('America/New_York', '2026-08-04T03:59:59Z')).toBe('2026-08-03');
});

test('a file created at 16:00 local time in summer', () => {
  expect(instantOfLocal(london, '20260605160000')).toBe('2026-06-05T15:00:00Z');
});

test('24:00 is the midnight that ends the day', () => {
  expect(instantOfLocal(london, '20260605240000')).toBe('2026-06-05T23:00:00Z');
});

test('where the clock jumps at midnight the day begins later', () => {
  expect(startOfDay('America/Sao_Paulo', '2018-11-04')).toBe('2018-11-04T03:00:00Z');
  expect(startOfDay('Africa/Cairo', '2026-04-24')).toBe('2026-04-23T22:00:00Z');
});

test('British standard time of 1968 to 1971 and the years before 1970', () => {
  expect(startOfDay(london, '1970-01-15')).toBe('1970-01-14T23:00:00Z');
  expect(startOfDay(london, '1960-01-15')).toBe('1960-01-15T00:00:00Z');
  expect(localTimeOf(london, '1969-12-31T23:30:15Z')).toBe('00:30:15');
});

test('text that is no instant or local time is a bug of the caller', () => {
  expect(() => localDateOf(london, '2026-08-03')).toThrow('not an instant');
  expect(() => localDateOf(london, '2026-08-03T22:59:59.000Z')).toThrow('not an instant');
  expect(() => localDateOf(london, '2026-08-03 22:59:59Z')).toThrow('not an instant');
  expect(() => localDateOf(london, '2026-08-03T22:59:59+')).toThrow('not an instant');
  expect(() => localDateOf(london, '2026-08-03T22:59:59Zulu')).toThrow('not an instant');
  expect(() => localDateOf(london, '2026-02-30T22:59:59Z')).toThrow('not a date');
  expect(() => instantOfLocal(london, '202606051600')).toThrow('not a local date and time');
  expect(() => instantOfLocal(london, '2026060516000x')).toThrow('not a number');
});

test('seconds between two instants, less than 0 backwards', () => {
  expect(secondsBetween('2026-08-03T09:00:00Z', '2026-08-04T09:00:01Z')).toBe(86_401);
  expect(secondsBetween('2026-08-03T09:00:01Z', '2026-08-03T09:00:00Z')).toBe(-1);
});
