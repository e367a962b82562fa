import { join } from 'node:path';
import { TENSORFLOW_PYTHONS } from '../checks.mjs';
import { explainFailure } from '../errors.mjs';
import { ROOT, tensorflowFolder, UNPACKED_TENSORFLOW, VENV, venvProgram } from '../paths.mjs';
import { run } from '../run.mjs';
import {
  CONSTRAINTS,
  isUsable,
  makeEnvironment,
  pipInstall,
  PROJECT,
  READ_REQUIREMENTS,
  requirements
} from './environment.mjs';

const PYTHON = venvProgram('python');
const UNPACK = join(ROOT, 'setup', 'unpack_tensorflow.py');

/** The distributions that own the folder `tensorflow`: only one may be there. */
const DISTRIBUTIONS = ['tensorflow', 'tensorflow-cpu'];

/**
 * Makes the environment and installs JupyterLab and TensorFlow from `pyproject.toml`.
 * @type {import('./runner.mjs').Step}
 */
export const pythonStep = {
  name: 'python',
  title: 'Python environment with JupyterLab and TensorFlow',
  inputs: ({ flavour }) => ({
    files: [PROJECT, READ_REQUIREMENTS, CONSTRAINTS, UNPACK],
    facts: [flavour, process.env.PYTHON]
  }),
  outputs: () => [PYTHON, venvProgram('jupyter-lab'), tensorflowFolder() ?? UNPACKED_TENSORFLOW],
  async run(context) {
    if (!(await isUsable(VENV))) {
      await makeEnvironment(VENV, context);
    }
    await pipInstall(await requirements('base', context), context);
    await installTensorFlow(context);
  }
};

/**
 * Adds what only the tests need.
 * @type {import('./runner.mjs').Step}
 */
export const pythonTestStep = {
  name: 'python-test',
  title: 'Python packages for the tests',
  needs: ['python'],
  inputs: () => ({ files: [PROJECT, READ_REQUIREMENTS] }),
  outputs: () => [PYTHON, venvProgram('pytest')],
  run: async (context) => pipInstall(await requirements('test', context), context)
};

/** @param {import('./runner.mjs').StepContext} context */
async function installTensorFlow(context) {
  const { flavour, log, show } = context;
  const [requirement] = await requirements(flavour, context);
  const wanted = /^[\w-]+/.exec(requirement)?.[0];
  const rivals = DISTRIBUTIONS.filter((distribution) => distribution !== wanted);
  if ((await Promise.all(rivals.map(isInstalled))).includes(true)) {
    // They share one folder: removing only the other one would leave holes in the wanted one.
    await run(PYTHON, ['-m', 'pip', 'uninstall', '--yes', ...DISTRIBUTIONS], { log, onLine: show });
  }
  if (await hasWheel()) {
    await pipInstall([requirement], context);
    return;
  }
  const version = `3.${TENSORFLOW_PYTHONS.newest}`;
  const { code, output } = await run(PYTHON, [UNPACK, requirement, UNPACKED_TENSORFLOW, version], {
    log,
    onLine: show
  });
  if (code !== 0) {
    throw explainFailure("TensorFlow's library was not brought", output, {
      log,
      otherwise: 'Install Python 3.11, 3.12 or 3.13 and start again with PYTHON set to it.'
    });
  }
}

/** @param {string} distribution */
async function isInstalled(distribution) {
  return (await run(PYTHON, ['-m', 'pip', 'show', '--quiet', distribution])).code === 0;
}

async function hasWheel() {
  const { output } = await run(PYTHON, ['-c', 'import sys; print(sys.version_info[1])']);
  return Number(output) <= TENSORFLOW_PYTHONS.newest;
}
