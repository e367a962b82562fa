import {
  type BlockShape,
  type LayerCost,
  mbconv,
  standardConvolution,
  summarize,
  variant
} from '../../analysis';
import { allDigits } from '../../wording/format';
import type { Exercise } from './exercise';
import { functionExercise } from './function';
import { numberExercise } from './number';

/** Block 2b of B0, by its closed form. */
const BLOCK_2B = {
  size: 56,
  inputFilters: 24,
  outputFilters: 24,
  kernelSize: 3,
  stride: 1,
  expansionRatio: 6,
  squeezeExciteFilters: 6
};

const parameters2b = numberExercise({
  id: '02.1',
  title: 'Every parameter of one block',
  prompt:
    'Block 2b of B0 takes 24 channels, expands them six-fold, filters with 3 × 3 kernels and gives 24 channels. Its ' +
    'squeeze-and-excitation has a hidden width of 6. How many trainable parameters does it have, scales and shifts of ' +
    'batch normalisation and the biases of squeeze-and-excitation included?',
  expected: 'a whole number of parameters',
  truth: () => parametersOf({}),
  mistakes: () => {
    const { expansionRatio, inputFilters } = BLOCK_2B;
    const expanded = expansionRatio * inputFilters;
    const normalization = parametersOf({}) - parametersOf({ normalization: false });
    const biases = expanded + BLOCK_2B.squeezeExciteFilters;
    return [
      {
        value: parametersOf({ normalization: false, squeezeExciteFilters: 0 }),
        says: 'Those are the three convolutions alone, as in t·C·(2C + k²).'
      },
      {
        value: parametersOf({ normalization: false }),
        says: 'Batch normalisation was left out.'
      },
      {
        value: parametersOf({ squeezeExciteFilters: 0 }),
        says: 'Squeeze-and-excitation was left out.'
      },
      {
        value: parametersOf({}) - biases,
        says: 'The biases of squeeze-and-excitation were left out.'
      },
      {
        value: parametersOf({ squeezeExciteFilters: expansionRatio * BLOCK_2B.squeezeExciteFilters }),
        says: 'The hidden width was taken from the expanded channels; it is a quarter of those that come in.'
      },
      {
        value: parametersOf({}) + normalization,
        says: 'Moving means and variances were counted too; they are saved, but not trained.'
      },
      {
        value: parametersOf({}) - normalization / 2,
        says: 'Batch normalisation trains two numbers for each channel, not one.'
      }
    ];
  },
  why: () => 'three convolutions, three normalisations, and two small layers with biases for the gates.',
  hints: [
    'List the layers in order and note for each how many channels come in and go out.',
    'Seven layers have parameters: three convolutions, a normalisation after each, and, counted as one, the gates.',
    'Each of the two layers of the gates has one bias for each of its outputs.'
  ]
});

function parametersOf(change: Partial<BlockShape>): number {
  return mbconv({ normalization: true, ...BLOCK_2B, ...change }).params;
}

/** What the reader's function is given. */
type Block = typeof BLOCK_2B;
const positions = ({ size, stride }: Block): number => Math.ceil(size / stride) ** 2;
const expandedOf = ({ inputFilters, expansionRatio }: Block): number => inputFilters * expansionRatio;

