/**
 * Who knows TypeScript and not Pawl finds an operation in one guess: the room that does it, and there
 * the one file that is called so. CONTRIBUTING.md names ten; here each is guessed from the names of
 * files alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const row = /^\| ((?:how|which) [^|]+) \| [^|]+ \| `src\/([\w-]+)(\/[^`]+)` \| `(\w+)` \|$/gm;
const ways = [...read('CONTRIBUTING.md').matchAll(row)].map(
  ([, sought = '', room = '', path = '', name = '']) => ({
    sought,
    room,
    file: `src/${room}${path}`,
    name,
  }),
);

/** `erased` says `erase`; `check` does not say `checks`. */
const says = (word: string, part: string): boolean =>
  [part, `${part}d`, `${part}ed`].includes(word);

/** The files of a room of which each part of the name is said, those that say most. */
function guesses(room: string, sought: string): string[] {
  const words = sought.toLowerCase().split(/[^a-z]+/);
  const fits = readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, parts: basename(path, '.ts').split('-') }))
    .filter(({ parts }) => parts.every((part) => words.some((word) => says(word, part))));
  const most = Math.max(...fits.map(({ parts }) => parts.length));
  return fits
    .filter(({ parts }) => parts.length === most)
    .map(({ path }) => `src/${room}/${path.replaceAll('\\', '/')}`);
}

test('ten operations, in eight rooms', () => {
  expect(ways).toHaveLength(10);
  expect(new Set(ways.map(({ room }) => room)).size).toBe(8);
});

test.each(ways)('$sought: $file', ({ sought, room, file, name }) => {
  expect(guesses(room, sought)).toEqual([file]);
  expect(read(file)).toMatch(new RegExp(`^export (?:async )?(?:function|const) ${name}\\b`, 'm'));
});
