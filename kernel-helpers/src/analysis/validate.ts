import type { BaseNetwork } from './bases';
import { SpecError } from './errors';
import { AVERAGING_FILTERS } from './images/filters';
import {
  type ArchitectureSpec,
  type BlockSpec,
  DEFAULT_VIEW,
  type Preprocessing,
  PREPROCESSINGS,
  type StageSpec
} from './spec';

/** Bounds of every number a specification holds; both ends are allowed. */
interface Bounds {
  min: number;
  max: number;
  integer?: boolean;
}

/**
 * Wide enough for every published network, narrow enough that no slip of a digit asks for
 * terabytes. Sliders read theirs from the views' parameter tables, inside these.
 */
export const LIMITS = {
  phi: { min: -20, max: 20 },
  coefficient: { min: 0.1, max: 10 },
  multiplier: { min: 0.01, max: 100 },
  resolution: { min: 1, max: 8192, integer: true },
  channels: { min: 1, max: 65536, integer: true },
  classes: { min: 1, max: 1_000_000, integer: true },
  kernelSize: { min: 1, max: 31, integer: true },
  stride: { min: 1, max: 8, integer: true },
  expansionRatio: { min: 0.1, max: 64 },
  squeezeExcite: { min: 0, max: 65536, integer: true },
  squeezeExciteRatio: { min: 0, max: 64 },
  stages: { min: 1, max: 64, integer: true },
  blocksPerStage: { min: 1, max: 500, integer: true },
  epsilon: { min: 1e-12, max: 1 },
  momentum: { min: 0, max: 1 },
  rate: { min: 0, max: 0.999 },
  cropFraction: { min: 0.1, max: 1 },
  transform: { min: -1e6, max: 1e6 },
  /** Of the package's own random numbers. */
  seed: { min: 0, max: 2 ** 32 - 1, integer: true }
} as const satisfies Record<string, Bounds>;

/** Any number. */
export const FINITE: Bounds = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

/** Any number above 0. */
export const POSITIVE: Bounds = { min: Number.MIN_VALUE, max: Number.MAX_VALUE };

/**
 * Returns the number if it lies within the bounds.
 * @throws SpecError naming the field, the value and the bounds.
 */
export function requireNumber(field: string, value: unknown, bounds: Bounds): number {
  if (!within(value, bounds)) {
    const kind = bounds.integer ? 'a whole number' : 'a number';
    throw new SpecError(
      field,
      value,
      `${kind} from ${bounds.min} to ${bounds.max}`,
      `Set ${field} within them.`
    );
  }
  return value;
}

function within(value: unknown, bounds: Bounds): value is number {
  return (
    typeof value === 'number' &&
    value >= bounds.min &&
    value <= bounds.max &&
    (!bounds.integer || Number.isInteger(value))
  );
}

const SPEC_REMEDY = 'Make specifications with variant, compoundScale or scale.';

/** @throws SpecError unless it is an object and no list. */
export function requireObject(field: string, value: unknown, remedy = SPEC_REMEDY): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SpecError(field, value, 'an object', remedy);
  }
  return value as Record<string, unknown>;
}

/** @throws SpecError unless it is a list. */
export function requireArray(field: string, value: unknown, remedy: string): unknown[] {
  if (!Array.isArray(value)) {
    throw new SpecError(field, value, 'a list', remedy);
  }
  return value;
}

/** Holes of a list come out as undefined, which `map` and `forEach` would pass over. */
function requireList(field: string, given: unknown, bounds: Bounds, remedy = SPEC_REMEDY): unknown[] {
  const value = requireArray(field, given, remedy);
  requireNumber(`${field}.length`, value.length, bounds);
  return Array.from(value);
}

/**
 * In arithmetic null would count as 0, and a text as the number that it says.
 * @throws SpecError unless it is a list, or an array of numbers, of nothing but finite numbers.
 */
export function requireNumbers(
  field: string,
  given: unknown,
  remedy: string
): asserts given is ArrayLike<number> {
  const values =
    typeof given === 'object' && given !== null ? (given as ArrayLike<unknown>) : { length: null };
  if (typeof values.length !== 'number') {
    throw new SpecError(field, given, 'a list of numbers', remedy);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new SpecError(`${field}[${i}]`, values[i], 'a finite number', remedy);
    }
  }
}

/** @throws SpecError naming the field, the value and what it may be. */
export function requireOneOf<T extends string | number>(
  field: string,
  value: unknown,
  allowed: readonly T[]
): T {
  if (!allowed.includes(value as T)) {
    throw new SpecError(field, value, `one of ${allowed.join(', ')}`, `Set ${field} to one of them.`);
  }
  return value as T;
}

/**
 * Checks a specification from anywhere (code, a file, a document) and returns it with its type.
 * Unknown extra fields are dropped, so that what leaves here holds known fields only.
 * @throws SpecError for the first field that can't be built.
 */
