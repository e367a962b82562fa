import { roundFilters } from './rounding';
import type { ArchitectureSpec, BlockSpec } from './spec';
import type { ToolId } from './tool-figures';

/** What a count may or may not include; the first four are this report's MACs. */
export type TermId =
  | 'convolution'
  | 'depthwise'
  | 'squeezeExcite'
  | 'classifier'
  | 'normalization'
  | 'activation'
  | 'squeezeExciteActivation'
  | 'gateActivation'
  | 'bias'
  | 'headPool'
  | 'squeezePool'
  | 'gate'
  | 'add'
  | 'stridedConvolution'
  | 'imageSize'
  | 'unexplained';

export const TERM_NAMES: Readonly<Record<TermId, string>> = {
  convolution: 'convolutions',
  depthwise: 'depthwise convolutions',
  squeezeExcite: 'both products of squeeze-and-excitation',
  classifier: 'classifier',
  normalization: 'normalised elements',
  activation: 'activated elements outside squeeze-and-excitation',
  squeezeExciteActivation: 'activated elements inside squeeze-and-excitation',
  gateActivation: 'sigmoids of the gates',
  bias: 'biases',
  headPool: 'elements of the global mean in the head',
  squeezePool: 'elements of the means in squeeze-and-excitation',
  gate: 'elements multiplied by gates',
  add: 'residual additions',
  stridedConvolution: 'convolutions with a stride, which the tool does not know',
  imageSize: 'images of another size',
  unexplained: 'rest that no published rule explains'
};

/**
 * Operations that a tool counts for each MAC or element; those it leaves out are missing or 0. Negative where it leaves
 * out a part of another term.
 */
export type Factors = Partial<Record<TermId, number>>;

/** One way of counting. */
export interface ToolRule {
  id: ToolId;
  tool: string;
  counts: string;
  why: string;
  factors: (spec: ArchitectureSpec) => Factors;
  operators?: Partial<Record<TermId, string>>;
  /** Whether the tool can be asked about this network at all. */
  applies?: (spec: ArchitectureSpec) => boolean;
  /** The entry stands only where it published a figure. */
  onlyPublished?: true;
}

/** What this report counts as MACs. */
export const MULTIPLICATIONS: Factors = { convolution: 1, depthwise: 1, squeezeExcite: 1, classifier: 1 };
/** fvcore's jit_handles.py: 2 an element for batch normalisation in evaluation, 5 for group normalisation. */
const fvcoreFactors = ({ normalization }: ArchitectureSpec): Factors => ({
  ...MULTIPLICATIONS,
  normalization: normalization === 'batch' ? 2 : 5,
  headPool: 1
});
const FVCORE_OPERATORS: Partial<Record<TermId, string>> = {
  convolution: 'conv',
  depthwise: 'conv',
  squeezeExcite: 'conv',
  classifier: 'linear',
  normalization: 'norm',
  headPool: 'adaptive_avg_pool2d',
  squeezePool: 'adaptive_avg_pool2d'
};
const images = (spec: ArchitectureSpec): boolean => spec.spatialDimensions === 2;
const blocksOf = ({ stages }: ArchitectureSpec): BlockSpec[] => stages.flatMap(({ blocks }) => blocks);
const strides = (spec: ArchitectureSpec): number[] => [
  spec.stem.stride,
  ...blocksOf(spec).map(({ stride }) => stride)
];

/**
 * Whether timm's layers build this network. Between its own pixels and the edge, timm pads ⌊(stride + kernel − 2) / 2⌋ on
 * both sides (layers/padding.py), which from stride 3 on makes larger maps; TensorFlow's padding it takes over exactly.
 */
const inTimm = (spec: ArchitectureSpec): boolean =>
  images(spec) && (spec.padding === 'same' || strides(spec).every((stride) => stride <= 2));

/** Whether torchvision's class builds these blocks (models/efficientnet.py): swish, and widths by its own rules. */
const inTorchvision = (spec: ArchitectureSpec): boolean =>
  images(spec) &&
  spec.activation === 'swish' &&
  spec.stem.kernelSize === 3 &&
  spec.stem.stride === 2 &&
  blocksOf(spec).every(
    ({ operator, stride, inputFilters, expansionRatio, expandedFilters, squeezeExciteFilters }) =>
      stride <= 2 &&
      expandedFilters === roundFilters(inputFilters, expansionRatio) &&
      squeezeExciteFilters === (operator === 'MBConv' ? Math.max(1, Math.floor(inputFilters / 4)) : 0)
  );

/** ptflops' pytorch backend on whatever build: what its hooks catch in modules and functions. */
const PTFLOPS_HOOKS: Factors = {
  ...MULTIPLICATIONS,
  activation: 1,
  squeezeExciteActivation: 1,
  bias: 1,
  headPool: 2
};

