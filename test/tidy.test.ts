/**
 * The rules of the house, read from the sources: imports go down and through doors, the pure rooms
 * know no surroundings, each package has one home, and nothing is left lying about.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { shippedReference } from '../src/market/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function filesBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((name) => pattern.test(name) && !name.includes('node_modules'))
    .sort();
}

const sources = filesBelow('src', /\.ts$/);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The source without what stands in comments, lines kept. */
const codeOf = (path: string): string =>
  read(path)
    .replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/^(\s*)\/\/.*$/gm, '$1');

interface Import {
  readonly from: string;
  readonly what: string;
}

const statement =
  /^(?:import|export)\b[^;']*?\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'|^import '([^']+)'/gm;

const imports: readonly Import[] = sources.flatMap((from) =>
  [...codeOf(from).matchAll(statement)].map(([, ...names]) => ({
    from,
    what: names.find((name) => name !== undefined) ?? '',
  })),
);

/** src/flow/parse.ts is in the room flow; a file beside the rooms is a room of its own. */
const roomOf = (path: string): string => {
  const [, first = '', second] = path.split('/');
  return second === undefined ? first.replace(/\.ts$/, '') : first;
};

const pure = ['calendar', 'flow', 'reading', 'dip', 'market', 'process'];

/** What each room may import besides itself. Rooms not named here are of the top floor. */
const below: Readonly<Record<string, readonly string[]>> = {
  // What a message cites of others: a text and a number, below everything.
  shortened: [],
  calendar: [],
  flow: ['shortened'],
  reading: [],
  // Messages name MPANs and have findings, as flows do; their times become local dates.
  dip: ['calendar', 'flow', 'shortened'],
  // Facts have dates, and files of them findings; who reads a file gives its records.
  market: ['calendar', 'flow', 'shortened'],
  process: ['calendar', 'flow', 'reading', 'market', 'dip', 'shortened'],
  'engine-error': ['shortened'],
  'held-file': [],
  'windows-path': [],
  'regular-file': ['held-file'],
  bug: ['engine-error'],
  'crash-point': [],
  alive: [],
  'fault-point': [],
  clock: ['calendar'],
  'daily-files': ['bug', 'held-file', 'regular-file'],
  log: ['words', 'daily-files'],
  // Traces: of files and flows as they are, for nobody here.
  telemetry: ['config', 'flow', 'log', 'post'],
  // Lines for a SIEM: whoever does something writes one, so it knows nobody.
  audit: ['bug', 'calendar', 'clock', 'files', 'log', 'config', 'daily-files', 'regular-file'],
  store: [
    'calendar',
    'daily-files',
    'held-file',
    'flow',
    'market',
    'process',
    'engine-error',
    'crash-point',
    'alive',
  ],
  words: ['calendar', 'market'],
  config: [
    'alert',
    'market',
    'post',
    'process',
    'reading',
    'engine-error',
    'regular-file',
    'shortened',
    'windows-path',
  ],
  // How bytes are read, written and moved: below whoever gives them a meaning.
  files: [
    'calendar',
    'flow',
    'engine-error',
    'crash-point',
    'alive',
    'held-file',
    'regular-file',
    'shortened',
    'windows-path',
  ],
  rules: [
    'market',
    'calendar',
    'flow',
    'reading',
    'process',
    'store',
    'files',
    'gateway',
    'intake',
    'config',
    'engine-error',
    'crash-point',
  ],
  gateway: [
    'audit',
    'telemetry',
    'market',
    'calendar',
    'flow',
    'process',
    'store',
    'files',
    'engine-error',
    'bug',
    'crash-point',
    'fault-point',
    'clock',
    'log',
    'config',
    'regular-file',
  ],
  // Above the gateway: a file that comes in ends in a commit of events, and no commit asks for a file.
  intake: [
    'telemetry',
    'windows-path',
    'market',
    'dip',
    'calendar',
    'flow',
    'process',
    'store',
    'files',
    'gateway',
    'config',
    'engine-error',
    'bug',
    'crash-point',
    'fault-point',
    'regular-file',
  ],
  // Brings files into the drop folders, and takes what was written: above the intake, beside the passes.
  porter: [
    'config',
    'files',
    'intake',
    'log',
    'clock',
    'bug',
    'crash-point',
    'regular-file',
    'windows-path',
  ],
  post: ['calendar', 'bug', 'crash-point', 'words'],
  alert: [
    'market',
    'calendar',
    'process',
    'store',
    'post',
    'engine-error',
    'crash-point',
    'fault-point',
    'log',
    'words',
  ],
  papers: [
    'calendar',
    'market',
    'flow',
    'store',
    'files',
    'intake',
    'config',
    'desk',
    'engine-error',
    'bug',
    'clock',
    'log',
    'words',
    'regular-file',
    'shortened',
    // Through doors for papers alone: what a command and a page are made with.
    'cli',
    'web',
  ],
  ground: ['files', 'engine-error', 'windows-path'],
  // The process and the intake, played for many homes; whoever asks gives it a desk's rules as a value.
  compare: [
    'market',
    'calendar',
    'flow',
    'dip',
    'process',
    'store',
    'files',
    'gateway',
    'intake',
    'rules',
    'config',
    'report',
    'shipped-flows',
    'engine-error',
  ],
  report: [
    'flow',
    'market',
    'calendar',
    'process',
    'store',
    'files',
    'gateway',
    'post',
    'engine-error',
    'bug',
    'crash-point',
    'fault-point',
    'config',
    'words',
  ],
  account: [
    'market',
    'dip',
    'calendar',
    'flow',
    'process',
    'store',
    'files',
    'gateway',
    'report',
    'engine-error',
    'words',
  ],
  keeping: [
    'post',
    'calendar',
    'flow',
    'process',
    'store',
    'engine-error',
    'bug',
    'crash-point',
    'fault-point',
    'clock',
    'config',
    'files',
    'gateway',
    'intake',
    'regular-file',
  ],
  desk: [
    'audit',
    'bug',
    'compare',
    'market',
    'alert',
    'calendar',
    'flow',
    'process',
    'store',
    'files',
    'gateway',
    'intake',
    'account',
    'report',
    'rules',
    'health',
    'config',
    'engine-error',
    'words',
  ],
  web: [
    'compare',
    'market',
    'desk',
    'rules',
    'calendar',
    'flow',
    'process',
    'store',
    'files',
    'gateway',
    'account',
    'report',
    'papers',
    'keeping',
    'health',
    'ground',
    'engine-error',
    'config',
    'regular-file',
    'words',
  ],
};
/** Rooms that only the command line may enter. */
const top = ['cli'];

