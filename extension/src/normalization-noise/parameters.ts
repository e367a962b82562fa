import { leastCorrelation, NOISE_LIMITS } from '@efficientnet-lab/kernel-helpers/analysis';
import type { NormalizationNoiseState } from '@efficientnet-lab/kernel-helpers/contract';
import { parameterLookup, type SliderParameter } from '../controls/parameter';

export type ParameterName = Exclude<keyof NormalizationNoiseState, 'shape' | 'quantity' | 'axis' | 'seed'>;

/** One row of the table that drives sliders, number boxes and keys. */
export interface Parameter extends SliderParameter {
  readonly name: ParameterName;
}

const whole = { decimals: 0, unit: '' } as const;
const MOST_CHANNELS = 1024;

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'batchSize',
    symbol: 'N',
    label: 'images in the batch',
    min: 1,
    max: 256,
    step: 1,
    colour: 'compound',
    ...whole
  },
  {
    name: 'channels',
    symbol: 'C',
    label: 'channels',
    min: 8,
    max: MOST_CHANNELS,
    step: 8,
    colour: 'width',
    ...whole
  },
  {
    name: 'groups',
    symbol: 'G',
    label: 'groups of group norm',
    min: 1,
    max: MOST_CHANNELS,
    step: 1,
    colour: 'width',
    ...whole
  },
  {
    name: 'side',
    symbol: 'S',
    label: 'side of the map, height and width',
    min: 1,
    max: 112,
    step: 1,
    decimals: 0,
    unit: 'px',
    colour: 'resolution'
  },
  {
    name: 'correlation',
    symbol: 'ρ',
    label: 'correlation of the pixels of one image',
    min: 0,
    max: 1,
    step: 0.01,
    decimals: 4,
    unit: '',
    colour: 'depth'
  },
  {
    name: 'momentum',
    symbol: 'p',
    label: 'momentum of the running statistics',
    min: 0.8,
    max: 1,
    step: 0.001,
    decimals: 4,
    unit: '',
    colour: 'compound'
  }
];

/** The row of a parameter. */
export const parameterOf = parameterLookup(PARAMETERS);

/** Ends of a slider at a state: groups end at the channels, correlation begins at the least there can be. */
export function limitsOf(
  { name, min, max, step }: Parameter,
  { channels, side, shape }: NormalizationNoiseState
): { min: number; max: number } {
  if (name === 'groups') {
    return { min, max: channels };
  }
  if (name === 'correlation' && shape === 'gaussian') {
    // The slider stands on whole steps, so that 0 is one of them.
    return { min: Math.ceil(leastCorrelation(side * side) / step) * step, max };
  }
  return { min, max };
}

/** The nearest number that a document can hold; whether there is such a place is for the analysis to say. */
export function documented({ name, decimals }: Parameter, value: number): number {
  const { min, max } = NOISE_LIMITS[name];
  return Math.min(max, Math.max(min, Number(value.toFixed(decimals))));
}
