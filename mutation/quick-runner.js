/**
 * A test runner for Stryker that loads a room and its tests in milliseconds. Vitest takes seconds for
 * each mutant, most of them to begin; there are thousands. Here the tests are bundled once; for each
 * mutant the bundle is evaluated anew, so that nothing that one mutant left behind meets the next, and
 * the tests run until the first that fails. Matchers are vitest's own; a snapshot is what the code
 * without a mutant says, which `npm test` has compared with the file.
 */
import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { Script } from 'node:vm';
import {
  chai,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';
import { isInSample } from './sample.ts';
import { isLeftOut, sharedRooms, testsOf } from './tests.js';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
chai.use(snapshots);

/** What Stryker's instrumented code looks at. */
const state = {};
const namespace = '__stryker__';
globalThis[namespace] = state;

/** In Stryker's sandbox, which is the folder to be in once a runner begins. */
const inSandbox = (name) => join(process.cwd(), `quick-${name}`);

/** Whole or not at all: two runners work in one sandbox. */
function write(name, text) {
  const half = inSandbox(`${process.pid}-${name}`);
  writeFileSync(half, text);
  renameSync(half, inSandbox(name));
}
const shared = 'shared:';
const isFile = (id) => id.startsWith('.') || id.startsWith('/') || id.startsWith('\0');

/**
 * Bundles the tests and the room. What knows nothing of the mutants stays outside and is loaded once:
 * libraries, the rooms below, and the files of the room that do not import, by whatever way, one in
 * which mutants are. In the reading room that spares making the lexicon ready for each of them.
 */
async function bundleTests() {
  const { rolldown } = await import('rolldown');
  const files = globSync(testsOf(process.env.PAWL_ROOM), { cwd: process.cwd() }).sort();
  const entry = '\0entry';
  const source = files.map(
    (file) =>
      `quickFiles.set(${JSON.stringify(file)}, () => import(${JSON.stringify(resolve(file))}));`,
  );
  const rooms = sharedRooms(process.env.PAWL_ROOM).map((room) =>
    join(process.cwd(), 'src', room, '/'),
  );
  const unaware = filesUnaware(process.env.PAWL_ROOM, process.env.PAWL_FILE.split(','));
  const isShared = (path) => unaware.has(path) || rooms.some((room) => path.startsWith(room));
  const built = await rolldown({
    input: entry,
    platform: 'node',
    treeshake: false,
    external: (id) => !isFile(id),
    plugins: [
      {
        name: 'tests',
        resolveId(id, importer) {
          if (id === entry) return id;
          if (!id.startsWith('.') || importer === undefined) return null;
          const path = resolve(dirname(importer), id);
          return isShared(path) ? { id: `${shared}${path}`, external: true } : null;
        },
        load(id) {
          return id === entry ? source.join('\n') : null;
        },
        transform(code, id) {
          if (id.startsWith('\0') || !code.includes('import.meta')) return null;
          // What a script does when it is started is not done here, and may wait.
          return code
            .replace(/^if \(process\.argv\[1\] === import\.meta\.filename\).*$/m, '')
            .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
            .replaceAll('import.meta.filename', JSON.stringify(id));
        },
      },
    ],
  });
  const { output } = await built.generate({
    format: 'cjs',
    codeSplitting: false,
    strictExecutionOrder: true,
  });
  const [{ code, imports }] = output;
  // Libraries are imported, not required: what they export by default is under that name.
  write('tests.js', code.replace(/(__toESM\([^()]*), 1\)/g, '$1)'));
  const libraries = imports
    .filter((id) => id !== 'vitest')
    .map((id) => {
      const from = id.startsWith(shared) ? pathToFileURL(id.slice(shared.length)).href : id;
      return `[${JSON.stringify(id)}, { ...(await import(${JSON.stringify(from)})), __esModule: true }],`;
    });
  write('libraries.mjs', `export const libraries = new Map([\n${libraries.join('\n')}\n]);\n`);
}

/** The files of a room from which no import leads to one of these. */
function filesUnaware(room, mutated) {
  const folder = join(process.cwd(), 'src', room);
  const importsOf = new Map(
    globSync('*.ts', { cwd: folder }).map((name) => {
      const code = readFileSync(join(folder, name), 'utf8').replace(/^import type [^;]*;/gm, '');
      return [name, [...code.matchAll(/ from '\.\/([\w-]+\.ts)'/g)].map(([, other]) => other)];
    }),
  );
  const aware = new Set(mutated.map((name) => `${name}.ts`));
  for (let before = 0; before < aware.size; ) {
    before = aware.size;
    for (const [name, imports] of importsOf) {
      if (imports.some((other) => aware.has(other))) aware.add(name);
    }
  }
  return new Set(
    [...importsOf.keys()].filter((name) => !aware.has(name)).map((name) => join(folder, name)),
  );
}

/** Evaluates the bundle anew, and gives the tests of these files, or of all. */
async function collect(script, libraries, only = null) {
  const tests = [];
  const names = new Set();
  let file = '';
  let suite = { name: '', before: [], after: [], parent: null };
  const add = (name, run) => {
    let path = name;
    for (let one = suite; one !== null; one = one.parent) {
      if (one.name !== '') path = `${one.name} > ${path}`;
    }
    let id = `${file}#${path}`;
    for (let again = 2; names.has(id); again += 1) id = `${file}#${path} (${again})`;
    names.add(id);
    if (!isLeftOut(path)) tests.push({ id, name: path, file, suite, run });
  };
  const test = (name, run, other) => add(name, typeof run === 'function' ? run : other);
  const describe = (name, fill) => {
    suite = { name, before: [], after: [], parent: suite };
    fill();
    suite = suite.parent;
  };
  const each = (one) => (rows) => (name, run, more) => {
    rows.forEach((row, index) => {
      const told = Array.isArray(row) ? row : [row];
      one(nameOf(name, told, index), () => run(...told), more);
    });
  };
  const nothing = Object.assign(() => {}, { each: () => () => {} });
  for (const one of [test, describe]) {
    one.each = each(one);
    one.skip = nothing;
    one.skipIf = (isSkipped) => (isSkipped ? nothing : one);
    one.runIf = (isRun) => (isRun ? one : nothing);
  }
  const api = {
    test,
    it: test,
    describe,
    expect,
    beforeEach: (run) => suite.before.push(run),
    afterEach: (run) => suite.after.push(run),
    beforeAll: () => {
      throw new Error('the quick runner knows no beforeAll');
    },
    // Records and clearings away only.
    afterAll: () => {},
  };
  const files = new Map();
  globalThis.quickFiles = files;
  const load = (id) => (id === 'vitest' ? api : libraries.get(id));
  script.runInThisContext()(load, { exports: {} }, {});
  for (const [name, loadFile] of files) {
    if (only !== null && !only.has(name)) continue;
    file = name;
    await loadFile();
  }
  return tests;
}

function nameOf(name, told, index) {
  const [first] = told;
  const worded = name
    .replaceAll('%#', String(index))
    .replace(/\$(\w+)/g, (all, key) => (first?.[key] === undefined ? all : String(first[key])));
  const marks = worded.match(/%[sdifjo]/g)?.length ?? 0;
  return marks === 0 ? worded : format(worded, ...told.slice(0, marks));
}

/** By the number of a mutant: how often a test came by its place. Stryker's own counting takes longer. */
const counts = new Uint32Array(100_000);
globalThis.quickCounts = counts;

function countsByMutant() {
  const by = {};
  counts.forEach((many, mutant) => {
    if (many > 0) by[mutant] = many;
  });
  return by;
}

const scriptOf = (code) =>
  new Script(`(function (require, module, exports) {${code}\n})`, {
    filename: inSandbox('tests.js'),
  });

/** The instrumented code, counting by number instead of by name. */
const counting = (code) =>
  code
    .replace(/stryCov_[\w$]+\((?:"\d+"(?:, )?)+\)/g, (call) => call.replaceAll('"', ''))
    .replace(
      /function stryCov_[\w$]+\(\) \{/g,
      '$& for (let at = 0; at < arguments.length; at += 1) quickCounts[arguments[at]] += 1; return;',
    );

/** The instrumented code with one mutant in it, and no counting: each other place asks nothing. */
const onlyWith = (code, mutant) =>
  code
    .replace(/stryMutAct_[\w$]+\("(\d+)"\)/g, (call, id) => (id === mutant ? call : 'false'))
    .replace(/function stryCov_[\w$]+\(\) \{/g, '$& return;');

/** By test: what its snapshots were without a mutant. */
let seen = null;
let current = { id: '', count: 0 };

function snapshots(_chai, { addMethod, flag }) {
  const compare = function () {
    const key = `${current.id} ${(current.count += 1)}`;
    const said = JSON.stringify(flag(this, 'object'));
    if (state.activeMutant === undefined) seen[key] = said;
    else if (seen[key] !== said) throw new Error(`${key}: another snapshot`);
  };
  for (const name of ['toMatchSnapshot', 'toMatchInlineSnapshot']) {
    addMethod(chai.Assertion.prototype, name, compare);
  }
}

const expect = chai.expect;
globalThis[GLOBAL_EXPECT] = expect;
setState({ assertionCalls: 0 }, expect);

class QuickRunner {
  libraries = new Map();
  source = '';
  /** By test: how many mutants it was the first to notice, lately. */
  kills = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.env.VITEST = '1';
    if (!existsSync(inSandbox('libraries.mjs'))) await bundleTests();
    this.source = readFileSync(inSandbox('tests.js'), 'utf8');
    const more = await import(pathToFileURL(inSandbox('libraries.mjs')).href);
    this.libraries = more.libraries;
  }

  async dryRun() {
    state.activeMutant = undefined;
    seen = {};
    const tests = [];
    const perTest = {};
    counts.fill(0);
    const all = await collect(scriptOf(counting(this.source)), this.libraries);
    const atLoad = countsByMutant();
    for (const test of all) {
      counts.fill(0);
      tests.push(await this.resultOf(test));
      perTest[test.id] = countsByMutant();
    }
    write('seen.json', JSON.stringify(seen));
    return { status: 'complete', tests, mutantCoverage: { static: atLoad, perTest } };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }) {
    if (!isInSample(activeMutant)) return { status: 'error', errorMessage: 'not in the sample' };
    seen ??= JSON.parse(readFileSync(inSandbox('seen.json'), 'utf8'));
    state.hitCount = 0;
    state.hitLimit = hitLimit;
    state.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    const wanted = testFilter === undefined ? null : new Set(testFilter);
    const only = wanted && new Set([...wanted].map((id) => id.split('#', 1)[0]));
    const script = scriptOf(onlyWith(this.source, activeMutant.id));
    let all;
    try {
      all = await collect(script, this.libraries, only);
    } catch (error) {
      return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 };
    }
    state.activeMutant = activeMutant.id;
    const tests = all.filter(({ id }) => wanted === null || wanted.has(id));
    tests.sort((a, b) => (this.kills.get(b.id) ?? 0) - (this.kills.get(a.id) ?? 0));
    let nrOfTests = 0;
    for (const test of tests) {
      const { status, failureMessage } = await this.resultOf(test);
      nrOfTests += 1;
      if (state.hitCount > hitLimit) return { status: 'timeout', reason: 'hit limit' };
      if (status === 0) continue;
      for (const [id, count] of this.kills) this.kills.set(id, count * 0.98);
      this.kills.set(test.id, (this.kills.get(test.id) ?? 0) + 1);
      return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests };
    }
    return { status: 'survived', nrOfTests };
  }

  async resultOf({ id, name, file, suite, run }) {
    const began = performance.now();
    const more = { id, name, fileName: resolve(file) };
    current = { id, count: 0 };
    try {
      const suites = [];
      for (let one = suite; one !== null; one = one.parent) suites.unshift(one);
      for (const one of suites) for (const before of one.before) await before();
      await run();
      for (const one of suites.toReversed()) for (const after of one.after) await after();
      return { ...more, status: 0, timeSpentMs: performance.now() - began };
    } catch (error) {
      const failureMessage = String(error?.message ?? error);
      return { ...more, status: 1, timeSpentMs: performance.now() - began, failureMessage };
    }
  }
}

export const strykerPlugins = [
  {
    kind: 'TestRunner',
    name: 'quick',
    factory: Object.assign(() => new QuickRunner(), { inject: [] }),
  },
];
