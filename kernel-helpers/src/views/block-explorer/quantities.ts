import { LIMITS } from '../../analysis';
import { choice, number, quantityTable } from '../quantities';

const filters = {
  min: 1,
  max: 1024,
  step: 1,
  bounds: LIMITS.channels,
  colour: 'width',
  group: 'place'
} as const;
const share = { min: 0, max: 1, step: 0.01, group: 'separation' } as const;

/**
 * Positions of the block explorer's controls: one place in a network where a block could stand. It starts at block 2b
 * of B0: early enough for large maps, in the middle of a stage.
 */
export const BLOCK_QUANTITIES = quantityTable({
  spatialDimensions: choice('Dimensions', {
    start: 2,
    options: [
      { value: 2, label: '2-D', title: 'Images: maps are S × S, kernels k × k' },
      { value: 1, label: '1-D', title: 'Sequences: maps are S long, kernels k long' }
    ]
  }),
  /** Side of the map that comes in. */
  size: number('map side S', 'side of the map', {
    start: 56,
    min: 1,
    max: 512,
    step: 1,
    bounds: LIMITS.resolution,
    unit: 'px',
    colour: 'resolution',
    group: 'place'
  }),
  inputFilters: number('channels in C', 'channels in', { start: 24, ...filters }),
  outputFilters: number('channels out C′', 'channels out', { start: 24, ...filters }),
  kernelSize: number('kernel k', 'kernel', {
    start: 3,
    min: 1,
    max: 11,
    step: 2,
    stepped: true,
    bounds: LIMITS.kernelSize,
    group: 'place'
  }),
  stride: number('stride s', 'stride', {
    start: 1,
    min: 1,
    max: 4,
    step: 1,
    bounds: LIMITS.stride,
    group: 'place'
  }),
  expansionRatio: number('expansion t', 'expansion', {
    start: 6,
    min: 1,
    max: 12,
    step: 1,
    bounds: LIMITS.expansionRatio,
    unit: '×',
    colour: 'depth',
    group: 'place'
  }),
  /** Hidden width of squeeze-and-excitation as a share of `inputFilters`; 0 means none. */
  squeezeExciteRatio: number('squeeze q', 'squeeze-and-excitation, share of C', {
    ...share,
    start: 0.25,
    step: 0.05,
    unit: 'C',
    colour: 'depth',
    group: 'place'
  }),
  /** Benefit of a depthwise separable convolution as a share of the standard convolution's, 0…1. */
  alpha: number('benefit α', 'benefit of the separable convolution as a share of the standard one’s', {
    start: 0.2,
    ...share
  }),
  criterion: choice('Criterion', {
    start: 'perMac',
    options: [
      { value: 'perMac', label: 'per MAC', title: 'Benefit for each MAC rises: α > 1/C′ + 1/kⁿ' },
      { value: 'netUtility', label: 'net utility', title: 'Benefit less its price rises: α > 1 − x·(1 − ρ)' }
    ]
  }),
  /** Cost of the standard convolution in units of its benefit, λF/B; used by `netUtility`. */
  relativeCost: number('cost x', 'cost of the standard convolution in units of its benefit, λF/B', {
    start: 0.5,
    onlyWith: { choice: 'criterion', value: 'netUtility' },
    ...share
  })
});
