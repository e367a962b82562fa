import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseTestArguments } from './args.mjs';
import { provideBrowser } from './browser.mjs';
import { describeError, Interrupted } from './errors.mjs';
import { main } from './main.mjs';
import { LOGS, ROOT, VENV, venvProgram } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { duration, Progress } from './progress.mjs';
import { countJunit, countPlaywright, countVitest, judge, totalLine } from './reports.mjs';
import { run } from './run.mjs';
import { checkSources, SOURCE_CHECKS } from './source-checks.mjs';
import { TestWatch } from './watch.mjs';

const REPORTS = join(ROOT, 'test', 'results');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const PLAYWRIGHT = join(ROOT, 'node_modules/@playwright/test/cli.js');

/** A runner that hangs must not hang the rest; on a busy machine one takes twice its time. */
const LIMIT_MS = 45 * 60_000;

/**
 * @param {string} name
 * @param {string} ending
 */
const reportOf = (name, ending) => join(REPORTS, `${name}.${ending}`);

/**
 * @param {string} name
 * @param {string[]} config
 */
function vitest(name, config) {
  return {
    command: process.execPath,
    args: [
      VITEST,
      'run',
      ...config,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportOf(name, 'json')}`
    ],
    report: reportOf(name, 'json'),
    count: countVitest
  };
}

/**
 * @type {Readonly<Record<string, { title: string, command: string, args: string[], report: string,
 *   count: (text: string) => import('./reports.mjs').Counts }>>}
 */
const COMMANDS = {
  unit: { title: 'Unit tests', ...vitest('unit', []) },
  cross: { title: 'Tests across packages', ...vitest('cross', ['--config', 'test/vitest.config.mts']) },
  python: {
    title: 'Kernel, notebooks and wheel',
    command: venvProgram('python'),
    args: [
      ...['-m', 'pytest', 'test', '-v', '--color=no'],
      // Two at a time, because much of what these tests wait for is one thread; see test/conftest.py.
      ...['-n', '2', '--dist', 'loadfile', '--no-loadscope-reorder'],
      `--junitxml=${reportOf('python', 'xml')}`
    ],
    report: reportOf('python', 'xml'),
    count: countJunit
  },
  browser: {
    title: 'JupyterLab in a browser',
    command: process.execPath,
    args: [PLAYWRIGHT, 'test', '--config=test/browser/playwright.config.ts', '--reporter=list,json'],
    report: reportOf('browser', 'json'),
    count: countPlaywright
  }
};

await main(async () => {
  const { flavour, runners } = parseTestArguments(process.argv.slice(2));
  // Only tests across packages ask the networks of others, and they and Python's alone what tests need of Python.
  /** @type {Record<string, boolean>} */
  const also = {
    'packages-test': true,
    'python-test': runners.some((name) => name === 'cross' || name === 'python' || name === 'browser'),
    pytorch: runners.includes('cross')
  };
  await prepare({ flavour, also: Object.keys(also).filter((step) => also[step]) });
  mkdirSync(REPORTS, { recursive: true });
  const results = await checkSources(SOURCE_CHECKS.filter(({ name }) => runners.includes(name)));
  for (const name of runners.filter((runner) => runner in COMMANDS)) {
    results.push({ title: COMMANDS[name].title, ...(await runRunner(name)) });
  }
  console.log('');
  for (const { title, passed, failed, skipped, flaky, problem, took, told = [] } of results) {
    const extra = [skipped > 0 ? `${skipped} skipped` : '', flaky > 0 ? `${flaky} flaky` : '', problem ?? ''];
    console.log([`${title}: ${passed} passed, ${failed} failed`, ...extra.filter(Boolean), took].join(', '));
    told.forEach((line) => console.log(line));
  }
  console.log(totalLine(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
});

/**
 * Runs one runner to its end, its output shown as it comes; whatever goes wrong is counted, not thrown.
 * @param {string} name
 */
async function runRunner(name) {
  const { title, command, args, report, count } = COMMANDS[name];
  const began = performance.now();
  const watch = new TestWatch();
  console.log(`\n=== ${title} ===`);
  rmSync(report, { force: true });
  try {
    const { code } = await run(command, args, {
      cwd: ROOT,
      env: await environment(name, report),
      log: join(LOGS, `test-${name}.log`),
      onLine: (line) => {
        console.log(line);
        watch.add(line);
      },
      limitMs: LIMIT_MS
    });
    const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
    const judged = judge({ code, report: text, count });
    const told = judged.failed > 0 ? watch.tell(judged.problem === undefined) : [];
    return { ...judged, told, took: duration(performance.now() - began) };
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    console.error(describeError(error));
    const problem = 'did not start';
    return { passed: 0, failed: 1, skipped: 0, flaky: 0, problem, took: duration(performance.now() - began) };
  }
}

/**
 * @param {string} name
 * @param {string} report
 * @returns {Promise<Record<string, string>>}
 */
async function environment(name, report) {
  const common = {
    PATH: `${join(VENV, 'bin')}:${process.env.PATH}`,
    VIRTUAL_ENV: VENV,
    NO_COLOR: '1',
    TF_CPP_MIN_LOG_LEVEL: '2'
  };
  if (name !== 'browser') {
    // Two at a time fill two cores: with threads beside them, TensorFlow's would wait for each other.
    return { ...common, TF_NUM_INTRAOP_THREADS: '1' };
  }
  const progress = new Progress();
  progress.start('Browser');
  const browser = await provideBrowser({
    log: join(LOGS, 'browser.log'),
    say: (text) => progress.note(text),
    show: (line) => progress.show(line)
  }).finally(() => progress.done());
  return { ...common, LAB_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
}
