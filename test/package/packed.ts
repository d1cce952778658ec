/** The package as a stranger has it: packed here, and used in a clean folder by programs of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The surroundings without what `npm run` added to them. */
export const plainEnvironment = Object.fromEntries(
  Object.entries(process.env)
    .filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_ENV' && name !== 'NODE')
    .map(([name, value = '']) => [name, name === 'PATH' ? withoutOwn(value) : value]),
);

function withoutOwn(path: string): string {
  const kept = path.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return kept.join(delimiter);
}

const folders: string[] = [];

/** A folder of its own, gone when the tests of the file are done. */
export function cleanFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pawl-package-')));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
  /** Resolves once the output has the text; rejects if it ends before. */
  readonly says: (text: string) => Promise<void>;
}

export function start(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = plainEnvironment,
): Started {
  const child = spawn(command, args, { cwd, env });
  let out = '';
  let err = '';
  let look = (): void => undefined;
  child.stdout.on('data', (piece) => {
    out += piece;
    look();
  });
  child.stderr.on('data', (piece) => {
    err += piece;
    look();
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>(
    (resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    },
  );
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => {
        if (out.includes(text)) resolve();
      };
      look();
      void ended.then(() => reject(new Error(`ended without "${text}": ${out}${err}`)));
    });
  return { process: child, ended, says };
}

export const run = (command: string, args: readonly string[], cwd: string) =>
  start(command, args, cwd).ended;

export interface Packed {
  /** The tarball's path. */
  readonly path: string;
  readonly version: string;
  readonly size: number;
  readonly files: readonly string[];
}

/** `npm pack` of this repository, or of an earlier one of it, into a folder. */
export async function pack(into: string, from = repository): Promise<Packed> {
  const packed = await run('npm', ['pack', '--json', '--pack-destination', into], from);
  if (packed.code !== 0) throw new Error(`npm pack: ${packed.out}${packed.err}`);
  const told = JSON.parse(packed.out.slice(packed.out.search(/^[[{]/m)));
  const [about] = Array.isArray(told) ? told : Object.values(told);
  const { filename, version, size, files } = about;
  return {
    path: join(into, filename),
    version,
    size,
    files: files.map(({ path }: { path: string }) => path),
  };
}
