import { defineConfig } from 'vitest/config';

/** What looks at the page in web/dist, which is built before. */
const PAGE = ['test/browser/**/*.test.ts', 'test/web/page-size.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Whole calls wait for sound far more than they compute.
    maxWorkers: 5,
    maxConcurrency: 2,
    projects: [
      {
        extends: true,
        test: { name: 'product', include: ['test/**/*.test.ts'], exclude: PAGE },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: PAGE,
          globalSetup: ['test/browser/build-page.ts'],
          // A browser and a whole call fill two cores: one after the other, when everything else is done.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
        },
      },
    ],
  },
});
