import fc from 'fast-check';
import { type ArchitectureSpec, type BlockSpec, validateSpec } from '../../kernel-helpers/src/analysis';

type Arbitraries<T> = { [K in keyof T]: fc.Arbitrary<T[K]> };

/** What is drawn for a block; widths in steps of the network's group size, so that groups always fit. */
interface BlockDraw extends Pick<BlockSpec, 'operator' | 'kernelSize' | 'expansionRatio'> {
  stride: number;
  outputSteps: number;
  /** Stride 1 and as many channels out as in, whatever was drawn: a block with a residual. */
  residual: boolean;
  /** Expanded width in steps where it is pruned, null where it is t · inputFilters. */
  prunedSteps: number | null;
  /** Hidden width of squeeze-and-excitation as a share of the expanded channels; 0 means none. */
  squeezeExciteShare: number;
}

/** Bounds the input: blocks that would bring the strides' product above it have stride 1. */
const LARGEST_STRIDE = 64;

const kernelSize = fc.constantFrom(1, 3, 5, 7);
const steps = fc.integer({ min: 1, max: 9 });

const blockDraw: fc.Arbitrary<BlockDraw> = fc.record<BlockDraw>({
  operator: fc.constantFrom('MBConv', 'FusedMBConv'),
  kernelSize,
  stride: fc.constantFrom(1, 1, 1, 2, 3),
  expansionRatio: fc.constantFrom(1, 0.5, 2, 3.3, 6),
  outputSteps: steps,
  residual: fc.boolean(),
  prunedSteps: fc.option(steps, { freq: 3 }),
  squeezeExciteShare: fc.constantFrom(0, 0.05, 0.25, 1)
});

function blockSpec(draw: BlockDraw, inputFilters: number, step: number, stride: number): BlockSpec {
  const { operator, kernelSize, expansionRatio, residual, prunedSteps, squeezeExciteShare } = draw;
  const unpruned = Math.max(step, step * Math.round((inputFilters * expansionRatio) / step));
  const expandedFilters =
    expansionRatio === 1 ? inputFilters : prunedSteps === null ? unpruned : step * prunedSteps;
  return {
    operator,
    kernelSize,
    expansionRatio,
    inputFilters,
    expandedFilters,
    stride: residual ? 1 : stride,
    outputFilters: residual ? inputFilters : step * draw.outputSteps,
    squeezeExciteFilters: Math.ceil(expandedFilters * squeezeExciteShare)
  };
}

type Scalars = Omit<
  ArchitectureSpec,
  'stem' | 'stages' | 'head' | 'resolution' | 'name' | 'widthCoefficient' | 'depthCoefficient'
>;
const scalars: Arbitraries<Scalars> = {
  family: fc.constantFrom('v1', 'lite', 'v2'),
  spatialDimensions: fc.constantFrom(1, 2),
  inputChannels: fc.integer({ min: 1, max: 4 }),
  classes: fc.integer({ min: 1, max: 12 }),
  activation: fc.constantFrom('swish', 'relu6'),
  normalization: fc.constantFrom('batch', 'group'),
  normalizationEpsilon: fc.constantFrom(1e-3, 1e-5),
  batchNormMomentum: fc.constantFrom(0.9, 0.99),
  groupSize: fc.integer({ min: 1, max: 4 }),
  padding: fc.constantFrom('same', 'symmetric'),
  preprocessing: fc.constantFrom('none', 'unit', 'inception', 'half'),
  // How images are cut out says nothing of the network.
  cropFraction: fc.constant(0.875),
  interpolation: fc.constant('bicubic'),
  dropout: fc.constantFrom(0, 0.2),
  stochasticDepth: fc.constantFrom(0, 0.2)
};

/**
 * Small networks of every shape that a specification allows, each block drawn by itself: no width follows from
 * another by a rule of scaling, rounding or ratio.
 */
export const randomNetworks: fc.Arbitrary<ArchitectureSpec> = fc
  .record({
    scalars: fc.record(scalars),
    stem: fc.record({ steps, kernelSize, stride: fc.constantFrom(1, 2, 3) }),
    stages: fc.array(fc.array(blockDraw, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    headSteps: steps,
    /** Pixels beyond the fewest that the strides allow. */
    morePixels: fc.integer({ min: 0, max: 60 })
  })
  .map(({ scalars, stem, stages, headSteps, morePixels }) => {
    const step = scalars.normalization === 'group' ? scalars.groupSize : 1;
    let channels = step * stem.steps;
    let jump = stem.stride;
    const spec: ArchitectureSpec = {
      ...scalars,
      name: 'random',
      widthCoefficient: 1,
      depthCoefficient: 1,
      resolution: 1,
      stem: { filters: channels, kernelSize: stem.kernelSize, stride: stem.stride },
      stages: stages.map((draws) => ({
        blocks: draws.map((draw) => {
          const stride = jump * draw.stride > LARGEST_STRIDE ? 1 : draw.stride;
          const block = blockSpec(draw, channels, step, stride);
          channels = block.outputFilters;
          jump *= block.stride;
          return block;
        })
      })),
      head: { filters: step * headSteps }
    };
    return validateSpec({ ...spec, resolution: jump + morePixels });
  });
