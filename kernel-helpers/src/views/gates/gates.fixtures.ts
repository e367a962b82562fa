import { type GateValues, variant } from '../../analysis';

/** Channels of block 2b of B0. */
const CHANNELS = 144;
const INPUTS = 24;
/** From 0 to 1, different for neighbours. */
const spread = (i: number): number => (i * 0.618034) % 1;

/** A sixth of the channels is low on every input, another sixth on some. */
export const GATE_VALUES: GateValues = {
  dataset: 'MNIST test',
  block: { spec: variant('b0'), name: 'block2b' },
  gates: Array.from({ length: INPUTS }, (_, i) =>
    Array.from({ length: CHANNELS }, (_, c) => {
      const level = c % 6 === 0 ? 0.04 : 0.2 + 0.6 * spread(c);
      const low = c % 6 === 1 && i % 4 === 0;
      return low ? 0.03 : level * (0.8 + 0.4 * spread(i + c));
    })
  ),
  activations: Array.from({ length: INPUTS }, (_, i) =>
    Array.from({ length: CHANNELS }, (_, c) => 0.5 + spread(3 * c) + 0.1 * spread(5 * i))
  ),
  projectionNorms: Array.from({ length: CHANNELS }, (_, c) => 0.4 + spread(7 * c))
};