export function validateSpec(input: unknown): ArchitectureSpec {
  const raw = requireObject('spec', input);
  const stem = requireObject('stem', raw.stem);
  const head = requireObject('head', raw.head);
  if (typeof raw.name !== 'string' || raw.name.length > 200) {
    throw new SpecError(
      'name',
      raw.name,
      'a text of at most 200 characters',
      'Give the network a short name.'
    );
  }
  const spec: ArchitectureSpec = {
    name: raw.name,
    // Specifications saved before these fields existed described the only networks there were.
    family: requireOneOf('family', raw.family ?? 'v1', ['v1', 'lite', 'v2']),
    spatialDimensions: requireOneOf('spatialDimensions', raw.spatialDimensions ?? 2, [1, 2]),
    activation: requireOneOf('activation', raw.activation ?? 'swish', ['swish', 'relu6']),
    widthCoefficient: requireNumber('widthCoefficient', raw.widthCoefficient, LIMITS.multiplier),
    depthCoefficient: requireNumber('depthCoefficient', raw.depthCoefficient, LIMITS.multiplier),
    resolution: requireNumber('resolution', raw.resolution, LIMITS.resolution),
    inputChannels: requireNumber('inputChannels', raw.inputChannels, LIMITS.channels),
    classes: requireNumber('classes', raw.classes, LIMITS.classes),
    stem: {
      filters: requireNumber('stem.filters', stem.filters, LIMITS.channels),
      kernelSize: requireKernel('stem.kernelSize', stem.kernelSize),
      stride: requireNumber('stem.stride', stem.stride, LIMITS.stride)
    },
    stages: requireList('stages', raw.stages, LIMITS.stages).map((stage, i) =>
      requireStage(`stages[${i}]`, stage)
    ),
    head: { filters: requireNumber('head.filters', head.filters, LIMITS.channels) },
    normalization: requireOneOf('normalization', raw.normalization, ['batch', 'group']),
    normalizationEpsilon: requireNumber('normalizationEpsilon', raw.normalizationEpsilon, LIMITS.epsilon),
    batchNormMomentum: requireNumber('batchNormMomentum', raw.batchNormMomentum, LIMITS.momentum),
    groupSize: requireNumber('groupSize', raw.groupSize, LIMITS.channels),
    ...(raw.groups === undefined ? {} : { groups: requireNumber('groups', raw.groups, LIMITS.channels) }),
    padding: requireOneOf('padding', raw.padding, ['same', 'symmetric']),
    preprocessing: requirePreprocessing(raw.preprocessing, raw.inputChannels),
    cropFraction: requireNumber(
      'cropFraction',
      raw.cropFraction ?? DEFAULT_VIEW.cropFraction,
      LIMITS.cropFraction
    ),
    interpolation: requireOneOf(
      'interpolation',
      raw.interpolation ?? DEFAULT_VIEW.interpolation,
      AVERAGING_FILTERS
    ),
    dropout: requireNumber('dropout', raw.dropout, LIMITS.rate),
    stochasticDepth: requireNumber('stochasticDepth', raw.stochasticDepth, LIMITS.rate)
  };
  requireChain(spec);
  requireGroups(spec);
  requireResolution(spec);
  return spec;
}

function requirePreprocessing(value: unknown, channels: unknown): Preprocessing {
  if (typeof value !== 'object') {
    return requireOneOf('preprocessing', value, PREPROCESSINGS);
  }
  const raw = requireObject(
    'preprocessing',
    value,
    `Give factors and offsets, or ${PREPROCESSINGS.join(', ')}.`
  );
  const [factors, offsets] = ['factors', 'offsets'].map((key) => {
    const field = `preprocessing.${key}`;
    const remedy = 'Give one number for each channel.';
    const numbers = requireList(field, raw[key], LIMITS.channels, remedy);
    if (numbers.length !== channels) {
      throw new SpecError(field, numbers, `${String(channels)} numbers, one for each channel`, remedy);
    }
    return numbers.map((number, i) => requireNumber(`${field}[${i}]`, number, LIMITS.transform));
  });
  return { factors, offsets };
}

/**
 * Checks what scaling itself reads of a stage table; the rest is checked in the specification that comes out.
 * @throws SpecError for the first field that can't be scaled.
 */
export function requireBase(base: BaseNetwork): BaseNetwork {
  const remedy = 'Start from one of the tables B0, LITE0, V2_B0, V2_S, V2_M and V2_L.';
  const raw = requireObject('base', base, remedy);
  requireNumber('base.resolution', raw.resolution, LIMITS.resolution);
  for (const part of ['stem', 'head'] as const) {
    const { filters } = requireObject(`base.${part}`, raw[part], remedy);
    requireNumber(`base.${part}.filters`, filters, LIMITS.channels);
  }
  requireList('base.stages', raw.stages, LIMITS.stages, remedy).forEach((value, i) => {
    const field = `base.stages[${i}]`;
    const row = requireObject(field, value, remedy);
    requireNumber(`${field}.repeats`, row.repeats, LIMITS.blocksPerStage);
    requireNumber(`${field}.expansionRatio`, row.expansionRatio, LIMITS.expansionRatio);
    requireNumber(`${field}.outputFilters`, row.outputFilters, LIMITS.channels);
    requireNumber(`${field}.squeezeExciteRatio`, row.squeezeExciteRatio, LIMITS.squeezeExciteRatio);
  });
  return base;
}

