import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import type { GatesState } from '@efficientnet-lab/kernel-helpers/views/gates';
import { uniform } from '../../frame/uniform';

const BLOCK = 'block2b';
const CHANNELS = 144;
const INPUTS = 200;
const SEED = 7;

/**
 * A made-up matrix in which a sixth of the channels is always low, a third only on some inputs: gates are logistic in
 * a level of the channel and a part that varies from input to input.
 */
export function exampleGates(): Pick<
  GatesState,
  'gates' | 'channelNames' | 'origin' | 'block' | 'activations' | 'projectionNorms'
> {
  const draw = uniform(SEED);
  const levels = Array.from({ length: CHANNELS }, (_, c) =>
    c % 6 === 0 ? -4.5 - draw() : -1.5 + 4 * draw()
  );
  const swings = levels.map((_, c) => (c % 6 === 0 ? 0.4 : c % 3 === 1 ? 3 : 0.6));
  const gates = Array.from({ length: INPUTS }, () =>
    levels.map((level, c) => Number((1 / (1 + Math.exp(-level - swings[c] * (2 * draw() - 1)))).toFixed(4)))
  );
  return {
    gates,
    channelNames: null,
    origin: `made-up example (seed ${SEED}), not recorded in a network`,
    block: { spec: variant('b0'), name: BLOCK },
    activations: levels.map(() => Number((0.2 + draw()).toFixed(4))),
    projectionNorms: levels.map(() => Number((0.5 + draw()).toFixed(4)))
  };
}
