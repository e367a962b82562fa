import { B0, type BaseNetwork } from '../analysis';
import type { SweepRequest } from './definition';

/** A stage table for images of 32 × 32 that trains in a moment. */
export const SMALL_BASE: BaseNetwork = {
  ...B0,
  name: 'small',
  resolution: 32,
  stem: { ...B0.stem, filters: 8 },
  stages: [
    { ...B0.stages[0], outputFilters: 8 },
    { ...B0.stages[1], repeats: 1, outputFilters: 8 }
  ],
  head: { filters: 32 },
  batchNormMomentum: 0.9
};

/** Twenty-odd triplets on a small base, two rungs, one seed. */
export const SMALL_SWEEP: SweepRequest = {
  name: 'small',
  data: { loader: 'mnist', options: { validation: 1000 } },
  candidates: {
    kind: 'triplets',
    base: SMALL_BASE,
    triplets: { kind: 'grid', ranges: { from: 1, to: 2 }, step: 0.1 },
    growth: 2,
    tolerance: 0.4,
    constraint: 'ideal',
    measure: 'macs',
    network: { inputChannels: 1, classes: 10, preprocessing: 'unit' }
  },
  training: { epochs: 2, batchSize: 64 },
  seeds: [1],
  rungs: [1, 2],
  reduction: 3
};
