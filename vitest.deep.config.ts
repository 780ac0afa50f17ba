import { defineConfig } from 'vitest/config';

/** What takes minutes: `npm run test:deep`. */
export default defineConfig({
  test: {
    include: ['test/**/*.deep.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
