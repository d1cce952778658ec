import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['*.hostile.ts'],
    testTimeout: 600_000,
    // Times are compared: whatever else runs here would be measured with them.
    maxWorkers: 1,
  },
});
