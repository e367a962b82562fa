import type { LayersModel } from '@tensorflow/tfjs';
import type { OptionNames } from '../analysis/option-names';
import { requireKnown, TrainingError } from './errors';
import { type NetworkPart, networkParts } from './parts';

export interface FreezeOptions {
  /**
   * Last part that is frozen, with all before it: `stem`, a stage (`stage5`), a block (`block5c`), `top`, or
   * `all-but-classifier`, which means the same as `top`. `nothing` sets all free.
   */
  through: string;
}

const FREEZE_OPTIONS: OptionNames<FreezeOptions> = { through: true };

export interface FrozenParts {
  /** Names of the frozen parts, in order. */
  frozen: string[];
  /** Numbers that training changes, without moving statistics. */
  trainableParameters: number;
  /** Numbers that stay as they are, with the moving statistics of frozen layers. */
  frozenParameters: number;
}

/**
 * Freezes a network from its input to a part, and sets free all after it. Frozen layers keep their weights and their
 * moving statistics to the last bit and normalise with these, in training too; no gradient is computed for them.
 * Dropout and stochastic depth within frozen parts stay active in training, as in Keras.
 *
 * Of a model that contains a network, with layers of your own behind it or as a layer itself, the network's parts are
 * meant; your own layers behind it belong to the classifier, those before it to the stem.
 *
 * @throws TrainingError for models that contain no network of `buildEfficientNet`, or several, and for parts that the
 *   network does not have.
 *
 * @example
 * ```ts
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const { trainableParameters } = enet.freeze(model, { through: 'all-but-classifier' });
 * console.log(trainableParameters);
 * ```
 */
export function freeze(model: LayersModel, options: FreezeOptions): FrozenParts {
  requireKnown(options, FREEZE_OPTIONS);
  const { through } = options;
  const parts = networkParts(model);
  const count = frozenCount(parts, through);
  // Set to what it is already, it changes nothing within.
  model.trainable = true;
  parts.forEach((part, i) => part.layers.forEach((layer) => (layer.trainable = i >= count)));
  const sizes = (weights: ReadonlyArray<{ shape: Array<number | null> }>): number =>
    weights.reduce((sum, { shape }) => sum + shape.reduce<number>((n, side) => n * (side ?? 1), 1), 0);
  const frozenLayers = parts.slice(0, count).flatMap(({ layers }) => layers);
  return {
    frozen: parts.slice(0, count).map(({ name }) => name),
    trainableParameters: sizes(model.trainableWeights),
    frozenParameters: sizes(frozenLayers.flatMap(({ weights }) => weights))
  };
}

/** How many parts lie up to this one. */
function frozenCount(parts: readonly NetworkPart[], through: string): number {
  if (through === 'nothing') {
    return 0;
  }
  const last = through === 'all-but-classifier' ? 'top' : through;
  const index = parts.map(({ name, stage }) => name === last || stage === last).lastIndexOf(true);
  if (index < 0 || last === 'classifier') {
    const stages = [...new Set(parts.map(({ stage }) => stage))].slice(0, -1);
    const expected = `${stages.join(', ')}, all-but-classifier, nothing or a block such as ${parts[1].name}`;
    throw new TrainingError('through', through, expected, 'Choose one of them.');
  }
  return index + 1;
}
