import { join } from 'node:path';
import { explainFailure } from '../errors.mjs';
import { ROOT, venvProgram } from '../paths.mjs';
import { run } from '../run.mjs';
import { PROJECT, READ_REQUIREMENTS, requirements } from './environment.mjs';

const UNPACK = join(ROOT, 'setup', 'unpack_samples.py');
const GENERATE = join(ROOT, 'setup', 'generated_samples.py');
const SAMPLES = join(ROOT, 'notebooks', 'samples');

/**
 * Photographs and ImageNet weights for the notebooks that transfer and classify.
 * @type {import('./runner.mjs').Step}
 */
export const samplesStep = {
  name: 'samples',
  title: 'Photographs and weights for the notebooks',
  needs: ['python'],
  inputs: () => ({ files: [PROJECT, READ_REQUIREMENTS, UNPACK, GENERATE] }),
  outputs: () =>
    ['efficientnet-lite0.pth', 'chelsea.png', 'china.jpg', 'generated.npz'].map((name) =>
      join(SAMPLES, name)
    ),
  async run(context) {
    const { log, show } = context;
    const packages = await requirements('samples', context);
    const python = venvProgram('python');
    const generated = await run(python, [GENERATE, join(SAMPLES, 'generated.npz')], { log });
    const { code, output } = await run(python, [UNPACK, SAMPLES, ...packages], { log, onLine: show });
    if (code !== 0 || generated.code !== 0) {
      throw explainFailure('The photographs and weights for the notebooks were not brought', output, {
        log,
        otherwise: 'Look at the last lines of the log, and run "npm run setup" again.'
      });
    }
  }
};
