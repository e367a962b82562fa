import fc from 'fast-check';
import { B0, type BaseNetwork, LITE0, type StageRow, V2_L, V2_S } from './bases';
import type { BlockOperator, SpatialDimensions } from './spec';

export interface RandomBaseBounds {
  /** Largest width of any layer. */
  channels: number;
  stages: number;
  repeats: number;
}

/** Stage tables of one's own: both operators, images and sequences, all strides, with and without gates. */
export function randomBases(
  { channels, stages, repeats }: RandomBaseBounds,
  resolution: fc.Arbitrary<number>
): fc.Arbitrary<BaseNetwork> {
  // Widths are multiples of 8, as after rounding, so that unscaled widths are the widths built.
  const filters = fc.integer({ min: 1, max: Math.floor(channels / 8) }).map((eighths) => 8 * eighths);
  const scaled = fc.boolean();
  const kernelSize = fc.constantFrom(1, 3, 5, 7);
  const stage: fc.Arbitrary<StageRow> = fc.record({
    operator: fc.constantFrom<BlockOperator>('MBConv', 'FusedMBConv'),
    repeats: fc.integer({ min: 1, max: repeats }),
    kernelSize,
    stride: fc.constantFrom(1, 1, 2, 3),
    expansionRatio: fc.constantFrom(1, 1, 2, 4, 6),
    outputFilters: filters,
    squeezeExciteRatio: fc.constantFrom(0, 0.05, 0.25, 0.5),
    scaleRepeats: fc.boolean()
  });
  return fc.record({
    name: fc.constant('random'),
    family: fc.constantFrom<BaseNetwork['family']>('v1', 'lite', 'v2'),
    spatialDimensions: fc.constantFrom<SpatialDimensions>(1, 2),
    resolution,
    stem: fc.record({ filters, kernelSize, stride: fc.constantFrom(1, 2, 3), scaled }),
    stages: fc.array(stage, { minLength: 1, maxLength: stages }),
    head: fc.record({ filters, scaled }),
    activation: fc.constantFrom<BaseNetwork['activation']>('swish', 'relu6'),
    keepNinetyPercent: fc.boolean(),
    batchNormMomentum: fc.constant(0.99)
  });
}

/** Tables for scaling: wide enough to round, images large enough for all strides. */
export const randomBase = randomBases(
  { channels: 320, stages: 4, repeats: 4 },
  fc.integer({ min: 250, max: 320 })
);

/** B0 on sequences. */
export const SEQUENCE: BaseNetwork = { ...B0, name: 'sequence', spatialDimensions: 1 };
/** One base of each kind. */
export const BASES: readonly BaseNetwork[] = [B0, LITE0, V2_S, V2_L, SEQUENCE];
