import {
  type ConvolutionShape,
  depthwiseSeparable,
  separationPays,
  separationRatio,
  standardConvolution
} from '../../analysis';
import { allDigits } from '../../wording/format';
import type { Exercise } from './exercise';
import { functionExercise } from './function';
import { numberExercise } from './number';

const STRIDED = { size: 112, inputFilters: 16, outputFilters: 24, kernelSize: 5, stride: 2 };
const NARROW = { kernelSize: 3, outputFilters: 8 };
const PAYING = { criterion: 'perMac', kernelSize: 3, alpha: 0.25 } as const;
const SEQUENCE = { kernelSize: 9, outputFilters: 64 };

const stridedStandard = numberExercise({
  id: '01.1',
  title: 'A stride in front of the count',
  prompt:
    'A standard 5 × 5 convolution with stride 2 and SAME padding takes a map of 112 × 112 pixels with 16 channels ' +
    'and gives 24 channels. How many MACs does it cost?',
  expected: 'a whole number of MACs',
  truth: () => standardConvolution(STRIDED).macs,
  mistakes: () => [
    {
      value: standardConvolution({ ...STRIDED, stride: 1 }).macs,
      says: 'Positions of the input were counted; the stride leaves fewer positions in the output.'
    },
    {
      value: standardConvolution({ ...STRIDED, padding: 'valid' }).macs,
      says: 'The map was counted as if nothing were padded.'
    },
    {
      value: standardConvolution(STRIDED).macs / STRIDED.kernelSize,
      says: 'The kernel was counted along one side only; it has two.'
    },
    {
      value: 2 * standardConvolution(STRIDED).macs,
      says: 'Multiplications and additions were counted apart; a MAC is one of each.'
    },
    {
      value: standardConvolution(STRIDED).params,
      says: 'That is the number of weights; each is used at every output position.'
    },
    {
      value: depthwiseSeparable(STRIDED).macs,
      says: 'That is what a depthwise separable convolution costs.'
    }
  ],
  why: () =>
    'a window of k² pixels and all input channels, for each output channel at each position of the output, whose side ' +
    'the stride halves.',
  hints: [
    'How large is the map that comes out?',
    'Count the MACs of one number of the output first: how many inputs does it see?',
    'Multiply that by the number of output positions and by the number of output channels.'
  ]
});

/** What the reader's function is given. */
type Separable = Required<
  Pick<ConvolutionShape, 'size' | 'inputFilters' | 'outputFilters' | 'kernelSize' | 'stride'>
>;
const outputSize = ({ size, stride }: Separable): number => Math.ceil(size / stride);

const separableMacs = functionExercise<Separable>({
  id: '01.2',
  title: 'A cost function of your own',
  prompt:
    'Write a function that counts the MACs of a depthwise separable convolution: a k × k depthwise convolution with ' +
    'the stride, then a 1 × 1 pointwise convolution. It takes `{ size, inputFilters, outputFilters, kernelSize, stride }` ' +
    '(`size` is the side of the square input map) and returns the MACs. Padding is SAME, so that the output has ' +
    'a pixel for every stride, also for a last one that is cut short.',
  expected:
    'a function of { size, inputFilters, outputFilters, kernelSize, stride } that returns a whole number of MACs',
  result: 'MACs',
  firstCases: [
    { size: 56, inputFilters: 24, outputFilters: 40, kernelSize: 3, stride: 1 },
    { size: 56, inputFilters: 24, outputFilters: 40, kernelSize: 5, stride: 2 },
    { size: 15, inputFilters: 8, outputFilters: 16, kernelSize: 3, stride: 2 }
  ],
  randomCase: (random) => ({
    size: 7 + random.below(120),
    inputFilters: 8 * (1 + random.below(20)),
    outputFilters: 8 * (1 + random.below(20)),
    kernelSize: 3 + 2 * random.below(3),
    stride: 1 + random.below(3)
  }),
  truth: (shape) => depthwiseSeparable(shape).macs,
  mistakes: [
    {
      compute: (shape) => standardConvolution(shape).macs,
      says: 'That is what a standard convolution costs.'
    },
    {
      compute: (shape) => depthwiseSeparable({ ...shape, stride: 1 }).macs,
      says: 'The stride was left out.'
    },
    {
      compute: (shape) => {
        const positions = Math.floor(shape.size / shape.stride) ** 2;
        return (positions * depthwiseSeparable(shape).macs) / outputSize(shape) ** 2;
      },
      says: 'The side of the output was rounded down; SAME padding keeps the last, cut-short stride.'
    },
    {
      compute: (shape) =>
        depthwiseSeparable(shape).macs +
        (shape.size ** 2 - outputSize(shape) ** 2) * shape.inputFilters * shape.outputFilters,
      says: 'The pointwise convolution was counted on the input map; it comes after the stride.'
    },
    {
      compute: (shape) =>
        outputSize(shape) ** 2 *
        (shape.kernelSize ** 2 * shape.outputFilters + shape.inputFilters * shape.outputFilters),
      says: 'The depthwise filters were counted on the output channels; there is one for each input channel.'
    },
    {
      compute: (shape) => 2 * depthwiseSeparable(shape).macs,
      says: 'Multiplications and additions were counted apart; a MAC is one of each.'
    },
    {
      compute: (shape) => depthwiseSeparable(shape).params,
      says: 'That is the number of weights; each is used at every output position.'
    }
  ],
  why: () => 'Two layers, one sum: the kernel is paid once for each channel, the mixing once for each pair.',
  hints: [
    'Add two costs: one layer looks around, the other mixes channels.',
    'A depthwise filter sees one channel; a pointwise filter sees one pixel.',
    'Both layers write a map of the same side. Try the case with pencil and paper.'
  ]
});

