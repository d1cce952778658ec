/**
 * Makes dist/ for the package, because Node strips no types below node_modules: the program, and the
 * library that `exports` of package.json names, each as few modules so that it starts at once, the
 * types of the library, and beside them the data that stands among the sources.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** Whatever finds something by its own place must find it from the place of its chunk too. */
const inItsPlace = {
  name: 'in-its-place',
  transform(code: string, id: string): string | null {
    if (!code.includes('import.meta.url')) return null;
    const place = relative(`${root}src`, id).replace(/\.ts$/, '.js');
    return code.replaceAll('import.meta.url', `new URL('../${place}', import.meta.url).href`);
  },
};

/** JSON.parse of a text is quicker than the same value as code. */
const jsonAsText = {
  name: 'json-as-text',
  transform(code: string, id: string) {
    if (!id.endsWith('.json')) return null;
    const text = JSON.stringify(JSON.parse(code)).replaceAll(/[\\`]|\$\{/g, '\\$&');
    return { code: `export default JSON.parse(\`${text}\`);`, moduleType: 'js' as const };
  },
};

/**
 * A room whose index is loaded late would be loaded whole by whoever takes one thing from it at once:
 * what is loaded late is therefore a module of its own that gives out all of the index.
 */
const lateRooms = {
  name: 'late-rooms',
  resolveDynamicImport(name: unknown, from: string): string | null {
    if (typeof name !== 'string' || !name.endsWith('/index.ts')) return null;
    return `${join(dirname(from), name)}?late`;
  },
  load(id: string): string | null {
    return id.endsWith('?late') ? `export * from '${id.slice(0, -'?late'.length)}';` : null;
  },
};

const libraryRooms = ['calendar', 'flow', 'process', 'reading'];
const run = /\/src\/(cli\/(pawl|main|pages-worker)|compare\/compare-worker)\.ts$/;

/** What each command at the desk needs is put in; the rest is loaded by what needs it. */
const inlined = ['commander', 'xstate', 'zod'];
const isOutside = (name: string): boolean =>
  Object.keys(dependencies).some(
    (one) => !inlined.includes(one) && (name === one || name.startsWith(`${one}/`)),
  );

rmSync(`${root}dist`, { recursive: true, force: true });
for (const name of readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })) {
  if (/\.(?!ts$|json$)\w+$/.test(name)) cpSync(`${root}src/${name}`, `${root}dist/${name}`);
}
const entries = [
  'cli/pawl',
  'cli/pages-worker',
  'compare/compare-worker',
  ...libraryRooms.map((room) => `library/${room}`),
];
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: isOutside,
  // None of our modules does anything when it is loaded, but for those that are run.
  treeshake: { moduleSideEffects: (id) => !id.startsWith(`${root}src/`) || run.test(id) },
  plugins: [inItsPlace, jsonAsText, lateRooms],
});
// Every chunk lies one folder below dist/, as the entries do.
await bundle.write({
  dir: `${root}dist`,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'parts/[name].js',
  comments: { jsdoc: false },
  // What most commands need is one file: to find and open sixty small ones takes longer than to read them.
  codeSplitting: { groups: [{ name: 'shared', minShareCount: 60 }] },
});
await bundle.close();
const { status } = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;

// The compiler writes the types of all that the library rests on; these are those that it shows.
const shown = new Set<string>();
const show = (path: string): void => {
  if (shown.has(path)) return;
  shown.add(path);
  for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/["'](\.[^"']+)\.ts["']/g)) {
    show(join(dirname(path), `${name}.d.ts`));
  }
};
for (const room of libraryRooms) show(`${root}dist/types/library/${room}.d.ts`);
for (const name of readdirSync(`${root}dist/types`, { recursive: true, encoding: 'utf8' })) {
  const path = `${root}dist/types/${name}`;
  if (name.endsWith('.ts') && !shown.has(path)) rmSync(path);
}
