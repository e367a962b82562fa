import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['kernel-helpers/src/**/*.test.ts', 'extension/src/**/*.test.ts', 'setup/**/*.test.mjs'],
    // The native TensorFlow binding is loaded once per process and must not be shared between threads.
    pool: 'forks',
    // On two cores the default would be one.
    maxWorkers: Math.min(4, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
});
