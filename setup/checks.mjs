import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { SetupError } from './errors.mjs';
import { platformRow } from './platform.mjs';

/** TensorFlow 2.21 has wheels for these minor versions of Python 3; newer ones get its libraries alone. */
export const TENSORFLOW_PYTHONS = { oldest: 11, newest: 13 };

/** First release of each line of Node that can `require` ES modules, which the drawing library is. */
/** @type {Readonly<Record<number, number>>} */
const NODE_OLDEST = { 20: 19, 22: 12 };

/** Free space that a set-up from nothing needs, in GB: measured, with some room. */
const DISK_GB = { cpu: 6, gpu: 14 };

/**
 * @param {string} [version] e.g. "20.11.1"
 * @throws {SetupError} when Node is too old
 */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 23 && !(minor >= NODE_OLDEST[major])) {
    throw new SetupError(
      `Node ${version} runs this; EfficientNet Lab needs Node 20.19, 22.12 or a newer one.`,
      'Install a current Node from https://nodejs.org, or with "nvm install 22".'
    );
  }
}

/**
 * @typedef {{ command: string, minor: number, version: string }} Python
 * @typedef {(command: string, args: string[]) => { status: number | null, stdout: string }} Probe
 */

/** @type {Probe} */
const probeProgram = (command, args) => {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore']
  });
  return { status, stdout: stdout ?? '' };
};

const PYTHON_PROBE =
  'import sys, platform; print(sys.version_info[0], sys.version_info[1], platform.python_version())';

/**
 * The Python to make the environment with: `PYTHON` if set, else the first that TensorFlow has wheels for, else a
 * newer one.
 * @param {{ env?: NodeJS.ProcessEnv, probe?: Probe, platform?: NodeJS.Platform }} [options]
 * @returns {Python}
 * @throws {SetupError} when there is none, it is too old, or its venv module is missing
 */
export function findPython({ env = process.env, probe = probeProgram, platform = process.platform } = {}) {
  const names = env.PYTHON ? [env.PYTHON] : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'];
  const found = names.map((command) => probePython(command, probe)).filter((python) => python !== undefined);
  const usable = found.filter(({ minor }) => minor >= TENSORFLOW_PYTHONS.oldest);
  const python = usable.find(({ minor }) => minor <= TENSORFLOW_PYTHONS.newest) ?? usable[0];
  const { pythonRemedy } = platformRow(platform);
  if (python === undefined) {
    const seen = found.map(({ command, version }) => `${command} is ${version}`).join(', ');
    throw new SetupError(
      `No Python 3.11 or newer was found (${seen === '' ? `tried ${names.join(', ')}` : seen}).`,
      `${pythonRemedy} If it has another name, set PYTHON to it.`
    );
  }
  if (probe(python.command, ['-c', 'import venv, ensurepip']).status !== 0) {
    throw new SetupError(
      `${python.command} (${python.version}) lacks the modules venv and ensurepip.`,
      pythonRemedy
    );
  }
  return python;
}

/**
 * @param {string} command
 * @param {Probe} probe
 * @returns {Python | undefined}
 */
function probePython(command, probe) {
  const { status, stdout } = probe(command, ['-c', PYTHON_PROBE]);
  const [major, minor, version] = stdout.trim().split(' ');
  return status === 0 && major === '3' ? { command, minor: Number(minor), version } : undefined;
}

/**
 * The C++ compiler: `CXX` if set, else g++, c++ or clang++.
 * @param {{ env?: NodeJS.ProcessEnv, probe?: Probe, platform?: NodeJS.Platform }} [options]
 * @returns {string}
 * @throws {SetupError} when there is none
 */
export function findCompiler({ env = process.env, probe = probeProgram, platform = process.platform } = {}) {
  const names = env.CXX ? [env.CXX] : ['g++', 'c++', 'clang++'];
  const compiler = names.find((name) => probe(name, ['--version']).status === 0);
  if (compiler === undefined) {
    throw new SetupError(
      `No C++ compiler was found (tried ${names.join(', ')}).`,
      `${platformRow(platform).compilerRemedy} If it has another name, set CXX to it.`
    );
  }
  return compiler;
}

/**
 * True when an NVIDIA driver answers.
 * @param {{ probe?: Probe }} [options]
 */
export function hasNvidiaDriver({ probe = probeProgram } = {}) {
  const { status, stdout } = probe('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader']);
  return status === 0 && stdout.trim() !== '';
}

/**
 * @param {string} folder
 * @param {import('./args.mjs').Flavour} flavour
 * @param {number} [freeBytes]
 * @throws {SetupError} when the disk has too little room for a set-up from nothing
 */
export function checkDisk(folder, flavour, freeBytes = freeSpace(folder)) {
  const free = freeBytes / 1e9;
  const needed = DISK_GB[flavour];
  if (free < needed) {
    throw new SetupError(
      `The disk has ${free.toFixed(1)} GB free; the ${flavour.toUpperCase()} flavour needs ${needed} GB.`,
      `Free some space${flavour === 'gpu' ? ', or take the CPU flavour with --cpu' : ', or clone to a larger disk'}.`
    );
  }
}

/** @param {string} folder */
function freeSpace(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
