import { defineConfig } from 'vitest/config';

// One file at a time: each packs, and packing makes dist/ anew.
export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['*.package.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