const internal = imports.flatMap(({ from, what }) => {
  if (!what.startsWith('.')) return [];
  const path = relative(root, join(root, dirname(from), what)).replaceAll('\\', '/');
  return path.startsWith('src/') ? [{ from, path, into: roomOf(path) }] : [];
});

test('no letter of a role stands in code, but for the names of the two sides, said once', () => {
  const letters = shippedReference.letters.filter((letter) => /[A-Z]/.test(letter)).join('');
  // Where a letter could mean a role: beside the word, or one of the two sides anywhere.
  const asRole = new RegExp(`\\b\\w*[rR]oles?\\b['"]?[^\\n]{0,12}['"\`][${letters}]['"\`]`);
  const asSide = /['"`>][XM]['"`>]|\b[A-Z]>[A-Z]\b/;
  const wrong = sources
    .filter((path) => path !== 'src/market/sides.ts')
    .filter((path) => asRole.test(codeOf(path)) || asSide.test(codeOf(path)));
  expect(wrong).toEqual([]);
});

describe('floors and doors', () => {
  test('imports go down, never up or sideways', () => {
    const wrong = internal.filter(({ from, into }) => {
      const room = roomOf(from);
      if (room === into) return false;
      const allowed = below[room];
      return allowed === undefined ? top.includes(into) : !allowed.includes(into);
    });
    expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
  });

  test('a room is entered by its door', () => {
    const wrong = internal.filter(({ from, path, into }) => {
      const isRoom = path.split('/').length > 2;
      return isRoom && roomOf(from) !== into && basename(path) !== 'index.ts';
    });
    expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
  });

  test('a paper is named where papers are listed, and nowhere else', () => {
    const paperOf = (path: string): string => /^src\/papers\/([\w-]+)\//.exec(path)?.[1] ?? '';
    const wrong = internal.filter(
      ({ from, path }) =>
        paperOf(path) !== '' && paperOf(path) !== paperOf(from) && from !== 'src/papers/each.ts',
    );
    expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
  });

  test('nobody goes out by their own door and in again', () => {
    const wrong = internal.filter(
      ({ from, path, into }) =>
        roomOf(from) === into && basename(path) === 'index.ts' && basename(from) !== 'index.ts',
    );
    expect(wrong.map(({ from }) => from)).toEqual([]);
  });

  test('a door is a list of names and nothing else', () => {
    for (const door of sources.filter((path) => /^src\/\w+\/index\.ts$/.test(path))) {
      const rest = codeOf(door).replace(/export (type )?\{[^}]*\} from '\.[^']+';/g, '');
      expect(rest.trim(), door).toBe('');
    }
  });
});

