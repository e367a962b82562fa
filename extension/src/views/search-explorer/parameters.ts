import {
  SCALING_DIMENSIONS,
  type ScalingDimension,
  type Surrogate
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { SearchExplorerState } from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { parameterLookup, type SliderParameter } from '../../controls/parameter';

/** One row of the table that drives sliders, number boxes, limits and keys. */
export interface Parameter extends SliderParameter {
  /** `constraint`: what may be spent. `surrogate`: how accuracy is predicted. */
  readonly group: 'constraint' | 'surrogate';
  get(state: SearchExplorerState): number;
  set(state: SearchExplorerState, value: number): SearchExplorerState;
}

const inSurrogate = (state: SearchExplorerState, change: Partial<Surrogate>): SearchExplorerState => ({
  ...state,
  surrogate: { ...state.surrogate, ...change }
});

/** Written out, so that they can be translated. */
const SHORTFALL: Readonly<Record<ScalingDimension, Pick<Parameter, 'label'>>> = {
  depth: { label: 'accuracy that depth could still bring at the baseline, percentage points' },
  width: { label: 'accuracy that width could still bring at the baseline, percentage points' },
  resolution: { label: 'accuracy that resolution could still bring at the baseline, percentage points' }
};
const FALL: Readonly<Record<ScalingDimension, Pick<Parameter, 'label'>>> = {
  depth: { label: 'exponent: how fast that shortfall falls as depth grows' },
  width: { label: 'exponent: how fast that shortfall falls as width grows' },
  resolution: { label: 'exponent: how fast that shortfall falls as resolution grows' }
};

function shortfallParameters(dimension: ScalingDimension): Parameter[] {
  const part = (field: 'amplitude' | 'exponent'): Pick<Parameter, 'get' | 'set'> => ({
    get: ({ surrogate }) => surrogate[dimension][field],
    set: (state, value) =>
      inSurrogate(state, { [dimension]: { ...state.surrogate[dimension], [field]: value } })
  });
  const common = { colour: dimension, group: 'surrogate', step: 0.05, decimals: 2, min: 0 } as const;
  return [
    {
      name: `${dimension}Amplitude`,
      symbol: `${dimension} a`,
      ...SHORTFALL[dimension],
      max: 20,
      unit: 'pp',
      ...common,
      ...part('amplitude')
    },
    {
      name: `${dimension}Exponent`,
      symbol: `${dimension} p`,
      ...FALL[dimension],
      max: 12,
      unit: '',
      ...common,
      ...part('exponent')
    }
  ];
}

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'growth',
    symbol: 'growth g',
    label: 'growth in cost from one φ to the next',
    min: 1.1,
    max: 6,
    step: 0.05,
    decimals: 2,
    unit: '×',
    colour: 'compound',
    group: 'constraint',
    get: ({ growth }) => growth,
    set: (state, growth) => ({ ...state, growth })
  },
  {
    name: 'tolerance',
    symbol: 'tolerance ±',
    label: 'tolerance of the growth',
    min: 0,
    max: 1,
    step: 0.01,
    decimals: 2,
    unit: '',
    colour: 'compound',
    group: 'constraint',
    get: ({ tolerance }) => tolerance,
    set: (state, tolerance) => ({ ...state, tolerance })
  },
  {
    name: 'asymptote',
    symbol: 'limit A∞',
    label: 'accuracy that no size exceeds',
    min: 50,
    max: 100,
    step: 0.1,
    decimals: 2,
    unit: '%',
    colour: 'compound',
    group: 'surrogate',
    get: ({ surrogate }) => surrogate.asymptote,
    set: (state, asymptote) => inSurrogate(state, { asymptote })
  },
  ...SCALING_DIMENSIONS.flatMap(shortfallParameters),
  {
    name: 'coupling',
    symbol: 'coupling q',
    label: 'coupling: 1 adds the shortfalls, more lets the largest decide',
    min: 1,
    max: 16,
    step: 0.5,
    decimals: 1,
    unit: '',
    colour: 'compound',
    group: 'surrogate',
    get: ({ surrogate }) => surrogate.coupling ?? 1,
    set: (state, coupling) => inSurrogate(state, { coupling })
  }
];

/** The row of a parameter. */
export const parameterOf = parameterLookup(PARAMETERS);
