import { fc } from '../support/fc.ts';
import { expect, test, vi } from 'vitest';
import { instantOfLocal, localDateOf, localTimeOf, startOfDay } from '../../src/calendar/index.ts';

// One promise: local times are what Temporal makes of them, around the changes of the clocks above
// all.

const zone = fc.constantFrom(
  'Europe/London',
  'Europe/Dublin',
  'UTC',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
);
const seconds = fc.oneof(
  fc.integer({ min: -631_152_000, max: 7_258_118_399 }),
  // The nights of the last Sundays of March and October 2026 and of New Year 1970.
  fc.integer({ min: 1_774_728_000, max: 1_774_760_000 }),
  fc.integer({ min: 1_792_868_000, max: 1_792_900_000 }),
  fc.integer({ min: -90_000, max: 90_000 }),
);
const instantOf = (seconds: number) =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1_000).toString();

test('an instant has the local date and time that Temporal gives it', () => {
  fc.assert(
    fc.property(zone, seconds, (zone, seconds) => {
      const local = Temporal.Instant.from(instantOf(seconds)).toZonedDateTimeISO(zone);
      expect(localDateOf(zone, instantOf(seconds))).toBe(local.toPlainDate().toString());
      expect(localTimeOf(zone, instantOf(seconds))).toBe(local.toPlainTime().toString());
    }),
    { numRuns: 2_000 },
  );
});

test('a local time has the instant of the "compatible" reading', () => {
  fc.assert(
    fc.property(zone, seconds, (zone, seconds) => {
      const local = Temporal.PlainDateTime.from(instantOf(seconds).slice(0, -1));
      const expected = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant();
      const text = local.toString().replaceAll(/[-:T]/g, '');
      expect(instantOfLocal(zone, text)).toBe(expected.toString());
    }),
    { numRuns: 2_000 },
  );
});

test('a day begins where Temporal begins it', () => {
  fc.assert(
    fc.property(zone, seconds, (zone, seconds) => {
      const date = instantOf(seconds).slice(0, 10);
      const start = Temporal.PlainDate.from(date).toZonedDateTime(zone).toInstant().toString();
      expect(startOfDay(zone, date)).toBe(start);
    }),
    { numRuns: 2_000 },
  );
});

test('a Node that has no Temporal gives the same', async () => {
  const given = Temporal;
  vi.resetModules();
  vi.stubGlobal('Temporal', undefined);
  try {
    const byIntl = await import('../../src/calendar/index.ts');
    for (const zone of ['Europe/London', 'Africa/Casablanca', 'Australia/Lord_Howe']) {
      for (let seconds = -2_000_000_000; seconds < 4_000_000_000; seconds += 9_999_973) {
        const instant = given.Instant.fromEpochMilliseconds(seconds * 1_000).toString();
        expect(byIntl.localTimeOf(zone, instant)).toBe(localTimeOf(zone, instant));
      }
    }
  } finally {
    vi.unstubAllGlobals();
  }
});
