import {
  B0,
  BASE_RESOLUTION,
  compoundMultipliers,
  compoundScale,
  idealGrowth,
  impliedPhi,
  largestPhi,
  PAPER_COEFFICIENTS,
  roundFilters,
  scale,
  type ScalingDimension,
  summarize,
  variant
} from '../../analysis';
import { exact, significant } from '../../wording/format';
import type { Exercise, Verdict } from './exercise';
import { functionExercise } from './function';
import { numberExercise } from './number';

/** What the reader's function is given. */
interface Widened {
  filters: number;
  width: number;
}

const rounding = functionExercise<Widened>({
  id: '03.1',
  title: 'Rounding channels as the authors do',
  prompt:
    'Write the rounding of channels: a function of `{ filters, width }` that returns the channels of a layer with `filters` ' +
    'channels after scaling by `width`. The result is the nearest multiple of 8 (ties go up) and at least 8; if that is ' +
    'less than 90 % of `filters * width`, it is one step of 8 more.',
  expected: 'a function of { filters, width } that returns a multiple of 8',
  result: 'channels',
  firstCases: [
    { filters: 32, width: 1 },
    { filters: 40, width: 1.1 },
    { filters: 16, width: 1.1 },
    { filters: 24, width: 0.35 },
    { filters: 10, width: 1 }
  ],
  randomCase: (random) => ({
    filters: [16, 24, 32, 40, 80, 112, 192, 320, 1280][random.below(9)],
    width: (4 + random.below(60)) / 20
  }),
  truth: ({ filters, width }) => roundFilters(filters, width),
  mistakes: [
    {
      compute: ({ filters, width }) => roundFilters(filters, width, { keepNinetyPercent: false }),
      says: 'The rule about 90 % was left out.'
    },
    {
      compute: ({ filters, width }) => Math.ceil((filters * width) / 8) * 8,
      says: 'Every width was rounded up; that is what is done to layer counts, not to channels.'
    },
    {
      compute: ({ filters, width }) => Math.max(8, Math.floor((filters * width) / 8) * 8),
      says: 'Every width was rounded down.'
    },
    {
      compute: ({ filters, width }) => Math.floor((filters * width) / 8) * 8,
      says: 'Every width was rounded down, also below the smallest allowed.'
    },
    {
      compute: ({ filters, width }) => Math.round(filters * width),
      says: 'Channels were rounded to whole numbers, not to multiples of 8.'
    },
    {
      compute: ({ filters, width }) => filters * width,
      says: 'Nothing was rounded.'
    }
  ],
  why: () =>
    'Those few lines decide every width of the family, and most of the gap between rule and network.',
  hints: [
    'Round twice: first to the nearest multiple, then look at what was lost.',
    'Math.floor(x / 8 + 0.5) * 8 sends ties up.',
    'Very narrow layers end at 8; slightly wider ones are where the rule about 90 % bites.'
  ]
});

const blocksOfOne = numberExercise({
  id: '03.2',
  title: 'Counting blocks',
  prompt:
    'B0 has 16 blocks, in stages of 1, 2, 2, 3, 3, 4 and 1. How many blocks has the network of φ = 1, whose depth ' +
    'multiplier is 1.2?',
  expected: 'a whole number of blocks',
  truth: () => summarize(compoundScale({ phi: 1 })).depth,
  mistakes: () => [
    {
      value: blocks((repeats) => repeats) * PAPER_COEFFICIENTS.alpha,
      says: 'That is the ideal depth; a network has whole layers.'
    },
    {
      value: Math.ceil(blocks((repeats) => repeats) * PAPER_COEFFICIENTS.alpha),
      says: 'The sum was rounded; the reference code rounds each stage.'
    },
    {
      value: blocks((repeats) => Math.round(repeats * PAPER_COEFFICIENTS.alpha)),
      says: 'Counts were rounded to the nearest; the reference code never takes a layer away from what was asked.'
    },
    {
      value: blocks((repeats) => repeats),
      says: 'That is B0 itself.'
    }
  ],
  why: () => 'every stage is rounded up on its own, so that seven roundings add up.',
  hints: [
    'Multiply each stage’s count by the depth multiplier before adding.',
    'Layer counts are always rounded in the same direction. Which would you choose to get at least the depth asked for?'
  ]
});

/** Blocks of B0 with each stage's repeats changed. */
function blocks(change: (repeats: number) => number): number {
  return B0.stages.reduce((sum, { repeats }) => sum + change(repeats), 0);
}

const DOUBLED = 2;

