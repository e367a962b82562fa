import type { BlockExplorerState } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { clamp, parameterLookup, type SliderParameter } from '../../controls/parameter';

export type ParameterName = Exclude<keyof BlockExplorerState, 'spatialDimensions' | 'criterion'>;

/** One row of the table that drives sliders, number boxes, limits, keys, saved state and copied code. */
export interface Parameter extends SliderParameter {
  readonly name: ParameterName;
  /** `place`: where the block stands and what it does. `separation`: what its loss is worth. */
  readonly group: 'place' | 'separation';
  /** Only odd numbers mean something. */
  readonly odd?: boolean;
}

const filters = {
  min: 1,
  max: 1024,
  step: 1,
  decimals: 0,
  unit: '',
  colour: 'width',
  group: 'place'
} as const;
const share = { min: 0, max: 1, step: 0.01, decimals: 2, unit: '', group: 'separation' } as const;

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'size',
    symbol: 'S',
    word: 'map side',
    label: 'side of the map',
    min: 1,
    max: 512,
    step: 1,
    decimals: 0,
    unit: 'px',
    colour: 'resolution',
    group: 'place'
  },
  { name: 'inputFilters', symbol: 'C', word: 'channels in', label: 'channels in', ...filters },
  { name: 'outputFilters', symbol: 'C′', word: 'channels out', label: 'channels out', ...filters },
  {
    name: 'kernelSize',
    symbol: 'k',
    word: 'kernel',
    label: 'kernel',
    min: 1,
    max: 11,
    step: 2,
    decimals: 0,
    unit: '',
    colour: 'compound',
    group: 'place',
    odd: true
  },
  {
    name: 'stride',
    symbol: 's',
    word: 'stride',
    label: 'stride',
    min: 1,
    max: 4,
    step: 1,
    decimals: 0,
    unit: '',
    colour: 'compound',
    group: 'place'
  },
  {
    name: 'expansionRatio',
    symbol: 't',
    word: 'expansion',
    label: 'expansion',
    min: 1,
    max: 12,
    step: 1,
    decimals: 0,
    unit: '×',
    colour: 'depth',
    group: 'place'
  },
  {
    name: 'squeezeExciteRatio',
    symbol: 'q',
    word: 'squeeze',
    label: 'squeeze-and-excitation, share of C',
    min: 0,
    max: 1,
    step: 0.05,
    decimals: 2,
    unit: 'C',
    colour: 'depth',
    group: 'place'
  },
  {
    name: 'alpha',
    symbol: 'α',
    word: 'benefit',
    label: 'benefit of the separable convolution as a share of the standard one’s',
    colour: 'compound',
    ...share
  },
  {
    name: 'relativeCost',
    symbol: 'x',
    word: 'cost',
    label: 'cost of the standard convolution in units of its benefit, λF/B',
    colour: 'compound',
    ...share
  }
];

/** The row of a parameter. */
export const parameterOf = parameterLookup(PARAMETERS);

/** The nearest allowed value. */
export function allowed(parameter: Parameter, value: number): number {
  const number = clamp(parameter, value);
  return parameter.odd && number % 2 === 0 ? number + 1 : number;
}
