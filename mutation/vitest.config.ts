import { defineConfig } from 'vitest/config';

const room = process.env.PAWL_ROOM ?? '';

/**
 * The tests of one room. Beside the calendar the properties are left out: they take most of the time,
 * and what only chance notices today may be missed tomorrow. The naive process has fixed histories.
 */
const beside: Readonly<Record<string, readonly string[]>> = {
  calendar: ['test/properties/calendar-*.test.ts'],
  process: ['test/naive/*.test.ts'],
  reading: ['test/cli/rules-test.test.ts'],
};

export default defineConfig({
  test: {
    include: [`test/${room}/**/*.test.ts`, ...(beside[room] ?? [])],
    testTimeout: 60_000,
    maxWorkers: 1,
  },
});
