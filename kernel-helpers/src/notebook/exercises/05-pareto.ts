import {
  bestWithin,
  dominates,
  hypervolume,
  IDEAL_EXPONENTS,
  paretoFront,
  pointsOf,
  publishedRecords,
  type RecordPoints
} from '../../analysis';
import type { Exercise } from './exercise';
import { functionExercise } from './function';
import { numberExercise, whole } from './number';

/** What the reader's function is given. */
interface Pair {
  cost: number;
  accuracy: number;
  otherCost: number;
  otherAccuracy: number;
}

const dominance = functionExercise<Pair>({
  id: '05.1',
  title: 'Who dominates whom?',
  prompt:
    'Write dominance: a function of `{ cost, accuracy, otherCost, otherAccuracy }` that returns 1 if the first network ' +
    'dominates the other, and 0 if not.',
  expected: 'a function of { cost, accuracy, otherCost, otherAccuracy } that returns 1 or 0',
  result: '1 or 0',
  firstCases: [
    { cost: 10, accuracy: 77, otherCost: 20, otherAccuracy: 76 },
    { cost: 20, accuracy: 76, otherCost: 10, otherAccuracy: 77 },
    { cost: 10, accuracy: 76, otherCost: 20, otherAccuracy: 77 },
    { cost: 10, accuracy: 76, otherCost: 20, otherAccuracy: 76 },
    { cost: 10, accuracy: 77, otherCost: 10, otherAccuracy: 76 },
    { cost: 10, accuracy: 76, otherCost: 10, otherAccuracy: 76 }
  ],
  randomCase: (random) => ({
    cost: 10 + random.below(3),
    accuracy: 76 + random.below(3),
    otherCost: 10 + random.below(3),
    otherAccuracy: 76 + random.below(3)
  }),
  truth: ({ cost, accuracy, otherCost, otherAccuracy }) =>
    Number(dominates({ costs: [cost, otherCost], accuracies: [accuracy, otherAccuracy] }, 0, 1)),
  mistakes: [
    {
      compute: ({ cost, accuracy, otherCost, otherAccuracy }) =>
        Number(cost <= otherCost && accuracy >= otherAccuracy),
      says: 'Two equal networks were said to dominate each other; then neither would be on a front.'
    },
    {
      compute: ({ cost, accuracy, otherCost, otherAccuracy }) =>
        Number(cost < otherCost && accuracy > otherAccuracy),
      says: 'Both were asked to be better; one is enough where the other is equal.'
    },
    {
      compute: ({ cost, accuracy, otherCost, otherAccuracy }) =>
        Number(cost < otherCost || accuracy > otherAccuracy),
      says: 'Better in one thing was taken for enough; the other must not be worse.'
    },
    {
      compute: ({ accuracy, otherAccuracy }) => Number(accuracy > otherAccuracy),
      says: 'The cost was left out.'
    }
  ],
  why: () => 'Two comparisons that may be equal, and one of them that may not.',
  hints: [
    'First: in what must the first network not be worse?',
    'Then: what keeps two equal networks from dominating each other?',
    'Number(true) is what the function has to return for “yes”.'
  ]
});

const MOBILE = 'MobileNetV2';

const familyFront = numberExercise({
  id: '05.2',
  title: 'A front of five networks',
  prompt:
    'MobileNetV2 was published at 0.3 G MACs with 72.0 %, made four times as deep (1.2 G, 76.8 %), twice as wide (1.1 G, ' +
    '76.4 %), with twice the resolution (1.2 G, 74.8 %), and compound (1.3 G, 77.4 %). How many of the five are on the front?',
  expected: 'a whole number of networks',
  truth: () => {
    const points = mobilePoints();
    return paretoFront(points).members.length;
  },
  mistakes: () => [
    {
      value: 2,
      says: 'Compound scaling does not cost the same as the single dimensions here, but slightly more.'
    },
    { value: mobilePoints().records.length, says: 'At one of the costs there are two networks.' },
    { value: 1, says: 'The most accurate network does not dominate what is cheaper than it is.' }
  ],
  why: () => 'only the network of higher resolution is dominated, by the deeper one at the same cost.',
  hints: [
    'Sort the networks by cost and walk up: who is more accurate than everyone before?',
    'Two networks share one cost. Only the more accurate of them counts.'
  ]
});

function mobilePoints(): RecordPoints {
  return pointsOf(publishedRecords('paper-dimensions'), 'macs', ({ family }) => family === MOBILE);
}

const SMALL = { costs: [10, 20, 30, 40], accuracies: [76, 79, 78, 81] };
const REFERENCE = { cost: 50, accuracy: 70 };

