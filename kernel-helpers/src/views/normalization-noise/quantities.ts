import { LIMITS, NOISE_LIMITS } from '../../analysis';
import { choice, number, quantityTable } from '../quantities';

const MOST_CHANNELS = 1024;

/**
 * Positions of the controls of batch against group normalisation, which start at a late stage of B0 on a few images for
 * each device. Boxes take all that a document may hold; sliders serve the usual values.
 */
export const NORMALIZATION_QUANTITIES = quantityTable({
  /** N, the batch size that is marked; the axis shows others too. */
  batchSize: number('images N', 'images in the batch', {
    ...NOISE_LIMITS.batchSize,
    start: 8,
    slider: { min: 1, max: 128 },
    step: 1
  }),
  /** C */
  channels: number('channels C', 'channels', {
    ...NOISE_LIMITS.channels,
    start: 192,
    slider: { min: 8, max: MOST_CHANNELS },
    step: 8,
    colour: 'width'
  }),
  /** G, divides C. */
  groups: number('groups G', 'groups of group norm', {
    ...NOISE_LIMITS.groups,
    start: 24,
    slider: { min: 1, max: MOST_CHANNELS },
    step: 1,
    colour: 'width'
  }),
  /** H and W of a square map. */
  side: number('map side S', 'side of the map, height and width', {
    ...NOISE_LIMITS.side,
    start: 7,
    slider: { min: 1, max: 112 },
    step: 1,
    unit: 'px',
    colour: 'resolution'
  }),
  /** ρ of any two pixels of one image's channel. */
  correlation: number('correlation ρ', 'correlation of the pixels of one image', {
    ...NOISE_LIMITS.correlation,
    start: 0.3,
    slider: { min: 0, max: 1 },
    step: 0.01,
    decimals: 3,
    colour: 'depth'
  }),
  /** p of the running statistics. */
  momentum: number('momentum p', 'momentum of the running statistics', {
    ...NOISE_LIMITS.momentum,
    start: 0.99,
    slider: { min: 0.8, max: 1 },
    step: 0.001,
    decimals: 4
  }),
  shape: choice('Distribution of the pixels', {
    start: 'gaussian',
    options: [
      { value: 'gaussian', label: 'Gaussian', title: 'Pixels as before an activation' },
      {
        value: 'rectified',
        label: 'rectified',
        title: 'A Gaussian’s positive part, as after a ReLU: rarer, larger values'
      }
    ]
  }),
  /** What the y axis shows. */
  quantity: choice('The plot shows', {
    start: 'meanError',
    options: [
      {
        value: 'meanError',
        label: 'mean',
        title: 'Standard error of the batch’s mean: √(D/m), in σ'
      },
      {
        value: 'varianceError',
        label: 'variance',
        title: 'Standard deviation of the batch’s variance, in σ²'
      },
      {
        value: 'outputNoise',
        label: 'normalised value',
        title: 'Root mean square of what both do to a normalised value, in σ'
      }
    ]
  }),
  axis: choice('Along the axis', {
    start: 'batchSize',
    options: [
      { value: 'batchSize', label: 'images in the batch N' },
      { value: 'channels', label: 'channels C' },
      { value: 'groups', label: 'groups G' },
      { value: 'side', label: 'side of the map S, px' },
      { value: 'correlation', label: 'correlation of pixels ρ' }
    ]
  }),
  /** Of the simulation. */
  seed: number('seed', 'seed of the simulation', {
    start: 1,
    min: LIMITS.seed.min,
    max: LIMITS.seed.max,
    step: 1,
    group: 'simulation'
  })
});
