import {
  costAt,
  efficiencyPeak,
  efficiencySteps,
  type ExponentialCost,
  pointsOf,
  publishedRecords,
  type SaturatingCurve,
  stoppingPoint
} from '../../analysis';
import type { Exercise } from './exercise';
import { functionExercise } from './function';
import { numberExercise } from './number';

/** Marginal gains are asked for a thousand million MACs. */
const BILLION = 1e9;

const firstGain = numberExercise({
  id: '06.1',
  title: 'The price of the first step',
  prompt:
    'The paper’s fifth version prints 77.1 % and 0.39 · 10⁹ MACs for B0, and 79.1 % and 0.70 · 10⁹ MACs for B1. What is ' +
    'the marginal gain of that step, in percentage points for 10⁹ MACs? One decimal is enough.',
  expected: 'a number of percentage points for 10⁹ MACs, right to 0.05',
  truth: () => firstStep().marginal,
  tolerance: 0.05,
  mistakes: () => {
    const { accuracy, cost, gain, marginal, perDoubling } = firstStep();
    return [
      { value: accuracy / cost, says: 'That is the accuracy of B1 for its cost, not what the step gains.' },
      { value: gain, says: 'That is the gain; what it cost has not entered yet.' },
      { value: gain / cost, says: 'The gain was divided by all that B1 costs, not by what it costs more.' },
      { value: perDoubling, says: 'That is the gain for a doubling of the cost.' },
      { value: 1 / marginal, says: 'That is the cost of one percentage point: the fraction is upside down.' }
    ];
  },
  why: () =>
    'two percentage points for less than a third of 10⁹ MACs. No later step is nearly as good a bargain.',
  hints: [
    'How much more accurate is B1, and how many more MACs does it take?',
    'Divide one difference by the other. Neither network’s own accuracy matters, only the change.'
  ]
});

/** From B0 to B1, costs in 10⁹ MACs; NaN, which no answer equals, where the table has no such step. */
function firstStep(): Record<'accuracy' | 'cost' | 'gain' | 'marginal' | 'perDoubling', number> {
  const points = pointsOf(publishedRecords('paper-v5'), 'macs');
  const { accuracy, cost, step } = efficiencySteps({
    costs: points.costs.map((macs) => macs / BILLION),
    accuracies: points.accuracies
  })[1];
  return {
    accuracy,
    cost,
    gain: step?.gain ?? NaN,
    marginal: step?.marginal ?? NaN,
    perDoubling: step?.perDoubling ?? NaN
  };
}

/** What the reader's function is given. */
type Threshold = Pick<SaturatingCurve, 'amplitude' | 'rate'> & ExponentialCost & { threshold: number };

/** φ* does not depend on the asymptote. */
const ASYMPTOTE = 100;

