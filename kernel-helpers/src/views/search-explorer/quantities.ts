import { SURROGATE_LIMITS } from '../../analysis';
import { choice, number, quantityTable } from '../quantities';

const amplitude = {
  min: 0,
  max: 20,
  step: 0.05,
  unit: 'pp',
  bounds: SURROGATE_LIMITS.amplitude,
  group: 'surrogate'
} as const;
const exponent = {
  min: 0,
  max: 12,
  step: 0.05,
  bounds: SURROGATE_LIMITS.exponent,
  group: 'surrogate'
} as const;

/** What the search explorer's controls set, in their order; the set of candidates and brushes are no single values. */
export const SEARCH_QUANTITIES = quantityTable({
  growth: number('growth g', 'growth in cost from one φ to the next', {
    start: 2,
    min: 1.1,
    max: 6,
    step: 0.05,
    unit: '×',
    bounds: {},
    group: 'constraint'
  }),
  tolerance: number('tolerance ±', 'tolerance of the growth', {
    start: 0.1,
    min: 0,
    max: 1,
    step: 0.01,
    bounds: { min: 0 },
    group: 'constraint'
  }),
  asymptote: number('limit A∞', 'accuracy that no size exceeds', {
    path: 'surrogate.asymptote',
    min: 50,
    max: 100,
    step: 0.1,
    decimals: 2,
    unit: '%',
    bounds: SURROGATE_LIMITS.asymptote,
    group: 'surrogate'
  }),
  depthAmplitude: number(
    'depth a',
    'accuracy that depth could still bring at the baseline, percentage points',
    { path: 'surrogate.depth.amplitude', colour: 'depth', ...amplitude }
  ),
  depthExponent: number('depth p', 'exponent: how fast that shortfall falls as depth grows', {
    path: 'surrogate.depth.exponent',
    colour: 'depth',
    ...exponent
  }),
  widthAmplitude: number(
    'width a',
    'accuracy that width could still bring at the baseline, percentage points',
    { path: 'surrogate.width.amplitude', colour: 'width', ...amplitude }
  ),
  widthExponent: number('width p', 'exponent: how fast that shortfall falls as width grows', {
    path: 'surrogate.width.exponent',
    colour: 'width',
    ...exponent
  }),
  resolutionAmplitude: number(
    'resolution a',
    'accuracy that resolution could still bring at the baseline, percentage points',
    { path: 'surrogate.resolution.amplitude', colour: 'resolution', ...amplitude }
  ),
  resolutionExponent: number('resolution p', 'exponent: how fast that shortfall falls as resolution grows', {
    path: 'surrogate.resolution.exponent',
    colour: 'resolution',
    ...exponent
  }),
  coupling: number('coupling q', 'coupling: 1 adds the shortfalls, more lets the largest decide', {
    path: 'surrogate.coupling',
    absent: 1,
    min: 1,
    max: 16,
    step: 0.5,
    bounds: SURROGATE_LIMITS.coupling,
    group: 'surrogate'
  }),
  constraint: choice('Constraint', {
    start: 'ideal',
    options: [
      {
        value: 'ideal',
        label: 'ideal',
        title: 'Ideal growth, before rounding, within the tolerance, as the paper asks'
      },
      {
        value: 'built',
        label: 'built',
        title: 'The built network’s cost over the baseline’s within the tolerance'
      },
      { value: 'both', label: 'both', title: 'Both at once' }
    ]
  }),
  measure: choice('Cost', {
    start: 'macs',
    options: [
      { value: 'macs', label: 'MACs', title: 'What the growth is counted in' },
      { value: 'params', label: 'parameters', title: 'What the growth is counted in' }
    ]
  }),
  scored: choice('Predicted for', {
    start: 'asked',
    options: [
      { value: 'asked', label: 'multipliers', title: 'The multipliers as they are asked for' },
      {
        value: 'built',
        label: 'network',
        title: 'Blocks, channels and pixels of the built network: one network has one accuracy'
      }
    ]
  }),
  /** A variant whose multipliers are 1. */
  base: choice('Baseline', {
    start: 'b0',
    options: [
      { value: 'b0', label: 'B0' },
      { value: 'lite0', label: 'LITE0' },
      { value: 'v2-b0', label: 'V2-B0' }
    ]
  })
});
