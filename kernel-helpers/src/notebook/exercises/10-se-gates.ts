import {
  BlockPruning,
  GateAnalysis,
  gateContributions,
  gateMatrix,
  pairedTest,
  variant
} from '../../analysis';
import type { Exercise } from './exercise';
import { functionExercise } from './function';
import { numberExercise } from './number';

const RARE = { inputs: 100, working: 4, high: 0.9, low: 0.01 };

const rareChannel = numberExercise({
  id: '10.1',
  title: 'A channel for four inputs',
  prompt:
    'On 4 of 100 inputs a channel’s gate is 0.9, on the other 96 it is 0.01. What is its mean gate, to four decimals?',
  expected: 'a mean gate, right to 0.0001',
  tolerance: 0.0001,
  truth: () => new GateAnalysis(gateMatrix(rareGates())).channels[0].mean,
  mistakes: () => {
    const { inputs, working, high, low } = RARE;
    return [
      {
        value: (high + low) / 2,
        says: 'The two values were averaged as if each were as frequent as the other.'
      },
      { value: (working * high) / inputs, says: 'The inputs with a low gate were left out.' },
      { value: high, says: 'That is the highest gate.' },
      { value: low, says: 'That is the median.' }
    ];
  },
  why: () => 'far below τ = 0.1, and yet the channel is nearly open whenever it is needed.',
  hints: [
    'Weigh each value with its number of inputs.',
    'Four inputs bring 3.6; how much do the other 96 bring?'
  ]
});

function rareGates(): number[][] {
  const { inputs, working, high, low } = RARE;
  return Array.from({ length: inputs }, (_, i) => [i < working ? high : low]);
}

/** What the reader's function is given: gates and magnitudes of one channel, input by input. */
interface Channel {
  gates: number[];
  magnitudes: number[];
  norm: number;
}

