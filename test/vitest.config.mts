import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'browser/**', 'results/**'],
    // The native TensorFlow binding is loaded once per process and must not be shared between threads.
    pool: 'forks',
    // Each file holds models and a Python beside it; two at once would crowd a small machine.
    fileParallelism: false,
    // For what hangs: a machine that does much else may take five times as long as an idle one.
    testTimeout: 900_000,
    hookTimeout: 900_000
  }
});
