/**
 * Mutation testing of one file of a room, or of several with a comma: PAWL_ROOM and PAWL_FILE name
 * them, and the room's own tests alone must notice each mutant. Started by mutation/run.ts.
 */
const { PAWL_ROOM: room, PAWL_FILE: files = '' } = process.env;
const [file] = files.split(',');
const rest = [
  '/src',
  '/test',
  '/flows',
  '/mutation',
  '/scripts',
  '/package.json',
  '/samples',
  '/docs',
];

export default {
  plugins: ['./mutation/quick-runner.js'],
  testRunner: 'quick',
  mutate: files.split(',').map((name) => `src/${room}/${name}.ts`),
  ignorePatterns: [
    '/*',
    ...[...rest, '/approvals'].map((path) => `!${path}`),
    '/mutation/node_modules',
    '/mutation/reports',
    '/docs/screenshots',
  ],
  coverageAnalysis: 'perTest',
  // What is made when a file is loaded takes the whole room's tests each time: in large rooms it is left out.
  ignoreStatic: process.env.PAWL_STATIC !== '1',
  reporters: ['json', 'progress-append-only'],
  jsonReporter: {
    fileName: `mutation/reports/${room}/${file}${files.includes(',') ? '-and-more' : ''}.json`,
  },
  tempDirName: `mutation/reports/sandbox-${room}-${file}`,
  concurrency: Number(process.env.PAWL_WORKERS ?? 1),
  dryRunTimeoutMinutes: 30,
  timeoutMS: 8_000,
  timeoutFactor: 3,
  disableTypeChecks: true,
  warnings: { slow: false },
};
