import { BENCH_VENV, venvProgram } from '../paths.mjs';
import {
  isUsable,
  makeEnvironment,
  pipInstall,
  PROJECT,
  READ_REQUIREMENTS,
  requirements
} from './environment.mjs';

const PYTHON = venvProgram('python', BENCH_VENV);

/**
 * PyTorch and its EfficientNets, with which tests and benchmarks compare; in an environment of its own.
 * @type {import('./runner.mjs').Step}
 */
export const pytorchStep = {
  name: 'pytorch',
  title: 'PyTorch to compare with (on Linux some 3 GB to download)',
  inputs: () => ({ files: [PROJECT, READ_REQUIREMENTS] }),
  outputs: () => [PYTHON],
  async run(context) {
    if (!(await isUsable(BENCH_VENV))) {
      await makeEnvironment(BENCH_VENV, context);
    }
    await pipInstall(await requirements('pytorch', context, BENCH_VENV), context, BENCH_VENV);
  }
};
