import { B0, type BaseNetwork } from '../bases';
import { SpecError } from '../errors';
import { costExponents } from '../exponents';
import { IDEAL_EXPONENTS } from '../fronts';
import { SCALING_DIMENSIONS, type ScalingDimension } from '../growth';
import { type OptionNames, requireOptions } from '../option-names';
import type { Multipliers } from '../scaling';
import { LIMITS, requireNumber } from '../validate';
import { checkSurrogate, predictAccuracy, type Surrogate } from './surrogate';
import type { CostPowers } from './triplet';

export interface OptimumQuestion {
  surrogate: Surrogate;
  /** Cost that may be spent, as a multiple g ≥ 1 of the baseline's. */
  growth: number;
  /** Powers of d, w and r in the cost; those of MACs unless given. 0: costs nothing. */
  powers?: CostPowers;
  /** Largest multiplier of each dimension; without a bound unless given. */
  largest?: Partial<Multipliers>;
}

const QUESTION: OptionNames<OptimumQuestion> = { surrogate: true, growth: true, powers: true, largest: true };
const { powers: _powers, ...BESIDE_POWERS } = QUESTION;
const UNROUNDED_QUESTION: OptionNames<Omit<OptimumQuestion, 'powers'> & { base?: BaseNetwork }> = {
  ...BESIDE_POWERS,
  base: true
};

export interface Optimum {
  multipliers: Multipliers;
  /** Predicted, per cent. */
  accuracy: number;
  /** Cost that is spent: g, or less where nothing more can be gained. */
  growth: number;
  /** Dimensions that stay at a bound. */
  clipped: Record<ScalingDimension, 'baseline' | 'largest' | null>;
  /** False where no multiplier changes the accuracy: then the baseline, the cheapest, is returned. */
  unique: boolean;
}

/** A dimension that accuracy depends on, in logarithms: u = ln x from 0 to `most`. */
interface Term {
  dimension: ScalingDimension;
  /** ln(q·p·a^q/e): the price at which u leaves 0. */
  price: number;
  /** q·p: by how much the price falls for each unit of u. */
  rate: number;
  power: number;
  most: number;
}

/**
 * Continuous optimum of a surrogate at ideal cost d^{e_d}·w^{e_w}·r^{e_r} ≤ g with multipliers of at least 1. In
 * logarithms the shortfall is convex and the cost linear, so that all dimensions between their bounds gain alike for
 * cost: p_i·a_i·x_i^(−p_i)/e_i = λ, for MACs p_d·a_d·d^(−p_d) = p_w·a_w·w^(−p_w)/2 = p_r·a_r·r^(−p_r)/2. Coupling q
 * acts like amplitudes a^q and exponents q·p. What is spent, Σ e_i·u_i, falls piecewise linearly with ln λ, bent where a
 * dimension meets a bound: ln λ is solved exactly on the piece in which g lies.
 * @throws SpecError for a surrogate or growth out of bounds, or where a dimension costs nothing, gains without end and
 * has no largest multiplier.
 */
export function continuousOptimum(question: OptimumQuestion): Optimum {
  requireOptions(question, QUESTION);
  const surrogate = checkSurrogate(question.surrogate);
  const growth = requireGrowth(question.growth);
  const powers = question.powers ?? IDEAL_EXPONENTS;
  return solve(surrogate, Math.log(growth), powers, question.largest ?? {});
}

/** @throws SpecError for a growth below 1 or above 10⁶. */
export function requireGrowth(growth: number): number {
  return requireNumber('growth', growth, { min: 1, max: 1e6 });
}

function solve(
  surrogate: Surrogate,
  budget: number,
  powers: CostPowers,
  largest: Partial<Multipliers>
): Optimum {
  const multipliers: Multipliers = { depth: 1, width: 1, resolution: 1 };
  const terms: Term[] = [];
  let unique = false;
  for (const dimension of SCALING_DIMENSIONS) {
    const { amplitude, exponent } = surrogate[dimension];
    const power = requireNumber(`powers.${dimension}`, powers[dimension], { min: 0, max: 100 });
    const bound = largest[dimension] ?? Infinity;
    if (!(bound >= 1)) {
      throw new SpecError(
        `largest.${dimension}`,
        bound,
        'at least 1',
        'The baseline itself has multiplier 1.'
      );
    }
    if (amplitude === 0 || exponent === 0) {
      continue;
    }
    unique = true;
    if (power === 0) {
      if (bound === Infinity) {
        throw new SpecError(
          `largest.${dimension}`,
          bound,
          'a bound',
          `More ${dimension} costs nothing in this measure, so that the optimum is unbounded: give a largest multiplier.`
        );
      }
      multipliers[dimension] = bound;
      continue;
    }
    const coupling = surrogate.coupling ?? 1;
    const rate = coupling * exponent;
    const price = coupling * Math.log(amplitude) + Math.log(rate / power);
    terms.push({ dimension, price, rate, power, most: Math.log(bound) });
  }
  const price = priceOf(terms, budget);
  for (const term of terms) {
    // The exponential of a logarithm may exceed its bound by a rounding error.
    const bounded = largest[term.dimension] ?? Infinity;
    multipliers[term.dimension] = Math.min(bounded, Math.exp(logMultiplier(term, price)));
  }
  return {
    multipliers,
    accuracy: predictAccuracy(surrogate, multipliers),
    growth: Math.exp(SCALING_DIMENSIONS.reduce((sum, d) => sum + powers[d] * Math.log(multipliers[d]), 0)),
    clipped: {
      depth: bound('depth', multipliers, largest),
      width: bound('width', multipliers, largest),
      resolution: bound('resolution', multipliers, largest)
    },
    unique
  };
}

