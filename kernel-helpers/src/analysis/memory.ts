import { SpecError } from './errors';
import { type OptionNames, requireOptions } from './option-names';
import type { CostReport, LayerCost, LayerKind, MemoryReport } from './report';
import { requireNumber, requireOneOf } from './validate';
import { FLOAT_BYTES } from './walk';

/** Layers that may write over their first input when nothing else needs it. */
const IN_PLACE: Readonly<Record<LayerKind, boolean>> = {
  conv: false,
  depthwise: false,
  squeezeExcite: false,
  dense: false,
  normalization: true,
  activation: true,
  pool: false,
  multiply: true,
  add: true
};

/** Layers whose backward pass reads their inputs; a mean and a sum only need shapes. */
const SAVES_INPUTS: Readonly<Record<LayerKind, boolean>> = {
  conv: true,
  depthwise: true,
  squeezeExcite: true,
  dense: true,
  normalization: true,
  activation: true,
  pool: false,
  multiply: true,
  add: false
};

/**
 * What is kept for the backward pass. `separate`: each layer's input that {@link SAVES_INPUTS} names. `fused`: one operation
 * normalises and activates, and computes its gradient from its own input, so that what lies between is never there.
 * `recomputed`: as fused, and what a normalisation gives is not kept either, nor what a gate makes of it; both are there
 * again while gradients read them.
 */
export type KeptActivations = (typeof KEPT_ACTIVATIONS)[number];

export const KEPT_ACTIVATIONS = ['separate', 'fused', 'recomputed'] as const;

/** The layers as operations: where they are fused, a normalisation with the activation after it is one of them. */
function operationsOf(layers: readonly LayerCost[], kept: KeptActivations): readonly LayerCost[] {
  if (kept === 'separate') {
    return layers;
  }
  const reads = layers.map((_, i) => layers.filter(({ inputs }) => inputs.includes(i)).length);
  /** The place of each layer's output among the operations; the image stays −1. */
  const place: number[] = [];
  const operations: LayerCost[] = [];
  for (const [i, layer] of layers.entries()) {
    const [input] = layer.inputs;
    const fuses =
      layer.kind === 'activation' && layers[input]?.kind === 'normalization' && reads[input] === 1;
    if (!fuses) {
      operations.push({ ...layer, inputs: layer.inputs.map((at) => (at < 0 ? at : place[at])) });
    }
    place[i] = fuses ? place[input] : operations.length - 1;
  }
  return operations;
}

/**
 * Memory by live ranges, for one image in 32-bit floats.
 *
 * Inference: layers run one after another, a tensor is freed after its last use, and element-wise layers work in
 * place where nobody else needs their input. Training: inputs that a backward pass reads are kept (of
 * squeeze-and-excitation's convolutions also what its activation needs), gradients of activations live from their
 * first contribution to their use. Workspaces of convolutions, masks of dropout and stochastic depth, gradients of
 * weights and an optimiser's state are not in here; see `trainingMemory`.
 *
 * The peak in inference is about the least that running layer by layer takes. For B0 at 128 and 224 px, the slope of peak memory over batches
 * of 2 to 48 images was 1.8 times as much in TensorFlow.js's eager operations, which write each result apart, and 2.5 to
 * 3.1 times in Keras 3.15's compiled function (TensorFlow 2.21, CPU).
 */
