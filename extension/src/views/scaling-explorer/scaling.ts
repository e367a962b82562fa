import {
  type BaseNetwork,
  type CostReport,
  idealGrowth,
  type Multipliers,
  scale,
  SCALING_DIMENSIONS,
  type ScalingDimension,
  summarize,
  summarizeOrNull,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  baseOf,
  multipliersOf,
  phiPosition,
  type ScalingExplorerState,
  specOf
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';

export interface DoublingCost {
  dimension: ScalingDimension;
  /** 2, 4 and 4. */
  ideal: number;
  /** MACs after doubling over MACs before; null when the doubled network is out of bounds. */
  built: number | null;
}

/** Everything the view shows for one position of the controls. */
export interface ScalingResult {
  state: ScalingExplorerState;
  report: CostReport;
  /** The network whose multipliers are all 1: B0, or the first of a published variant's own family. */
  base: CostReport;
  baseNetwork: BaseNetwork;
  /** True for a network that is the base of a family other than B0's: no rule makes it. */
  isFamilyBase: boolean;
  multipliers: Multipliers;
  /** d·w²·r². */
  ideal: number;
  /** MACs over the base's MACs. */
  built: number;
  /** Position on the φ axis: φ itself, the number in the name, or the φ of equal promised cost. */
  position: number;
}

/** B0 at 224 px, the baseline of most factors. */
export const BASE: CostReport = summarize(variant('b0'));

const baseReports = new Map<string, CostReport>([[BASE.spec.name, BASE]]);

/**
 * The network of a state with its costs.
 * @throws SpecError when the network is out of bounds.
 */
export function computeScaling(state: ScalingExplorerState): ScalingResult {
  const multipliers = multipliersOf(state);
  const report = summarize(specOf(state));
  const baseNetwork = baseOf(state);
  const base = baseReport(baseNetwork);
  const ideal = idealGrowth(multipliers);
  const promised = base === BASE ? ideal : report.macs.total / BASE.macs.total;
  return {
    state,
    report,
    base,
    baseNetwork,
    isFamilyBase: base !== BASE && report.spec.name === base.spec.name,
    multipliers,
    ideal,
    built: report.macs.total / base.macs.total,
    position: phiPosition(state, promised)
  };
}

function baseReport(base: BaseNetwork): CostReport {
  let report = baseReports.get(base.name);
  if (!report) {
    report = summarize(scale({ base, name: base.name, depth: 1, width: 1, resolution: base.resolution }));
    baseReports.set(base.name, report);
  }
  return report;
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
  return idealGrowth({ depth: alpha, width: beta, resolution: gamma });
}

/** What doubling one dimension of the shown network would cost. */
export function doublingCosts({ multipliers, report, baseNetwork: base }: ScalingResult): DoublingCost[] {
  const { depth, width } = multipliers;
  const { resolution } = report.spec;
  const requests: Record<ScalingDimension, { depth: number; width: number; resolution: number }> = {
    depth: { depth: 2 * depth, width, resolution },
    width: { depth, width: 2 * width, resolution },
    resolution: { depth, width, resolution: 2 * resolution }
  };
  return SCALING_DIMENSIONS.map((dimension) => {
    const doubled = summarizeOrNull(() => scale({ base, ...requests[dimension] }));
    return {
      dimension,
      ideal: dimension === 'depth' ? 2 : 4,
      built: doubled && doubled.macs.total / report.macs.total
    };
  });
}

/** Depth multipliers that all build the same layer counts as the shown network: from < d ≤ to. */
export function sameDepthInterval({ base, report }: ScalingResult): { from: number; to: number } {
  const repeats = ({ spec }: CostReport): number[] => spec.stages.map((stage) => stage.blocks.length);
  const unscaled = repeats(base);
  const built = repeats(report);
  return {
    from: Math.max(...built.map((count, i) => (count - 1) / unscaled[i])),
    to: Math.min(...built.map((count, i) => count / unscaled[i]))
  };
}

/** Pixels of the image that one place of the last map can see, along one side. */
export function receptiveField({ layers }: CostReport): number {
  return layers[layers.length - 1].receptiveField;
}

/** A network as pictures mark it: the shown one, a published one or a pinned one. */
export interface Mark {
  name: string;
  /** Its place on the φ axis. */
  position: number;
  macs: number;
  params: number;
  blocks: number;
  resolution: number;
  /** d·w²·r² of its multipliers on its family's base; null for a base of its own and for what no multipliers make. */
  promised: number | null;
  /** MACs over that base's. */
  built: number;
}

/** The mark of a result under a name. */
export function markOf({ report, position, ideal, built, isFamilyBase }: ScalingResult, name: string): Mark {
  return {
    name,
    position,
    macs: report.macs.total,
    params: report.params.trainable,
    blocks: report.depth,
    resolution: report.spec.resolution,
    promised: isFamilyBase ? null : ideal,
    built
  };
}
