/** Wraps the pages: `npm run format` writes them so, and `npm run check` compares (`--check`). */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { width, wrapped } from './wrap.ts';

/** The pages of the repository that are written by hand, in whole or in part. */
const pages = ['*.md', 'docs/**/*.md', 'samples/**/*.md', 'test/**/*.md', 'bench/*.md'];

const isCheck = process.argv.includes('--check');
const root = new URL('..', import.meta.url).pathname;
const found = globSync(pages, { cwd: root, exclude: ['**/node_modules/**'] });
const unlike = found.filter((name) => {
  const page = readFileSync(root + name, 'utf8');
  if (wrapped(page) === page) return false;
  if (!isCheck) writeFileSync(root + name, wrapped(page));
  return true;
});
if (isCheck && unlike.length > 0) {
  console.error(`Not wrapped at ${width} characters: ${unlike.join(', ')}. Run npm run format.`);
  process.exitCode = 1;
}
