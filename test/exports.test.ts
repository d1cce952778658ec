/**
 * What a file hands out is used: by another file of the sources, by the users of the library, or, of
 * what stays within its file, by a test that looks at that part alone. And one name is one thing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .sort();

const sources = filesBelow('src');
const others = ['test', 'bench', 'scripts'].flatMap(filesBelow);

/** The code without its comments. */
const codeOf = (path: string): string =>
  readFileSync(join(root, path), 'utf8')
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
const code = new Map([...sources, ...others].map((path) => [path, codeOf(path)]));

/** What other programs may import: whatever stands there is used. */
const isLibrary = (path: string): boolean => path.startsWith('src/library/');

const byTestsAlone: Readonly<Record<string, string>> = {
  'src/dip/read-file.ts parseDipFile': 'tests read a whole file at once',
  'src/fault-point.ts trapFaults': 'tests put faults; a gateway never does',
  'src/store/postgres/postgres-store.ts openPostgresStore':
    'it does not answer all that a gateway asks yet, so that none opens it',
  'src/cli/pages-beside.ts startedWorker': 'tests kill the thread of the pages',
};

const named = (list: string): { readonly name: string; readonly as: string }[] =>
  list.split(',').flatMap((part) => {
    const [name, as = name] = part
      .trim()
      .replace(/^type /, '')
      .split(' as ');
    return name === undefined || name === '' || as === undefined ? [] : [{ name, as }];
  });

const pathFrom = (from: string, to: string): string => join(dirname(from), to);

/** Who imports a name from a file, as `file name`. */
const importers = new Map<string, Set<string>>();
/** What a door hands on: its own name for it, and where it has it from. */
const handedOn: { readonly by: string; readonly as: string; readonly of: string }[] = [];
const exported: { readonly path: string; readonly name: string }[] = [];

const use = (path: string, name: string, by: string): void => {
  const of = `${path} ${name}`;
  importers.set(of, (importers.get(of) ?? new Set()).add(by));
};

for (const [path, text] of code) {
  for (const [, list = '', from = ''] of text.matchAll(
    /^import (?:type )?(?:\w+, )?\{([^}]*)\} from '(\.[^']+)'/gm,
  )) {
    for (const { name } of named(list)) use(pathFrom(path, from), name, path);
  }
  for (const [, from = ''] of text.matchAll(/import \* as \w+ from '(\.[^']+)'/g)) {
    use(pathFrom(path, from), '*', path);
  }
  for (const found of text.matchAll(
    /(\{[^{}]*\} = await )?\(?\b(?:await )?import\(\s*'(\.[^']+)',?\s*\)\)?(?:\s*\.(\w+))?/g,
  )) {
    const [, taken, from = '', member] = found;
    const names =
      taken === undefined ? [] : named(taken.slice(1, taken.indexOf('}')).replaceAll(':', ' as '));
    for (const { name } of names) use(pathFrom(path, from), name, path);
    if (member !== undefined) use(pathFrom(path, from), member, path);
    if (names.length === 0 && member === undefined) use(pathFrom(path, from), '*', path);
  }
  if (!path.startsWith('src/')) continue;
  for (const [, name = ''] of text.matchAll(
    /^export (?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm,
  )) {
    exported.push({ path, name });
  }
  for (const [, list = '', from] of text.matchAll(
    /^export (?:type )?\{([^}]*)\}(?: from '(\.[^']+)')?;/gm,
  )) {
    for (const { name, as } of named(list)) {
      exported.push({ path, name: as });
      if (from !== undefined)
        handedOn.push({ by: path, as, of: `${pathFrom(path, from)} ${name}` });
    }
  }
}

const usersOf = (path: string, name: string): readonly string[] => [
  ...(importers.get(`${path} ${name}`) ?? []),
  ...(importers.get(`${path} *`) ?? []),
  ...handedOn
    .filter(({ of }) => of === `${path} ${name}`)
    .flatMap(({ by, as }) => (isLibrary(by) ? [by] : usersOf(by, as))),
];

const isUsedWithin = (path: string, name: string): boolean =>
  (code.get(path)?.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1;

test('every export has a user', () => {
  const dead = exported.filter(({ path, name }) => {
    if (isLibrary(path)) return false;
    const users = usersOf(path, name);
    if (users.some((user) => user.startsWith('src/'))) return false;
    const isLookedAt = users.length > 0 && (path.endsWith('/index.ts') || isUsedWithin(path, name));
    return !isLookedAt && byTestsAlone[`${path} ${name}`] === undefined;
  });
  expect(dead.map(({ path, name }) => `${path} ${name}`)).toEqual([]);
});

test('and every exception is one', () => {
  const known = new Set(exported.map(({ path, name }) => `${path} ${name}`));
  expect(Object.keys(byTestsAlone).filter((of) => !known.has(of))).toEqual([]);
});

/** Why a name stands in two files, and the names of which that is true. */
const sharedNames: Readonly<Record<string, readonly string[]>> = {
  'each text of a command hands these out, and typed-commands.ts takes them by these names': [
    'telling',
    'preview',
  ],
  'each text of a command hands out its operation, which the function of that name has made': [
    'operation',
  ],
  'the act at the desk asks the same act of the room below, and has its name therefore': [
    'approve',
    'claim',
    'decide',
    'handOver',
    'requeue',
    'resolve',
    'resubmit',
    'takeBack',
    'takeBackGroup',
  ],
  'lines for a terminal and HTML for a page, which no file makes both of': ['table'],
  'what reference data say, and what a word of a report tells: rooms that never meet': ['Fact'],
};

test('a name is given to one thing, or a reason is written why not', () => {
  const handed = new Set(handedOn.map(({ by, as }) => `${by} ${as}`));
  const homes = new Map<string, string[]>();
  for (const { path, name } of exported) {
    if (path.endsWith('/index.ts') || handed.has(`${path} ${name}`)) continue;
    homes.set(name, [...(homes.get(name) ?? []), path]);
  }
  const twice = [...homes].filter(([, paths]) => paths.length > 1);
  const reasoned = Object.values(sharedNames).flat();
  expect(twice.filter(([name]) => !reasoned.includes(name))).toEqual([]);
  const needed = new Set(twice.map(([name]) => name));
  expect(reasoned.filter((name) => !needed.has(name))).toEqual([]);
});