const contribution = functionExercise<Channel>({
  id: '10.2',
  title: 'What arrives',
  prompt:
    'Write the contribution of one channel, E|g·v|·‖Wp‖: a function of `{ gates, magnitudes, norm }`. `gates` and ' +
    '`magnitudes` have one number for each input, the gate and the mean of |v| over the channel’s pixels; `norm` is ‖Wp‖.',
  expected: 'a function of { gates, magnitudes, norm } that returns a number',
  result: 'contribution',
  firstCases: [
    { gates: [0.5], magnitudes: [2], norm: 1 },
    { gates: [0.5], magnitudes: [2], norm: 3 },
    { gates: [0.5, 0.5], magnitudes: [2, 4], norm: 1 },
    { gates: [0, 1], magnitudes: [1, 3], norm: 2 }
  ],
  randomCase: (random) => {
    const inputs = 2 + random.below(4);
    const draw = (): number[] => Array.from({ length: inputs }, () => random.below(101) / 100);
    return { gates: draw(), magnitudes: draw(), norm: 1 + random.below(5) };
  },
  truth: ({ gates, magnitudes, norm }) =>
    gateContributions(gateMatrix(gates.map((gate) => [gate])), {
      activations: magnitudes.map((magnitude) => [magnitude]),
      projectionNorms: [norm]
    })[0],
  mistakes: [
    {
      compute: ({ gates, magnitudes, norm }) => mean(gates) * mean(magnitudes) * norm,
      says: 'Two means were multiplied. Where gate and magnitude rise together, the mean of products is larger.'
    },
    {
      compute: ({ gates, magnitudes }) => mean(gates.map((gate, i) => gate * magnitudes[i])),
      says: 'The projection was left out.'
    },
    {
      compute: ({ gates, magnitudes, norm }) =>
        gates.reduce((sum, gate, i) => sum + gate * magnitudes[i], 0) * norm,
      says: 'The products were added up; a mean does not grow with the number of inputs.'
    },
    { compute: ({ gates }) => mean(gates), says: 'Only the gate was looked at.' }
  ],
  why: () => 'First multiply, then take the mean.',
  hints: [
    'E stands for the mean over inputs.',
    'Multiply the gate and the magnitude of the same input before you add anything.',
    'The norm is the same for all inputs and may wait until the end.'
  ]
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const BLOCK = 'block3b';

const channelCost = numberExercise({
  id: '10.3',
  title: 'The price of one channel',
  prompt:
    'Block 3b of B0 takes in 40 channels, expands them to 240, has a kernel of 5 × 5, ten hidden units in its gate, and gives ' +
    'out 40 channels. How many trainable parameters go with one expanded channel?',
  expected: 'a whole number of parameters',
  truth: () => pruningOf(BLOCK).perChannel.params,
  mistakes: () => {
    const { perChannel, block } = pruningOf(BLOCK);
    const { inputFilters, outputFilters, kernelSize, squeezeExciteFilters } = block;
    return [
      {
        value: perChannel.params + perChannel.statistics,
        says: 'Moving means and variances are no trainable parameters.'
      },
      { value: perChannel.params - 1, says: 'The gate’s bias was left out.' },
      { value: perChannel.params - 4, says: 'Scale and shift of the two normalisations were left out.' },
      {
        value: perChannel.params - squeezeExciteFilters,
        says: 'The gate reads the channel, and it writes it.'
      },
      {
        value: inputFilters + kernelSize ** 2 + outputFilters,
        says: 'Only the three convolutions were counted; gate and normalisations go too.'
      }
    ];
  },
  why: () => 'expansion, filter, gate in and out with one bias, projection, two scales and two shifts.',
  hints: [
    'Walk through the block from its input to its output: which numbers belong to this channel alone?',
    'Three convolutions, both sides of the gate, and two normalisations.',
    'The hidden units stay, and so do their biases.'
  ]
});

const TWIN = { gate: 0.8, factor: 16 };

const twinOffset = numberExercise({
  id: '10.4',
  title: 'A twin with a small gate',
  prompt:
    'A channel’s gate is 0.8 on every input, because its weights in the gate’s second layer are 0 and only its offset b₂ speaks. ' +
    'Its row of the projection is multiplied by 16. Which offset b₂ keeps the block’s function as it was?',
  expected: 'a number b₂, right to 0.005',
  tolerance: 0.005,
  truth: () => logit(TWIN.gate / TWIN.factor),
  mistakes: () => {
    const { gate, factor } = TWIN;
    return [
      {
        value: gate / factor,
        says: 'That is the gate that is needed; the sigmoid still comes after the offset.'
      },
      { value: logit(gate) / factor, says: 'The offset was divided. The gate has to be.' },
      {
        value: logit(gate) - Math.log(factor),
        says: 'That divides the odds g ÷ (1 − g), not the gate.'
      },
      {
        value: Math.log(gate / factor),
        says: 'Nearly: a logarithm inverts the exponential, not the sigmoid.'
      },
      { value: -logit(gate / factor), says: 'The sign is the wrong way round: that opens the gate.' }
    ];
  },
  why: () => 'a gate of 0.05 and 16 times the weights multiply to what 0.8 and the old weights did.',
  hints: [
    'Which gate is needed, so that gate times projection is as before?',
    'Solve g = 1 ÷ (1 + exp(−b)) for b.',
    'b = ln(g ÷ (1 − g)).'
  ]
});

function logit(gate: number): number {
  return Math.log(gate / (1 - gate));
}

const SMALL_BLOCK = 'block2b';
const SAVED = 0.01;

const onePercent = numberExercise({
  id: '10.5',
  title: 'One per cent of B0',
  prompt:
    'How many expanded channels of block 2b have to go, so that B0 as a whole needs at least 1 % fewer multiply-adds? ' +
    'Use `enet.pruning.BlockPruning` and `enet.summarize`, or the formulas of section 6.',
  expected: 'a whole number of channels',
  truth: () => Math.ceil(channelsFor('networkMacs')),
  mistakes: () => [
    { value: Math.floor(channelsFor('networkMacs')), says: 'With so many, a little is missing to 1 %.' },
    { value: Math.ceil(channelsFor('blockMacs')), says: 'That is 1 % of the block, not of the network.' },
    {
      value: Math.ceil(channelsFor('networkParams')),
      says: 'That is 1 % of the parameters; multiply-adds were asked for.'
    },
    {
      value: Math.ceil(SAVED * pruningOf(SMALL_BLOCK).expandedFilters),
      says: 'That is 1 % of the block’s channels.'
    }
  ],
  why: () => 'about a seventh of the block for one per cent of the network: gates alone make no small model.',
  hints: [
    'Each channel saves the same number of multiply-adds.',
    'Divide one per cent of B0’s multiply-adds by what one channel saves, and round so that it is enough.'
  ]
});

/** Channels of block 2b, with a fraction, that make up {@link SAVED} of a cost. */
function channelsFor(cost: 'networkMacs' | 'blockMacs' | 'networkParams'): number {
  return SAVED / pruningOf(SMALL_BLOCK).savings(1).share[cost];
}

function pruningOf(block: string): BlockPruning {
  return new BlockPruning(variant('b0'), block);
}

const LOST = { onlyFirst: 9, onlySecond: 2, images: 2000 };

const luckOrLoss = numberExercise({
  id: '10.6',
  title: 'Luck or loss?',
  prompt:
    'Of 2,000 test images, 9 are recognised by the whole network alone, and 2 by the pruned one alone. If neither were better, ' +
    'how likely would be a split at least as uneven, to either side? Give McNemar’s exact p, to three decimals.',
  expected: 'a probability, right to 0.0006',
  tolerance: 0.0006,
  truth: () => pairedTest(LOST).pValue,
  mistakes: () => {
    const { onlyFirst, onlySecond, images } = LOST;
    return [
      {
        value: pairedTest(LOST).pValue / 2,
        says: 'That is one side only: the pruned network could have won as unevenly.'
      },
      {
        value: (onlyFirst - onlySecond) / images,
        says: 'That is the difference of the accuracies, not how likely it is.'
      },
      { value: onlySecond / (onlyFirst + onlySecond), says: 'That is the pruned network’s share of them.' }
    ];
  },
  why: () => 'eleven tosses of a fair coin decide; the images that both or neither recognise say nothing.',
  hints: [
    'Only the images that one network alone recognises count: toss a coin for each.',
    'How likely are two heads or fewer in eleven tosses? The other side is as likely.',
    '(1 + 11 + 55) ÷ 2¹¹, and that twice.'
  ]
});

export const SE_GATES: readonly Exercise[] = [
  ...[rareChannel, contribution, channelCost, twinOffset, onePercent, luckOrLoss]
];
