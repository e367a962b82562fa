import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['kernel-helpers/src/analysis/**/*.test.ts'],
    pool: 'threads',
    testTimeout: 60_000,
    // Tests of large sizes ask again, slowly, what others ask of small ones.
    testNamePattern: /^(?!.*(million|100,000))/
  }
});
