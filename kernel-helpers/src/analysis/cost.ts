import { SpecError } from './errors';
import { memoryOf } from './memory';
import { notesOf } from './notes';
import type {
  BlockCost,
  CostGroup,
  CostReport,
  ElementCounts,
  LayerCost,
  MacCounts,
  StageCost
} from './report';
import type { ArchitectureSpec } from './spec';
import { validateSpec } from './validate';
import { type LayerRange, Walk } from './walk';

/**
 * Exact parameters, multiply-accumulates, element operations, memory and receptive field, layer by layer.
 * MACs are those of convolutions, dense layers and both products of squeeze-and-excitation; element-wise work
 * (normalisation, activation, pooling, adding, biases) is counted apart, as torchvision's metadata and the
 * paper do.
 * @throws SpecError for an impossible specification or one whose counts exceed exact integers (2^53).
 *
 * @example
 * ```ts
 * const { macs, params, depth, receptiveField } = enet.summarize(enet.variant('b0'));
 * console.log(macs.total, params.trainable, depth, receptiveField); // 385814752 5288548 16 851
 * ```
 */
export function summarize(input: ArchitectureSpec): CostReport {
  const spec = validateSpec(input);
  const walk = new Walk(spec);
  const { layers } = walk;
  const macs: MacCounts = { total: 0, conv: 0, depthwise: 0, squeezeExcite: 0, dense: 0 };
  const elements: ElementCounts = {
    total: 0,
    normalization: 0,
    activation: 0,
    pool: 0,
    multiply: 0,
    add: 0,
    squeezeExcite: 0,
    dense: 0
  };
  let trainable = 0;
  let statistics = 0;
  let bytesMoved = 0;
  for (const layer of layers) {
    const { kind } = layer;
    if (kind === 'conv' || kind === 'depthwise') {
      macs[kind] += layer.macs;
    } else {
      elements[kind] += layer.elementOps;
      elements.total += layer.elementOps;
      if (kind === 'squeezeExcite' || kind === 'dense') {
        macs[kind] += layer.macs;
      }
    }
    macs.total += layer.macs;
    trainable += layer.params;
    statistics += layer.statistics;
    bytesMoved += layer.bytesMoved;
  }
  const withStatistics = trainable + statistics;
  const imageElements = spec.resolution ** spec.spatialDimensions * spec.inputChannels;
  const memory = memoryOf(layers, imageElements, withStatistics);
  // All terms are whole and positive, so that a sum below 2^53 was exact at every step.
  for (const [what, value] of [
    ['MACs', macs.total],
    ['bytes', bytesMoved],
    ['bytes', memory.outputs + memory.savedActivations + memory.trainingPeak + memory.weights]
  ] as const) {
    if (!Number.isSafeInteger(value)) {
      throw new SpecError(
        'spec',
        spec.name,
        `fewer than 2^53 ${what}, above which numbers are no longer exact; this has ${value.toExponential(2)}`,
        'Choose a smaller network.'
      );
    }
  }
  // Keras's Normalization layer keeps a mean and a variance for each channel, and one count.
  const kerasNormalization = spec.family === 'v2' ? 0 : 2 * spec.inputChannels + 1;
  return {
    spec,
    params: { trainable, withStatistics, keras: withStatistics + kerasNormalization },
    macs,
    elements,
    memory,
    bytesMoved,
    receptiveField: layers[layers.length - 1].receptiveField,
    depth: walk.blocks.length,
    notes: notesOf(layers, spec),
    stages: stageCosts(spec, walk),
    blocks: blockCosts(walk),
    layers
  };
}

/** What the layers of a range cost together. */
function groupOf(layers: readonly LayerCost[], { from, to }: LayerRange): CostGroup {
  const first = layers[from];
  const last = layers[to - 1];
  let macs = 0;
  let params = 0;
  let elementOps = 0;
  let bytesMoved = 0;
  for (let i = from; i < to; i++) {
    const layer = layers[i];
    macs += layer.macs;
    params += layer.params;
    elementOps += layer.elementOps;
    bytesMoved += layer.bytesMoved;
  }
  return {
    inputFilters: first.inputFilters,
    outputFilters: last.outputFilters,
    inputSize: first.inputSize,
    outputSize: last.outputSize,
    macs,
    params,
    elementOps,
    bytesMoved,
    receptiveField: last.receptiveField,
    jump: last.jump,
    from,
    to
  };
}

function blockCosts({ blocks, blockRanges, layers }: Walk): BlockCost[] {
  return blocks.map((block, i) =>
    Object.assign(groupOf(layers, blockRanges[i]), {
      name: block.name,
      stage: block.stage,
      operator: block.operator,
      expansionRatio: block.expansionRatio,
      expandedFilters: block.expandedFilters,
      squeezeExciteFilters: block.squeezeExciteFilters,
      kernelSize: block.kernelSize,
      stride: block.stride
    })
  );
}

function stageCosts(spec: ArchitectureSpec, { stageRanges, layers }: Walk): StageCost[] {
  return stageRanges.map((range) => {
    const blocks = spec.stages[Number(range.name) - 1]?.blocks;
    const shape = blocks
      ? {
          operator: `${blocks[0].operator}${blocks[0].expansionRatio}`,
          kernelSize: blocks[0].kernelSize,
          repeats: blocks.length
        }
      : { operator: 'Conv', kernelSize: range.name === 'stem' ? spec.stem.kernelSize : 1, repeats: 1 };
    return { name: range.name, ...shape, ...groupOf(layers, range) };
  });
}
