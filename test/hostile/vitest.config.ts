import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['*.hostile.ts'],
    testTimeout: 600_000,
    // One counts processor time, the other waits for far longer than what it drops takes: neither is
    // changed by what runs beside it.
    maxWorkers: 2,
  },
});
