import { B0, type BaseNetwork, type StageRow } from './bases';
import { SpecError } from './errors';
import { type OptionNames, requireOptions } from './option-names';
import { roundFilters, roundRepeats } from './rounding';
import {
  type ArchitectureSpec,
  type BlockSpec,
  DEFAULT_VIEW,
  SPEC_FIELDS,
  type SpatialDimensions,
  type StageSpec
} from './spec';
import type { FeasibleNetwork, Triplet } from './search/scored-triplet';
import { LIMITS, POSITIVE, requireBase, requireNumber, requireOneOf, validateSpec } from './validate';
import { PAPER_COEFFICIENTS, publishedVariant, STOCHASTIC_DEPTH_RATE } from './variants';

/** Fields a caller may set beside what the base and the scaling decide. */
export type SpecOptions = Partial<
  Omit<ArchitectureSpec, 'stages' | 'stem' | 'head' | 'family' | 'widthCoefficient' | 'depthCoefficient'>
>;

/** Changes of the stage table that tables of one's own are not needed for. */
export interface TableOptions {
  /** Stride of the stem; 1 keeps the resolution of small images. */
  stemStride?: number;
  /** Hidden width of squeeze-and-excitation as a share of each MBConv block's input channels; 0 for none. */
  squeezeExciteRatio?: number;
}

export interface ScaleRequest extends SpecOptions, TableOptions {
  /** The stage table that is scaled; B0's unless given. Any table of one's own works. */
  base?: BaseNetwork;
  /** Multiplier w on the base's channels. */
  width: number;
  /** Multiplier d on the base's layer counts. */
  depth: number;
  /** Side of the input in pixels. */
  resolution: number;
}

export interface CompoundScaleRequest extends SpecOptions, TableOptions {
  /** The stage table that is scaled; B0's unless given. */
  base?: BaseNetwork;
  /** Compound coefficient φ; negative values shrink the network. */
  phi: number;
  alpha?: number;
  beta?: number;
  gamma?: number;
}

const {
  family: _f,
  widthCoefficient: _w,
  depthCoefficient: _d,
  stem: _s,
  stages: _t,
  head: _h,
  ...OF_SPEC
} = SPEC_FIELDS;
/** What a network may be given beside its scaling. */
export const NETWORK_OPTIONS: OptionNames<SpecOptions & TableOptions> = {
  ...OF_SPEC,
  stemStride: true,
  squeezeExciteRatio: true
};
const SCALE_OPTIONS: OptionNames<ScaleRequest> = { ...NETWORK_OPTIONS, base: true, width: true, depth: true };
/** What a search says of a triplet, which may be given whole: `compoundScale({ ...result.best, phi: 1 })`. */
const OF_TRIPLETS: OptionNames<Omit<FeasibleNetwork, keyof Triplet>> = {
  ideal: true,
  built: true,
  cost: true,
  accuracy: true,
  equalCostAccuracy: true,
  network: true,
  triplets: true
};
const COMPOUND_OPTIONS: OptionNames<CompoundScaleRequest> = {
  ...NETWORK_OPTIONS,
  base: true,
  phi: true,
  alpha: true,
  beta: true,
  gamma: true
};

/** Real multipliers before any rounding. */
export interface Multipliers {
  depth: number;
  width: number;
  resolution: number;
}

/**
 * A published network.
 * @param name `b0` … `b8`, `l2`, `lite0` … `lite4`, `v2-b0` … `v2-b3`, `v2-s`, `v2-m`, `v2-l`
 * @throws SpecError for an unknown name or an impossible option.
 *
 * @example
 * ```ts
 * const b3 = enet.variant('b3');
 * const forTen = enet.variant('v2-b0', { classes: 10, normalization: 'group' });
 * console.log(b3.resolution, forTen.classes); // 300 10
 * ```
 */
export function variant(name: string, options: SpecOptions & TableOptions = {}): ArchitectureSpec {
  requireOptions(options, NETWORK_OPTIONS);
  const row = publishedVariant(name);
  return scale({
    name: row.name,
    dropout: row.dropout,
    cropFraction: row.cropFraction,
    interpolation: row.interpolation,
    ...definedOnly(options),
    base: row.base,
    width: row.widthCoefficient,
    depth: row.depthCoefficient,
    resolution: options.resolution ?? row.resolution
  });
}

/**
 * The rule d = α^φ, w = β^φ, r = γ^φ on B0 or another base (section 3.3 of arXiv 1905.11946), then the rounding
 * of the reference code; the resolution is rounded to the nearest pixel.
 * @throws SpecError when φ or a coefficient is no positive finite number or the network gets out of bounds.
 *
 * @example
 * ```ts
 * const spec = enet.compoundScale({ phi: 1 });
 * console.log(spec.resolution); // 258
 * ```
 */
export function compoundScale(request: CompoundScaleRequest): ArchitectureSpec {
  requireOptions(request, { ...COMPOUND_OPTIONS, ...OF_TRIPLETS });
  const { phi, alpha, beta, gamma } = request;
  const options = Object.fromEntries(
    Object.entries(request).filter(([name]) => name === 'base' || name in NETWORK_OPTIONS)
  ) as SpecOptions & TableOptions & Pick<CompoundScaleRequest, 'base'>;
  const multipliers = compoundMultipliers({ phi, alpha, beta, gamma });
  return scale({
    name: `φ = ${Number(phi.toFixed(4))}`,
    ...definedOnly(options),
    width: multipliers.width,
    depth: multipliers.depth,
    resolution: options.resolution ?? Math.round((options.base ?? B0).resolution * multipliers.resolution)
  });
}

