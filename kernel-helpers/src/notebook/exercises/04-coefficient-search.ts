import {
  continuousOptimum,
  DEFAULT_CANDIDATES,
  IDEAL_EXPONENTS,
  idealGrowth,
  publishedSurrogate,
  searchTriplets,
  seedIntervals,
  type Surrogate
} from '../../analysis';
import type { Exercise } from './exercise';
import { functionExercise } from './function';
import { numberExercise } from './number';

/** What the reader's function is given. */
interface OnSurface {
  alpha: number;
  beta: number;
  growth: number;
}

const surface = functionExercise<OnSurface>({
  id: '04.1',
  title: 'A point of the surface',
  prompt:
    'Two coefficients are free, the third follows. Write a function of `{ alpha, beta, growth }` that returns the γ with ' +
    'which α·β²·γ² is exactly `growth`.',
  expected: 'a function of { alpha, beta, growth } that returns γ',
  result: 'γ',
  firstCases: [
    { alpha: 1, beta: 1, growth: 4 },
    { alpha: 1.2, beta: 1.1, growth: 2 },
    { alpha: 1, beta: 1.3, growth: 2 }
  ],
  randomCase: (random) => ({
    alpha: (20 + random.below(11)) / 20,
    beta: (20 + random.below(11)) / 20,
    growth: (15 + random.below(30)) / 10
  }),
  truth: gammaOnSurface,
  mistakes: [
    {
      compute: (given) => gammaOnSurface(given) ** IDEAL_EXPONENTS.resolution,
      says: 'That is γ², not γ: a map has two sides.'
    },
    {
      compute: ({ alpha, beta, growth }) => Math.sqrt(growth / (alpha * beta)),
      says: 'β was counted once; most layers have two widths that grow.'
    },
    {
      compute: ({ alpha, beta, growth }) => growth / (alpha * beta),
      says: 'All three powers were taken as 1.'
    },
    {
      compute: ({ alpha, beta, growth }) => Math.sqrt(growth / (alpha ** 2 * beta ** 2)),
      says: 'α was squared; twice the layers cost twice as much, not four times.'
    },
    {
      compute: ({ alpha, beta, growth }) => Math.sqrt(growth) / (alpha * beta ** 2),
      says: 'The root was taken of the growth alone.'
    }
  ],
  why: () => 'That is why the search has two free directions and not three: the constraint is a surface.',
  hints: [
    'Write the constraint and bring everything but γ to the other side.',
    'What stands on the side of γ is its square.'
  ]
});

function gammaOnSurface({ alpha, beta, growth }: OnSurface): number {
  const rest = alpha ** IDEAL_EXPONENTS.depth * beta ** IDEAL_EXPONENTS.width;
  return (growth / rest) ** (1 / IDEAL_EXPONENTS.resolution);
}

/** Three dimensions that lack the same, make it up alike, and differ only in what they cost. */
const ALIKE: Surrogate = {
  asymptote: 85,
  depth: { amplitude: 4, exponent: 1 },
  width: { amplitude: 4, exponent: 1 },
  resolution: { amplitude: 4, exponent: 1 }
};
const FOURFOLD = 4;

