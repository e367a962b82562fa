import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedBrowser } from './browser.mjs';
import { checkNode, findCompiler, findPython, hasNvidiaDriver } from './checks.mjs';
import { messageOf, SetupError, systemCode } from './errors.mjs';
import { cpuDescription } from './hardware.mjs';
import { main } from './main.mjs';
import {
  BINDING,
  cudaLibraryFolders,
  KERNELSPEC,
  LABEXTENSION_LINK,
  ROOT,
  STATE,
  tensorflowFolder,
  VENV,
  venvProgram
} from './paths.mjs';
import { platformRow } from './platform.mjs';
import { STEPS, resolveFlavour } from './prepare.mjs';
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
    throw new Error(stderr.trim().split('\n').pop() || `exit code ${status}`);
  }
  return stdout.trim();
}

/** @param {string} name */
function packageVersion(name) {
  const file = join(ROOT, 'node_modules', name, 'package.json');
  if (!existsSync(file)) {
    throw new Error('not installed');
  }
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** @param {string} name */
function pythonPackage(name) {
  return ask(venvProgram('python'), [
    '-c',
    `from importlib.metadata import version; print(version("${name}"))`
  ]);
}

function tensorflowLibrary() {
  const folder = tensorflowFolder();
  if (folder === undefined) {
    throw new Error('not installed');
  }
  return join(folder, platformRow().libraries[0]);
}

/** Loads the binding in a process of its own: a library that crashes must not take doctor with it. */
const PROBE_TENSORFLOW = `
const util = require('util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require('@tensorflow/tfjs-node-gpu');
const binding = require(process.argv[1]);
tf.ready().then(() => {
  const sum = tf.tidy(() => tf.ones([64, 64]).matMul(tf.ones([64, 64])).sum().dataSync()[0]);
  if (sum !== 64 ** 3) throw new Error('64³ came out as ' + sum);
  console.log(JSON.stringify({ library: binding.TF_Version, gpu: tf.backend().isUsingGpuDevice, backend: tf.getBackend() }));
});`;

function probeTensorFlow() {
  const { libraryPathVariable } = platformRow();
  const folders = [...cudaLibraryFolders(), process.env[libraryPathVariable]].filter(Boolean);
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  if (folders.length > 0) {
    env[libraryPathVariable] = folders.join(':');
  }
  if (!existsSync(BINDING)) {
    throw new Error('not compiled');
  }
  return JSON.parse(
    ask(process.execPath, ['-e', PROBE_TENSORFLOW, BINDING], { env }).split('\n').pop() ?? ''
  );
}

function kernelStatus() {
  const file = join(KERNELSPEC, 'kernel.json');
  if (!existsSync(file)) {
    throw new Error('not installed');
  }
  const [node] = JSON.parse(readFileSync(file, 'utf8')).argv;
  if (!existsSync(node)) {
    throw new SetupError(`installed for ${node}, which is gone`, SET_UP);
  }
  return `tslab at ${KERNELSPEC}, with ${node}`;
}

function extensionStatus() {
  if (!existsSync(join(LABEXTENSION_LINK, 'package.json'))) {
    throw new Error('not installed');
  }
  const listed = spawnSync(venvProgram('jupyter-labextension'), ['list'], {
    encoding: 'utf8',
    timeout: 60_000
  });
  const line = `${listed.stdout}${listed.stderr}`
    .split('\n')
    .find((text) => text.includes('@efficientnet-lab/extension'));
  // JupyterLab colours its answer.
  const plain = (line ?? '').replace(/\x1b\[[0-9;]*m/g, '').trim();
  if (!plain.includes('enabled')) {
    throw new SetupError(
      plain === '' ? 'JupyterLab does not list it' : plain,
      `Run "jupyter labextension enable @efficientnet-lab/extension" with ${venvProgram('jupyter')}, or ${SET_UP}`
    );
  }
  if (!plain.includes('OK')) {
    throw new SetupError(
      `${plain}: JupyterLab holds it for incompatible`,
      `Run "jupyter labextension list --verbose" with ${venvProgram('jupyter')} to see which package differs; ${SET_UP}`
    );
  }
  return plain;
}

function setupStatus() {
  const stamps = new Stamps(STATE);
  const flavour = resolveFlavour(undefined);
  const stale = STEPS.filter(({ name }) => name !== 'python-test').filter(
    (step) => !isFresh(step, { root: ROOT, flavour, stamps })
  );
  if (stale.length > 0) {
    throw new Error(`to be done: ${stale.map(({ title }) => title).join(', ')}`);
  }
  return 'everything is up to date';
}

/**
 * Asks once and gives the same answer, or the same error, from then on.
 * @template T
 * @param {() => T} probe
 * @returns {() => T}
 */
function once(probe) {
  /** @type {ReturnType<typeof attempt<T>> | undefined} */
  let answer;
  return () => {
    answer ??= attempt(probe);
    if ('error' in answer) {
      throw answer.error;
    }
    return answer.value;
  };
}

/**
 * @template T
 * @param {() => T} probe
 * @returns {{ value: T } | { error: unknown }}
 */
function attempt(probe) {
  try {
    return { value: probe() };
  } catch (error) {
    return { error };
  }
}

function findings() {
  const tensorflow = once(probeTensorFlow);
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
    finding('Environment', () => `${ask(venvProgram('python'), ['--version'])} at ${VENV}`),
    finding('JupyterLab', () => pythonPackage('jupyterlab')),
    finding('TensorFlow library', () => `${tensorflow().library} at ${tensorflowLibrary()}`),
    finding(
      'TensorFlow.js',
      () => `${packageVersion('@tensorflow/tfjs')} on backend "${tensorflow().backend}"`
    ),
    finding('Binding', () => `${BINDING}, Node-API for TensorFlow ${tensorflow().library}`),
    finding('Device', () => deviceOf(tensorflow())),
    finding('tslab', () => packageVersion('tslab')),
    finding(
      'TypeScript',
      () => `${packageVersion('typescript')} (in cells: ${packageVersion('@tslab/typescript-for-tslab')})`
    ),
    finding('Kernel', kernelStatus),
    finding('Extension', extensionStatus),
    finding('Browser for tests', () => {
      const browser = installedBrowser();
      return browser === undefined
        ? 'none installed; "npm test" gets one'
        : `${browser.version} at ${browser.path}`;
    }),
    finding('Set-up', setupStatus)
  ];
}

/** @param {{ gpu: boolean }} found */
function deviceOf({ gpu }) {
  if (gpu) {
    return `GPU: ${ask('nvidia-smi', ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'])}`;
  }
  if (!hasNvidiaDriver()) {
    return 'CPU (no NVIDIA driver answers)';
  }
  throw new SetupError(
    'CPU, although an NVIDIA driver answers',
    cudaLibraryFolders().length === 0
      ? 'The CPU flavour is installed: run "npm run setup -- --gpu".'
      : 'Update the NVIDIA driver to one for CUDA 12.5 or newer (see "nvidia-smi").'
  );
}

await main(async () => {
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
