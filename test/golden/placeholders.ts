/**
 * What is replaced in everything that is frozen, because it is of the machine, the day or the build
 * and not of Pawl's answers. This list is all of it. Time and chance are not in it: stand-still.ts
 * takes those out of the process.
 */
import about from '../../package.json' with { type: 'json' };

interface Placeholder {
  readonly name: string;
  readonly why: string;
  readonly pattern: RegExp;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

export const placeholders = (folder: string): readonly Placeholder[] => [
  {
    name: 'FOLDER',
    why: 'the folder in which the desk was made',
    pattern: new RegExp(escaped(folder), 'g'),
  },
  {
    name: 'REPOSITORY',
    why: 'where the repository lies',
    pattern: new RegExp(escaped(new URL('../..', import.meta.url).pathname.slice(0, -1)), 'g'),
  },
  {
    name: 'VERSION',
    why: 'the version of the package',
    pattern: new RegExp(`(?<![\\d.])${escaped(about.version)}(?![\\d.])`, 'g'),
  },
  {
    name: 'ASSET',
    why: 'the digest of a stylesheet or script in its address',
    pattern: /(?<=\/assets\/[\w.]+\?)[0-9a-f]{12}/g,
  },
  {
    name: 'PLACE',
    why: 'where in the source a fault of Pawl was, in its trace',
    pattern: /( (<|&lt;|\\u003c) [^<>&()]* \([^()]*:\d+:\d+\))+/g,
  },
  {
    name: 'LINK',
    why: 'a link of the journal, which hangs on the trace of that fault too',
    pattern: /(?<="link": ")[0-9a-f]{64}/g,
  },
  {
    name: 'PUBLIC-KEY',
    why: 'a key that is made',
    pattern: /(?<=BEGIN PUBLIC KEY-----(\\n|\n))[^-]*(?=(\\n|\n)-----END)/g,
  },
];

export function withPlaceholders(text: string, folder: string): string {
  let shown = text;
  for (const { name, pattern } of placeholders(folder))
    shown = shown.replaceAll(pattern, `‹${name}›`);
  return shown;
}
