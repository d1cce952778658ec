import { defineConfig } from 'vitest/config';
import { findChromium, howToGetOne } from './chromium.ts';

const isThere = findChromium() !== null;
if (!isThere) {
  const says = `There is no Chromium, so the pages are NOT tried in a browser: ${howToGetOne}.`;
  if (process.env['PAWL_NEED_CHROMIUM'] === '1') throw new Error(says);
  console.warn(`\n${says}\n`);
}

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: isThere ? ['*.browser.ts'] : [],
    passWithNoTests: !isThere,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
