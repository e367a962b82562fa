import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, blocksOf, lostChannels, SpecError } from '../../../analysis';
import { type OptionNames, requireOptions } from '../../../analysis/option-names';
import { channelTransform } from '../../preprocessing';
import { modelDescription } from '../../metadata';
import {
  encodeKerasWeights,
  encodeSafetensors,
  type KerasLayer,
  type StoredTensor,
  writeWhole
} from '../formats';
import { getWeightsByName, type NamedWeights, WeightError } from '../weights';
import { requireFiniteToSave } from '../finite-saves';
import { inFamily } from './identify';
import { toTorch } from './layout';
import { descriptionMetadata } from './own-description';
import type { WeightFamily } from './publishers';
import { type NamedVariable, variablesOf } from './variables';

export interface SaveWeightsOptions {
  /** `safetensors` (default), or `keras`: a `.weights.h5` file for `load_weights` of Keras's own EfficientNets. */
  format?: 'safetensors' | 'keras';
  /** Whose names safetensors get; default `keras`. */
  names?: WeightFamily;
}

const SAVE_OPTIONS: OptionNames<SaveWeightsOptions> = { format: true, names: true };

/** Publishers' builders make widths that are multiples of it. */
const DIVISOR = 8;

/** Pixels enter Keras's normalisation divided by this. */
const PIXEL_SCALE = 255;

/**
 * Writes a model's weights for others: safetensors under the names of Keras, timm, torchvision or efficientnet_pytorch,
 * or Keras's `.weights.h5`. The file is there whole or not at all. For a TensorFlow.js model use `model.save`, for a
 * SavedModel `exportSavedModel`.
 *
 * @throws WeightError for a network that the family has no names for, and for weights that are not finite; WeightFileError when the file can't be written.
 *
 * @example
 * ```ts
 * const model = enet.buildEfficientNet(enet.variant('lite0', { resolution: 32, classes: 10 }), { seed: 1 });
 * const path = `${require('os').tmpdir()}/lite0-${process.pid}.safetensors`;
 * await enet.saveWeights(model, path, { names: 'timm' });
 * const again = await enet.loadEfficientNet(path);
 * console.log(again.outputShape); // [ null, 10 ]
 * require('fs').rmSync(path);
 * ```
 */
export async function saveWeights(
  model: LayersModel,
  path: string,
  options: SaveWeightsOptions = {}
): Promise<void> {
  requireOptions(options, SAVE_OPTIONS);
  if (typeof path !== 'string') {
    throw new SpecError('path', path, 'the path of a file', 'Name the file to write.');
  }
  const { format = 'safetensors', names = 'keras' } = options;
  const description = modelDescription(model);
  if (description === null) {
    throw new WeightError(
      'unknown-family',
      model.name,
      'a model whose weights have no names that others know',
      'one made by buildEfficientNet()',
      'Save it with its own save(), or write what enet.weights.getWeightsByName() gives.'
    );
  }
  const { spec } = description;
  if (format === 'keras' || names !== 'keras') {
    requirePublishersWidths(spec, format === 'keras' ? 'Keras' : names);
  }
  const metadata = descriptionMetadata(description);
  requireFiniteToSave(model);
  const weights = getWeightsByName(model);
  const variables = variablesOf(spec).filter((variable) => variable.path in weights);
  const bytes =
    format === 'keras'
      ? await encodeKerasWeights(kerasLayers(spec, weights, variables), metadata)
      : encodeSafetensors(named(variables, weights, names, spec), {
          format: names === 'keras' ? 'tf' : 'pt',
          ...metadata
        });
  await writeWhole(path, bytes);
}

/**
 * Publishers' code computes expanded channels from expansion ratios, and rounds the others: where channels were pruned,
 * no network of theirs takes the weights.
 * @throws WeightError naming the first layer that lost channels.
 */
