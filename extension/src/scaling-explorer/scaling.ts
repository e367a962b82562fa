import {
  BASE_RESOLUTION,
  type CostReport,
  idealGrowth,
  type Multipliers,
  publishedVariant,
  scale,
  summarize,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import { multipliersOf, type ScalingExplorerState, specOf } from '@efficientnet-lab/kernel-helpers/contract';

export type Dimension = 'depth' | 'width' | 'resolution';
export const DIMENSIONS: readonly Dimension[] = ['depth', 'width', 'resolution'];

/** Factor that one dimension contributes to the cost. */
export interface GapFactor {
  dimension: Dimension;
  /** What the multiplier promises: d, w² or r². */
  ideal: number;
  /** What it costs after rounding, with the dimensions before it already scaled. */
  built: number;
}

export interface DoublingCost {
  dimension: Dimension;
  /** 2, 4 and 4. */
  ideal: number;
  /** MACs after doubling over MACs before; null when the doubled network is out of bounds. */
  built: number | null;
}

/** Everything the view shows for one position of the controls. */
export interface ScalingResult {
  state: ScalingExplorerState;
  report: CostReport;
  base: CostReport;
  multipliers: Multipliers;
  /** d·w²·r². */
  ideal: number;
  /** MACs over B0's MACs. */
  built: number;
  /** Position on the φ axis: φ itself, the published index, or the φ of equal ideal cost. */
  position: number;
}

/** B0 at 224 px, the baseline of every factor. */
export const BASE: CostReport = summarize(variant('b0'));

/**
 * The network of a state with its costs.
 * @throws SpecError when the network is out of bounds.
 */
export function computeScaling(state: ScalingExplorerState): ScalingResult {
  const multipliers = multipliersOf(state);
  const report = summarize(specOf(state));
  const ideal = idealGrowth(multipliers);
  return {
    state,
    report,
    base: BASE,
    multipliers,
    ideal,
    built: report.macs.total / BASE.macs.total,
    position: positionOf(state, ideal)
  };
}

function positionOf(state: ScalingExplorerState, ideal: number): number {
  if (state.mode === 'rule') {
    return state.phi;
  }
  if (state.mode === 'published') {
    return Number(state.variant.slice(1));
  }
  const base = growthPerStep(state);
  return base > 1 ? Math.log(ideal) / Math.log(base) : 0;
}

/** α·β²·γ², the factor that one step of φ promises. */
export function growthPerStep({
  alpha,
  beta,
  gamma
}: {
  alpha: number;
  beta: number;
  gamma: number;
}): number {
  return alpha * beta ** 2 * gamma ** 2;
}

/**
 * The factor between the built network and B0, split by dimension in the order depth, width, resolution.
 * The built factors multiply to the true growth, the ideal ones to d·w²·r².
 */
export function gapFactors(result: ScalingResult): GapFactor[] {
  const { depth, width, resolution } = result.multipliers;
  const cost = (w: number): number =>
    summarize(scale({ depth, width: w, resolution: BASE_RESOLUTION })).macs.total;
  const deeper = cost(1);
  const wider = cost(width);
  return [
    { dimension: 'depth', ideal: depth, built: deeper / BASE.macs.total },
    { dimension: 'width', ideal: width ** 2, built: wider / deeper },
    { dimension: 'resolution', ideal: resolution ** 2, built: result.report.macs.total / wider }
  ];
}

/** What doubling one dimension of the shown network would cost. */
export function doublingCosts(result: ScalingResult): DoublingCost[] {
  const { depth, width } = result.multipliers;
  const { resolution } = result.report.spec;
  const requests: Record<Dimension, { depth: number; width: number; resolution: number }> = {
    depth: { depth: 2 * depth, width, resolution },
    width: { depth, width: 2 * width, resolution },
    resolution: { depth, width, resolution: 2 * resolution }
  };
  return DIMENSIONS.map((dimension) => ({
    dimension,
    ideal: dimension === 'depth' ? 2 : 4,
    built: ratioOrNull(requests[dimension], result.report.macs.total)
  }));
}

function ratioOrNull(
  request: { depth: number; width: number; resolution: number },
  macs: number
): number | null {
  try {
    return summarize(scale(request)).macs.total / macs;
  } catch {
    // The doubled network is beyond what can be built; the shown one is not.
    return null;
  }
}

/** Depth multipliers that all build the same layer counts as the shown network: from < d ≤ to. */
export function sameDepthInterval(result: ScalingResult): { from: number; to: number } {
  const repeats = (report: CostReport): number[] => report.spec.stages.map((stage) => stage.blocks.length);
  const base = repeats(BASE);
  const built = repeats(result.report);
  return {
    from: Math.max(...built.map((count, i) => (count - 1) / base[i])),
    to: Math.min(...built.map((count, i) => count / base[i]))
  };
}

/** The φ that each dimension of a published variant asks for on its own; null when its base is 1. */
export function impliedPhi(name: string, state: ScalingExplorerState): Record<Dimension, number | null> {
  const row = publishedVariant(name);
  const solve = (value: number, base: number): number | null =>
    base > 1 ? Math.log(value) / Math.log(base) : null;
  return {
    depth: solve(row.depthCoefficient, state.alpha),
    width: solve(row.widthCoefficient, state.beta),
    resolution: solve(row.resolution / BASE_RESOLUTION, state.gamma)
  };
}
