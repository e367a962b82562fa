import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../checks.mjs';
import { explainFailure, SetupError } from '../errors.mjs';
import { ROOT, venvProgram } from '../paths.mjs';
import { run } from '../run.mjs';

export const PROJECT = join(ROOT, 'pyproject.toml');
export const CONSTRAINTS = join(ROOT, 'setup', 'constraints.txt');
export const READ_REQUIREMENTS = join(ROOT, 'setup', 'requirements.py');

/**
 * True for a complete environment that was made at this place, where its programs name their folder, and of the Python that
 * the variable PYTHON names, where it is set.
 * @param {string} venv
 */
export async function isUsable(venv) {
  const config = join(venv, 'pyvenv.cfg');
  const python = venvProgram('python', venv);
  if (!existsSync(config) || !existsSync(python)) {
    return false;
  }
  const lines = readFileSync(config, 'utf8')
    .split('\n')
    .map((line) => line.trimEnd());
  const madeHere = lines.some((line) => line.startsWith('command =') && line.endsWith(venv));
  const asked = process.env.PYTHON ? findPython().version : undefined;
  const isAsked = asked === undefined || lines.includes(`version = ${asked}`);
  return madeHere && isAsked && (await run(python, ['-m', 'pip', '--version'])).code === 0;
}

/**
 * Makes an empty environment in place of what is there.
 * @param {string} venv
 * @param {import('./runner.mjs').StepContext} context
 */
export async function makeEnvironment(venv, { python, log, show }) {
  const { command, version } = python ?? findPython();
  show(`venv with ${command} ${version}`);
  rmSync(venv, { recursive: true, force: true });
  const { code, output } = await run(command, ['-m', 'venv', venv], { log });
  if (code !== 0) {
    throw explainFailure('The Python environment was not made', output, {
      log,
      otherwise:
        'Try "python3 -m venv /tmp/try-venv" by hand, or set PYTHON to another Python 3.11, 3.12 or 3.13.'
    });
  }
}

/**
 * The packages of `pyproject.toml` for this platform.
 * @param {string} group `base` or the name of an extra
 * @param {import('./runner.mjs').StepContext} context
 * @param {string} [venv]
 * @returns {Promise<string[]>}
 */
export async function requirements(group, { log }, venv) {
  const { code, output } = await run(venvProgram('python', venv), [READ_REQUIREMENTS, group], { log });
  if (code !== 0) {
    throw new SetupError(
      'pyproject.toml was not understood.',
      'Restore it with "git checkout pyproject.toml".',
      { log }
    );
  }
  return output.split('\n').filter((line) => line !== '');
}

/**
 * @param {string[]} packages
 * @param {import('./runner.mjs').StepContext} context
 * @param {string} [venv]
 */
export async function pipInstall(packages, { log, show }, venv) {
  const args = [
    '-m',
    'pip',
    'install',
    '--no-input',
    '--progress-bar',
    'off',
    '--disable-pip-version-check',
    ...['--constraint', CONSTRAINTS],
    ...packages
  ];
  const { code, output } = await run(venvProgram('python', venv), args, { log, onLine: show });
  if (code !== 0) {
    throw explainFailure('Python packages were not installed', output, {
      log,
      otherwise: `The last lines of the log name the package; delete ${venv ?? '.venv'} to begin from nothing.`
    });
  }
}
