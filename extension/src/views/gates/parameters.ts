import { parameterLookup, type SliderParameter } from '../../controls/parameter';

export type ParameterName = 'threshold' | 'quantile';

export interface Parameter extends SliderParameter {
  readonly name: ParameterName;
}

const share = { min: 0, max: 1, step: 0.01, decimals: 3, unit: '', colour: 'compound' } as const;

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'threshold',
    symbol: 'τ',
    word: 'threshold',
    label: 'threshold below which a gate is low',
    ...share
  },
  {
    name: 'quantile',
    symbol: 'Q',
    word: 'quantile',
    label: 'quantile of a channel’s gates that must lie below τ for always low; 1 is the highest gate',
    ...share
  }
];

/** The row of a parameter. */
export const parameterOf = parameterLookup(PARAMETERS);
