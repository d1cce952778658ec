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
  const outbox = join(folder, 'expected', 'outbox');
  if (!existsSync(outbox)) return found;
  const names = new Set([...readdirSync(outbox), ...played.outbox.keys()]);
  for (const name of names) {
    const file = join(outbox, name);
    if (!existsSync(file)) found.push(`outbox/${name}: was written and is not expected`);
    else if (!played.outbox.has(name))
      found.push(`outbox/${name}: is expected and was not written`);
    else if (readFileSync(file, 'latin1') !== played.outbox.get(name)) {
      found.push(`outbox/${name}: has other bytes`);
    }
  }
  return found;
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
  if (played.outbox.size === 0) return;
  mkdirSync(join(expected, 'outbox'));
  for (const [name, text] of played.outbox) {
    writeFileSync(join(expected, 'outbox', name), text, 'latin1');
  }
}