function bound(
  dimension: ScalingDimension,
  multipliers: Multipliers,
  largest: Partial<Multipliers>
): 'baseline' | 'largest' | null {
  const multiplier = multipliers[dimension];
  return multiplier === 1 ? 'baseline' : multiplier >= (largest[dimension] ?? Infinity) ? 'largest' : null;
}

/** ln λ as a bend of the spending less a drop: apart, because small rates magnify what their difference would round. */
interface Price {
  bend: number;
  drop: number;
}

/** ln x of a dimension at price ln λ. */
function logMultiplier({ price, rate, most }: Term, { bend, drop }: Price): number {
  return Math.min(most, Math.max(0, (price - bend + drop) / rate));
}

/** The price at which the budget is spent; endlessly low where all bounds are met before. */
function priceOf(terms: readonly Term[], budget: number): Price {
  const bends = terms
    .flatMap(({ price, rate, most }) => [price, price - rate * most])
    .filter((price) => price > -Infinity)
    .sort((a, b) => b - a);
  let at = bends[0] ?? 0;
  let spent = 0;
  for (let i = 0; i < bends.length; i++) {
    const next = bends[i + 1] ?? -Infinity;
    // What this piece spends for each unit by which the price falls.
    const slope = terms.reduce(
      (sum, { price, rate, most, power }) =>
        price >= at && price - rate * most < at ? sum + power / rate : sum,
      0
    );
    const left = budget - spent;
    if (slope > 0 && left <= slope * (at - next)) {
      return { bend: at, drop: left / slope };
    }
    spent += slope > 0 ? slope * (at - next) : 0;
    at = next;
  }
  return { bend: 0, drop: Infinity };
}

/** At most this many steps; from three to ten are usual. */
const MOST_STEPS = 200;

/**
 * Numeric optimum under the cost of the unrounded network of a base, whose local exponents are not 1, 2 and 2: the
 * logarithm of the cost is made linear at each point, the closed form solves that, and the next point starts there.
 * @returns MACs over the baseline's as `growth`
 * @throws SpecError as {@link continuousOptimum}, or where the steps don't settle.
 */
export function unroundedOptimum(
  question: Omit<OptimumQuestion, 'powers'> & { base?: BaseNetwork }
): Optimum {
  requireOptions(question, UNROUNDED_QUESTION);
  const { base = B0, largest = {} } = question;
  const surrogate = checkSurrogate(question.surrogate);
  const growth = requireGrowth(question.growth);
  const bounded = SCALING_DIMENSIONS.reduce<Multipliers>(
    (all, dimension) => ({
      ...all,
      [dimension]: Math.min(largest[dimension] ?? Infinity, LIMITS.multiplier.max)
    }),
    { depth: 1, width: 1, resolution: 1 }
  );
  const baseline = costExponents({ depth: 1, width: 1, resolution: 1, base }).macs;
  let multipliers: Multipliers = { depth: 1, width: 1, resolution: 1 };
  for (let step = 0; step < MOST_STEPS; step++) {
    const { macs, ...powers } = costExponents({ ...multipliers, base });
    const offset = SCALING_DIMENSIONS.reduce(
      (sum, dimension) => sum + powers[dimension] * Math.log(multipliers[dimension]),
      0
    );
    const budget = Math.log((growth * baseline) / macs) + offset;
    const found = solve(surrogate, budget, powers, bounded);
    const moved = Math.max(
      ...SCALING_DIMENSIONS.map((dimension) =>
        Math.abs(Math.log(found.multipliers[dimension] / multipliers[dimension]))
      )
    );
    multipliers = found.multipliers;
    if (moved < 1e-12) {
      return { ...found, growth: costExponents({ ...multipliers, base }).macs / baseline };
    }
  }
  throw new SpecError(
    'surrogate',
    'steps that do not settle',
    'an optimum that moves little with the cost’s exponents',
    'Use the ideal cost.'
  );
}
