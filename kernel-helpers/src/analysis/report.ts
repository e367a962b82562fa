import { SpecError } from './errors';
import type { ArchitectureSpec, BlockOperator } from './spec';

/**
 * `conv`, `depthwise`, `squeezeExcite` and `dense` multiply; `normalization`, `activation`, `pool` (global mean),
 * `multiply` (gates on channels) and `add` (residual) work element by element.
 */
export type LayerKind =
  | 'conv'
  | 'depthwise'
  | 'squeezeExcite'
  | 'dense'
  | 'normalization'
  | 'activation'
  | 'pool'
  | 'multiply'
  | 'add';

/** One layer in the order of execution. Costs are for one image in 32-bit floats. */
export interface LayerCost {
  /** Keras's layer name. */
  name: string;
  kind: LayerKind;
  /** `stem`, `1` … or `head`. */
  stage: string;
  /** Block name, or null outside blocks. */
  block: string | null;
  kernelSize: number;
  stride: number;
  /** Side of the map that comes in; with one spatial dimension its length. */
  inputSize: number;
  outputSize: number;
  inputFilters: number;
  outputFilters: number;
  /** Trainable parameters. */
  params: number;
  /** Moving mean and variance of batch normalisation: saved with the weights, not trained. */
  statistics: number;
  /** Multiply-accumulates. */
  macs: number;
  /** Elements that are normalised, activated, scaled, added, pooled or biased; never part of `macs`. */
  elementOps: number;
  /** Numbers in the output. */
  outputElements: number;
  /** Bytes of inputs read, weights read and output written, if nothing stays in a cache. */
  bytesMoved: number;
  /** `macs` per byte moved; rooflines in FLOPs take twice that. */
  arithmeticIntensity: number;
  /**
   * Side of the input window, in pixels, that one output pixel depends on through convolutions. Global means, which see
   * everything, and what follows them keep the value of the map before.
   */
  receptiveField: number;
  /** Distance in input pixels of neighbouring output pixels; of the map before where only one is left. */
  jump: number;
  /** Indices of the layers whose outputs come in; −1 is the image. */
  inputs: readonly number[];
}

/** Parameters under the three conventions in use. */
export interface ParameterCounts {
  /** What PyTorch, timm and the paper count. */
  trainable: number;
  /** Plus moving statistics of batch normalisation. */
  withStatistics: number;
  /**
   * Plus mean, variance and count of the `Normalization` layer that Keras's first family contains. Keras has no Lite
   * networks; theirs are counted as if they came with that layer too.
   */
  keras: number;
}

export interface MacCounts {
  total: number;
  conv: number;
  depthwise: number;
  squeezeExcite: number;
  dense: number;
}

/** Elements worked on one by one, by kind. */
export interface ElementCounts {
  total: number;
  normalization: number;
  /** Without those inside squeeze-and-excitation. */
  activation: number;
  /** Elements that global means read. */
  pool: number;
  multiply: number;
  add: number;
  /** Biases and activations inside squeeze-and-excitation, and the classifier's biases. */
  squeezeExcite: number;
  dense: number;
}

/** Bytes in 32-bit floats; activations are those of one image. */
export interface MemoryReport {
  /** Parameters and moving statistics. */
  weights: number;
  /** All layers' outputs together. */
  outputs: number;
  /** Most that is alive at once in inference, each tensor freed after its last use, element-wise work in place. */
  inferencePeak: number;
  /** Kept from the forward for the backward pass. */
  savedActivations: number;
  /** Most that is alive at once in a forward and backward pass, gradients of activations included. */
  trainingPeak: number;
}

export interface CostGroup {
  inputFilters: number;
  outputFilters: number;
  inputSize: number;
  outputSize: number;
  macs: number;
  params: number;
  elementOps: number;
  bytesMoved: number;
  receptiveField: number;
  jump: number;
  /** Index of the group's first layer in `layers`, and one past its last. */
  from: number;
  to: number;
}

export interface BlockCost extends CostGroup {
  name: string;
  stage: number;
  operator: BlockOperator;
  expansionRatio: number;
  expandedFilters: number;
  squeezeExciteFilters: number;
  kernelSize: number;
  stride: number;
}

export interface StageCost extends CostGroup {
  /** `stem`, `1` … or `head`. */
  name: string;
  /** For example `Conv`, `MBConv6`. */
  operator: string;
  kernelSize: number;
  repeats: number;
}

/** Something about a network that its counts don't show. */
export interface CostNote {
  /** Names of the layers that it is about, in the order of execution. */
  layers: string[];
  /** One sentence. */
  text: string;
}

/** Exact costs of one network for one image. */
export interface CostReport {
  spec: ArchitectureSpec;
  params: ParameterCounts;
  macs: MacCounts;
  elements: ElementCounts;
  memory: MemoryReport;
  /** Inputs, weights and outputs of all layers, if nothing stays in a cache. */
  bytesMoved: number;
  /** Side of the input window that one pixel of the last map depends on through convolutions. */
  receptiveField: number;
  /** Number of blocks. */
  depth: number;
  /** Convolutions that work in vain, on padding or past pixels; counted all the same. */
  notes: CostNote[];
  stages: StageCost[];
  blocks: BlockCost[];
  layers: LayerCost[];
}

/** @throws SpecError for anything but a cost report, for example a specification or a model. */
export function requireReport(report: unknown): asserts report is CostReport {
  const given = (typeof report === 'object' && report !== null ? report : {}) as Record<string, unknown>;
  if (!('macs' in given && 'layers' in given && 'params' in given)) {
    const isSpec = 'stem' in given && 'stages' in given;
    const got = isSpec ? 'a specification' : 'getUserDefinedMetadata' in given ? 'a model' : report;
    const remedy = isSpec
      ? 'Give summarize(spec).'
      : 'Give summarize(spec), of a model summarize(modelDescription(model).spec).';
    throw new SpecError('report', got, 'a cost report', remedy);
  }
}
