import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure } from '../errors.mjs';
import { ROOT } from '../paths.mjs';
import { run } from '../run.mjs';

const MANIFESTS = ['package.json', 'kernel-helpers/package.json', 'extension/package.json'];

/** Written by npm as the last act of an installation: without it, the folder is incomplete. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');

/**
 * What decides which packages are installed; scripts and descriptions do not.
 * @param {string} manifest
 */
function dependenciesOf(manifest) {
  const { dependencies, devDependencies, optionalDependencies, overrides, workspaces } = JSON.parse(
    readFileSync(join(ROOT, manifest), 'utf8')
  );
  return { dependencies, devDependencies, optionalDependencies, overrides, workspaces };
}

/** The npm that started us, or the one on the path. */
function npmCommand() {
  const path = process.env.npm_execpath;
  return path !== undefined && path.endsWith('.js') && existsSync(path)
    ? { command: process.execPath, first: [path] }
    : { command: 'npm', first: [] };
}

/** Among the packages of tests alone. */
const OF_TESTS = ['vitest/vitest.mjs', '@playwright/test/cli.js', 'prettier/bin/prettier.cjs'].map((path) =>
  join(ROOT, 'node_modules', path)
);

const inputs = () => ({ files: [join(ROOT, 'package-lock.json')], facts: MANIFESTS.map(dependenciesOf) });

/**
 * Installs the npm workspaces with what builds and runs them; what tests have brought stays. Install scripts stay off:
 * one of them would download a TensorFlow that is too old, and none of the others is needed.
 * @type {import('./runner.mjs').Step}
 */
export const packagesStep = {
  name: 'packages',
  title: 'npm packages',
  inputs,
  outputs: () => [
    INSTALLED,
    join(ROOT, 'node_modules/typescript/lib/tsc.js'),
    join(ROOT, 'node_modules/tslab/dist/main.js'),
    join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu/binding')
  ],
  run: (context) => install(OF_TESTS.some((path) => existsSync(path)) ? [] : ['--omit=dev'], context)
};

/**
 * Adds what tests, checks and benchmarks need: a third of the megabytes, and half of the files.
 * @type {import('./runner.mjs').Step}
 */
export const packagesTestStep = {
  name: 'packages-test',
  title: 'npm packages of the tests',
  needs: ['packages'],
  inputs,
  outputs: () => OF_TESTS,
  run: (context) => install(['--include=dev'], context)
};

/**
 * @param {string[]} choice
 * @param {import('./runner.mjs').StepContext} context
 */
async function install(choice, { log, show }) {
  const fromLock = existsSync(join(ROOT, 'package-lock.json')) && !existsSync(INSTALLED);
  const { command, first } = npmCommand();
  const args = [
    fromLock ? 'ci' : 'install',
    ...choice,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=http'
  ];
  const { code, output } = await run(command, [...first, ...args], { cwd: ROOT, log, onLine: show });
  if (code !== 0) {
    throw explainFailure('npm packages were not installed', output, {
      log,
      otherwise: 'The last lines of the log name the package; delete node_modules to begin from nothing.'
    });
  }
}