const halved = numberExercise({
  id: '04.2',
  title: 'Equal gains, unequal prices',
  prompt:
    'Suppose A = 85 − 4/d − 4/w − 4/r, the cost is d·w²·r², and four times the cost of the baseline may be spent. Which ' +
    'width multiplier is best? Three decimals are enough.',
  expected: 'a multiplier, right to 0.001',
  truth: () => bestOfAlike().width,
  tolerance: 0.001,
  mistakes: () => [
    {
      value: FOURFOLD ** (1 / costOfAll()),
      says: 'Depth, width and resolution were made equal; they gain alike, but do not cost alike.'
    },
    { value: bestOfAlike().depth, says: 'That is the depth multiplier.' },
    {
      value: FOURFOLD ** (1 / IDEAL_EXPONENTS.width),
      says: 'All was spent on width.'
    },
    { value: 1, says: 'Nothing was spent on width; at the baseline it still gains.' },
    {
      // d = w/2 in place of d = 2·w.
      value: (2 * FOURFOLD) ** (1 / costOfAll()),
      says: 'The powers of the cost were put on the wrong side: what costs less should grow more.'
    }
  ],
  why: () => 'depth gets twice the multiplier, because it costs half as much for the same step in per cent.',
  hints: [
    'At the optimum a small step in ln d, ln w or ln r gains the same for each per cent of cost.',
    'Width and resolution enter the same way, so they are equal. What is depth then, in units of width?',
    'Put d and r, both written with w, into the constraint, and solve for w.'
  ]
});

function bestOfAlike(): { depth: number; width: number } {
  return continuousOptimum({ surrogate: ALIKE, growth: FOURFOLD }).multipliers;
}

function costOfAll(): number {
  return IDEAL_EXPONENTS.depth + IDEAL_EXPONENTS.width + IDEAL_EXPONENTS.resolution;
}

const WINNER = { depth: 1.3, width: 1.1, resolution: 1.15 };
const GROWTH = 2;

const equalCost = numberExercise({
  id: '04.3',
  title: 'Back to the same cost',
  prompt:
    'The grid’s winner 1.3, 1.1, 1.15 spends more than it was given: its α·β²·γ² is above 2. At which φ do α^φ, β^φ, γ^φ ' +
    'cost exactly 2 by the rule? Three decimals are enough.',
  expected: 'a number, right to 0.001',
  truth: () => Math.log(GROWTH) / Math.log(idealGrowth(WINNER)),
  tolerance: 0.001,
  mistakes: () => [
    {
      value: GROWTH / idealGrowth(WINNER),
      says: 'Costs were divided; φ stands in the exponent.'
    },
    {
      value: Math.log(idealGrowth(WINNER)) / Math.log(GROWTH),
      says: 'The fraction is upside down.'
    },
    { value: 1, says: 'At that φ the triplet is the one that was tried, which costs too much.' },
    { value: idealGrowth(WINNER), says: 'That is what one step of φ costs.' }
  ],
  why: () =>
    'a little less than a whole step: only there can it be compared with triplets that kept to the limit.',
  hints: [
    'By the rule the cost at φ is the cost of one step to the power φ.',
    'Take the logarithm of both sides.'
  ]
});

/** The depth coefficients of the grid alone. */
const DEPTHS = {
  ...DEFAULT_CANDIDATES,
  ranges: { alpha: { from: 1, to: 1.5 }, beta: { from: 1, to: 1 }, gamma: { from: 1, to: 1 } }
};
const ONE_AXIS = 11;

const networks = numberExercise({
  id: '04.4',
  title: 'Eleven depths, fewer networks',
  prompt:
    'With β = γ = 1, the 0.05 grid tries eleven values of α, from 1 to 1.5. B0’s stages have 1, 2, 2, 3, 3, 4 and 1 blocks, ' +
    'and each stage’s count is rounded up. How many different networks do the eleven values build?',
  expected: 'a whole number of networks',
  truth: () => searchTriplets({ surrogate: publishedSurrogate().surrogate, candidates: DEPTHS }).networks,
  mistakes: () => [
    { value: ONE_AXIS, says: 'Each value was counted; many of them build the same layers.' },
    {
      value: 2,
      says: 'It is true that the smallest step adds a block everywhere, but the longer stages go on growing.'
    },
    { value: 1, says: 'Rounding up changes the network at once when α leaves 1.' },
    {
      value: 3,
      says: 'Some value was missed: stages of three and of four blocks do not step at the same α.'
    }
  ],
  why: () => 'to train one network for each value would be to train most of them several times.',
  hints: [
    'Stages of one and two blocks take only a single step up to α = 1.5.',
    'Stages of three blocks step again when α exceeds 1 by more than a third, the longest stage already beyond a quarter.'
  ]
});

