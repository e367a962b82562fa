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
    testTimeout: 300_000,
    hookTimeout: 300_000
  }
});
