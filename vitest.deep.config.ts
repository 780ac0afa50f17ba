import { defineConfig } from 'vitest/config';
import { keepOnlyWhatTestsNeed } from './test/setup/environment.ts';

keepOnlyWhatTestsNeed(process.env);

/** What takes minutes: `npm run test:deep`. */
export default defineConfig({
  test: {
    include: ['test/**/*.deep.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    globalSetup: ['test/setup/preflight.ts'],
  },
});