const area = numberExercise({
  id: '05.3',
  title: 'An area by hand',
  prompt:
    'Four networks take 10, 20, 30 and 40 ms and reach 76, 79, 78 and 81 %. How large is the hypervolume of their front, ' +
    'with the reference at 50 ms and 70 %?',
  expected: 'a number of ms times per cent',
  truth: () => hypervolume(SMALL, paretoFront(SMALL), REFERENCE),
  mistakes: () => {
    const { costs, accuracies } = SMALL;
    const width = REFERENCE.cost - costs[0];
    const steps = costs.map((cost, i) => (costs[i + 1] ?? REFERENCE.cost) - cost);
    const sum = (heights: readonly number[]): number =>
      steps.reduce((total, step, i) => total + step * heights[i], 0);
    return [
      {
        value: sum(accuracies.map((accuracy) => accuracy - REFERENCE.accuracy)),
        says: 'The stairs went down at a network that another one dominates.'
      },
      {
        value: hypervolume(SMALL, paretoFront(SMALL), { ...REFERENCE, accuracy: 0 }),
        says: 'Heights were measured from 0 %, not from the reference.'
      },
      {
        value: hypervolume(SMALL, paretoFront(SMALL), { ...REFERENCE, cost: Math.max(...costs) }),
        says: 'The last step, up to the reference cost, was left out.'
      },
      {
        value: width * (Math.max(...accuracies) - REFERENCE.accuracy),
        says: 'The whole rectangle was counted; above the stairs nothing is reached.'
      }
    ];
  },
  why: () => 'stairs: at each cost the height is the best accuracy that so much money buys.',
  hints: [
    'Leave out whoever is dominated, and draw the stairs.',
    'Each network’s rectangle reaches to the cost of the next member; the last one’s to the reference.'
  ]
});

const BUDGET = 30;

const affordable = numberExercise({
  id: '05.4',
  title: 'The best within 30 ms',
  prompt:
    'In the set `timm-cpu` (latency of one image on a laptop’s processor): which top-1 accuracy has the best network that ' +
    'takes no longer than 30 ms? Use `enet.fronts.bestWithin`, or read the table.',
  expected: 'a top-1 accuracy in per cent, right to 0.01',
  truth: () => {
    const { points, best } = boughtFor(BUDGET);
    return best === null ? NaN : points.accuracies[best];
  },
  tolerance: 0.01,
  mistakes: () => {
    const { points, next } = boughtFor(BUDGET);
    const slowest = [...points.costs.keys()]
      .filter((i) => points.costs[i] <= BUDGET)
      .reduce((a, b) => (points.costs[a] >= points.costs[b] ? a : b));
    return [
      ...(next === null
        ? []
        : [{ value: points.accuracies[next], says: 'That network is over the budget.' }]),
      {
        value: points.accuracies[slowest],
        says: 'That is the slowest network within the budget; slower is not better.'
      }
    ];
  },
  why: () => 'the last member of the front to the left of the budget line.',
  hints: [
    'Only members of the front can be the best within some budget.',
    '`pointsOf` makes points of a set, `paretoFront` their front, and `bestWithin` gives the number of a point.'
  ]
});

function boughtFor(budget: number): { points: RecordPoints; best: number | null; next: number | null } {
  const points = pointsOf(publishedRecords('timm-cpu'), 'latency');
  return { points, ...bestWithin(points, paretoFront(points), budget) };
}

const DEPTH_GAIN = 2.4;

const slope = numberExercise({
  id: '05.5',
  title: 'As steep as depth',
  prompt:
    'At the baseline, accuracy rises by 2.4 percentage points for each unit of the depth multiplier. By how many must it ' +
    'rise for each unit of the width multiplier, so that width is as steep as depth in accuracy per MAC? Take the rule’s cost, d·w²·r².',
  expected: 'a number of percentage points',
  truth: () => (DEPTH_GAIN * IDEAL_EXPONENTS.width) / IDEAL_EXPONENTS.depth,
  mistakes: () => [
    { value: DEPTH_GAIN, says: 'Width costs more than depth for the same small step.' },
    {
      value: (DEPTH_GAIN * IDEAL_EXPONENTS.depth) / IDEAL_EXPONENTS.width,
      says: 'The exponent was used the wrong way round: width has to make up for a higher cost.'
    },
    {
      value: DEPTH_GAIN ** 2,
      says: 'The gain was squared; only the cost is.'
    }
  ],
  why: () => 'cheaper for the same step is all that “depth is steepest” says: the gains decide the rest.',
  hints: [
    'How does the cost change when w rises from 1 to 1 + ε?',
    'Divide each gain by the exponent of its dimension, and set the two equal.'
  ]
});

const measuredFront = numberExercise({
  id: '05.6',
  title: 'A measured front',
  prompt:
    'The set `mnist` has nine records. Two of them are one network, trained in both sweeps with the same seeds, so that ' +
    'cost and accuracy are the same. How many of the nine records are on the front of accuracy against `macs`? Use ' +
    '`enet.fronts.paretoFront`, or read the table of section 9.',
  expected: 'a whole number of records',
  truth: () => paretoFront(pointsOf(publishedRecords('mnist'), 'macs')).members.length,
  mistakes: () => {
    const points = pointsOf(publishedRecords('mnist'), 'macs');
    const front = paretoFront(points).members;
    const costs = new Set(front.map((member) => points.costs[member]));
    return [
      { value: costs.size, says: 'Of two equal records one was left out; neither dominates the other.' },
      { value: points.records.length, says: 'Some of them cost more than a network that is more accurate.' },
      { value: front.length - 2, says: 'Two equal records were both left out; neither dominates the other.' },
      { value: 1, says: 'The most accurate one is on it, but so is whoever is best among the cheaper ones.' }
    ];
  },
  why: () =>
    'equal networks stay together. How certain each place is, the front does not say: that takes the seeds.',
  hints: [
    'Sort by cost. Who is more accurate than everybody before?',
    'Equal in both cost and accuracy: is one of them better in anything?'
  ],
  consider: whole
});

export const PARETO: readonly Exercise[] = [dominance, familyFront, area, affordable, slope, measuredFront];