/** How each tool counts, read in its source (fvcore 0.1.5, ptflops 0.7.5) and confirmed by running it. */
export const TOOL_RULES: readonly ToolRule[] = [
  {
    id: 'this-report',
    tool: 'EfficientNet Lab',
    counts: 'multiply-accumulates of convolutions, squeeze-and-excitation and the classifier',
    why: 'This is the count that all others are compared with; work element by element is listed apart.',
    factors: () => MULTIPLICATIONS
  },
  {
    id: 'without-squeeze-excite',
    tool: 'without squeeze-and-excitation',
    counts: 'multiply-accumulates of convolutions and the classifier',
    why:
      'Counts made from the formulas of the convolutions alone leave both products of ' +
      'squeeze-and-excitation out.',
    factors: () => ({ ...MULTIPLICATIONS, squeezeExcite: 0 })
  },
  {
    id: 'fvcore-multiplications',
    tool: 'fvcore, conv and linear only',
    counts: 'the operators conv and linear of fvcore’s list',
    why:
      'fvcore books squeeze-and-excitation under conv because its layers are 1×1 convolutions, and ' +
      'counts no biases.',
    factors: () => MULTIPLICATIONS,
    operators: FVCORE_OPERATORS,
    applies: images
  },
  {
    id: 'fvcore-timm',
    tool: 'fvcore on timm’s build',
    counts: 'conv, linear, normalisation and the pooling modules',
    why:
      'fvcore adds 2 operations for each element of batch normalisation, 5 of group normalisation, ' +
      'and the head’s pooling; timm’s squeeze-and-excitation calls mean, which fvcore does not count.',
    factors: fvcoreFactors,
    operators: FVCORE_OPERATORS,
    applies: inTimm
  },
  {
    id: 'timm-table',
    tool: 'timm’s infer_gmacs',
    counts: 'fvcore’s total on timm’s build, in G with two decimals',
    why: 'timm’s benchmark prints fvcore’s total, so that its GMACs hold normalisation and pooling too.',
    factors: fvcoreFactors,
    operators: FVCORE_OPERATORS,
    applies: images,
    onlyPublished: true
  },
  {
    id: 'fvcore-torchvision',
    tool: 'fvcore on torchvision’s build',
    counts: 'conv, linear, normalisation and the pooling modules',
    why:
      'As on timm’s build, but torchvision’s squeeze-and-excitation uses the pooling module, so that ' +
      'its means are counted; it always pads on both sides, which changes no count.',
    factors: (spec) => ({ ...fvcoreFactors(spec), squeezePool: 1 }),
    operators: FVCORE_OPERATORS,
    applies: inTorchvision
  },
  {
    id: 'torchvision-metadata',
    tool: 'torchvision’s metadata',
    counts: 'multiply-accumulates as here, in G, at the size of the images that the weights expect',
    why:
      'The same count as this report; B2 is given for 288 pixels, the size that torchvision’s weights ' +
      'expect.',
    factors: () => MULTIPLICATIONS,
    applies: images,
    onlyPublished: true
  },
  {
    id: 'ptflops-aten',
    tool: 'ptflops, backend aten',
    counts: 'multiply-accumulates and biases',
    why:
      'It counts what reaches convolution and addmm, where each bias of squeeze-and-excitation and ' +
      'the classifier is one addition.',
    factors: () => ({ ...MULTIPLICATIONS, bias: 1 }),
    applies: images
  },
  {
    id: 'ptflops-pytorch',
    tool: 'ptflops pytorch on timm’s build',
    counts: 'multiply-accumulates, biases, swish or ReLU6, and the head’s pooling twice',
    why:
      'It catches the head’s pooling twice, as a module and as the function that the module calls; ' +
      'timm’s normalisation is a class of its own that ptflops does not know, and sigmoid, mean, * ' +
      'and + pass unseen.',
    factors: () => PTFLOPS_HOOKS,
    applies: (spec) => inTimm(spec) && spec.padding === 'symmetric'
  },
  {
    id: 'ptflops-pytorch-same',
    tool: 'ptflops pytorch on timm’s tf_ build',
    counts: 'multiply-accumulates but for a stride, biases, swish or ReLU6, and the head’s pooling twice',
    why:
      'timm’s networks with TensorFlow’s padding have a class of their own, Conv2dSame, wherever a ' +
      'convolution has a stride: ptflops knows only PyTorch’s classes, as with timm’s normalisation, and ' +
      'leaves both out. The head’s pooling it catches twice, as a module and as a function.',
    factors: () => ({ ...PTFLOPS_HOOKS, stridedConvolution: -1 }),
    applies: (spec) => inTimm(spec) && spec.padding === 'same'
  },
  {
    id: 'ptflops-pytorch-torchvision',
    tool: 'ptflops pytorch on torchvision’s build',
    counts: 'multiply-accumulates, biases, swish, normalisation, and all pooling twice',
    why:
      'torchvision builds from PyTorch’s own classes, which ptflops knows: 2 operations for each normalised ' +
      'element, and every mean twice, as a module and as the function that the module calls.',
    factors: () => ({ ...PTFLOPS_HOOKS, normalization: 2, squeezePool: 2 }),
    applies: inTorchvision
  },
  {
    id: 'paper',
    tool: 'the paper',
    counts: '“FLOPs” that are multiply-adds, with one to two digits',
    why:
      'B4, B5 and B7 are printed with less than their convolutions alone need, so that no choice of ' +
      'terms explains them: take the paper’s figures as approximate.',
    factors: () => MULTIPLICATIONS,
    applies: images,
    onlyPublished: true
  },
  {
    id: 'lite-readme',
    tool: 'the Lite networks’ README',
    counts: 'multiply-adds with other operations',
    why:
      'It prints more than convolutions and classifier need, and does not say which other operations ' +
      'it counts.',
    factors: () => MULTIPLICATIONS,
    applies: images,
    onlyPublished: true
  }
];
