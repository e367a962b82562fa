import {
  B0,
  compoundMultipliers,
  costByDepth,
  type DimensionCurve,
  dimensionCurves,
  idealGrowth,
  SCALING_DIMENSIONS,
  type ScalingDimension
} from '../../analysis';
import { baseline, type Coefficients } from './result';
import { SCALING_QUANTITIES } from './quantities';

/** MACs of the built network and of the rule along φ; arrays of one length, φ ascending. */
export interface PhiCurve {
  phi: number[];
  built: number[];
  rule: number[];
  blocks: number[];
  resolution: number[];
}

/** Distance of the curve's points in φ at rest, about one pixel; and while a coefficient moves. */
const FINE_STEP = 0.02;
const COARSE_STEP = 0.2;
/** Beyond this the plot ends: larger networks than a hundred B7s make no picture clearer. */
const LARGEST_GROWTH = 10_000;
const REMEMBERED = 8;

const remembered = new Map<string, PhiCurve>();

/**
 * The φ curve of a triplet.
 * @param step - distance of the points
 */
export function phiCurve({ alpha, beta, gamma }: Coefficients, step: number = FINE_STEP): PhiCurve {
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

/** Whether a slider is being moved. */
export type Motion = 'moving' | 'resting';

/** The curve to draw: while a coefficient moves a coarse one, which is there within a frame. */
export function drawnCurve(
  { alpha, beta, gamma }: Coefficients,
  motion: Motion
): { curve: PhiCurve; isCoarse: boolean } {
  const isCoarse = motion === 'moving' && !remembered.has([alpha, beta, gamma, FINE_STEP].join(' '));
  return { curve: phiCurve({ alpha, beta, gamma }, isCoarse ? COARSE_STEP : FINE_STEP), isCoarse };
}

function computeCurve(coefficients: Coefficients, step: number): PhiCurve {
  const { min, max } = SCALING_QUANTITIES.phi;
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
      curve.rule.push(baseline().macs.total * growth);
      curve.blocks.push(cost.blocks);
      curve.resolution.push(pixels);
    }
  }
  return curve;
}

/** What a promised growth may be spent on: one dimension, or all three by the rule. */
export type Path = ScalingDimension | 'compound';
export const PATHS: readonly Path[] = [...SCALING_DIMENSIONS, 'compound'];

/** What is built along each path, over promised growth; the multiplier of all three together is φ. */
export function pathCurves(coefficients: Coefficients, motion: Motion): Record<Path, DimensionCurve> {
  return { ...dimensionCurves(), compound: compoundOf(drawnCurve(coefficients, motion).curve) };
}

const compounds = new WeakMap<PhiCurve, DimensionCurve>();

function compoundOf(curve: PhiCurve): DimensionCurve {
  let compound = compounds.get(curve);
  if (!compound) {
    const base = baseline().macs.total;
    compound = {
      promised: curve.rule.map((macs) => macs / base),
      built: curve.built.map((macs) => macs / base),
      multiplier: curve.phi
    };
    compounds.set(curve, compound);
  }
  return compound;
}

/** The mean is taken over a doubling of the promise, half of it to either side. */
const HALF_DOUBLING = Math.SQRT2;
/** Points of a curve for each one of its mean. */
const EVERY = 6;

/** True cost over promised cost in the (geometric) mean over a doubling of the promise around each place. */
export function meanRatios({ promised, built }: DimensionCurve): { promised: number; ratio: number }[] {
  const sums = [0];
  promised.forEach((x, i) => sums.push(sums[i] + Math.log(built[i] / x)));
  const means: { promised: number; ratio: number }[] = [];
  let [from, to] = [0, 0];
  promised.forEach((x, i) => {
    while (promised[from] < x / HALF_DOUBLING) {
      from++;
    }
    while (to < promised.length && promised[to] <= x * HALF_DOUBLING) {
      to++;
    }
    if (i % EVERY === 0 || i === promised.length - 1) {
      means.push({ promised: x, ratio: Math.exp((sums[to] - sums[from]) / (to - from)) });
    }
  });
  return means;
}
