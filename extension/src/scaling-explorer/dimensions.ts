import {
  B0,
  type CostReport,
  type Multipliers,
  scale,
  SCALING_DIMENSIONS,
  type ScalingDimension
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { costByDepth } from './depth-cost';
import { BASE, summarizeOrNull } from './scaling';

/** What a promised growth may be spent on: one dimension, or all three by the rule. */
export type Path = ScalingDimension | 'compound';
export const PATHS: readonly Path[] = [...SCALING_DIMENSIONS, 'compound'];

/** Names of the ways to spend a promise. */
export function pathNames(trans: TranslationBundle): Record<Path, string> {
  return {
    depth: trans.__('depth only'),
    width: trans.__('width only'),
    resolution: trans.__('resolution only'),
    compound: trans.__('compound')
  };
}

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
export const PROMISED = { min: 1 / 8, max: 100 } as const;
/** About one point a pixel: the steps of rounding are the subject. */
const POINTS = 900;

let curves: Record<ScalingDimension, DimensionCurve> | null = null;

/** The three single dimensions, B0 at φ = 0; computed once, since no coefficient changes them. */
export function dimensionCurves(): Record<ScalingDimension, DimensionCurve> {
  curves ??= { depth: curveOf('depth'), width: curveOf('width'), resolution: curveOf('resolution') };
  return curves;
}

function curveOf(dimension: ScalingDimension): DimensionCurve {
  const curve: DimensionCurve = { promised: [], built: [], multiplier: [] };
  const byDepth = costByDepth(1, B0.resolution);
  for (let i = 0; i < POINTS; i++) {
    const promised = PROMISED.min * (PROMISED.max / PROMISED.min) ** (i / (POINTS - 1));
    const multiplier = multiplierFor(promised, dimension);
    const macs =
      dimension === 'depth' ? byDepth(multiplier)?.macs : spendOn(dimension, multiplier).report?.macs.total;
    if (macs !== undefined) {
      curve.promised.push(promised);
      curve.built.push(macs / BASE.macs.total);
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

/** B0 with a promised growth spent on one dimension alone. */
export function spend(promised: number, dimension: ScalingDimension): Spent {
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
