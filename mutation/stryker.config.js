/**
 * Mutation testing of one room: PAWL_ROOM names it, and its own tests alone must notice each mutant.
 * Run by mutation/run.ts.
 */
const room = process.env.PAWL_ROOM;

export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'mutation/vitest.config.ts' },
  mutate: [`src/${room}/**/*.ts`, `!src/${room}/index.ts`],
  ignorePatterns: ['/*', '!/src', '!/test', '!/flows', '!/mutation', '!/scripts', '!/package.json', '!/samples', '!/docs', '!/approvals', '/mutation/node_modules', '/mutation/reports', '/docs/screenshots'],
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: `mutation/reports/${room}.incremental.json`,
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: `mutation/reports/${room}.json` },
  tempDirName: `mutation/reports/sandbox-${room}`,
  concurrency: 1,
  timeoutMS: 10_000,
  timeoutFactor: 3,
  disableTypeChecks: true,
  checkers: [],
  ignoreStatic: process.env.PAWL_STATIC !== '1',
  warnings: { slow: false },
};
