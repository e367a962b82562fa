import { describe, expect, it } from 'vitest';
import { countJunit, countPlaywright, countVitest, judge, totalLine } from './reports.mjs';

const none = { passed: 0, failed: 0, skipped: 0, flaky: 0 };

describe('reports', () => {
  it('counts Vitest, with a file that did not load as a failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 2,
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] }
      ]
    };
    expect(countVitest(JSON.stringify(report))).toEqual({ passed: 3, failed: 2, skipped: 2, flaky: 0 });
  });

  it('counts JUnit, with errors as failures', () => {
    const text =
      '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" ' +
      'skipped="1" tests="9" time="1.0"><testcase classname="a" name="b"/></testsuite></testsuites>';
    expect(countJunit(text)).toEqual({ passed: 5, failed: 3, skipped: 1, flaky: 0 });
    expect(() => countJunit('<html/>')).toThrow();
  });

  it('counts Playwright, with a server that did not start as a failure', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright(JSON.stringify({ stats, errors: [{ message: 'no server' }] }))).toEqual({
      passed: 5,
      failed: 2,
      skipped: 2,
      flaky: 1
    });
  });
});

describe('judge', () => {
  const count = () => ({ ...none, passed: 2 });

  it('takes a runner at its word when it ended well', () => {
    expect(judge({ code: 0, report: '', count })).toEqual({ ...none, passed: 2 });
    expect(judge({ code: 1, report: '', count: () => ({ ...none, failed: 1 }) })).toEqual({
      ...none,
      failed: 1
    });
  });

  it.each([
    ['no report', { code: 1, report: undefined, count }, /no report/],
    ['no test', { code: 0, report: '', count: () => none }, /ran no test/],
    ['a crash after passing tests', { code: 134, report: '', count }, /exit code 134/],
    ['a broken report', { code: 0, report: '{', count: countVitest }, /not understood/]
  ])('counts %s as one failure', (_, ended, problem) => {
    expect(judge(ended)).toMatchObject({ failed: 1, problem: expect.stringMatching(problem) });
  });

  it('adds up to the last line', () => {
    expect(
      totalLine([
        { ...none, passed: 2, failed: 1 },
        { ...none, passed: 40 }
      ])
    ).toBe('42 passed, 1 failed');
  });
});