export function memoryOf(
  allLayers: readonly LayerCost[],
  imageElements: number,
  storedParams: number,
  kept: KeptActivations = 'separate'
): MemoryReport {
  const layers = operationsOf(allLayers, kept);
  const count = layers.length;
  // Index 0 is the image, index i + 1 the output of layer i.
  const size = new Float64Array(count + 1);
  const lastUse = new Int32Array(count + 1).fill(-1);
  const firstSavingUse = new Int32Array(count + 1).fill(-1);
  size[0] = imageElements;
  let outputs = 0;
  for (let i = 0; i < count; i++) {
    const { kind, inputs, outputElements } = layers[i];
    size[i + 1] = outputElements;
    outputs += outputElements;
    for (const input of inputs) {
      lastUse[input + 1] = i;
      if (SAVES_INPUTS[kind] && firstSavingUse[input + 1] < 0) {
        firstSavingUse[input + 1] = i;
      }
    }
  }
  const again = recomputedFrom(layers, kept);
  let saved = 0;
  for (let t = 0; t <= count; t++) {
    saved += firstSavingUse[t] >= 0 && again[t] < 0 ? size[t] : 0;
  }
  for (let i = 0; i < count; i++) {
    saved += ownSaved(layers, i);
  }
  return {
    weights: FLOAT_BYTES * storedParams,
    outputs: FLOAT_BYTES * outputs,
    inferencePeak: FLOAT_BYTES * inferencePeak(layers, size, lastUse),
    savedActivations: FLOAT_BYTES * saved,
    trainingPeak: FLOAT_BYTES * trainingPeak(layers, { size, lastUse, firstSavingUse, again })
  };
}

/** For each tensor that is computed again the one that this is done from; −1 for those that are kept. */
function recomputedFrom(layers: readonly LayerCost[], kept: KeptActivations): Int32Array {
  const again = new Int32Array(layers.length + 1).fill(-1);
  for (const [i, { kind, inputs }] of layers.entries()) {
    const [input] = inputs;
    if (
      kept === 'recomputed' &&
      (kind === 'normalization' || (kind === 'multiply' && again[input + 1] >= 0))
    ) {
      again[i + 1] = input + 1;
    }
  }
  return again;
}

/**
 * Numbers that the activation inside a squeeze-and-excitation convolution keeps beside the inputs: what swish is
 * applied to. The sigmoid keeps its output, which the multiplication after it keeps already.
 */
function ownSaved(layers: readonly LayerCost[], i: number): number {
  const reduces = layers[i].kind === 'squeezeExcite' && layers[i + 1].kind === 'squeezeExcite';
  return reduces ? layers[i].outputElements : 0;
}

function inferencePeak(layers: readonly LayerCost[], size: Float64Array, lastUse: Int32Array): number {
  let live = size[0];
  let peak = live;
  for (let i = 0; i < layers.length; i++) {
    const { kind, inputs } = layers[i];
    const reuses = IN_PLACE[kind] && inputs[0] >= 0 && lastUse[inputs[0] + 1] === i;
    live += size[i + 1];
    // Working in place, the output takes the room of the input from the start.
    peak = Math.max(peak, reuses ? live - size[inputs[0] + 1] : live);
    for (const input of inputs) {
      live -= lastUse[input + 1] === i ? size[input + 1] : 0;
    }
  }
  return peak;
}

/** By tensor: its size, who reads it last and who is the first to keep it, and what it is computed again from. */
interface Lives {
  size: Float64Array;
  lastUse: Int32Array;
  firstSavingUse: Int32Array;
  again: Int32Array;
}

function trainingPeak(layers: readonly LayerCost[], { size, lastUse, firstSavingUse, again }: Lives): number {
  let live = size[0];
  let peak = live;
  for (let i = 0; i < layers.length; i++) {
    live += size[i + 1] + ownSaved(layers, i);
    peak = Math.max(peak, live);
    for (const input of layers[i].inputs) {
      const goes = firstSavingUse[input + 1] < 0 || again[input + 1] >= 0;
      live -= lastUse[input + 1] === i && goes ? size[input + 1] : 0;
    }
  }
  const isThere = new Uint8Array(layers.length + 1);
  const last = layers.length;
  // The gradient of the output has the output's size.
  const hasGradient = new Uint8Array(last + 1);
  hasGradient[last] = 1;
  live += size[last];
  for (let i = last - 1; i >= 0; i--) {
    const { kind, inputs } = layers[i];
    for (const input of inputs) {
      if (input >= 0 && !hasGradient[input + 1]) {
        hasGradient[input + 1] = 1;
        live += size[input + 1];
      }
      for (let t = SAVES_INPUTS[kind] ? input + 1 : 0; again[t] >= 0 && !isThere[t]; t = again[t]) {
        isThere[t] = 1;
        live += size[t];
      }
    }
    peak = Math.max(peak, live);
    // The layer is done: its output's gradient goes, and what it was the first to keep.
    live -= size[i + 1] + ownSaved(layers, i);
    for (const input of inputs) {
      live -= firstSavingUse[input + 1] === i ? size[input + 1] : 0;
    }
  }
  return peak;
}

