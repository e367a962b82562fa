import { B0 } from './bases';
import { summarize } from './cost';
import { costByDepth, summarizeOrNull } from './depth-cost';
import { SCALING_DIMENSIONS, type ScalingDimension } from './growth';
import type { CostReport } from './report';
import { type Multipliers, scale, variant } from './scaling';
import { POSITIVE, requireNumber, requireOneOf } from './validate';

/** What one dimension costs; arrays of one length, `promised` ascending. */
export interface DimensionCurve {
  /** Growth that the rule promises: d, w² or r². */
  promised: number[];
  /** MACs over B0's MACs. */
  built: number[];
  /** The multiplier d, w or r. */
  multiplier: number[];
}

/** Promised growth that curves are drawn for: about what the φ axis spans with the paper's coefficients. */
export const PROMISED_GROWTH = { min: 1 / 8, max: 100 } as const;
/** About one point a pixel: the steps of rounding are the subject. */
const POINTS = 900;

let curves: Record<ScalingDimension, DimensionCurve> | null = null;

/** The three single dimensions, B0 at φ = 0; computed once, since no coefficient changes them. */
export function dimensionCurves(): Record<ScalingDimension, DimensionCurve> {
  curves ??= { depth: curveOf('depth'), width: curveOf('width'), resolution: curveOf('resolution') };
  return curves;
}

function curveOf(dimension: ScalingDimension): DimensionCurve {
  const base = summarize(variant('b0')).macs.total;
  const curve: DimensionCurve = { promised: [], built: [], multiplier: [] };
  const byDepth = costByDepth(1, B0.resolution);
  for (let i = 0; i < POINTS; i++) {
    const promised = PROMISED_GROWTH.min * (PROMISED_GROWTH.max / PROMISED_GROWTH.min) ** (i / (POINTS - 1));
    const multiplier = multiplierFor(promised, dimension);
    const macs =
      dimension === 'depth' ? byDepth(multiplier)?.macs : spendOn(dimension, multiplier).report?.macs.total;
    if (macs !== undefined) {
      curve.promised.push(promised);
      curve.built.push(macs / base);
      curve.multiplier.push(multiplier);
    }
  }
  return curve;
}

function multiplierFor(promised: number, dimension: ScalingDimension): number {
  return dimension === 'depth' ? promised : Math.sqrt(promised);
}

export interface Spent {
  multipliers: Multipliers;
  /** Null when the network is beyond what can be built. */
  report: CostReport | null;
}

/**
 * B0 with a promised growth spent on one dimension alone.
 * @throws SpecError for a growth that is no positive number, or another dimension.
 */
export function spend(promised: number, dimension: ScalingDimension): Spent {
  requireNumber('promised', promised, POSITIVE);
  requireOneOf('dimension', dimension, SCALING_DIMENSIONS);
  return spendOn(dimension, multiplierFor(promised, dimension));
}

function spendOn(dimension: ScalingDimension, multiplier: number): Spent {
  const multipliers: Multipliers = { depth: 1, width: 1, resolution: 1, [dimension]: multiplier };
  const { depth, width, resolution } = multipliers;
  return {
    multipliers,
    report: summarizeOrNull(() => scale({ depth, width, resolution: Math.round(B0.resolution * resolution) }))
  };
}
