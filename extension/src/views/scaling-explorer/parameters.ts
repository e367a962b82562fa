import { PAPER_COEFFICIENTS } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  PHI_RANGE,
  type ScalingExplorerState,
  type ScalingMode
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { parameterLookup, type SliderParameter } from '../../controls/parameter';

export type ParameterName = 'phi' | 'alpha' | 'beta' | 'gamma' | 'depth' | 'width' | 'resolution';

/** One row of the table that drives sliders, number boxes, limits, keys, saved state and copied code. */
export interface Parameter extends SliderParameter {
  readonly name: ParameterName;
  readonly initial: number;
  /** Shown while the network is chosen this way. */
  readonly mode: Exclude<ScalingMode, 'published'>;
  /** The hue the dimension has everywhere. */
  readonly colour: 'compound' | 'depth' | 'width' | 'resolution';
}

const coefficient = { min: 1, max: 2, step: 0.01, decimals: 2, mode: 'rule' } as const;
const multiplier = {
  min: 0.25,
  max: 8,
  step: 0.05,
  decimals: 2,
  initial: 1,
  unit: '×',
  mode: 'manual'
} as const;

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'phi',
    symbol: 'φ',
    word: 'compound',
    label: 'compound coefficient',
    unit: '',
    colour: 'compound',
    ...PHI_RANGE,
    step: 0.01,
    decimals: 2,
    initial: 0,
    mode: 'rule'
  },
  {
    name: 'alpha',
    symbol: 'α',
    word: 'depth',
    label: 'depth base',
    unit: 'd',
    colour: 'depth',
    initial: PAPER_COEFFICIENTS.alpha,
    ...coefficient
  },
  {
    name: 'beta',
    symbol: 'β',
    word: 'width',
    label: 'width base',
    unit: 'w',
    colour: 'width',
    initial: PAPER_COEFFICIENTS.beta,
    ...coefficient
  },
  {
    name: 'gamma',
    symbol: 'γ',
    word: 'resolution',
    label: 'resolution base',
    unit: 'r',
    colour: 'resolution',
    initial: PAPER_COEFFICIENTS.gamma,
    ...coefficient
  },
  { name: 'depth', symbol: 'd', word: 'depth', label: 'depth multiplier', colour: 'depth', ...multiplier },
  { name: 'width', symbol: 'w', word: 'width', label: 'width multiplier', colour: 'width', ...multiplier },
  {
    name: 'resolution',
    symbol: 'r',
    word: 'image side',
    label: 'image side',
    unit: 'px',
    colour: 'resolution',
    min: 32,
    max: 1024,
    step: 1,
    decimals: 0,
    initial: 224,
    mode: 'manual'
  }
];

/** The row of a parameter. */
export const parameterOf = parameterLookup(PARAMETERS);

/** Where an explorer starts: the rule at φ = 1 with the coefficients of the paper, unless told otherwise. */
export function initialState(overrides: Partial<ScalingExplorerState> = {}): ScalingExplorerState {
  const numbers = Object.fromEntries(PARAMETERS.map(({ name, initial }) => [name, initial]));
  return {
    mode: 'rule',
    variant: 'b0',
    ...(numbers as Record<ParameterName, number>),
    phi: 1,
    ...overrides
  };
}
