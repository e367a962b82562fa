import { SpecError } from './errors';
import { type OptionNames, requireOptions } from './option-names';
import type { ArchitectureSpec, BlockSpec, SpatialDimensions } from './spec';
import { LIMITS, requireKernel, requireNumber, requireObject, requireOneOf, validateSpec } from './validate';

/** One convolution's place: what comes in, what goes out. Maps are square, or sequences when 1-D. */
export interface ConvolutionShape {
  /** Default 2. */
  spatialDimensions?: SpatialDimensions;
  /** Side S of the map that comes in. */
  size: number;
  /** C */
  inputFilters: number;
  /** C′ */
  outputFilters: number;
  /** k, odd. */
  kernelSize: number;
  /** Default 1. */
  stride?: number;
  /** `same` (default): Sₒ = ⌈S/s⌉; `valid`: only windows that lie inside the map, Sₒ = ⌊(S−k)/s⌋ + 1. */
  padding?: 'same' | 'valid';
  /** Adds scale and shift of a normalisation after each convolution; default false, as the chapter counts. */
  normalization?: boolean;
}

/** The place of a whole block. Stride and padding are those of its k×k convolution. */
export interface BlockShape extends ConvolutionShape {
  /** t; 1 means no expansion convolution. */
  expansionRatio: number;
  /** m; default ⌊t·C + ½⌋. Differs from it in pruned blocks only. */
  expandedFilters?: number;
  /** q, hidden width of squeeze-and-excitation; 0 means none. */
  squeezeExciteFilters: number;
}

/** One object may serve a convolution, a pair and a block: each takes the names of all. */
export const SHAPE_NAMES: OptionNames<BlockShape> = {
  spatialDimensions: true,
  size: true,
  inputFilters: true,
  outputFilters: true,
  kernelSize: true,
  stride: true,
  padding: true,
  normalization: true,
  expansionRatio: true,
  expandedFilters: true,
  squeezeExciteFilters: true
};

export type CostTermName =
  | 'standard'
  | 'expand'
  | 'depthwise'
  | 'pointwise'
  | 'squeeze'
  | 'excite'
  | 'bias'
  | 'project'
  | 'normalization';

/** One summand of a closed form. */
export interface CostTerm {
  name: CostTermName;
  /** Multiply-accumulates in symbols, for example `S²·C·m`; `0` where nothing is multiplied. */
  formula: string;
  /** The same with numbers, for example `56² · 24 · 144`. */
  filled: string;
  macs: number;
  /** Trainable parameters in symbols, for example `C·m`. */
  paramsFormula: string;
  paramsFilled: string;
  params: number;
}

/** Exact cost of one image, summand by summand. */
export interface ClosedForm {
  /** Sₒ */
  outputSize: number;
  /** Trainable parameters. */
  params: number;
  /** Multiply-accumulates. */
  macs: number;
  terms: CostTerm[];
}

type Factor = readonly [symbol: string, value: number, power?: 1 | 2];

/** Symbols and numbers of one place, checked. */
interface Place {
  n: SpatialDimensions;
  stride: number;
  normalization: boolean;
  outputSize: number;
  S: Factor;
  So: Factor;
  k: Factor;
  C: Factor;
  O: Factor;
}

/**
 * Standard convolution: Sₒ²·k²·C·C′ MACs, k²·C·C′ parameters (1-D: Sₒ and k to the first power).
 * @throws SpecError for an impossible shape, or counts above 2^53.
 */
export function standardConvolution(shape: ConvolutionShape): ClosedForm {
  const { outputSize, normalization, So, k, C, O } = placeOf(shape);
  return total(outputSize, [product('standard', So, [k, C, O]), ...normalizations(normalization, [O])]);
}

/**
 * Depthwise separable convolution: Sₒ²·C·(k² + C′) MACs, C·(k² + C′) parameters; the stride lies in the
 * depthwise half.
 * @throws SpecError for an impossible shape, or counts above 2^53.
 */
export function depthwiseSeparable(shape: ConvolutionShape): ClosedForm {
  const { outputSize, normalization, So, k, C, O } = placeOf(shape);
  return total(outputSize, [
    product('depthwise', So, [k, C]),
    product('pointwise', So, [C, O]),
    ...normalizations(normalization, [C, O])
  ]);
}