const absoluteRule = functionExercise<Threshold>({
  id: '06.2',
  title: 'A stopping rule of your own',
  prompt:
    'Accuracy follows A∞ − B·e^(−kφ), cost follows F₀·g^φ. Write a function of `{ amplitude, rate, base, growth, threshold }` ' +
    '(B, k, F₀, g and τ) that returns φ\\*, where the marginal gain dA/dF has fallen to the threshold τ. Where even the ' +
    'network of φ = 0 gains less than τ, φ\\* is 0.',
  expected: 'a function of { amplitude, rate, base, growth, threshold } that returns φ*',
  result: 'φ',
  firstCases: [
    { amplitude: 8, rate: 0.5, base: 1, growth: 2, threshold: 0.5 },
    { amplitude: 8, rate: 0.5, base: 0.4, growth: 1.92, threshold: 0.1 },
    { amplitude: 3, rate: 0.3, base: 4, growth: 2, threshold: 1 }
  ],
  randomCase: (random) => ({
    amplitude: 1 + random.below(40),
    rate: (5 + random.below(95)) / 100,
    base: (1 + random.below(80)) / 10,
    growth: 1.5 + random.below(20) / 10,
    threshold: (1 + random.below(300)) / 100
  }),
  truth: ({ amplitude, rate, base, growth, threshold }) =>
    stoppingPoint(
      { asymptote: ASYMPTOTE, amplitude, rate },
      { base, growth },
      { kind: 'absolute', threshold }
    ).phi,
  mistakes: [
    {
      compute: (given) => Math.log(firstMarginal(given) / given.threshold) / decayOf(given),
      says: 'Networks smaller than the first came out: φ* is never below 0.'
    },
    {
      compute: (given) =>
        Math.max(
          0,
          Math.log((firstMarginal(given) * Math.log(given.growth)) / given.threshold) / decayOf(given)
        ),
      says: 'The derivative of g^φ is ln g times g^φ; that factor was left out of the cost.'
    },
    {
      compute: (given) => Math.max(0, Math.log(firstMarginal(given) / given.threshold) / given.rate),
      says: 'The gain was let fall, but not the cost let grow: both add to the decay.'
    },
    {
      compute: (given) =>
        Math.max(0, Math.log((given.rate * given.amplitude) / given.threshold) / given.rate),
      says: 'That is where accuracy rises by τ for a step of φ; asked is for a unit of cost.'
    },
    {
      compute: (given) =>
        Math.max(0, Math.log(firstMarginal(given) / (given.rate * given.threshold)) / decayOf(given)),
      says: 'The derivative of e^(−kφ) brings a factor k down, which was left out.'
    },
    {
      compute: (given) =>
        Math.max(0, Math.log(firstMarginal(given) / given.threshold) / (given.rate + given.growth)),
      says: 'g^φ is e^(φ·ln g): the decay has the logarithm of g, not g.'
    }
  ],
  why: () =>
    'The marginal gain is a pure exponential in φ, which is why one logarithm finds the stopping point.',
  hints: [
    'dA/dF is dA/dφ divided by dF/dφ. Work out both at φ = 0 first.',
    'Both derivatives are exponentials. Their quotient is one exponential; how fast does it fall?',
    'Set the quotient equal to τ, take logarithms, and solve for φ. What if the solution is negative?'
  ]
});

/** Marginal gain at φ = 0. */
function firstMarginal({ amplitude, rate, base, growth }: Threshold): number {
  return (rate * amplitude) / (base * Math.log(growth));
}

function decayOf({ rate, growth }: Threshold): number {
  return rate + Math.log(growth);
}

/** Near the curve through the published networks, in round numbers. */
const CURVE = { asymptote: 85, amplitude: 8, rate: 0.37 };
const DOUBLING = { base: 1, growth: 2 };

const halvedThreshold = numberExercise({
  id: '06.3',
  title: 'Half the threshold',
  prompt:
    'A family closes its gap with k = 0.37, and each step of φ doubles the cost (g = 2). Somebody is willing to go on until ' +
    'the marginal gain is half of what you would still accept. By how much is their φ\\* larger than yours? Two decimals ' +
    'are enough.',
  expected: 'a difference of two φ, right to 0.01',
  truth: () => phiOfShare(0.25) - phiOfShare(0.5),
  tolerance: 0.01,
  mistakes: () => [
    { value: 1, says: 'That is a doubling of the cost alone; the gain shrinks at the same time.' },
    {
      value: Math.LN2 / CURVE.rate,
      says: 'That is where the gain for a step of φ halves; the cost of a step grows at the same time.'
    },
    {
      value: Math.LN2,
      says: 'That is the logarithm of the ratio, not yet divided by how fast the marginal gain falls.'
    },
    {
      value: Math.LN2 / (CURVE.rate + DOUBLING.growth),
      says: 'Cost grows like e^(φ·ln g): take the logarithm of g.'
    },
    { value: phiOfShare(0.25), says: 'That is where a quarter of the first gain is left.' }
  ],
  why: () =>
    'φ* moves with the logarithm of the threshold, so that being twice as strict or as generous changes it by less than a step.',
  hints: [
    'Write φ* for τ and for τ/2 and subtract. Which terms cancel?',
    'Only the ratio of the thresholds stays, under a logarithm, over the rate at which the marginal gain falls.',
    'The marginal gain falls for two reasons: by k, because accuracy saturates, and by ln g, because cost grows.'
  ]
});

function phiOfShare(share: number): number {
  return stoppingPoint(CURVE, DOUBLING, { kind: 'relative', share }).phi;
}

