import {
  CompoundAxis,
  networkKey,
  neighbour,
  type PhiInterval,
  type ScalingCoefficients
} from './compound-axis';
import { summarize } from './cost';
import { SCALING_DIMENSIONS, type ScalingDimension } from './growth';
import { type OptionNames, requireOptions } from './option-names';
import type { CostReport } from './report';
import { compoundMultipliers, type Multipliers, variant } from './scaling';
import { PAPER_COEFFICIENTS, publishedVariant, type PublishedVariant } from './variants';

/** φ that one dimension asks for on its own; null where its coefficient is 1. */
export type ImpliedPhi = Record<ScalingDimension, number | null>;

export interface BestFitPhi {
  name: string;
  implied: ImpliedPhi;
  /** Of the networks that the rule builds, those whose MACs are nearest. */
  byCost: {
    /** All φ that build a network of these MACs. */
    interval: PhiInterval;
    /** The middle of the interval. */
    phi: number;
    /** MACs of the rule's networks there. */
    macs: number;
    /** MACs of the published network. */
    published: number;
    /** `macs` over `published` − 1. */
    error: number;
    /** Whether one of them is the published network to the last channel, layer and pixel. */
    identical: boolean;
  };
  /** The φ that misses the logarithms of d, w and r least in the sum of squares. */
  byMultipliers: {
    phi: number;
    /** Multiplier of the rule at this φ over the published one − 1. */
    errors: Multipliers;
    /** Root mean square of the three differences of logarithms. */
    rms: number;
  };
}

/**
 * The φ that each dimension of a published variant implies: ln d/ln α, ln w/ln β, ln r/ln γ. If one φ made the
 * variant, the three would be equal.
 * @throws SpecError for an unknown name.
 */
export function impliedPhi(name: string, coefficients: ScalingCoefficients = {}): ImpliedPhi {
  const published = logarithms(multipliersOf(publishedVariant(name)));
  const rule = logarithmsOfRule(coefficients);
  const implied = ({ of, by }: { of: number; by: number }): number | null => (by === 0 ? null : of / by);
  return {
    depth: implied({ of: published.depth, by: rule.depth }),
    width: implied({ of: published.width, by: rule.width }),
    resolution: implied({ of: published.resolution, by: rule.resolution })
  };
}

/**
 * "Which φ is B7?" The φ nearest by cost and the φ nearest by multipliers, with their errors. No variant but the base
 * has the multipliers of one φ; rounding still makes the same network of some (`identical`).
 * @throws SpecError for an unknown name, or coefficients below 1 or all equal to 1.
 */
export function bestFitPhi(name: string, coefficients: ScalingCoefficients = {}): BestFitPhi {
  const row = publishedVariant(name);
  return {
    name: row.name,
    implied: impliedPhi(name, coefficients),
    byCost: nearestByCost(row, coefficients),
    byMultipliers: nearestByMultipliers(row, coefficients)
  };
}

function nearestByCost(row: PublishedVariant, coefficients: ScalingCoefficients): BestFitPhi['byCost'] {
  const axis = new CompoundAxis({ ...coefficients, base: row.base });
  const target = summarize(variant(row.name));
  const published = target.macs.total;
  const within = (limit: number) => (report: CostReport) => report.macs.total <= limit;
  const smallest = axis.reportAt(axis.range.from).macs.total;
  const below = published < smallest ? axis.range.from : axis.largest(within(published));
  const above = below < axis.range.to ? neighbour(below, 1) : below;
  const macsAt = (phi: number): number => axis.reportAt(phi).macs.total;
  const miss = (phi: number): number => Math.abs(macsAt(phi) - published);
  const macs = macsAt(miss(above) < miss(below) ? above : below);
  const interval = {
    from: macs === smallest ? axis.range.from : neighbour(axis.largest(within(macs - 1)), 1),
    to: axis.largest(within(macs))
  };
  return {
    interval,
    phi: (interval.from + interval.to) / 2,
    macs,
    published,
    error: macs / published - 1,
    identical: networksIn(axis, interval).includes(networkKey(target.spec))
  };
}

/** Every network that the rule builds within an interval: map sides, and so MACs, can outlast a pixel more. */
function networksIn(axis: CompoundAxis, { from, to }: PhiInterval): string[] {
  const keys: string[] = [];
  for (let phi: number | null = from; phi !== null && phi <= to; phi = axis.beside(phi, 1)) {
    keys.push(networkKey(axis.specAt(phi)));
  }
  return keys;
}

/** Least squares through the origin: φ = Σ ln(base)·ln(multiplier) / Σ ln(base)². */
function nearestByMultipliers(
  row: PublishedVariant,
  coefficients: ScalingCoefficients
): BestFitPhi['byMultipliers'] {
  const published = logarithms(multipliersOf(row));
  const rule = logarithmsOfRule(coefficients);
  const sum = (value: (dimension: ScalingDimension) => number): number =>
    SCALING_DIMENSIONS.reduce((all, dimension) => all + value(dimension), 0);
  const phi = sum((of) => rule[of] * published[of]) / sum((of) => rule[of] ** 2);
  const gap = (of: ScalingDimension): number => phi * rule[of] - published[of];
  return {
    phi,
    errors: {
      depth: Math.expm1(gap('depth')),
      width: Math.expm1(gap('width')),
      resolution: Math.expm1(gap('resolution'))
    },
    rms: Math.sqrt(sum((of) => gap(of) ** 2) / SCALING_DIMENSIONS.length)
  };
}

function multipliersOf({
  depthCoefficient,
  widthCoefficient,
  resolution,
  base
}: PublishedVariant): Multipliers {
  return { depth: depthCoefficient, width: widthCoefficient, resolution: resolution / base.resolution };
}

function logarithms({ depth, width, resolution }: Multipliers): Multipliers {
  return { depth: Math.log(depth), width: Math.log(width), resolution: Math.log(resolution) };
}

const COEFFICIENTS: OptionNames<ScalingCoefficients> = { alpha: true, beta: true, gamma: true };

function logarithmsOfRule(coefficients: ScalingCoefficients): Multipliers {
  requireOptions(coefficients, COEFFICIENTS);
  return logarithms(compoundMultipliers({ ...PAPER_COEFFICIENTS, ...coefficients, phi: 1 }));
}