const doubledWidth = numberExercise({
  id: '03.3',
  title: 'Does double width cost four times as much?',
  prompt:
    'Cost grows with the square of the width, says the rule. Double only the width of B0 (depth and resolution stay): how ' +
    'many times the MACs of B0 does that network cost? Two decimals are enough.',
  expected: 'a factor, right to 0.01',
  truth: () => growthOf({ width: DOUBLED, depth: 1 }),
  tolerance: 0.01,
  mistakes: () => [
    { value: DOUBLED ** 2, says: 'That is the rule; not every layer’s cost is a product of two widths.' },
    {
      value: DOUBLED,
      says: 'Only one of two widths was counted: most layers mix what comes in with what goes out.'
    },
    { value: growthOf({ width: 1, depth: DOUBLED }), says: 'That is double depth.' },
    {
      value: paramsOf(DOUBLED) / paramsOf(1),
      says: 'That is the growth of the parameters.'
    }
  ],
  why: () =>
    'the stem sees three colours however wide it is, and depthwise convolutions and the classifier grow with one width only.',
  hints: [
    'scale({ width, depth, resolution }) makes the network; compare the totals of two reports.',
    'Leave depth at 1 and the resolution at B0’s.'
  ]
});

function growthOf(multipliers: { width: number; depth: number }): number {
  const widened = scale({ ...multipliers, resolution: BASE_RESOLUTION });
  return summarize(widened).macs.total / summarize(variant('b0')).macs.total;
}

function paramsOf(width: number): number {
  return summarize(scale({ width, depth: 1, resolution: BASE_RESOLUTION })).params.trainable;
}

const phiOfWidth = numberExercise({
  id: '03.4',
  title: 'Which φ is B4?',
  prompt:
    'B4 is 1.4 times as wide as B0, 1.8 times as deep, and sees images of 380 px. With the published β = 1.1: which φ does ' +
    'its width stand for? Two decimals are enough.',
  expected: 'a number, right to 0.01',
  truth: () => phiOfB4('width'),
  tolerance: 0.01,
  mistakes: () => {
    const { widthCoefficient } = variant('b4');
    return [
      { value: 4, says: 'That is the number in its name, which no dimension of it follows.' },
      { value: phiOfB4('depth'), says: 'That is the φ of its depth.' },
      { value: phiOfB4('resolution'), says: 'That is the φ of its resolution.' },
      {
        value: Math.log(widthCoefficient) / Math.log(PAPER_COEFFICIENTS.alpha),
        says: 'That uses α, the base of depth.'
      },
      {
        value: widthCoefficient / PAPER_COEFFICIENTS.beta,
        says: 'φ is an exponent, not a factor.'
      }
    ];
  },
  why: () => 'depth and resolution of B4 stand for other values: no single φ gives the published networks.',
  hints: ['The width multiplier is β^φ. What undoes a power?', 'Divide two logarithms. Either base will do.']
});

/** NaN, which no answer equals, where the rule leaves a dimension alone. */
function phiOfB4(dimension: ScalingDimension): number {
  return impliedPhi('b4')[dimension] ?? NaN;
}

const BUDGET = 1e9;
/** Digits that are asked for. */
const STEP = 0.01;

const largestUnderBudget = numberExercise({
  id: '03.5',
  title: 'As large as a budget allows',
  prompt:
    'Which is the largest φ, to two decimals, whose network costs no more than 1 G MACs (1,000,000,000)? What counts is ' +
    'the rounded network, not the rule.',
  expected: 'a number with two decimals',
  truth: () => Math.floor(largestPhi({ macs: BUDGET }).phi / STEP) * STEP,
  mistakes: () => [
    ...[Math.floor, Math.round].map((round) => ({
      value: round(idealPhi() / STEP) * STEP,
      says: 'That solves the rule (α·β²·γ²)^φ; whole layers and channels cost more than it says.'
    }))
  ],
  consider: (answer) => verdictOnPhi(answer),
  why: () => {
    const { phi } = largestPhi({ macs: BUDGET });
    const macs = summarize(compoundScale({ phi })).macs.total;
    return `its network costs ${exact(macs)} MACs; a little more φ adds whole layers or channels at once.`;
  },
  hints: [
    'Compute the cost of the network of some φ, and search: which neighbours fit, which do not?',
    'Between two steps of rounding only the resolution moves the cost: go on until the next step no longer fits.',
    'A loop over φ in steps of 0.01 with summarize(compoundScale({ phi })) finds it.'
  ]
});

/** φ at which the unrounded rule meets the budget. */
function idealPhi(): number {
  const perStep = idealGrowth(compoundMultipliers({ phi: 1 }));
  return Math.log(BUDGET / summarize(variant('b0')).macs.total) / Math.log(perStep);
}

function verdictOnPhi(phi: number): Verdict | null {
  const { phi: largest } = largestPhi({ macs: BUDGET });
  if (phi <= largest && phi > largest - STEP) {
    return { status: 'right', text: `${significant(phi)} is as close as it gets.` };
  }
  if (Math.abs(phi) > 20) {
    return null;
  }
  const macs = summarize(compoundScale({ phi })).macs.total;
  const comparison = macs > BUDGET ? 'over the budget' : 'within the budget, but there is room for more';
  return {
    status: 'wrong',
    text: `Got ${String(phi)}: its network costs ${exact(macs)} MACs, ${comparison}.`
  };
}

export const COMPOUND_SCALING: readonly Exercise[] = [
  rounding,
  blocksOfOne,
  doubledWidth,
  phiOfWidth,
  largestUnderBudget
];
