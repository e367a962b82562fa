import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedBrowser } from './browser.mjs';
import { checkNode, findCompiler, findPython, hasNvidiaDriver } from './checks.mjs';
import { messageOf, SetupError, systemCode } from './errors.mjs';
import { cpuDescription } from './hardware.mjs';
import { main } from './main.mjs';
import { BENCH_VENV, ROOT, STATE, venvProgram } from './paths.mjs';
import { platformRow } from './platform.mjs';
import { OPTIONAL, STEPS, resolveFlavour } from './prepare.mjs';
import { Stamps } from './stamps.mjs';
import { isFresh } from './steps/runner.mjs';

const SET_UP = 'Run "npm run setup".';

/**
 * What doctor found out about one thing; `advice` only when something is wrong.
 * @typedef {{ name: string, value: string, advice?: string }} Finding
 */

/**
 * @param {string} name
 * @param {() => string} find throws SetupError with a remedy; after any other error the remedy is set-up
 * @returns {Finding}
 */
function finding(name, find) {
  try {
    return { name, value: find() };
  } catch (error) {
    return error instanceof SetupError
      ? { name, value: error.message, advice: error.remedy }
      : { name, value: messageOf(error), advice: SET_UP };
  }
}

/**
 * The first line a program prints, or an error that says what it printed instead.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
function ask(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 60_000,
    cwd: ROOT,
    ...options
  });
  if (error !== undefined) {
    throw new Error(`not installed (${systemCode(error)})`);
  }
  if (status !== 0) {
    throw new Error(errorOf(stderr) ?? `exit code ${status}`);
  }
  return stdout.trim();
}

/**
 * The line that names the error: Node prints a stack and its version behind it, Python a stack before it.
 * @param {string} text
 */
function errorOf(text) {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .reverse();
  return lines.find((line) => /Error\b.*:/.test(line)) ?? lines.find((line) => line !== '');
}

/** @param {string} name */
function packageVersion(name) {
  const file = join(ROOT, 'node_modules', name, 'package.json');
  if (!existsSync(file)) {
    throw new Error('not installed');
  }
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/**
 * What the product's own doctor finds: all that an installation without a clone has, too.
 * @returns {Finding[]}
 */
function installed() {
  try {
    const answer = ask(venvProgram('python'), ['-m', 'efficientnet_lab.cli', 'doctor', '--json']);
    /** @type {{ name: string, value: string, advice: string | null }[]} */
    const found = JSON.parse(answer.split('\n').pop() ?? '');
    return found.map(({ advice, ...rest }) => (advice === null ? rest : { ...rest, advice }));
  } catch (error) {
    return [{ name: 'Environment', value: messageOf(error), advice: SET_UP }];
  }
}

function setupStatus() {
  const stamps = new Stamps(STATE);
  const flavour = resolveFlavour(undefined);
  const stale = STEPS.filter(({ name }) => !OPTIONAL.includes(name)).filter(
    (step) => !isFresh(step, { root: ROOT, flavour, stamps })
  );
  if (stale.length > 0) {
    throw new Error(`to be done: ${stale.map(({ title }) => title).join(', ')}`);
  }
  return 'everything is up to date';
}

function findings() {
  return [
    finding('Platform', () => {
      platformRow();
      return `${process.platform} ${process.arch}`;
    }),
    finding('Processor', cpuDescription),
    finding('Node', () => {
      checkNode();
      return `${process.versions.node} at ${process.execPath}`;
    }),
    finding('npm', () => ask('npm', ['--version'])),
    finding('Python', () => {
      const { command, version } = findPython();
      return `${version} (${command})`;
    }),
    finding('C++ compiler', () => ask(findCompiler(), ['--version']).split('\n')[0]),
    finding('Device', device),
    ...installed(),
    finding('TensorFlow.js', () => packageVersion('@tensorflow/tfjs')),
    finding('tslab', () => packageVersion('tslab')),
    finding(
      'TypeScript',
      () => `${packageVersion('typescript')} (in cells: ${packageVersion('@tslab/typescript-for-tslab')})`
    ),
    finding('Browser for tests', () => {
      const browser = installedBrowser();
      return browser === undefined
        ? 'none installed; "npm test" gets one'
        : `${browser.version} at ${browser.path}`;
    }),
    finding('Set-up', setupStatus)
  ];
}

/** The GPU whose driver answers; whether TensorFlow uses it, the binding's line tells. */
function device() {
  return hasNvidiaDriver()
    ? `GPU: ${ask('nvidia-smi', ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'])}`
    : 'CPU (no NVIDIA driver answers)';
}

/**
 * Tries the device that TensorFlow uses, through the product's own command, which knows where CUDA's libraries lie.
 * @param {string[]} words options of that check
 * @returns {number} its exit code
 */
function tryDevice(words) {
  const pytorch = venvProgram('python', BENCH_VENV);
  const compared = existsSync(pytorch) ? ['--pytorch', pytorch] : [];
  const { status, error } = spawnSync(
    venvProgram('python'),
    ['-m', 'efficientnet_lab.cli', 'doctor', '--gpu', ...compared, ...words],
    { stdio: 'inherit', cwd: process.env.INIT_CWD ?? ROOT }
  );
  if (error !== undefined) {
    throw new SetupError(`The environment's Python does not start (${systemCode(error)}).`, SET_UP);
  }
  return status ?? 130;
}

await main(async () => {
  const words = process.argv.slice(2);
  if (words.includes('--gpu')) {
    return tryDevice(words.filter((word) => word !== '--gpu'));
  }
  const all = findings();
  const width = Math.max(...all.map(({ name }) => name.length));
  for (const { name, value, advice } of all) {
    console.log(`${advice === undefined ? '✓' : '✗'} ${name.padEnd(width)}  ${value}`);
    if (advice !== undefined) {
      console.log(`  ${' '.repeat(width)}  → ${advice}`);
    }
  }
  const wrong = all.filter(({ advice }) => advice !== undefined).length;
  console.log(wrong === 0 ? '\nEverything is in order.' : `\n${wrong} of ${all.length} need attention.`);
  return wrong === 0 ? 0 : 1;
});
