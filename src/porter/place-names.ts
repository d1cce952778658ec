/** Names as others give them: which are set apart, which can be used here, how they are shown. */
import type { OddKind } from '../regular-file.ts';
import { isDeviceOnWindows } from '../windows-path.ts';

export type EntryKind = 'file' | OddKind;

/** The bytes of a name, as the file system or the server has them. */
export const nameBytes = (name: string): Buffer => Buffer.from(name, 'latin1');

export const nameOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Whether a name is one of an entry of its own folder, and of no other. */
export const isPlainName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);

/** What Windows lets no file have, and what hides in a line of text. */
const unusable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*%]/u;

/** Ours: a name keeps room for what is put to it, as in the archive. */
const nameMaxBytes = 200;

/**
 * The name that a file gets here: its own, if every file system takes it and people can read it.
 * Otherwise each such character is told by its number, and what is too long is cut before its ending.
 */
export function localName(name: string): string {
  const bytes = nameBytes(name);
  const text = bytes.toString('utf8');
  const isUtf8 = Buffer.from(text, 'utf8').equals(bytes);
  let safe = '';
  for (const character of isUtf8 ? text : name) {
    const isBad = unusable.test(character) || (!isUtf8 && character > '~');
    safe += isBad
      ? numbered(isUtf8 ? Buffer.from(character, 'utf8') : nameBytes(character))
      : character;
  }
  if (isDeviceOnWindows(safe)) safe = `_${safe}`;
  safe = safe.replace(/[. ]+$/, (end) => numbered(Buffer.from(end)));
  return cut(safe);
}

const numbered = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

function cut(name: string): string {
  if (Buffer.byteLength(name) <= nameMaxBytes) return name;
  const [ending = ''] = /\.\w{1,10}$/.exec(name) ?? [];
  let stem = name.slice(0, name.length - ending.length);
  // The half of a character at the cut would be none.
  while (Buffer.byteLength(stem + ending) > nameMaxBytes) {
    stem = stem.slice(0, -1).replace(/[\ud800-\udbff]$/, '');
  }
  return stem + ending;
}

/** For people: what `localName` makes of it, never more than a line takes. */
export const shownName = (name: string): string => localName(name).slice(0, 120);