export function requireKernel(field: string, value: unknown): number {
  return requireOdd(field, requireNumber(field, value, LIMITS.kernelSize));
}

function requireOdd(field: string, size: number): number {
  if (size % 2 === 0) {
    throw new SpecError(field, size, 'an odd number', 'Even kernels have no centre pixel: use 3, 5 or 7.');
  }
  return size;
}

type BlockNumber = Exclude<keyof BlockSpec, 'operator'>;

const BLOCK_BOUNDS: Record<BlockNumber, Bounds> = {
  kernelSize: LIMITS.kernelSize,
  stride: LIMITS.stride,
  expansionRatio: LIMITS.expansionRatio,
  inputFilters: LIMITS.channels,
  expandedFilters: LIMITS.channels,
  outputFilters: LIMITS.channels,
  squeezeExciteFilters: LIMITS.squeezeExcite
};

function requireStage(field: string, value: unknown): StageSpec {
  const stage = requireObject(field, value);
  const blocks = requireList(`${field}.blocks`, stage.blocks, LIMITS.blocksPerStage);
  return { blocks: blocks.map((block, i) => requireBlock(`${field}.blocks[${i}]`, block)) };
}

function requireBlock(field: string, value: unknown): BlockSpec {
  const raw = requireObject(field, value);
  const number = (key: BlockNumber): number => {
    const found = raw[key];
    // The path is put together only for an error: a large network has hundreds of numbers.
    return within(found, BLOCK_BOUNDS[key])
      ? found
      : requireNumber(`${field}.${key}`, found, BLOCK_BOUNDS[key]);
  };
  const block: BlockSpec = {
    operator: requireOneOf(`${field}.operator`, raw.operator ?? 'MBConv', ['MBConv', 'FusedMBConv']),
    kernelSize: number('kernelSize'),
    stride: number('stride'),
    expansionRatio: number('expansionRatio'),
    inputFilters: number('inputFilters'),
    expandedFilters: number('expandedFilters'),
    outputFilters: number('outputFilters'),
    squeezeExciteFilters: number('squeezeExciteFilters')
  };
  requireOdd(`${field}.kernelSize`, block.kernelSize);
  if (block.expansionRatio === 1 && block.expandedFilters !== block.inputFilters) {
    throw new SpecError(
      `${field}.expandedFilters`,
      block.expandedFilters,
      `${block.inputFilters}, the input channels, because expansionRatio is 1`,
      'A block without expansion works on its input channels.'
    );
  }
  if (block.squeezeExciteFilters > block.expandedFilters) {
    throw new SpecError(
      `${field}.squeezeExciteFilters`,
      block.squeezeExciteFilters,
      `at most the ${block.expandedFilters} expanded channels`,
      'Squeeze-and-excitation narrows: choose a smaller width, or 0 for none.'
    );
  }
  return block;
}

function requireChain(spec: ArchitectureSpec): void {
  let channels = spec.stem.filters;
  spec.stages.forEach((stage, s) =>
    stage.blocks.forEach((block, b) => {
      if (block.inputFilters !== channels) {
        throw new SpecError(
          `stages[${s}].blocks[${b}].inputFilters`,
          block.inputFilters,
          `${channels}, the channels that arrive there`,
          'The input channels of a block are the output channels of the block before it.'
        );
      }
      channels = block.outputFilters;
    })
  );
}

function requireGroups(spec: ArchitectureSpec): void {
  if (spec.normalization !== 'group') {
    return;
  }
  const normalized = [
    spec.stem.filters,
    ...spec.stages.flatMap((stage) =>
      stage.blocks.flatMap((block) => [block.expandedFilters, block.outputFilters])
    ),
    spec.head.filters
  ];
  const [field, divisor] =
    spec.groups === undefined ? ['groupSize', spec.groupSize] : ['groups', spec.groups];
  const misfit = normalized.find((channels) => channels % divisor !== 0);
  if (misfit !== undefined) {
    throw new SpecError(
      field,
      divisor,
      `a divisor of every normalised width, also of ${misfit}`,
      'Use groupSize 8, or 8 groups: every width of the family is a multiple of it.'
    );
  }
}

/** Product of all strides: the input pixels that one pixel of the last map stands for. */
export function totalStride(spec: ArchitectureSpec): number {
  return spec.stages.reduce(
    (product, stage) => stage.blocks.reduce((p, block) => p * block.stride, product),
    spec.stem.stride
  );
}

function requireResolution(spec: ArchitectureSpec): void {
  const stride = totalStride(spec);
  if (spec.resolution < stride) {
    throw new SpecError(
      'resolution',
      spec.resolution,
      `at least ${stride} px, the network's total stride`,
      'Enlarge or pad the images, or use fewer strides.'
    );
  }
}
