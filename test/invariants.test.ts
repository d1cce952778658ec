/**
 * What ARCHITECTURE.md calls an invariant is held by a test that it names. Here are also those
 * invariants that are read from the sources and have no better place.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('src', name).replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .sort();
const codeOf = (path: string): string =>
  read(path)
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
const filesWith = (pattern: RegExp, below = 'src/'): string[] =>
  sources.filter((path) => path.startsWith(below) && pattern.test(codeOf(path)));

describe('ARCHITECTURE.md', () => {
  const invariants = read('ARCHITECTURE.md')
    .split(/^(?=- |\n)/m)
    .filter((paragraph) => paragraph.includes('*Invariant*'))
    .map((paragraph) => paragraph.slice(paragraph.indexOf('*Invariant*')).replaceAll(/\s+/g, ' '));

  test('has its invariants', () => {
    expect(invariants.length).toBeGreaterThanOrEqual(10);
    const all = read('ARCHITECTURE.md').match(/\*Invariant\*/g);
    expect(invariants).toHaveLength(all?.length ?? 0);
  });

  test.each(invariants)('%s', (invariant) => {
    const named = [...invariant.matchAll(/`(test\/[\w/-]+\.test\.ts)`((?:,? "[^"]+")*)/g)];
    expect(named, 'names a test').not.toEqual([]);
    for (const [, path = '', titles = ''] of named) {
      expect(existsSync(join(root, path)), path).toBe(true);
      const said = [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title);
      expect(said, `${path} and which test of it`).not.toEqual([]);
      // A title may be on several lines of its file only if a formatter put it there.
      const text = read(path).replaceAll(/\s+/g, ' ');
      for (const title of said) expect(text, title).toContain(title);
    }
  });
});

test('only machine.ts calls XState, and only its pure transition', () => {
  expect(filesWith(/\bfrom 'xstate'|import\('xstate'/)).toEqual(['src/process/machine.ts']);
  const [, names = ''] =
    /import \{([^}]*)\} from 'xstate'/.exec(read('src/process/machine.ts')) ?? [];
  expect(names.split(',').map((name) => name.trim())).toEqual([
    'assign',
    'createMachine',
    'transition',
  ]);
  expect(codeOf('src/process/machine.ts')).not.toMatch(/\bafter\s*:/);
});

test('only fold.ts decides the order of events, and only the tell files what one means', () => {
  expect(filesWith(/\bcomparePlaces\(/)).toEqual(['src/process/event.ts', 'src/process/fold.ts']);
  const saying = filesWith(/\breading\(\s*telling\b|\bmeans: '/, 'src/process/');
  // The fold says that an event waits for its day, and that an erasure is one; a proposal moves nothing.
  expect(saying.filter((path) => !/\/(?:tell|letters|hear)[\w-]*\.ts$/.test(path))).toEqual([
    'src/process/fold.ts',
    'src/process/proposal.ts',
  ]);
});

test('only keeping takes anything out of the store', () => {
  expect(filesWith(/\bstore\.(?:erase|purge)\(/)).toEqual([
    'src/keeping/erase.ts',
    'src/keeping/purge.ts',
  ]);
});

/** Who reads another clock than that of the gateway, and for what. */
const otherClocks: Readonly<Record<string, string>> = {
  'src/clock.ts': 'it is the clock',
  'src/config/config-file.ts': 'the age of a file that may be half written',
  'src/files/folders.ts': 'the age of a temporary file, as file systems give it',
  'src/intake/inbox.ts': 'the age of files, as file systems give it',
  'src/intake/feeds.ts': 'the age of a feed',
  'src/intake/taken-away.ts': 'the age of a file',
  'src/telemetry/telemetry.ts': 'how long what is traced took',
  'src/held-file.ts': 'how long nothing that is held is waited for',
  'src/intake/turns.ts': 'how long a turn has taken',
  'src/web/provider.ts': 'how old keys of a provider are, as its client counts',
  'src/web/serve.ts': 'sessions, wrong tokens and connections',
  'src/web/desk-of.ts': 'how long a count took',
  'src/web/troubles.ts': 'how old a look is',
  'src/cli/progress.ts': 'how often a line is written',
};

test('only clock.ts gives the time that counts', () => {
  const surroundings = /\bDate\.now\b|\bnew Date\(\)|\bTemporal\.Now\b|\bperformance\.now\(/;
  expect(filesWith(surroundings)).toEqual(Object.keys(otherClocks).sort());
});
