import { B0, type BaseNetwork } from './bases';
import { summarize } from './cost';
import { unroundedMacs } from './exponents';
import { idealGrowth, type Multipliers, scale } from './scaling';

/** In this order the factors are taken: each with the dimensions before it already scaled. */
export const SCALING_DIMENSIONS = ['depth', 'width', 'resolution'] as const;
export type ScalingDimension = (typeof SCALING_DIMENSIONS)[number];

/** Cost over the base's cost. */
export interface GrowthFactor {
  /** What the rule promises: d, w², r² (1-D: r), or their product. */
  ideal: number;
  /** Of the network with fractional channels, layers and maps. */
  unrounded: number;
  /** Of the network that is built. */
  rounded: number;
}

export interface Growth extends GrowthFactor {
  /** Their products are the growth itself. */
  factors: (GrowthFactor & { dimension: ScalingDimension })[];
}

/**
 * By how much the MACs grow over the base: promised, before and after rounding, and dimension by dimension. What
 * lies between `ideal` and `unrounded` is the rule's simplification (stem, head, depthwise and first blocks don't
 * follow it); what lies between `unrounded` and `rounded` is rounding.
 * @param multipliers - of the base; the built resolution is r·base to the nearest pixel
 * @throws SpecError when a multiplier or the network is out of bounds.
 */
export function growth(multipliers: Multipliers, base: BaseNetwork = B0): Growth {
  const { depth, width } = multipliers;
  const unscaled: Multipliers = { depth: 1, width: 1, resolution: 1 };
  const ladder: Multipliers[] = [
    unscaled,
    { ...unscaled, depth },
    { ...unscaled, depth, width },
    multipliers
  ];
  const unrounded = ladder.map((step) => unroundedMacs(step, base));
  const rounded = ladder.map((step) => builtMacs(step, base));
  const ideal = ladder.map((step) => idealGrowth(step, base.spatialDimensions));
  const last = ladder.length - 1;
  return {
    ideal: ideal[last],
    unrounded: unrounded[last] / unrounded[0],
    rounded: rounded[last] / rounded[0],
    factors: SCALING_DIMENSIONS.map((dimension, i) => ({
      dimension,
      ideal: ideal[i + 1] / ideal[i],
      unrounded: unrounded[i + 1] / unrounded[i],
      rounded: rounded[i + 1] / rounded[i]
    }))
  };
}

function builtMacs({ depth, width, resolution }: Multipliers, base: BaseNetwork): number {
  return summarize(scale({ base, depth, width, resolution: Math.round(base.resolution * resolution) })).macs
    .total;
}