const POWER_OPTIONS: OptionNames<{ phi: number; alpha?: number; beta?: number; gamma?: number }> = {
  phi: true,
  alpha: true,
  beta: true,
  gamma: true
};

/**
 * The three real multipliers of φ.
 * @throws SpecError when φ or a coefficient is no positive finite number, or for a name that there is not.
 */
export function compoundMultipliers(request: {
  phi: number;
  alpha?: number;
  beta?: number;
  gamma?: number;
}): Multipliers {
  requireOptions(request, POWER_OPTIONS);
  const { alpha, beta, gamma } = PAPER_COEFFICIENTS;
  requireNumber('phi', request.phi, LIMITS.phi);
  const power = (field: 'alpha' | 'beta' | 'gamma', fallback: number): number =>
    requireNumber(field, request[field] ?? fallback, LIMITS.coefficient) ** request.phi;
  return { depth: power('alpha', alpha), width: power('beta', beta), resolution: power('gamma', gamma) };
}

/**
 * Cost growth d·w²·r² (1-D: d·w²·r) that the scaling rule expects, before rounding.
 * @throws SpecError for a multiplier that is no positive number.
 */
export function idealGrowth(
  { depth, width, resolution }: Multipliers,
  spatialDimensions: SpatialDimensions = 2
): number {
  Object.entries({ depth, width, resolution }).forEach(([name, value]) =>
    requireNumber(name, value, POSITIVE)
  );
  requireOneOf('spatialDimensions', spatialDimensions, [1, 2]);
  return depth * width ** 2 * resolution ** spatialDimensions;
}

/**
 * B0, or another base, with the given multipliers and resolution, rounded as the reference code rounds.
 * @throws SpecError when a multiplier is not a positive finite number, the base has no stage table or the network gets
 * out of bounds.
 *
 * @example
 * ```ts
 * // B0 made small: a quarter of its width and depth, for digits.
 * const spec = enet.scale({ width: 0.25, depth: 0.25, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * console.log(enet.summarize(spec).params.trainable);
 * ```
 */
export function scale(request: ScaleRequest): ArchitectureSpec {
  requireOptions(request, SCALE_OPTIONS);
  const { base: asked = B0, width, depth, resolution, stemStride, squeezeExciteRatio, ...options } = request;
  const base = changedBase(requireBase(asked), { stemStride, squeezeExciteRatio });
  requireNumber('width', width, LIMITS.multiplier);
  requireNumber('depth', depth, LIMITS.multiplier);
  const rounded = (filters: number, scaled = true): number =>
    scaled ? roundFilters(filters, width, base) : filters;
  const stemFilters = rounded(base.stem.filters, base.stem.scaled);
  let inputFilters = stemFilters;
  const stages = base.stages.map((row) => {
    const outputFilters = rounded(row.outputFilters);
    const stage = scaleStage(row, inputFilters, outputFilters, depth);
    inputFilters = outputFilters;
    return stage;
  });
  const spec: ArchitectureSpec = {
    name: 'custom',
    spatialDimensions: base.spatialDimensions ?? 2,
    inputChannels: 3,
    classes: 1000,
    activation: base.activation,
    normalization: 'batch',
    normalizationEpsilon: 1e-3,
    batchNormMomentum: base.batchNormMomentum,
    groupSize: 8,
    padding: 'same',
    preprocessing: 'none',
    ...DEFAULT_VIEW,
    dropout: 0.2,
    stochasticDepth: STOCHASTIC_DEPTH_RATE,
    ...definedOnly(options),
    family: base.family,
    widthCoefficient: width,
    depthCoefficient: depth,
    resolution,
    stem: { filters: stemFilters, kernelSize: base.stem.kernelSize, stride: base.stem.stride },
    stages,
    head: { filters: rounded(base.head.filters, base.head.scaled) }
  };
  return validateSpec(spec);
}

function changedBase(base: BaseNetwork, { stemStride, squeezeExciteRatio }: TableOptions): BaseNetwork {
  if (squeezeExciteRatio !== undefined) {
    requireNumber('squeezeExciteRatio', squeezeExciteRatio, LIMITS.squeezeExciteRatio);
  }
  const changed = (row: StageRow): StageRow =>
    squeezeExciteRatio === undefined || row.operator !== 'MBConv' ? row : { ...row, squeezeExciteRatio };
  return {
    ...base,
    stem: { ...base.stem, stride: stemStride ?? base.stem.stride },
    stages: base.stages.map(changed)
  };
}

function scaleStage(row: StageRow, stageInput: number, outputFilters: number, depth: number): StageSpec {
  const { operator, kernelSize, expansionRatio, squeezeExciteRatio } = row;
  const repeats = row.scaleRepeats === false ? row.repeats : roundRepeats(row.repeats, depth);
  if (repeats > LIMITS.blocksPerStage.max) {
    throw new SpecError(
      'depth',
      depth,
      `at most ${LIMITS.blocksPerStage.max} blocks in a stage, not ${repeats}`,
      'Use a smaller depth multiplier.'
    );
  }
  const block = (inputFilters: number, stride: number): BlockSpec => ({
    operator,
    kernelSize,
    stride,
    expansionRatio,
    inputFilters,
    expandedFilters: Math.round(inputFilters * expansionRatio),
    outputFilters,
    squeezeExciteFilters:
      squeezeExciteRatio > 0 ? Math.max(1, Math.floor(inputFilters * squeezeExciteRatio)) : 0
  });
  return {
    blocks: Array.from({ length: repeats }, (_, i) =>
      i === 0 ? block(stageInput, row.stride) : block(outputFilters, 1)
    )
  };
}

/** An option given as `undefined` means the default, not a missing field. */
function definedOnly<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
