import { B0, type CostReport, LIMITS, roundRepeats, scale } from '@efficientnet-lab/kernel-helpers/analysis';
import { summarizeOrNull } from './scaling';

export interface DepthCost {
  macs: number;
  blocks: number;
}

type CostOfDepth = (depth: number) => DepthCost | null;

/** Enough for all points of a curve: while α moves, widths and resolutions stay. */
const REMEMBERED = 2000;
const remembered = new Map<string, CostOfDepth>();

/**
 * Costs of B0 with one width and resolution as a function of its depth multiplier: null beyond what can be built.
 * Depth repeats whole blocks that cost the same, so that deep networks need not be built to be counted.
 * @param resolution - pixels
 */
export function costByDepth(width: number, resolution: number): CostOfDepth {
  const key = `${width} ${resolution}`;
  let cost = remembered.get(key);
  if (!cost) {
    if (remembered.size >= REMEMBERED) {
      remembered.clear();
    }
    cost = computeCost(width, resolution);
    remembered.set(key, cost);
  }
  return cost;
}

function computeCost(width: number, resolution: number): CostOfDepth {
  // Every stage then has two blocks at least: one that changes the map or its channels, and one that is repeated.
  const twice: CostReport | null = summarizeOrNull(() => scale({ depth: 2, width, resolution }));
  if (!twice) {
    return () => null;
  }
  const repeated = B0.stages.map((_, i) => twice.blocks.filter(({ stage }) => stage === i + 1)[1].macs);
  const once = repeated.reduce((rest, macs, i) => rest - 2 * B0.stages[i].repeats * macs, twice.macs.total);
  return (depth) => {
    if (depth < LIMITS.multiplier.min || depth > LIMITS.multiplier.max) {
      return null;
    }
    const counts = B0.stages.map(({ repeats }) => roundRepeats(repeats, depth));
    return Math.max(...counts) > LIMITS.blocksPerStage.max
      ? null
      : {
          macs: counts.reduce((sum, count, i) => sum + count * repeated[i], once),
          blocks: counts.reduce((sum, count) => sum + count, 0)
        };
  };
}
