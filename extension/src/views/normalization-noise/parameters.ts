import { leastCorrelation, NOISE_LIMITS } from '@efficientnet-lab/kernel-helpers/analysis';
import type { NormalizationNoiseState } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { clamp, parameterLookup, type SliderParameter } from '../../controls/parameter';

export type ParameterName = Exclude<keyof NormalizationNoiseState, 'shape' | 'quantity' | 'axis' | 'seed'>;

interface Ends {
  min: number;
  max: number;
}

/** One row of the table that drives sliders, number boxes and keys. Its limits are those of what can be typed. */
export interface Parameter extends SliderParameter {
  readonly name: ParameterName;
  /** Where the slider ends, which serves the usual values. */
  readonly slider: Ends;
}

const whole = { decimals: 0, unit: '' } as const;
const MOST_CHANNELS = 1024;

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'batchSize',
    symbol: 'N',
    word: 'images',
    label: 'images in the batch',
    ...NOISE_LIMITS.batchSize,
    slider: { min: 1, max: 128 },
    step: 1,
    colour: 'compound',
    ...whole
  },
  {
    name: 'channels',
    symbol: 'C',
    word: 'channels',
    label: 'channels',
    ...NOISE_LIMITS.channels,
    slider: { min: 8, max: MOST_CHANNELS },
    step: 8,
    colour: 'width',
    ...whole
  },
  {
    name: 'groups',
    symbol: 'G',
    word: 'groups',
    label: 'groups of group norm',
    ...NOISE_LIMITS.groups,
    slider: { min: 1, max: MOST_CHANNELS },
    step: 1,
    colour: 'width',
    ...whole
  },
  {
    name: 'side',
    symbol: 'S',
    word: 'map side',
    label: 'side of the map, height and width',
    ...NOISE_LIMITS.side,
    slider: { min: 1, max: 112 },
    step: 1,
    decimals: 0,
    unit: 'px',
    colour: 'resolution'
  },
  {
    name: 'correlation',
    symbol: 'ρ',
    word: 'correlation',
    label: 'correlation of the pixels of one image',
    ...NOISE_LIMITS.correlation,
    slider: { min: 0, max: 1 },
    step: 0.01,
    decimals: 3,
    unit: '',
    colour: 'depth'
  },
  {
    name: 'momentum',
    symbol: 'p',
    word: 'momentum',
    label: 'momentum of the running statistics',
    ...NOISE_LIMITS.momentum,
    slider: { min: 0.8, max: 1 },
    step: 0.001,
    decimals: 4,
    unit: '',
    colour: 'compound'
  }
];

/** The row of a parameter. */
export const parameterOf = parameterLookup(PARAMETERS);

/** Ends of a slider at a state: groups end at the channels, correlation begins at the least there can be. */
export function endsOf(
  { name, slider, step }: Parameter,
  { channels, side, shape }: NormalizationNoiseState
): Ends {
  if (name === 'groups') {
    return { ...slider, max: channels };
  }
  if (name === 'correlation' && shape === 'gaussian') {
    // The slider stands on whole steps, so that 0 is one of them.
    return { ...slider, min: Math.ceil(leastCorrelation(side * side) / step) * step };
  }
  return slider;
}

/** The nearest value at which the slider can stand. */
export function onSlider(parameter: Parameter, value: number, state: NormalizationNoiseState): number {
  return clamp({ ...parameter, ...endsOf(parameter, state) }, value);
}