/** The search that ships with the product: 24 networks after two epochs, three seeds each. */
const SEEDS = 3;
const RUNG = { networks: 24, deviation: 9.5, studentT: 2.01 };

const certainty = numberExercise({
  id: '04.5',
  title: 'How far a mean of three can be trusted',
  prompt:
    'After two epochs, 24 networks with three seeds each say that the seeds of one network have a standard deviation of 9.5 ' +
    'points (pooled, 48 degrees of freedom, Student’s t = 2.01 for 95 %). The winner’s mean of three is 85.8 %. How many ' +
    'points lie between it and each end of its 95 % interval? One decimal is enough.',
  expected: 'a number of points, right to 0.1',
  truth: halfWidth,
  tolerance: 0.1,
  mistakes: () => {
    const { deviation, studentT } = RUNG;
    return [
      { value: studentT * deviation, says: 'That is for one seed; the mean of three lies closer.' },
      {
        value: (studentT * deviation) / SEEDS,
        says: 'It was divided by the number of seeds, not by its root.'
      },
      {
        value: deviation / Math.sqrt(SEEDS),
        says: 'That is the standard error, which holds two thirds, not 95 %.'
      },
      { value: deviation, says: 'That is how far one seed lies from the mean.' },
      { value: 2 * halfWidth(), says: 'That is the whole interval, from end to end.' }
    ];
  },
  why: () =>
    'most of the 24 networks lie within it, which is why other seeds would mostly choose another winner.',
  hints: [
    'What is the standard error of a mean of three values, if one of them has this deviation?',
    'Divide by the root of the number of seeds, then go out by Student’s t.'
  ]
});

function halfWidth(): number {
  const { deviation, networks: count } = RUNG;
  // Three values of exactly this deviation: the middle, and as far to either side.
  const accuracies = [50 - deviation, 50, 50 + deviation];
  const trials = Array.from({ length: count }, (_, i) => ({ name: `network ${i}`, cost: 1, accuracies }));
  const [{ mean, interval }] = seedIntervals(trials);
  return (interval?.to ?? NaN) - mean;
}

const enoughSeeds = numberExercise({
  id: '04.6',
  title: 'Seeds for a lead',
  prompt:
    'Seeds of one network still deviate by 9.5 points. Two networks are compared, each trained with n seeds of its own. How ' +
    'many seeds n does each need at least, so that the difference of their means has a standard error of no more than ' +
    'one point?',
  expected: 'a whole number of seeds',
  truth: () => Math.ceil(2 * RUNG.deviation ** 2),
  mistakes: () => {
    const { deviation } = RUNG;
    return [
      {
        value: Math.ceil(deviation ** 2),
        says: 'One of the two means was taken as known; both are uncertain.'
      },
      {
        value: Math.floor(2 * deviation ** 2),
        says: 'With that many it is still slightly more than one point.'
      },
      { value: Math.ceil(2 * deviation), says: 'The error of a mean falls with the root of n, not with n.' },
      {
        value: Math.ceil(4 * deviation ** 2),
        says: 'The two standard errors were added; independent errors add in squares.'
      },
      {
        value: Math.ceil(deviation),
        says: 'The error of a mean falls with the root of n, and there are two means.'
      }
    ];
  },
  why: () =>
    'that is why halving after two epochs can only sort out the worst: to tell the best apart, train longer, where seeds differ less.',
  hints: [
    'What is the variance of a mean of n seeds? And of the difference of two such means?',
    'Variances add: twice the deviation squared over n. Set it to at most 1 and solve for n.'
  ]
});

export const COEFFICIENT_SEARCH: readonly Exercise[] = [
  surface,
  halved,
  equalCost,
  networks,
  certainty,
  enoughSeeds
];
