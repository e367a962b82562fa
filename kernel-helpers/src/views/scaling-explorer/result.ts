import {
  B0,
  type BaseNetwork,
  type CostReport,
  idealGrowth,
  type Multipliers,
  scale,
  SCALING_DIMENSIONS,
  type ScalingDimension,
  summarize,
  summarizeOrNull
} from '../../analysis';
import { baseOf, multipliersOf, phiPosition, type ScalingExplorerState, specOf } from './state';

/** Bases of the three powers of φ. */
export type Coefficients = Pick<ScalingExplorerState, 'alpha' | 'beta' | 'gamma'>;

export interface DoublingCost {
  dimension: ScalingDimension;
  /** 2, 4 and 4. */
  ideal: number;
  /** MACs after doubling over MACs before; null when the doubled network is out of bounds. */
  built: number | null;
}

/** A network with the two costs that belong together, the rule's and the built network's; all that the view shows. */
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

const baseReports = new Map<string, CostReport>();

/** B0 at 224 px, the baseline of most factors. */
export function baseline(): CostReport {
  return baseReport(B0);
}

/**
 * The network of a state with its costs.
 * @param report - its costs where they are known, under whatever name
 * @throws SpecError when the network is out of bounds.
 */
export function scalingResult(
  state: ScalingExplorerState,
  report: CostReport = summarize(specOf(state))
): ScalingResult {
  const multipliers = multipliersOf(state);
  const baseNetwork = baseOf(state);
  const base = baseReport(baseNetwork);
  const ideal = idealGrowth(multipliers);
  const isScaledB0 = base === baseline();
  const promised = isScaledB0 ? ideal : report.macs.total / baseline().macs.total;
  return {
    state,
    report,
    base,
    baseNetwork,
    isFamilyBase: !isScaledB0 && state.variant === base.spec.name,
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
export function growthPerStep({ alpha, beta, gamma }: Coefficients): number {
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