const narrowSaving = numberExercise({
  id: '01.3',
  title: 'Nine times less?',
  prompt:
    'Textbooks promise a nearly 9-fold saving for 3 × 3 kernels. By which factor is a depthwise separable convolution ' +
    'cheaper in MACs than a standard one with 8 output channels? Two decimals are enough.',
  expected: 'a factor above 1, right to 0.01',
  truth: () => 1 / separationRatio(NARROW),
  tolerance: 0.01,
  mistakes: () => [
    {
      value: NARROW.kernelSize ** 2,
      says: 'That is the limit for endlessly many output channels.'
    },
    {
      value: separationRatio(NARROW),
      says: 'That is the share of the cost that is left; asked is how many times cheaper.'
    },
    {
      value: 1 / (1 / NARROW.outputFilters + 1 / NARROW.kernelSize),
      says: 'The kernel was counted along one side only.'
    },
    {
      value: NARROW.outputFilters * NARROW.kernelSize ** 2,
      says: 'Two savings were multiplied; costs of two layers add up.'
    }
  ],
  why: () =>
    'with so few output channels the depthwise part is as large as the pointwise part, and the promise is out of reach.',
  hints: [
    'Divide one cost by the other and see what cancels: neither the map nor the input channels stay.',
    'The ratio is a sum of two fractions, one with the kernel and one with the output channels.'
  ]
});

const breakEven = numberExercise({
  id: '01.4',
  title: 'From which width on does it pay?',
  prompt:
    'Suppose a depthwise separable convolution brings a quarter of the benefit of a standard one (α = 0.25), and what ' +
    'counts is benefit per MAC. From how many output channels on does separation pay for 3 × 3 kernels?',
  expected: 'a whole number of channels',
  truth: fewestPayingFilters,
  mistakes: () => [
    {
      value: fewestPayingFilters() - 1,
      says: 'There separation is still behind: try the inequality with that number of channels.'
    },
    {
      value: 1 / PAYING.alpha,
      says: 'The depthwise part of the cost was left out.'
    },
    {
      value: PAYING.kernelSize ** 2,
      says: 'That is the size of the kernel, which α has not entered yet.'
    }
  ],
  consider: (answer) =>
    Number.isInteger(answer)
      ? null
      : {
          status: 'wrong',
          text: `Got ${allDigits(answer)}, but channels come in whole numbers: which is the first that pays?`
        },
  why: () => 'the first width at which the cost that is left falls below the benefit that is left.',
  hints: [
    'Separation pays when its share of the cost is smaller than its share of the benefit.',
    'Write that as an inequality with the number of output channels as the only unknown, and solve for it.'
  ]
});

/** NaN, which no answer equals, where no width pays. */
function fewestPayingFilters(): number {
  return separationPays({ ...PAYING, outputFilters: 1 }).firstPayingFilters ?? NaN;
}

const sequenceSaving = numberExercise({
  id: '01.5',
  title: 'In one dimension',
  prompt:
    'Audio is a sequence: kernels have a length, not a side. By which factor does separation cut the MACs of a 1-D ' +
    'convolution with kernels of length 9 and 64 output channels? Two decimals are enough.',
  expected: 'a factor above 1, right to 0.01',
  truth: () => 1 / separationRatio({ ...SEQUENCE, spatialDimensions: 1 }),
  tolerance: 0.01,
  mistakes: () => [
    {
      value: 1 / separationRatio(SEQUENCE),
      says: 'That would be a square kernel; a kernel in one dimension has as many weights as it is long.'
    },
    {
      value: SEQUENCE.kernelSize,
      says: 'That is the limit for endlessly many output channels.'
    },
    {
      value: separationRatio({ ...SEQUENCE, spatialDimensions: 1 }),
      says: 'That is the share of the cost that is left; asked is how many times cheaper.'
    }
  ],
  why: () => 'a long kernel in one dimension saves less than a small one in two, because nothing is squared.',
  hints: [
    'How many weights has one kernel here?',
    'Take the ratio of exercise 01.3 and replace what stood for the weights of one kernel.'
  ]
});

export const DEPTHWISE_SEPARABLE: readonly Exercise[] = [
  stridedStandard,
  separableMacs,
  narrowSaving,
  breakEven,
  sequenceSaving
];