/**
 * MBConv: [t ≠ 1]·S²·C·m + Sₒ²·(k²·m + m·C′) + 2·m·q MACs. The chapter's t·C·(2·C + k²) for each pixel is this for
 * t ≠ 1, C′ = C, stride 1 and no squeeze-and-excitation.
 * @throws SpecError for an impossible shape, or counts above 2^53.
 */
export function mbconv(shape: BlockShape): ClosedForm {
  const { outputSize, normalization, S, So, k, C, O } = placeOf(shape);
  const m = expanded(shape);
  const expands = shape.expansionRatio !== 1;
  return total(outputSize, [
    ...(expands ? [product('expand', S, [C, m])] : []),
    product('depthwise', So, [k, m]),
    ...squeezeExcite(shape, m),
    product('project', So, [m, O]),
    ...normalizations(normalization, expands ? [m, m, O] : [m, O])
  ]);
}

/**
 * Fused MBConv: Sₒ²·(k²·C·m + m·C′) + 2·m·q MACs; for t = 1 one convolution is the whole block, Sₒ²·k²·C·C′.
 * @throws SpecError for an impossible shape, or counts above 2^53.
 */
export function fusedMbconv(shape: BlockShape): ClosedForm {
  const { outputSize, normalization, So, k, C, O } = placeOf(shape);
  const m = expanded(shape);
  const gates = squeezeExcite(shape, m);
  if (shape.expansionRatio === 1) {
    return total(outputSize, [
      ...gates,
      product('standard', So, [k, C, O]),
      ...normalizations(normalization, [O])
    ]);
  }
  return total(outputSize, [
    product('standard', So, [k, C, m]),
    ...gates,
    product('project', So, [m, O]),
    ...normalizations(normalization, [m, O])
  ]);
}

/**
 * A whole network's trainable parameters and MACs, from closed forms alone: the second of two independent ways to
 * the same numbers (the first is `summarize`, which goes through the layers).
 * @throws SpecError for an impossible specification, or counts above 2^53.
 */
export function networkClosedForm(input: ArchitectureSpec): { params: number; macs: number } {
  const spec = validateSpec(input);
  const { spatialDimensions, stem, head, classes } = spec;
  const place = { spatialDimensions, normalization: true };
  const { filters, ...kernel } = stem;
  const forms = [
    standardConvolution({
      ...place,
      ...kernel,
      size: spec.resolution,
      inputFilters: spec.inputChannels,
      outputFilters: filters
    })
  ];
  let size = forms[0].outputSize;
  let inputFilters = stem.filters;
  for (const block of spec.stages.flatMap((stage) => stage.blocks)) {
    const form = blockForm({ ...block, ...place, size });
    size = form.outputSize;
    inputFilters = block.outputFilters;
    forms.push(form);
  }
  forms.push(
    standardConvolution({ ...place, size, inputFilters, outputFilters: head.filters, kernelSize: 1 })
  );
  const dense = head.filters * classes;
  return {
    params: exact(
      'parameters',
      forms.reduce((sum, form) => sum + form.params, dense + classes)
    ),
    macs: exact(
      'MACs',
      forms.reduce((sum, form) => sum + form.macs, dense)
    )
  };
}

function blockForm(shape: BlockShape & Pick<BlockSpec, 'operator'>): ClosedForm {
  const { operator, ...own } = shape;
  return operator === 'MBConv' ? mbconv(own) : fusedMbconv(own);
}

function placeOf(shape: ConvolutionShape): Place {
  requireObject('shape', shape, 'Give size, inputFilters, outputFilters and kernelSize.');
  requireOptions<object>(shape, SHAPE_NAMES);
  const { spatialDimensions: n = 2, stride = 1, padding = 'same', normalization = false } = shape;
  requireOneOf('spatialDimensions', n, [1, 2]);
  requireOneOf('padding', padding, ['same', 'valid']);
  const size = requireNumber('size', shape.size, LIMITS.resolution);
  const kernelSize = requireKernel('kernelSize', shape.kernelSize);
  const inputFilters = requireNumber('inputFilters', shape.inputFilters, LIMITS.channels);
  const outputFilters = requireNumber('outputFilters', shape.outputFilters, LIMITS.channels);
  requireNumber('stride', stride, LIMITS.stride);
  if (size < stride) {
    throw new SpecError(
      'size',
      size,
      `at least ${stride}, the stride`,
      'Enlarge the map, or use a smaller stride.'
    );
  }
  if (padding === 'valid' && kernelSize > size) {
    throw new SpecError(
      'kernelSize',
      kernelSize,
      `at most ${size}, the side of the map, because nothing is padded`,
      "Use a smaller kernel, or padding: 'same'."
    );
  }
  const outputSize =
    padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernelSize) / stride) + 1;
  return {
    n,
    stride,
    normalization,
    outputSize,
    S: ['S', size, n],
    So: stride === 1 && padding === 'same' ? ['S', size, n] : ['Sₒ', outputSize, n],
    k: ['k', kernelSize, n],
    C: ['C', inputFilters],
    O: ['C′', outputFilters]
  };
}