const blockMacs = functionExercise<Block>({
  id: '02.2',
  title: 'The cost of any block',
  prompt:
    'Write a function that counts the MACs of an MBConv block. It takes `{ size, inputFilters, outputFilters, kernelSize, ' +
    'stride, expansionRatio, squeezeExciteFilters }` and returns the MACs of expansion, depthwise convolution, both products ' +
    'of squeeze-and-excitation, and projection. Padding is SAME; a block with `expansionRatio` 1 has no expansion.',
  expected:
    'a function of { size, inputFilters, outputFilters, kernelSize, stride, expansionRatio, squeezeExciteFilters } ' +
    'that returns a whole number of MACs',
  result: 'MACs',
  firstCases: [
    { ...BLOCK_2B, squeezeExciteFilters: 0 },
    BLOCK_2B,
    { ...BLOCK_2B, kernelSize: 5, stride: 2, outputFilters: 40 },
    { ...BLOCK_2B, size: 15, stride: 2 },
    {
      ...BLOCK_2B,
      size: 112,
      inputFilters: 32,
      outputFilters: 16,
      expansionRatio: 1,
      squeezeExciteFilters: 8
    }
  ],
  randomCase: (random) => {
    const inputFilters = 8 * (1 + random.below(20));
    return {
      size: 7 + random.below(106),
      inputFilters,
      outputFilters: 8 * (1 + random.below(20)),
      kernelSize: 3 + 2 * random.below(3),
      stride: 1 + random.below(2),
      expansionRatio: [1, 4, 6][random.below(3)],
      squeezeExciteFilters: random.below(2) * Math.floor(inputFilters / 4)
    };
  },
  truth: (shape) => mbconv(shape).macs,
  mistakes: [
    {
      compute: (shape) => mbconv({ ...shape, squeezeExciteFilters: 0 }).macs,
      says: 'Squeeze-and-excitation was left out.'
    },
    {
      compute: (shape) => mbconv(shape).macs - expandedOf(shape) * shape.squeezeExciteFilters,
      says: 'Squeeze-and-excitation has two products, one down and one up.'
    },
    {
      compute: (shape) => mbconv({ ...shape, stride: 1 }).macs,
      says: 'The stride was left out.'
    },
    {
      compute: (shape) =>
        mbconv(shape).macs +
        (shape.expansionRatio === 1 ? shape.size ** 2 * shape.inputFilters * expandedOf(shape) : 0),
      says: 'A block with expansion ratio 1 has no expansion layer.'
    },
    {
      compute: (shape) =>
        mbconv(shape).macs -
        (shape.expansionRatio === 1 ? 0 : shape.size ** 2 - positions(shape)) *
          shape.inputFilters *
          expandedOf(shape),
      says: 'The expansion was counted on the output map; it comes before the stride.'
    },
    {
      compute: (shape) =>
        mbconv(shape).macs + (shape.size ** 2 - positions(shape)) * expandedOf(shape) * shape.outputFilters,
      says: 'The projection was counted on the input map; it comes after the stride.'
    },
    {
      compute: (shape) =>
        mbconv(shape).macs +
        positions(shape) * shape.kernelSize ** 2 * (shape.inputFilters - expandedOf(shape)),
      says: 'The depthwise convolution was counted on the block’s input channels; it runs on the expanded ones.'
    },
    {
      compute: (shape) => 2 * mbconv(shape).macs,
      says: 'Multiplications and additions were counted apart; a MAC is one of each.'
    }
  ],
  why: () => 'Each layer is counted on its own map with its own channels, and that is all there is to it.',
  hints: [
    'Four terms. Which of them see the map before the stride, and which after?',
    'The gates work on one vector for the whole image, whatever the map’s side.',
    'Look at special cases: a stride of 2 on an odd side, no gates, an expansion ratio of 1.'
  ]
});

const depthwiseShare = numberExercise({
  id: '02.3',
  title: 'The share of the depthwise convolutions',
  prompt:
    'Depthwise convolutions are the only layers of B0’s blocks that look at neighbouring pixels. What percentage of the ' +
    'MACs of the whole network do they take? One decimal is enough.',
  expected: 'a percentage between 0 and 100, right to 0.1',
  truth: () => percentOfMacs('depthwise'),
  tolerance: 0.1,
  mistakes: () => {
    const { macs, params, layers } = summarize(variant('b0'));
    const depthwiseParams = sum(layers, (layer) => (layer.kind === 'depthwise' ? layer.params : 0));
    return [
      { value: macs.depthwise / macs.total, says: 'That is the share as a fraction; asked are per cent.' },
      {
        value: (100 * depthwiseParams) / params.trainable,
        says: 'That is their share of the parameters.'
      },
      {
        value: (100 * macs.depthwise) / macs.conv,
        says: 'They were compared with the other convolutions, not with all MACs.'
      },
      { value: percentOfMacs('conv'), says: 'That is the share of the 1 × 1 convolutions and the stem.' }
    ];
  },
  why: () =>
    'looking around is cheap; nearly all MACs go into mixing channels, which is why width costs so much.',
  hints: [
    'summarize(variant("b0")) counts MACs by kind of layer.',
    'Divide by the total of the same report, classifier included.'
  ]
});

function percentOfMacs(kind: 'conv' | 'depthwise'): number {
  const { macs } = summarize(variant('b0'));
  return (100 * macs[kind]) / macs.total;
}

function sum(layers: readonly LayerCost[], value: (layer: LayerCost) => number): number {
  return layers.reduce((total, layer) => total + value(layer), 0);
}

const LAST_BLOCK = 'block3b';

