import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Arithmetic alone: no module holds a state that another file of tests could find. */
const ARITHMETIC = 'kernel-helpers/src/{analysis,chart,contract,views}/**/*.test.ts';

/** Tests that put modules in the place of others, or need what a process has once: environment, kernel, device, a warning. */
const APART = [
  'kernel-helpers/src/notebook/{monitor,monitor-budget,runs,show,sweeps,train}.test.ts',
  'kernel-helpers/src/download/download.test.ts',
  'kernel-helpers/src/tensorflow/{load,graph/private-folder}.test.ts',
  'kernel-helpers/src/training/manifest.test.ts'
];

/** Tests that leave environment, timers and console as they found them, and put no modules in the place of others. */
const SHARED = ['extension/src/**/*.test.ts', 'setup/**/*.test.mjs'];

export default defineConfig({
  test: {
    // The native TensorFlow binding is loaded once per process and must not be shared between threads.
    pool: 'forks',
    // On two cores the default would be one.
    maxWorkers: Math.min(4, availableParallelism()),
    // For what hangs: tests of seconds took most of a minute on two cores that others kept busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Files are transformed again only when they change; delete the folder to transform all.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.setup/checks/vitest' },
    projects: [
      {
        extends: true,
        // Reading the modules takes longer than most of these files' tests: a process reads them once.
        test: { name: 'arithmetic', include: [ARITHMETIC], isolate: false }
      },
      {
        extends: true,
        // So does reading those of JupyterLab.
        test: { name: 'shared', include: SHARED, isolate: false }
      },
      {
        extends: true,
        // So does loading TensorFlow.
        test: {
          name: 'unit',
          include: ['kernel-helpers/src/**/*.test.ts'],
          exclude: [ARITHMETIC, ...APART],
          isolate: false
        }
      },
      {
        extends: true,
        test: { name: 'apart', include: APART }
      }
    ]
  }
});
