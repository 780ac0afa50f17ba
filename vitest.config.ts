import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/browser/build-page.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Whole calls wait for sound far more than they compute.
    maxWorkers: 5,
    maxConcurrency: 2,
  },
});
