import fc from 'fast-check';
import { B0, type BaseNetwork, LITE0, type StageRow, V2_L, V2_S } from './bases';

const stageRow: fc.Arbitrary<StageRow> = fc.record({
  operator: fc.constantFrom<StageRow['operator']>('MBConv', 'FusedMBConv'),
  repeats: fc.integer({ min: 1, max: 4 }),
  kernelSize: fc.constantFrom(1, 3, 5, 7),
  stride: fc.constantFrom(1, 1, 2, 3),
  expansionRatio: fc.constantFrom(1, 1, 2, 4, 6),
  outputFilters: fc.integer({ min: 1, max: 40 }).map((steps) => 8 * steps),
  squeezeExciteRatio: fc.constantFrom(0, 0.25, 0.5),
  scaleRepeats: fc.boolean()
});

/** Stage tables of one's own: both operators, images and sequences, with and without squeeze-and-excitation. */
export const randomBase: fc.Arbitrary<BaseNetwork> = fc.record({
  name: fc.constant('random'),
  family: fc.constantFrom<BaseNetwork['family']>('v1', 'lite', 'v2'),
  spatialDimensions: fc.constantFrom<1 | 2>(1, 2),
  resolution: fc.integer({ min: 250, max: 320 }),
  stem: fc.record({
    filters: fc.integer({ min: 1, max: 8 }).map((steps) => 8 * steps),
    kernelSize: fc.constantFrom(1, 3, 7),
    stride: fc.constantFrom(1, 2, 3),
    scaled: fc.boolean()
  }),
  stages: fc.array(stageRow, { minLength: 1, maxLength: 4 }),
  head: fc.record({ filters: fc.constantFrom(8, 64, 1280), scaled: fc.boolean() }),
  activation: fc.constantFrom<BaseNetwork['activation']>('swish', 'relu6'),
  keepNinetyPercent: fc.boolean(),
  batchNormMomentum: fc.constant(0.99)
});

/** B0 on sequences. */
export const SEQUENCE: BaseNetwork = { ...B0, name: 'sequence', spatialDimensions: 1 };
/** One base of each kind. */
export const BASES: readonly BaseNetwork[] = [B0, LITE0, V2_S, V2_L, SEQUENCE];
