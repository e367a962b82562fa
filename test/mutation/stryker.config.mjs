/** Which changes of `analysis` no test notices. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.mts', related: true },
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: ['kernel-helpers/src/analysis/**/*.ts', '!**/*.test.ts', '!**/*.fixtures.ts', '!**/index.ts'],
  // What an error says is not arithmetic; tests ask for its facts where they matter.
  mutator: { excludedMutations: ['StringLiteral'] },
  // A change of what is computed once, when a module loads, needs all tests anew.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  ignorePatterns: [
    '/.venv',
    '/.setup',
    '/results',
    '/test/results',
    '/notebooks',
    '/extension',
    '/dist',
    '/docs'
  ],
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: 'results/mutation.json' },
  tempDirName: '.setup/mutation'
};
