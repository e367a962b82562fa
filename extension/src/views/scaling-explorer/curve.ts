import {
  B0,
  compoundMultipliers,
  costByDepth,
  idealGrowth,
  PAPER_VARIANTS
} from '@efficientnet-lab/kernel-helpers/analysis';
import { initialState, parameterOf } from './parameters';
import { BASE, computeScaling, type Mark, markOf } from './scaling';

/** Bases of the three powers of φ. */
export interface Coefficients {
  alpha: number;
  beta: number;
  gamma: number;
}

/** MACs of the built network and of the rule along φ; arrays of one length, φ ascending. */
export interface PhiCurve {
  phi: number[];
  built: number[];
  rule: number[];
  blocks: number[];
  resolution: number[];
}

/** Beyond this the plot ends: larger networks than a hundred B7s make no picture clearer. */
const LARGEST_GROWTH = 10_000;
const REMEMBERED = 8;

const remembered = new Map<string, PhiCurve>();

/**
 * The φ curve of a triplet.
 * @param step - distance of the points; coarse while a coefficient's slider moves, 0.01 at rest
 */
export function phiCurve({ alpha, beta, gamma }: Coefficients, step: number): PhiCurve {
  const key = [alpha, beta, gamma, step].join(' ');
  const known = remembered.get(key);
  if (known) {
    return known;
  }
  const curve = computeCurve({ alpha, beta, gamma }, step);
  remembered.set(key, curve);
  if (remembered.size > REMEMBERED) {
    remembered.delete(remembered.keys().next().value as string);
  }
  return curve;
}

/** Whether a curve is at hand without computing it. */
export function isRemembered({ alpha, beta, gamma }: Coefficients, step: number): boolean {
  return remembered.has([alpha, beta, gamma, step].join(' '));
}

function computeCurve(coefficients: Coefficients, step: number): PhiCurve {
  const { min, max } = parameterOf('phi');
  const curve: PhiCurve = { phi: [], built: [], rule: [], blocks: [], resolution: [] };
  const points = Math.round((max - min) / step);
  for (let i = 0; i <= points; i++) {
    const phi = Number((min + i * step).toFixed(4));
    const { depth, width, resolution } = compoundMultipliers({ phi, ...coefficients });
    const growth = idealGrowth({ depth, width, resolution });
    if (growth > LARGEST_GROWTH) {
      break;
    }
    const pixels = Math.round(B0.resolution * resolution);
    // With γ = 2 and φ = −3 the image is smaller than the network's stride: the curve starts later.
    const cost = costByDepth(width, pixels)(depth);
    if (cost) {
      curve.phi.push(phi);
      curve.built.push(cost.macs);
      curve.rule.push(BASE.macs.total * growth);
      curve.blocks.push(cost.blocks);
      curve.resolution.push(pixels);
    }
  }
  return curve;
}

/** B0 … B7 as published. */
export const PUBLISHED_MARKS: readonly Mark[] = PAPER_VARIANTS.map(({ name }) =>
  markOf(computeScaling(initialState({ mode: 'published', variant: name })), name.toUpperCase())
);
