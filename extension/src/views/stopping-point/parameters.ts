import type { SaturatingCurve } from '@efficientnet-lab/kernel-helpers/analysis';
import type { StoppingPointState } from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { parameterLookup, type SliderParameter } from '../../controls/parameter';

/** One row of the table that drives sliders, number boxes, limits and keys. */
export interface Parameter extends SliderParameter {
  /** `rule`: where to stop. `records`, `model`: what the curve is, shown for that source only. */
  readonly group: 'rule' | 'records' | 'model';
  /** Null where the state has no such number. */
  get(state: StoppingPointState): number | null;
  set(state: StoppingPointState, value: number): StoppingPointState;
}

function curveParameter(
  field: keyof SaturatingCurve,
  look: Pick<SliderParameter, 'symbol' | 'word' | 'label' | 'min' | 'max' | 'step' | 'decimals' | 'unit'>
): Parameter {
  return {
    name: field,
    colour: 'compound',
    group: 'model',
    ...look,
    get: ({ source }) => (source.kind === 'model' ? source.curve[field] : null),
    set: (state, value) =>
      state.source.kind === 'model'
        ? { ...state, source: { ...state.source, curve: { ...state.source.curve, [field]: value } } }
        : state
  };
}

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'share',
    symbol: 'ε',
    word: 'share',
    label: 'share of the baseline’s marginal gain at which to stop',
    min: 0.001,
    max: 1,
    step: 0.005,
    decimals: 3,
    unit: '',
    colour: 'compound',
    group: 'rule',
    get: ({ rule }) => (rule.kind === 'relative' ? rule.share : null),
    set: (state, share) => ({ ...state, rule: { kind: 'relative', share } })
  },
  {
    name: 'threshold',
    symbol: 'τ',
    word: 'gain',
    label: 'marginal gain at which to stop, percentage points for one unit of cost',
    min: 0.001,
    max: 20,
    step: 0.01,
    decimals: 4,
    unit: '',
    colour: 'compound',
    group: 'rule',
    get: ({ rule }) => (rule.kind === 'absolute' ? rule.threshold : null),
    set: (state, threshold) => ({ ...state, rule: { kind: 'absolute', threshold } })
  },
  {
    name: 'growth',
    symbol: 'g',
    word: 'growth',
    label: 'growth in cost from one φ to the next',
    min: 1.1,
    max: 6,
    step: 0.05,
    decimals: 2,
    unit: '×',
    colour: 'compound',
    group: 'records',
    get: ({ source }) => (source.kind === 'records' ? source.growth : null),
    set: (state, growth) =>
      state.source.kind === 'records' ? { ...state, source: { ...state.source, growth } } : state
  },
  curveParameter('asymptote', {
    symbol: 'A∞',
    word: 'limit',
    label: 'accuracy that no size exceeds',
    min: 1,
    max: 100,
    step: 0.1,
    decimals: 2,
    unit: '%'
  }),
  curveParameter('amplitude', {
    symbol: 'B',
    word: 'lacks',
    label: 'what the baseline lacks to it, percentage points',
    min: 0.1,
    max: 100,
    step: 0.1,
    decimals: 2,
    unit: 'pp'
  }),
  curveParameter('rate', {
    symbol: 'k',
    word: 'rate',
    label: 'rate: how fast that falls with φ',
    min: 0.01,
    max: 5,
    step: 0.01,
    decimals: 3,
    unit: ''
  }),
  {
    name: 'base',
    symbol: 'F₀',
    word: 'cost',
    label: 'cost of the baseline, 10⁹ MACs',
    min: 0.01,
    max: 100,
    step: 0.01,
    decimals: 3,
    unit: 'G',
    colour: 'compound',
    group: 'model',
    get: ({ source }) => (source.kind === 'model' ? source.cost.base : null),
    set: (state, base) =>
      state.source.kind === 'model'
        ? { ...state, source: { ...state.source, cost: { ...state.source.cost, base } } }
        : state
  },
  {
    name: 'modelGrowth',
    symbol: 'g',
    word: 'growth',
    label: 'growth in cost from one φ to the next',
    min: 1.1,
    max: 6,
    step: 0.05,
    decimals: 2,
    unit: '×',
    colour: 'compound',
    group: 'model',
    get: ({ source }) => (source.kind === 'model' ? source.cost.growth : null),
    set: (state, growth) =>
      state.source.kind === 'model'
        ? { ...state, source: { ...state.source, cost: { ...state.source.cost, growth } } }
        : state
  }
];

/** The row of a parameter. */
export const parameterOf = parameterLookup(PARAMETERS);
