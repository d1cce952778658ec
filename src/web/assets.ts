/** The few files that pages load: read once, told apart by what is in them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context } from './context.ts';
import { Problem } from './problem.ts';

const types: Readonly<Record<string, string>> = {
  'pawl.css': 'text/css; charset=utf-8',
  'pawl.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

interface Asset {
  readonly content: string;
  readonly digest: string;
}

const loaded = new Map<string, Asset>();

function assetOf(name: string): Asset {
  let found = loaded.get(name);
  if (found === undefined) {
    const content = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    found = { content, digest: createHash('sha256').update(content).digest('hex').slice(0, 12) };
    loaded.set(name, found);
  }
  return found;
}

/** Where a page finds an asset: another content is another address, so it may be kept for ever. */
export const assetPath = (name: keyof typeof types): string =>
  `/assets/${name}?${assetOf(name).digest}`;

export function asset(context: Context, name: string): Response {
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) {
    throw new Problem(404, 'NOT_FOUND', `there is no asset ${name}`, 'pages name those there are');
  }
  const { content } = assetOf(name);
  return context.body(content, 200, {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
  });
}