test('no files of a room import one another in a circle, types included', () => {
  const within = new Map<string, readonly string[]>(sources.map((path) => [path, []]));
  for (const { from, path, into } of internal) {
    if (roomOf(from) === into) within.set(from, [...(within.get(from) ?? []), path]);
  }
  // What imports nothing that is left is taken away, until nothing can be: the rest are circles.
  for (let gone = ['']; gone.length > 0; ) {
    gone = [...within].filter(([, to]) => to.every((path) => !within.has(path))).map(([of]) => of);
    for (const path of gone) within.delete(path);
  }
  expect([...within.keys()]).toEqual([]);
});

describe('the pure rooms', () => {
  const own = sources.filter((path) => pure.includes(roomOf(path)));

  test('import nothing of Node but assertions', () => {
    const wrong = imports.filter(
      ({ from, what }) =>
        own.includes(from) && what.startsWith('node:') && what !== 'node:assert/strict',
    );
    expect(wrong).toEqual([]);
  });

  const surroundings =
    /\b(new Date|Date\.|Temporal\.Now|Math\.random|crypto\.|setTimeout|setInterval|setImmediate|queueMicrotask|process\.(?!\w+\.ts)|globalThis|console\.|performance\.|fetch\()/;
  test.each(own)('%s knows no clock, chance or surroundings', (path) => {
    const wrong = codeOf(path)
      .split('\n')
      .flatMap((line, index) =>
        surroundings.test(line.replace(/'[^']*'/g, '')) ? [`${index + 1}: ${line.trim()}`] : [],
      );
    expect(wrong).toEqual([]);
  });
});

test('only these commit to the store', () => {
  const by = (call: RegExp) => sources.filter((path) => call.test(codeOf(path)));
  expect(by(/\bstore\s*\.commit\(/)).toEqual(['src/gateway/commit-at.ts']);
  expect(by(/\bcommitAt\(/)).toEqual([
    'src/engine.ts',
    'src/gateway/batch.ts',
    'src/gateway/calendar-accept.ts',
    'src/gateway/calendar-undo.ts',
    'src/gateway/commit-at.ts',
    'src/gateway/hold.ts',
    'src/gateway/reference-acts.ts',
    'src/gateway/tick.ts',
    'src/intake/calendar-feeds.ts',
    'src/intake/odd-entries.ts',
    'src/intake/reference-files.ts',
    'src/keeping/verify-derived.ts',
    'src/rules/adoption.ts',
  ]);
});

test('each package has one home', () => {
  const homes: Readonly<Record<string, RegExp>> = {
    'any-ascii': /^src\/flow\/plain-text\.ts$/,
    xstate: /^src\/process\/machine\.ts$/,
    'fast-csv': /^src\/files\/csv\.ts$/,
    // Workbooks and other zip files.
    yauzl: /^src\/files\/workbook-parts\.ts$/,
    sax: /^src\/files\/workbook-parts\.ts$/,
    yazl: /^src\/files\/workbook-out\.ts$/,
    'hyparquet-writer': /^src\/files\/parquet-out\.ts$/,
    '@fastify/busboy': /^src\/web\/upload\.ts$/,
    commander: /^src\/cli\/command\.ts$/,
    chokidar: /^src\/[\w-]+\.ts$/,
    pino: /^src\/log\.ts$/,
    'openid-client': /^src\/web\/provider\.ts$/,
    nodemailer: /^src\/post\/mail\.ts$/,
    // Loaded where a store on PostgreSQL is opened.
    pg: /^src\/store\/postgres\/driver\.ts$/,
    hono: /^src\/(web\/|papers\/(paper|[\w-]+\/page)\.ts)/,
    '@hono/node-server': /^src\/web\/serve\.ts$/,
    'ical-generator': /^src\/report\/deadline-feed\.ts$/,
    // Where the shape of something is said: a definition, a profile, rules, the configuration, a story.
    zod: /^src\/(config\/[\w-]+|alert\/channel-config|post\/settings|desk\/[\w-]+|papers\/[\w-]+\/operations|web\/api\/[\w-]+|flow\/(definition|edition)|dip\/definition|market\/roles|process\/profile|reading\/reading-rules|replay\/scenario)\.ts$/,
  };
  const packages = imports
    .filter(({ what }) => !/^(\.|node:)/.test(what))
    .map(({ from, what }) => ({ from, what: /^(@[^/]+\/)?[^/]+/.exec(what)?.[0] ?? what }));
  const wrong = packages.filter(({ from, what }) => homes[what]?.test(from) !== true);
  expect(wrong).toEqual([]);
  // Of these a whole room is made, or the shape of many things is said with them.
  const rooms = ['zod', 'hono'];
  // A file that loads one late names it for its types too.
  const homesOf = new Map<string, Set<string>>();
  for (const { from, what } of packages.filter((one) => !rooms.includes(one.what))) {
    homesOf.set(what, (homesOf.get(what) ?? new Set()).add(from));
  }
  expect([...homesOf].filter(([, files]) => files.size > 1)).toEqual([]);
  const { dependencies } = JSON.parse(read('package.json'));
  // Nothing that is installed opens a store on PostgreSQL yet, so its driver does not come with it.
  const all = [...Object.keys(dependencies), 'pg'];
  expect(new Set(packages.map(({ what }) => what))).toEqual(new Set(all));
});

describe('every text', () => {
  const texts = [
    ...sources,
    ...filesBelow('test', /\.ts$/),
    ...filesBelow('scripts', /\.ts$/),
    ...filesBelow('docs', /\.md$/),
    ...filesBelow('flows', /\.md$/),
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ].filter((path) => path !== 'test/tidy.test.ts');

  test('is finished', () => {
    const wrong = texts.filter((path) => /\b(TODO|FIXME|HACK)\b/.test(read(path)));
    expect(wrong).toEqual([]);
  });

  test('names no place on the machine it was written on', () => {
    const places = /(?<![\w.:])\/(home|root|Users|work|tmp|mnt)\/|[A-Z]:\\\\?Users/;
    const wrong = texts.filter((path) => !path.startsWith('test/') && places.test(read(path)));
    expect(wrong).toEqual([]);
  });
});

test('files are named for what is in them', () => {
  const vague = /^(utils?|helpers?|common|misc|types|interfaces|constants|manager|service|base)\./;
  expect(
    [...sources, ...filesBelow('test', /\.ts$/)].filter((path) => vague.test(basename(path))),
  ).toEqual([]);
});

test('every source begins by saying what it is', () => {
  const wrong = sources.filter((path) => {
    const isDoor = basename(path) === 'index.ts';
    return !isDoor && !/^(#![^\n]*\n)?\/\*\*/.test(read(path));
  });
  expect(wrong).toEqual([]);
});

test('there are no default exports and no enums', () => {
  const wrong = sources.filter((path) => /^export default|^\s*(export )?enum /m.test(codeOf(path)));
  expect(wrong).toEqual([]);
});