const receptiveField = numberExercise({
  id: '02.4',
  title: 'How far a pixel looks',
  prompt:
    'How many pixels of the input, along one side, can one pixel after block 3b of B0 depend on through convolutions? On ' +
    'the way lie the stem (3 × 3, stride 2) and the depthwise convolutions of blocks 1a (3 × 3), 2a (3 × 3, stride 2), ' +
    '2b (3 × 3), 3a (5 × 5, stride 2) and 3b (5 × 5).',
  expected: 'a whole number of pixels',
  truth: () => summarize(variant('b0')).blocks.find(({ name }) => name === LAST_BLOCK)?.receptiveField ?? NaN,
  mistakes: () => {
    const windows = windowsUpTo(LAST_BLOCK);
    return [
      {
        value: fieldOf(windows.map(({ kernelSize }) => ({ kernelSize, stride: 1 }))),
        says: 'Strides were left out: behind a stride, neighbouring pixels are further apart in the input.'
      },
      { value: fieldOf(windows.slice(1)), says: 'The stem was left out.' },
      {
        value: windows.reduce((product, { kernelSize }) => product * kernelSize, 1),
        says: 'Windows were multiplied; each layer only adds a border around what is seen already.'
      },
      {
        value: fieldOf([{ kernelSize: 1, stride: windows[0].stride }, ...shifted(windows)]),
        says: 'A layer’s own stride already widened its own window; it only acts on the layers behind it.'
      }
    ];
  },
  why: () => 'each window adds (k − 1) steps, and a step is as wide as all strides in front of it make it.',
  hints: [
    'Start with a field of one pixel and a step of one pixel, and go from layer to layer.',
    'A k × k window adds k − 1 steps to the field. How long is a step after the stem?',
    'The step doubles at each stride of 2, for the layers behind it.'
  ]
});

interface Window {
  kernelSize: number;
  stride: number;
}

function windowsUpTo(block: string): Window[] {
  const { layers } = summarize(variant('b0'));
  const end = layers.reduce((last, layer, i) => (layer.block === block ? i + 1 : last), 0);
  return layers.slice(0, end).filter(({ kernelSize }) => kernelSize > 1);
}

/** Each window with the stride of the one behind it. */
function shifted(windows: readonly Window[]): Window[] {
  return windows.map(({ kernelSize }, i) => ({ kernelSize, stride: windows[i + 1]?.stride ?? 1 }));
}

function fieldOf(windows: readonly Window[]): number {
  let field = 1;
  let jump = 1;
  for (const { kernelSize, stride } of windows) {
    field += (kernelSize - 1) * jump;
    jump *= stride;
  }
  return field;
}

/** Where the last exercise puts its block: as block 3b of B0, with 40 channels on 28 × 28 pixels. */
const PLACE = {
  ...BLOCK_2B,
  size: 28,
  inputFilters: 40,
  outputFilters: 40,
  kernelSize: 5,
  squeezeExciteFilters: 10
};

const affordableExpansion = numberExercise({
  id: '02.5',
  title: 'How much expansion a standard convolution would buy',
  prompt:
    'On a map of 28 × 28 pixels with 40 channels in and 40 out, a standard 5 × 5 convolution is to be replaced by an MBConv ' +
    'block with the same kernel, stride 1 and squeeze-and-excitation of hidden width 10. Which is the largest whole ' +
    'expansion ratio, above 1, at which the block costs no more MACs?',
  expected: 'a whole number',
  truth: () => largestExpansion(costOf),
  mistakes: () => [
    {
      value: largestExpansion(costOf) + 1,
      says: 'Compare once more: with that ratio the block costs more than the convolution.'
    },
    {
      value: largestExpansion((ratio) => costOf(ratio) - projectionOf(ratio)),
      says: 'The projection back to the output channels was left out.'
    }
  ],
  consider: (answer) =>
    Number.isInteger(answer)
      ? null
      : {
          status: 'wrong',
          text: `Got ${allDigits(answer)}, but asked is a whole number: which is the last one that fits?`
        },
  why: () => 'that many times more channels to look around in, for the price of one standard convolution.',
  hints: [
    'Write both costs down and divide by the map and the channels: little is left to compare.',
    'The block’s cost is nearly proportional to the expansion ratio: what does one unit of it cost?'
  ]
});

const costOf = (expansionRatio: number): number => mbconv({ ...PLACE, expansionRatio }).macs;
const projectionOf = (expansionRatio: number): number =>
  positions(PLACE) * expandedOf({ ...PLACE, expansionRatio }) * PLACE.outputFilters;

/** Largest t at which a block costs no more than the standard convolution. */
function largestExpansion(cost: (ratio: number) => number): number {
  const limit = standardConvolution(PLACE).macs;
  let ratio = 2;
  while (cost(ratio + 1) <= limit) {
    ratio++;
  }
  return ratio;
}

export const MBCONV: readonly Exercise[] = [
  parameters2b,
  blockMacs,
  depthwiseShare,
  receptiveField,
  affordableExpansion
];
