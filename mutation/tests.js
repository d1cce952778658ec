/**
 * The tests of one room. Beside the calendar the properties are left out: they take most of the time,
 * and what only chance notices today may be missed tomorrow. The naive process has fixed histories.
 */
const beside = {
  calendar: ['test/properties/calendar-*.test.ts'],
  process: ['test/naive/naive.test.ts'],
};

export const testsOf = (room) => [`test/${room}/**/*.test.ts`, ...(beside[room] ?? [])];

/** The rooms that no room imports from above: a mutant of `room` cannot be seen in them. */
const below = { process: ['calendar', 'flow', 'reading'], flow: ['reading'], reading: ['flow'] };
export const sharedRooms = (room) => below[room] ?? [];

/** Properties in a file of tables: what holds beside the calendar (above) holds of them, and one measures time. */
export const isLeftOut = (path) => path.startsWith('properties > ');