const peakBelow = numberExercise({
  id: '06.4',
  title: 'How bad must the first network be?',
  prompt:
    'A family tends to A∞ = 85 % with k = 0.37, and each step of φ doubles the cost. Below which accuracy of its first ' +
    'network (in per cent) does accuracy per MAC rise at first, so that it peaks at some φ above 0? One decimal is enough.',
  expected: 'a top-1 accuracy in per cent, right to 0.1',
  truth: () => CURVE.asymptote - amplitudeOfPeak(),
  tolerance: 0.1,
  mistakes: () => {
    const { asymptote, rate } = CURVE;
    return [
      { value: amplitudeOfPeak(), says: 'That is what the first network lacks, not what it has.' },
      { value: asymptote / 2, says: 'Half the way is a guess; write down when A/F rises.' },
      {
        value: (asymptote * rate) / Math.LN2,
        says: 'The derivative of A/F at φ = 0 has the accuracy at φ = 0 in it, not A∞.'
      },
      {
        value: (asymptote * rate) / (rate + DOUBLING.growth),
        says: 'Cost grows like e^(φ·ln g): take the logarithm of g.'
      },
      {
        value: (CURVE.asymptote - amplitudeOfPeak()) / 100,
        says: 'That is a share; asked are per cent.'
      }
    ];
  },
  why: () =>
    'B0 stands at 77.1 %, far above it, which is why accuracy per MAC only falls along the published family.',
  hints: [
    'A/F rises at φ = 0 where A grows by a larger share than F does.',
    'F grows by the share ln g. By which share of itself does A grow, if k times what is missing is gained?',
    'The first network has A∞ − B. Solve k·B = (A∞ − B)·ln g for it.'
  ]
});

/** B at which the efficiency peak leaves φ = 0: its condition is proportional to B. */
function amplitudeOfPeak(): number {
  return 1 / efficiencyPeak({ ...CURVE, amplitude: 1 }, DOUBLING).ratio;
}

/** Near the curve through the measured family, in round numbers: costs in 10⁶ MACs. */
const SMALL_FAMILY = { curve: { asymptote: 97, amplitude: 4, rate: 0.9 }, cost: { base: 0.3, growth: 2 } };
const WANTED = 96;

const smallest = numberExercise({
  id: '06.5',
  title: 'The smallest network that is good enough',
  prompt:
    'A family starts at 0.3 · 10⁶ MACs and doubles its cost with each φ. Its accuracy follows 97 − 4·e^(−0.9·φ), in per ' +
    'cent. How many 10⁶ MACs does the smallest network cost that reaches 96 %? Two decimals are enough.',
  expected: 'a number of 10⁶ MACs, right to 0.01',
  truth: () => costAt(SMALL_FAMILY.cost, phiWanted()),
  tolerance: 0.01,
  mistakes: () => {
    const { cost, curve } = SMALL_FAMILY;
    return [
      { value: phiWanted(), says: 'That is its φ; asked is what it costs.' },
      {
        value: cost.base * Math.exp(phiWanted()),
        says: 'Cost doubles with each φ; e was taken in place of 2.'
      },
      { value: cost.base * (1 + phiWanted()), says: 'Cost grows by a factor with each φ, not by a summand.' },
      {
        value: costAt(cost, Math.log(curve.amplitude / (curve.asymptote - WANTED))),
        says: 'The rate at which the gap closes, k, was left out.'
      },
      {
        value: costAt(cost, Math.ceil(phiWanted())),
        says: 'φ was rounded up; networks between whole φ can be built.'
      }
    ];
  },
  why: () =>
    'less than three times the first network. Of a curve through noisy means this cost is uncertain, the more the closer x is to A∞.',
  hints: [
    'What is still missing to A∞ at 96 %, and which share of what was missing at φ = 0 is that?',
    'Set e^(−kφ) to that share and solve for φ. Then take the cost at it.'
  ]
});

/** φ at which the family reaches what is wanted. */
function phiWanted(): number {
  const { asymptote, amplitude, rate } = SMALL_FAMILY.curve;
  return -Math.log((asymptote - WANTED) / amplitude) / rate;
}

export const STOPPING_POINT: readonly Exercise[] = [
  firstGain,
  absoluteRule,
  halvedThreshold,
  peakBelow,
  smallest
];
