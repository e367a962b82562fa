import { messageOf } from './errors.mjs';

/**
 * What one runner counted. `flaky` tests failed at first and passed when repeated; they are among the passed.
 * @typedef {{ passed: number, failed: number, skipped: number, flaky: number }} Counts
 */

/**
 * Vitest's JSON report. A file that did not load has no tests of its own and counts as one failure.
 * @param {string} text
 * @returns {Counts}
 */
export function countVitest(text) {
  /**
   * @type {{ testResults: { status: string, assertionResults: { status: string }[] }[], numPassedTests: number,
   *   numFailedTests: number, numPendingTests: number, numTodoTests?: number }}
   */
  const report = JSON.parse(text);
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    flaky: 0
  };
}

/**
 * A JUnit report as pytest writes it; errors while collecting or cleaning up count as failures.
 * @param {string} text
 * @returns {Counts}
 */
export function countJunit(text) {
  const counts = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  const suites = [...text.matchAll(/<testsuite\s[^>]*>/g)].map(([tag]) => tag);
  if (suites.length === 0) {
    throw new Error('The report holds no test suite.');
  }
  for (const tag of suites) {
    /** @param {string} name */
    const number = (name) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    const failed = number('failures') + number('errors');
    counts.failed += failed;
    counts.skipped += number('skipped');
    counts.passed += Math.max(0, number('tests') - failed - number('skipped'));
  }
  return counts;
}

/**
 * Playwright's JSON report; errors outside any test (a server that did not start) count as one failure each.
 * @param {string} text
 * @returns {Counts}
 */
export function countPlaywright(text) {
  const { stats, errors } = JSON.parse(text);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (errors?.length ?? 0),
    skipped: stats.skipped,
    flaky: stats.flaky
  };
}

/**
 * The counts of a runner that ended with an exit code, from its report. A runner that crashed, or left no report, or
 * ran nothing is one failure: silence must not look like success.
 * @param {{ code: number, report: string | undefined, count: (text: string) => Counts }} ended
 * @returns {Counts & { problem?: string }}
 */
export function judge({ code, report, count }) {
  const nothing = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  let counts = nothing;
  let problem;
  try {
    counts = report === undefined ? nothing : count(report);
    problem = report === undefined ? `left no report (exit code ${code})` : undefined;
  } catch (error) {
    problem = `left a report that was not understood: ${messageOf(error)}`;
  }
  if (problem === undefined && counts.passed + counts.failed === 0) {
    problem = 'ran no test';
  }
  if (problem === undefined && code !== 0 && counts.failed === 0) {
    problem = `ended with exit code ${code} although no test failed`;
  }
  return problem === undefined ? counts : { ...counts, failed: counts.failed + 1, problem };
}

/**
 * @param {Counts[]} all
 * @returns {string} the last line of `npm test`
 */
export function totalLine(all) {
  /** @param {keyof Counts} name */
  const sum = (name) => all.reduce((total, counts) => total + counts[name], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
