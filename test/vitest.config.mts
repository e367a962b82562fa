import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'browser/**', 'results/**'],
    // The native TensorFlow binding is loaded once per process and must not be shared between threads.
    pool: 'forks',
    // Two at once, because a Python beside a file reads its libraries for seconds on one core. Each file holds models, and
    // more would crowd a small machine.
    maxWorkers: 2,
    // For what hangs: a machine that does much else may take five times as long as an idle one.
    testTimeout: 900_000,
    hookTimeout: 900_000
  }
});
