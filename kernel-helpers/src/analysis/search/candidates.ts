import { SpecError } from '../errors';
import { LIMITS, requireNumber, requireObject } from '../validate';
import type { Triplet } from './scored-triplet';

/** From where to where one coefficient is searched; both ends belong to it. */
export interface CoefficientRange {
  /** At least 1. */
  from: number;
  to: number;
}

/** One range for all three coefficients, or one for each. */
export type CoefficientRanges = CoefficientRange | Readonly<Record<keyof Triplet, CoefficientRange>>;

/**
 * Triplets that are tried. `grid`: every combination of from, from + step, … to. `random`: uniform in the ranges, from a
 * seed. `halton`: the quasi-random sequence of Halton (1960) with bases 2, 3 and 5, which fills the ranges more evenly
 * than chance and has no seed.
 */
export type CandidateSet =
  | { kind: 'grid'; ranges: CoefficientRanges; step: number }
  | { kind: 'random'; ranges: CoefficientRanges; count: number; seed: number }
  | { kind: 'halton'; ranges: CoefficientRanges; count: number };

/** Candidates by their number, each computed when asked: a million of them take no memory. */
export interface Candidates {
  readonly count: number;
  /** The largest value of each coefficient. */
  readonly largest: Triplet;
  /** Writes α, β and γ of a candidate into the triplet. */
  read(index: number, into: Triplet): void;
}

/** The paper's kind of search: 1,331 triplets. */
export const DEFAULT_CANDIDATES: CandidateSet = { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.05 };

/** Some ten seconds of work. */
export const MOST_CANDIDATES = 10_000_000;

const CANDIDATES_REMEDY = "Give { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.05 }, for example.";

const COEFFICIENTS = ['alpha', 'beta', 'gamma'] as const;
const HALTON_BASES = [2, 3, 5] as const;

/** @throws SpecError for ranges below 1 or empty, a step or count out of bounds, or too many candidates. */
export function candidatesOf(set: CandidateSet): Candidates {
  requireObject('candidates', set, CANDIDATES_REMEDY);
  const ranges = COEFFICIENTS.map((name) => rangeOf(name, set.ranges));
  switch (set.kind) {
    case 'grid':
      return grid(ranges, set.step);
    case 'random':
      return drawn(ranges, set.count, uniform(requireNumber('seed', set.seed, LIMITS.seed)));
    case 'halton':
      return drawn(ranges, set.count, (index, axis) => radicalInverse(index + 1, HALTON_BASES[axis]));
    default:
      throw new SpecError(
        'candidates.kind',
        (set as { kind: unknown }).kind,
        'grid, random or halton',
        'Choose one of them.'
      );
  }
}

function rangeOf(name: keyof Triplet, ranges: CoefficientRanges): CoefficientRange {
  requireObject('candidates.ranges', ranges, CANDIDATES_REMEDY);
  const own: Partial<CoefficientRange> = 'from' in ranges ? ranges : (ranges[name] ?? {});
  const bounds = { min: 1, max: LIMITS.coefficient.max };
  const from = requireNumber(`${name}.from`, own.from, bounds);
  const to = requireNumber(`${name}.to`, own.to, bounds);
  if (to < from) {
    throw new SpecError(`${name}.to`, to, `at least ${from}, where the range starts`, 'Exchange the two.');
  }
  return { from, to };
}

function grid(ranges: CoefficientRange[], step: number): Candidates {
  if (!(step >= 1e-6 && step <= LIMITS.coefficient.max)) {
    throw new SpecError('step', step, `from 0.000001 to ${LIMITS.coefficient.max}`, 'Take 0.05.');
  }
  // A step that should reach the end exactly may miss it by rounding.
  const counts = ranges.map(({ from, to }) => Math.floor((to - from) / step + 1e-9) + 1);
  const count = requireCount(counts.reduce((product, each) => product * each, 1));
  const [alphas, betas, gammas] = ranges.map(({ from }, axis) =>
    Float64Array.from({ length: counts[axis] }, (_, i) => decimal(from + i * step))
  );
  return {
    count,
    largest: { alpha: last(alphas), beta: last(betas), gamma: last(gammas) },
    read: (index, into) => {
      const row = Math.floor(index / gammas.length);
      into.alpha = alphas[Math.floor(row / betas.length)];
      into.beta = betas[row % betas.length];
      into.gamma = gammas[index % gammas.length];
    }
  };
}

/** 1.15, not 1.1500000000000001: the double that a person writes. */
const decimal = (value: number): number => Number(value.toPrecision(12));

const last = (values: Float64Array): number => values[values.length - 1];

function drawn(
  ranges: CoefficientRange[],
  count: number,
  share: (index: number, axis: number) => number
): Candidates {
  requireCount(count);
  const [alpha, beta, gamma] = ranges;
  const at = ({ from, to }: CoefficientRange, index: number, axis: number): number =>
    from + (to - from) * share(index, axis);
  return {
    count,
    largest: { alpha: alpha.to, beta: beta.to, gamma: gamma.to },
    read: (index, into) => {
      into.alpha = at(alpha, index, 0);
      into.beta = at(beta, index, 1);
      into.gamma = at(gamma, index, 2);
    }
  };
}

function requireCount(count: number): number {
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_CANDIDATES)) {
    throw new SpecError(
      'candidates',
      count,
      `from 1 to ${MOST_CANDIDATES} triplets`,
      'Take a wider step, narrower ranges or fewer triplets.'
    );
  }
  return count;
}

/**
 * Uniform numbers by their place, so that any candidate can be read without those before it: 53 bits from two counters,
 * each through two rounds of MurmurHash3's finaliser (public domain).
 */
function uniform(seed: number): (index: number, axis: number) => number {
  const key = mixed(seed ^ 0x9e3779b9);
  const bits = (counter: number): number => mixed(mixed(counter ^ key) + key) >>> 0;
  return (index, axis) => {
    const counter = 6 * index + 2 * axis;
    return ((bits(counter) >>> 5) * 2 ** 26 + (bits(counter + 1) >>> 6)) / 2 ** 53;
  };
}

function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** The digits of a whole number mirrored at the point: 6 = 110₂ becomes 0.011₂. */
function radicalInverse(index: number, base: number): number {
  let share = 0;
  let place = 1 / base;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    share += (rest % base) * place;
    place /= base;
  }
  return share;
}