function requirePublishersWidths(spec: ArchitectureSpec, publisher: string): void {
  const expansions = blocksOf(spec).map(({ name, inputFilters, expansionRatio, expandedFilters }) => ({
    layer: `${name}_expand_conv`,
    filters: expandedFilters,
    made: Math.round(inputFilters * expansionRatio)
  }));
  const ends = [
    { layer: 'stem_conv', filters: spec.stem.filters },
    { layer: 'top_conv', filters: spec.head.filters }
  ].map((end) => ({ ...end, made: DIVISOR * Math.ceil(end.filters / DIVISOR) }));
  const pruned = [...expansions, ...ends].find(({ filters, made }) => filters !== made);
  if (pruned) {
    throw new WeightError(
      'mismatch',
      pruned.layer,
      `${pruned.filters} channels in a network for ${publisher}, which was pruned`,
      `${pruned.made}, as ${publisher} builds the layer`,
      SAVE_PRUNED
    );
  }
  if (lostChannels(spec)) {
    throw new WeightError(
      'mismatch',
      spec.name,
      `a network for ${publisher} whose stem or head was pruned`,
      `widths that ${publisher} computes from a coefficient`,
      SAVE_PRUNED
    );
  }
}

const SAVE_PRUNED =
  "Only this package builds pruned networks: save it as safetensors with names: 'keras', or with its own save().";

function named(
  variables: NamedVariable[],
  weights: NamedWeights,
  family: WeightFamily,
  spec: ArchitectureSpec
): Array<[string, StoredTensor]> {
  return variables.map((variable) => {
    const own = inFamily(variable, family);
    if (own === null) {
      throw new WeightError(
        'unknown-name',
        variable.path,
        `a variable of ${spec.name} that ${family} has no name for`,
        `one of the networks that ${family} publishes`,
        "Save it with names: 'keras'."
      );
    }
    const tensor = weights[variable.path];
    return [own.name, family === 'keras' ? tensor : toTorch(variable.kind, tensor)];
  });
}

/** Layers with variables in the order of Keras's own networks, normalisation and random layers included. */
function kerasLayers(
  spec: ArchitectureSpec,
  weights: NamedWeights,
  variables: NamedVariable[]
): KerasLayer[] {
  const layers = new Map<string, KerasLayer>();
  for (const { path, kind } of variables) {
    const [name] = path.split('/');
    const layer = layers.get(name) ?? { className: classOf(name, kind), name, variables: [] };
    layer.variables.push(weights[path]);
    layers.set(name, layer);
  }
  const dropouts = blocksOf(spec)
    .filter(({ dropRate }) => dropRate > 0)
    .map(({ name }) => `${name}_drop`);
  const seeds = [...dropouts, ...(spec.dropout > 0 ? ['top_dropout'] : [])].map((name) => ({
    className: 'dropout',
    name,
    variables: [],
    seed: new Uint32Array(2)
  }));
  // V2 keeps its normalisation in the layer's configuration.
  const normalization = spec.family === 'v2' ? [] : [normalizationLayer(spec)];
  return [...normalization, ...layers.values(), ...seeds];
}

function classOf(name: string, kind: NamedVariable['kind']): string {
  if (name.endsWith('bn')) {
    return 'batch_normalization';
  }
  return { conv: 'conv2d', depthwise: 'depthwise_conv2d', dense: 'dense', vector: 'conv2d' }[kind];
}

/** Keras's layer after 1/255: (x − mean)/√variance, so that both together are our preprocessing. */
function normalizationLayer({ preprocessing, inputChannels }: ArchitectureSpec): KerasLayer {
  const none = {
    factors: new Array<number>(inputChannels).fill(1),
    offsets: new Array<number>(inputChannels).fill(0)
  };
  const { factors, offsets } = channelTransform(preprocessing, inputChannels) ?? none;
  if (factors.some((factor) => !(factor > 0))) {
    throw new WeightError(
      'convention',
      'preprocessing',
      `the factors ${factors.join(', ')}`,
      "positive ones: Keras's layer divides by roots",
      'Save it as safetensors.'
    );
  }
  const deviations = factors.map((factor) => 1 / (factor * PIXEL_SCALE));
  const vector = (values: number[]): StoredTensor => ({
    shape: [values.length],
    values: Float32Array.from(values)
  });
  const mean = vector(offsets.map((offset, i) => -offset * deviations[i]));
  const variance = vector(deviations.map((deviation) => deviation ** 2));
  return {
    className: 'normalization',
    name: 'normalization',
    variables: [mean, variance, { shape: [], values: new Float32Array(1) }]
  };
}
