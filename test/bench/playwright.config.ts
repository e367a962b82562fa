import browserTests from '../browser/playwright.config';

/** The same server and browser as the tests; a benchmark may take longer than a test. */
export default { ...browserTests, testDir: __dirname, testMatch: '*.bench.ts', timeout: 600_000 };