export type Optimizer = 'sgd' | 'momentum' | 'nesterov' | 'rmsprop' | 'adam' | 'adamw';

/** Numbers that an optimiser keeps for each trainable parameter. */
const OPTIMIZER_SLOTS: Readonly<Record<Optimizer, number>> = {
  sgd: 0,
  momentum: 1,
  nesterov: 1,
  rmsprop: 2,
  adam: 2,
  adamw: 2
};

export interface TrainingMemoryOptions {
  /** Images in one step. */
  batchSize: number;
  /** Default `adam`; RMSProp is counted with momentum, as EfficientNet was trained. */
  optimizer?: Optimizer;
}

const MEMORY_OPTIONS: OptionNames<TrainingMemoryOptions> = { batchSize: true, optimizer: true };

/** Bytes of one training step in 32-bit floats. */
export interface TrainingMemory {
  weights: number;
  /** One gradient for each trainable parameter. */
  gradients: number;
  optimizer: number;
  /** Peak by live range of activations and their gradients, for the whole batch. */
  activations: number;
  total: number;
}

/**
 * What a training step holds at its peak, if every operation keeps its inputs for the backward pass, frees what nobody
 * reads any more, and all gradients of weights are there by then: a yardstick, not a bound. Convolutions' workspaces,
 * copies and the allocator come on top; recomputing activations takes less.
 *
 * For B0 at 128 and 224 px, the slope of peak memory over batches of 2 to 32 images was, in units of `trainingPeak`, 1.2
 * in Keras 3.15's compiled step (TensorFlow 2.21, CPU) and 3.2 to 3.6 in TensorFlow.js's eager one, whose tape lets go
 * of nothing before the step ends.
 * @throws SpecError for an unknown optimiser, a batch size that is no whole number from 1 to 1,000,000, or a sum above
 * 2^53.
 */
export function trainingMemory(
  report: Pick<CostReport, 'memory' | 'params'>,
  options: TrainingMemoryOptions
): TrainingMemory {
  // What limits the largest φ names the bytes that are allowed, too.
  requireOptions<object>(options, { ...MEMORY_OPTIONS, bytes: true });
  if (!report?.memory || !report.params) {
    throw new SpecError('report', report, 'a cost report', 'Give summarize(spec).');
  }
  const memory = trainingParts(report, options);
  if (!Number.isSafeInteger(memory.total)) {
    throw new SpecError(
      'batchSize',
      options.batchSize,
      'fewer than 2^53 bytes',
      'Choose a smaller batch or network.'
    );
  }
  return memory;
}

/** {@link trainingMemory} for comparing with a limit: beyond 2^53 bytes rounded, not refused. */
export function trainingParts(
  { memory, params }: Pick<CostReport, 'memory' | 'params'>,
  { batchSize, optimizer = 'adam' }: TrainingMemoryOptions
): TrainingMemory {
  requireNumber('batchSize', batchSize, { min: 1, max: 1_000_000, integer: true });
  requireOneOf('optimizer', optimizer, Object.keys(OPTIMIZER_SLOTS));
  const parameterBytes = FLOAT_BYTES * params.trainable;
  const parts = {
    weights: memory.weights,
    gradients: parameterBytes,
    optimizer: OPTIMIZER_SLOTS[optimizer] * parameterBytes,
    activations: batchSize * memory.trainingPeak
  };
  return { ...parts, total: parts.weights + parts.gradients + parts.optimizer + parts.activations };
}
