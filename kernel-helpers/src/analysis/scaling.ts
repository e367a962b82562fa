import { SpecError } from './errors';
import { roundFilters, roundRepeats } from './rounding';
import type { ArchitectureSpec, BlockSpec, StageSpec } from './spec';
import { LIMITS, requireNumber, validateSpec } from './validate';
import {
  BASE_HEAD_FILTERS,
  BASE_RESOLUTION,
  BASE_STAGES,
  BASE_STEM_FILTERS,
  type BaseStage,
  PAPER_COEFFICIENTS,
  publishedVariant,
  SQUEEZE_EXCITE_RATIO,
  STOCHASTIC_DEPTH_RATE
} from './variants';

/** Fields a caller may set beside the scaling itself. */
export type SpecOptions = Partial<Omit<ArchitectureSpec, 'stages' | 'stem' | 'head'>>;

export interface ScaleRequest extends SpecOptions {
  /** Multiplier w on B0's channels. */
  width: number;
  /** Multiplier d on B0's layer counts. */
  depth: number;
  /** Side of the input in pixels. */
  resolution: number;
}

export interface CompoundScaleRequest extends SpecOptions {
  /** Compound coefficient φ; negative values shrink the network. */
  phi: number;
  alpha?: number;
  beta?: number;
  gamma?: number;
}

/** Real multipliers before any rounding. */
export interface Multipliers {
  depth: number;
  width: number;
  resolution: number;
}

/**
 * A published network.
 * @param name `b0` … `b7`
 * @throws SpecError for an unknown name or an impossible option.
 */
export function variant(name: string, options: SpecOptions = {}): ArchitectureSpec {
  const row = publishedVariant(name);
  return scale({
    name: row.name,
    dropout: row.dropout,
    width: row.widthCoefficient,
    depth: row.depthCoefficient,
    ...options,
    resolution: options.resolution ?? row.resolution
  });
}

/**
 * The rule d = α^φ, w = β^φ, r = γ^φ on B0 (section 3.3 of arXiv 1905.11946), then the rounding
 * of the reference code; the resolution is rounded to the nearest pixel.
 * @throws SpecError when φ or a coefficient is no positive finite number or the network gets out of bounds.
 */
export function compoundScale(request: CompoundScaleRequest): ArchitectureSpec {
  const { phi, alpha, beta, gamma, ...options } = request;
  const multipliers = compoundMultipliers({ phi, alpha, beta, gamma });
  return scale({
    name: `φ = ${Number(phi.toFixed(4))}`,
    ...options,
    width: multipliers.width,
    depth: multipliers.depth,
    resolution: options.resolution ?? Math.round(BASE_RESOLUTION * multipliers.resolution)
  });
}

/** The three real multipliers of φ. */
export function compoundMultipliers(request: {
  phi: number;
  alpha?: number;
  beta?: number;
  gamma?: number;
}): Multipliers {
  const { alpha, beta, gamma } = PAPER_COEFFICIENTS;
  requireNumber('phi', request.phi, LIMITS.phi);
  const power = (field: 'alpha' | 'beta' | 'gamma', fallback: number): number =>
    requireNumber(field, request[field] ?? fallback, LIMITS.coefficient) ** request.phi;
  return { depth: power('alpha', alpha), width: power('beta', beta), resolution: power('gamma', gamma) };
}

/** Cost growth d·w²·r² that the scaling rule expects, before rounding. */
export function idealGrowth(multipliers: Multipliers): number {
  return multipliers.depth * multipliers.width ** 2 * multipliers.resolution ** 2;
}

/**
 * B0 with the given multipliers and resolution, rounded as the reference code rounds.
 * @throws SpecError when a multiplier is not a positive finite number or the network gets out of bounds.
 */
export function scale(request: ScaleRequest): ArchitectureSpec {
  const { width, depth, resolution, ...options } = request;
  requireNumber('width', width, LIMITS.multiplier);
  requireNumber('depth', depth, LIMITS.multiplier);
  const spec: ArchitectureSpec = {
    name: 'custom',
    inputChannels: 3,
    classes: 1000,
    normalization: 'batch',
    normalizationEpsilon: 1e-3,
    batchNormMomentum: 0.99,
    groupSize: 8,
    padding: 'same',
    preprocessing: 'none',
    dropout: 0.2,
    stochasticDepth: STOCHASTIC_DEPTH_RATE,
    ...definedOnly(options),
    widthCoefficient: width,
    depthCoefficient: depth,
    resolution,
    stem: { filters: roundFilters(BASE_STEM_FILTERS, width), kernelSize: 3, stride: 2 },
    stages: BASE_STAGES.map((stage) => scaleStage(stage, width, depth)),
    head: { filters: roundFilters(BASE_HEAD_FILTERS, width) }
  };
  return validateSpec(spec);
}

function scaleStage(stage: BaseStage, width: number, depth: number): StageSpec {
  const repeats = roundRepeats(stage.repeats, depth);
  if (repeats > LIMITS.blocksPerStage.max) {
    throw new SpecError(
      'depth',
      depth,
      `at most ${LIMITS.blocksPerStage.max} blocks in a stage, not ${repeats}`,
      'Use a smaller depth multiplier.'
    );
  }
  const inputFilters = roundFilters(stage.inputFilters, width);
  const outputFilters = roundFilters(stage.outputFilters, width);
  const block = (input: number, stride: number): BlockSpec => ({
    kernelSize: stage.kernelSize,
    stride,
    expansionRatio: stage.expansionRatio,
    inputFilters: input,
    expandedFilters: input * stage.expansionRatio,
    outputFilters,
    squeezeExciteFilters: Math.max(1, Math.floor(input * SQUEEZE_EXCITE_RATIO))
  });
  return {
    blocks: Array.from({ length: repeats }, (_, i) =>
      i === 0 ? block(inputFilters, stage.stride) : block(outputFilters, 1)
    )
  };
}

/** An option given as `undefined` means the default, not a missing field. */
function definedOnly<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