/** m: C itself where nothing expands, so that formulas say so. */
function expanded(shape: BlockShape): Factor {
  const { inputFilters } = shape;
  const ratio = requireNumber('expansionRatio', shape.expansionRatio, LIMITS.expansionRatio);
  const filters = shape.expandedFilters ?? Math.max(1, Math.round(inputFilters * ratio));
  requireNumber('expandedFilters', filters, LIMITS.channels);
  if (ratio === 1 && filters !== inputFilters) {
    throw new SpecError(
      'expandedFilters',
      filters,
      `${inputFilters}, the input channels, because expansionRatio is 1`,
      'A block without expansion works on its input channels.'
    );
  }
  return [ratio === 1 ? 'C' : 'm', filters];
}

/** Two dense layers on one pixel, m → q → m, with biases. */
function squeezeExcite(shape: BlockShape, m: Factor): CostTerm[] {
  const narrow = requireNumber('squeezeExciteFilters', shape.squeezeExciteFilters, LIMITS.squeezeExcite);
  if (narrow > m[1]) {
    throw new SpecError(
      'squeezeExciteFilters',
      narrow,
      `at most the ${m[1]} expanded channels`,
      'Squeeze-and-excitation narrows: choose a smaller width, or 0 for none.'
    );
  }
  const q: Factor = ['q', narrow];
  return narrow === 0
    ? []
    : [product('squeeze', null, [m, q]), product('excite', null, [q, m]), sum('bias', 1, [q, m])];
}

function normalizations(wanted: boolean, widths: Factor[]): CostTerm[] {
  return wanted ? [sum('normalization', 2, widths)] : [];
}

/** A convolution: its weights, each used once at each of the map's places. */
function product(name: CostTermName, area: Factor | null, weights: Factor[]): CostTerm {
  const all = area ? [area, ...weights] : weights;
  return {
    name,
    formula: all.map(symbolic).join('·'),
    filled: all.map(numeric).join(' · '),
    macs: exact('MACs', all.reduce(times, 1)),
    paramsFormula: weights.map(symbolic).join('·'),
    paramsFilled: weights.map(numeric).join(' · '),
    params: exact('parameters', weights.reduce(times, 1))
  };
}

/** Parameters that are added or scale element by element: no MACs. */
function sum(name: CostTermName, factor: number, widths: Factor[]): CostTerm {
  const written = (text: string): string => (factor === 1 ? text : `${factor}·(${text})`);
  return {
    name,
    formula: '0',
    filled: '0',
    macs: 0,
    paramsFormula: written(widths.map(symbolic).join(' + ')),
    paramsFilled: written(widths.map(numeric).join(' + ')),
    params: factor * widths.reduce((all, [, value]) => all + value, 0)
  };
}

const times = (all: number, [, value, power = 1]: Factor): number => all * value ** power;
const raised = (text: string, power = 1): string => (power === 1 ? text : `${text}²`);
const symbolic = ([symbol, , power]: Factor): string => raised(symbol, power);
const numeric = ([, value, power]: Factor): string => raised(String(value), power);

function total(outputSize: number, terms: CostTerm[]): ClosedForm {
  return {
    outputSize,
    params: exact(
      'parameters',
      terms.reduce((all, term) => all + term.params, 0)
    ),
    macs: exact(
      'MACs',
      terms.reduce((all, term) => all + term.macs, 0)
    ),
    terms
  };
}

/** Factors and summands are whole and positive: a result below 2^53 was exact at every step. */
function exact(what: string, value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new SpecError(
      'shape',
      value,
      `fewer than 2^53 ${what}, above which numbers are no longer exact`,
      'Choose a smaller map or fewer channels.'
    );
  }
  return value;
}
