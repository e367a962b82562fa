import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { duration } from './progress.mjs';
import { run } from './run.mjs';

/**
 * A program of a package by its path: several packages offer a `tsc`.
 * @param {string} path
 * @param {string[]} args
 */
const program = (path, ...args) => [join(ROOT, 'node_modules', path), ...args];

/** @param {string} project */
const types = (project) => program('typescript/lib/tsc.js', '-p', project);

/**
 * What is asked of the sources themselves, before anything runs.
 * @typedef {{ name: string, title: string, commands: string[][] }} SourceCheck
 *   `name`: what `--only` takes; `commands`: words for Node, all of which must end well
 */

/** @type {SourceCheck[]} */
export const SOURCE_CHECKS = [
  {
    // First, since it takes longest.
    name: 'lint',
    title: 'Promises, cases and imports of types',
    commands: [
      program(
        'eslint/bin/eslint.js',
        ...['.', '--max-warnings', '0'],
        ...['--cache', '--cache-strategy', 'content', '--cache-location', '.setup/checks/eslint']
      )
    ]
  },
  {
    name: 'types',
    title: 'Types of tests and scripts',
    commands: [types('tsconfig.tests.json'), types('tsconfig.scripts.json')]
  },
  {
    name: 'directions',
    title: 'Directions of imports',
    commands: [
      program(
        'dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.mjs',
        ...['kernel-helpers/src', 'extension/src', 'extension/build-labextension.mjs', 'setup', 'test']
      )
    ]
  },
  {
    name: 'dead-code',
    title: 'Unused exports, files and dependencies',
    commands: [program('knip/bin/knip.js', '--cache', '--cache-location', '.setup/checks/knip')]
  },
  {
    name: 'translations',
    title: 'Template of translations',
    commands: [[join(ROOT, 'setup/translations.mjs'), '--check']]
  },
  {
    name: 'format',
    title: 'Format',
    commands: [
      program(
        'prettier/bin/prettier.cjs',
        ...['--check', '.', '--log-level', 'warn'],
        ...['--cache', '--cache-location', '.setup/checks/prettier']
      )
    ]
  }
];

/** @typedef {{ title: string, took: string, problem?: string, told?: string[] } & import('./reports.mjs').Counts} Result */

/** No check takes so long; what hangs must not hang the rest. */
const LIMIT_MS = 30 * 60_000;
/** Each takes one core. */
const AT_ONCE = 2;

/**
 * Runs checks, some at once, and prints what each has to say when it has ended. Each counts as one test.
 * @param {SourceCheck[]} checks
 * @returns {Promise<Result[]>}
 */
export async function checkSources(checks) {
  /** @type {Result[]} */
  const results = [];
  const waiting = checks.map((check, i) => ({ check, i }));
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.i] = await checkOne(next.check);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/**
 * @param {SourceCheck} check
 * @returns {Promise<Result>}
 */
async function checkOne({ title, commands }) {
  const began = performance.now();
  /** @type {string[]} */
  const said = [];
  let failed = false;
  for (const words of commands) {
    const { code } = await run(process.execPath, words, {
      cwd: ROOT,
      env: { NO_COLOR: '1' },
      onLine: (line) => said.push(line),
      limitMs: LIMIT_MS
    });
    failed ||= code !== 0;
  }
  const took = duration(performance.now() - began);
  console.log(`\n=== ${title}: ${failed ? 'failed' : 'passed'}, ${took} ===`);
  if (failed) {
    console.log(said.join('\n'));
  }
  return { title, took, passed: failed ? 0 : 1, failed: failed ? 1 : 0, skipped: 0, flaky: 0 };
}
