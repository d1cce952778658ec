/** A story's expected/ folder: what it should come to, kept beside it and read in review. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Played } from './replay.ts';

/** The differences between what was expected and what came, in words; empty if there are none. */
export function differences(folder: string, played: Played): string[] {
  const found: string[] = [];
  const path = join(folder, 'expected', 'replay.json');
  if (existsSync(path)) {
    const expected: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const actual: unknown = JSON.parse(JSON.stringify(played.replayed));
    compare('', expected, actual, found);
  }
  for (const written of writtenFolders) compareFiles(folder, played, written, found);
  return found;
}

/** Folders of a workspace whose files a story may expect byte for byte. */
const writtenFolders = ['outbox', 'reports'] as const;

function compareFiles(
  folder: string,
  played: Played,
  written: (typeof writtenFolders)[number],
  found: string[],
): void {
  const expected = join(folder, 'expected', written);
  if (!existsSync(expected)) return;
  const came = played[written];
  for (const name of new Set([...readdirSync(expected), ...came.keys()])) {
    const file = join(expected, name);
    if (!existsSync(file)) found.push(`${written}/${name}: was written and is not expected`);
    else if (!came.has(name)) found.push(`${written}/${name}: is expected and was not written`);
    else if (readFileSync(file, 'latin1') !== came.get(name)) {
      found.push(`${written}/${name}: has other bytes`);
    }
  }
}

export const hasExpected = (folder: string): boolean => existsSync(join(folder, 'expected'));

function compare(path: string, expected: unknown, actual: unknown, found: string[]): void {
  if (isContainer(expected) && isContainer(actual)) {
    const left = expected as Record<string, unknown>;
    const right = actual as Record<string, unknown>;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      compare(path === '' ? key : `${path}.${key}`, left[key], right[key], found);
    }
  } else if (JSON.stringify(expected) !== JSON.stringify(actual)) {
    found.push(`${path}: expected ${short(expected)}, came ${short(actual)}`);
  }
}

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

const short = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120);

/** Writes what came as what is expected. The difference is read by a person before it is kept. */
export function writeExpected(folder: string, played: Played): void {
  const expected = join(folder, 'expected');
  rmSync(expected, { recursive: true, force: true });
  mkdirSync(expected, { recursive: true });
  writeFileSync(join(expected, 'replay.json'), `${JSON.stringify(played.replayed, null, 2)}\n`);
  for (const written of writtenFolders) {
    if (played[written].size === 0) continue;
    mkdirSync(join(expected, written));
    for (const [name, text] of played[written]) {
      writeFileSync(join(expected, written, name), text, 'latin1');
    }
  }
}
