import { B0, type BaseNetwork } from './bases';
import { summarize } from './cost';
import { SpecError } from './errors';
import type { CostReport } from './report';
import { roundRepeats } from './rounding';
import { scale } from './scaling';
import type { ArchitectureSpec } from './spec';
import { LIMITS } from './validate';

/** Costs that repeating blocks changes. */
export interface DepthCost {
  macs: number;
  blocks: number;
}

/** Every stage has a block that changes the map or its channels, and one like all that follow it. */
const PAIRS: BaseNetwork = { ...B0, stages: B0.stages.map((row) => ({ ...row, repeats: 2 })) };

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
  const pairs = summarizeOrNull(() => scale({ base: PAIRS, depth: 1, width, resolution }));
  if (!pairs) {
    return () => null;
  }
  const repeated = B0.stages.map((_, i) => pairs.blocks.filter(({ stage }) => stage === i + 1)[1].macs);
  const once = repeated.reduce((rest, macs) => rest - 2 * macs, pairs.macs.total);
  return (depth) => {
    if (depth < LIMITS.multiplier.min || depth > LIMITS.multiplier.max) {
      return null;
    }
    const counts = B0.stages.map(({ repeats }) => roundRepeats(repeats, depth));
    const macs = counts.reduce((sum, count, i) => sum + count * repeated[i], once);
    // Sums of whole, positive numbers: one below 2^53 was exact at every step.
    return Number.isSafeInteger(macs)
      ? { macs, blocks: counts.reduce((sum, count) => sum + count, 0) }
      : null;
  };
}

/** The costs of a network, or null for one beyond what can be built. */
export function summarizeOrNull(make: () => ArchitectureSpec): CostReport | null {
  try {
    return summarize(make());
  } catch (error) {
    if (error instanceof SpecError) {
      return null;
    }
    throw error;
  }
}
