import { choice, number, quantityTable } from '../quantities';

const growth = {
  min: 1.1,
  max: 6,
  step: 0.05,
  unit: '×',
  bounds: { above: 1, max: 100 }
} as const;
const positive = { above: 0, max: 1e12 } as const;

/** All that the view's controls move, in their order. */
export const STOPPING_QUANTITIES = quantityTable({
  share: number('share ε', 'share of the baseline’s marginal gain at which to stop', {
    path: 'rule.share',
    start: 0.1,
    min: 0.001,
    max: 1,
    step: 0.005,
    bounds: positive,
    group: 'rule'
  }),
  threshold: number('gain τ', 'marginal gain at which to stop, percentage points for one unit of cost', {
    path: 'rule.threshold',
    min: 0.001,
    max: 20,
    step: 0.01,
    decimals: 4,
    bounds: positive,
    group: 'rule'
  }),
  growth: number('growth g', 'growth in cost from one φ to the next', {
    path: 'source.growth',
    start: 2,
    ...growth,
    group: 'records'
  }),
  asymptote: number('limit A∞', 'accuracy that no size exceeds', {
    path: 'source.curve.asymptote',
    min: 1,
    max: 100,
    step: 0.1,
    decimals: 2,
    unit: '%',
    bounds: {},
    group: 'model'
  }),
  amplitude: number('lacks B', 'what the baseline lacks to it, percentage points', {
    path: 'source.curve.amplitude',
    min: 0.1,
    max: 100,
    step: 0.1,
    decimals: 2,
    unit: 'pp',
    bounds: positive,
    group: 'model'
  }),
  rate: number('rate k', 'rate: how fast that falls with φ', {
    path: 'source.curve.rate',
    min: 0.01,
    max: 5,
    step: 0.01,
    decimals: 3,
    bounds: positive,
    group: 'model'
  }),
  base: number('cost F₀', 'cost of the baseline, 10⁹ MACs', {
    path: 'source.cost.base',
    min: 0.01,
    max: 100,
    step: 0.01,
    decimals: 3,
    unit: 'G',
    bounds: positive,
    group: 'model'
  }),
  modelGrowth: number('growth g', 'growth in cost from one φ to the next', {
    path: 'source.cost.growth',
    ...growth,
    group: 'model'
  }),
  rule: choice('Stop where the gain is', {
    path: 'rule.kind',
    start: 'relative',
    options: [
      {
        value: 'relative',
        label: 'a share of the first',
        title: 'Relative: the marginal gain is ε times the baseline’s'
      },
      {
        value: 'absolute',
        label: 'a threshold',
        title: 'Absolute: the marginal gain is τ percentage points for one unit of cost'
      }
    ]
  }),
  axis: choice('Axis', {
    start: 'phi',
    options: [
      { value: 'phi', label: 'φ', title: 'Compound coefficient' },
      { value: 'cost', label: 'cost', title: 'Cost, logarithmic' }
    ]
  }),
  source: choice('Curve', {
    path: 'source.kind',
    start: 'records',
    options: [
      {
        value: 'records',
        label: 'fitted to records',
        title: 'A curve through published or own results'
      },
      {
        value: 'model',
        label: 'of my own',
        title: 'Sliders for A∞, B, k and the cost; begins as the fitted curve'
      }
    ]
  })
});
