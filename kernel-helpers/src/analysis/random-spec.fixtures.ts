import fc from 'fast-check';
import type { BaseNetwork, StageRow } from './bases';
import { scale } from './scaling';
import type { ArchitectureSpec, BlockOperator, SpatialDimensions } from './spec';

export interface RandomSpecBounds {
  /** Largest width of any layer. */
  channels: number;
  /** Largest side of the input. */
  resolution: number;
  stages: number;
  repeats: number;
}

/** Networks of any shape that can be built: both operators, 1-D and 2-D, all strides, with and without gates. */
export function randomSpecs({
  channels,
  resolution,
  stages,
  repeats
}: RandomSpecBounds): fc.Arbitrary<ArchitectureSpec> {
  // Widths are multiples of 8, as after rounding, so that the widths asked for are the widths built.
  const width = fc.integer({ min: 1, max: Math.floor(channels / 8) }).map((eighths) => 8 * eighths);
  const kernelSize = fc.constantFrom(1, 3, 5, 7);
  const stage: fc.Arbitrary<StageRow> = fc.record({
    operator: fc.constantFrom<BlockOperator>('MBConv', 'FusedMBConv'),
    repeats: fc.integer({ min: 1, max: repeats }),
    kernelSize,
    stride: fc.constantFrom(1, 1, 2, 3),
    expansionRatio: fc.constantFrom(1, 2, 4, 6),
    outputFilters: width,
    squeezeExciteRatio: fc.constantFrom(0, 0.05, 0.25, 0.5)
  });
  const base: fc.Arbitrary<BaseNetwork> = fc.record({
    name: fc.constant('random'),
    family: fc.constantFrom('v1' as const, 'lite' as const, 'v2' as const),
    spatialDimensions: fc.constantFrom<SpatialDimensions>(1, 2),
    resolution: fc.constant(resolution),
    stem: fc.record({ filters: width, kernelSize, stride: fc.constantFrom(1, 2, 3) }),
    stages: fc.array(stage, { minLength: 1, maxLength: stages }),
    head: fc.record({ filters: width }),
    activation: fc.constantFrom('swish' as const, 'relu6' as const),
    keepNinetyPercent: fc.boolean(),
    batchNormMomentum: fc.constant(0.9)
  });
  const options = fc.record({
    inputChannels: fc.integer({ min: 1, max: 4 }),
    classes: fc.integer({ min: 1, max: 20 }),
    normalization: fc.constantFrom('batch' as const, 'group' as const),
    padding: fc.constantFrom('same' as const, 'symmetric' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true })
  });
  return fc.tuple(base, options).map(([network, { share, ...rest }]) => {
    const stride = network.stages.reduce((product, { stride: s }) => product * s, network.stem.stride);
    const smallest = Math.min(stride, resolution);
    return scale({
      ...rest,
      base: { ...network, stages: stride > resolution ? network.stages.map(withoutStride) : network.stages },
      width: 1,
      depth: 1,
      resolution: smallest + Math.round(share * (resolution - smallest))
    });
  });
}

function withoutStride(stage: StageRow): StageRow {
  return { ...stage, stride: 1 };
}
