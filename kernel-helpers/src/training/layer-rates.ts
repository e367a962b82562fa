import type { LayersModel } from '@tensorflow/tfjs';
import { TrainingError } from './errors';
import { networkParts } from './parts';

/**
 * Factors of the learning rate by stage (discriminative rates, Howard and Ruder 2018, arXiv 1801.06146).
 * `{ decay: 0.8 }`: 1 for the classifier, 0.8 for the head's convolution, 0.8² for the last stage, and so on to the
 * stem. Or a factor for each of some of `stem`, `stage1`, …, `top`, `classifier`; the others have 1. With 0 weights
 * stay as they are, but their gradients are computed, and moving statistics move: to freeze, use `freeze`.
 */
export type LayerRates = { decay: number } | Readonly<Record<string, number>>;

/** Largest factor. */
const LIMIT = 1000;

/**
 * The factor of each trainable weight, in the order of `model.trainableWeights`.
 * @throws TrainingError for stages that the network does not have, and for models not made by `buildEfficientNet`.
 */
export function rateFactors(model: LayersModel, rates: LayerRates): number[] {
  const parts = networkParts(model);
  const stages = [...new Set(parts.map(({ stage }) => stage))];
  const factors = factorsOf(stages, rates);
  const byVariable = new Map(
    parts.flatMap(({ stage, layers }) =>
      layers.flatMap(({ weights }) =>
        weights.map(({ id }): [number, number] => [id, factors.get(stage) ?? 1])
      )
    )
  );
  return model.trainableWeights.map(({ id }) => byVariable.get(id) ?? 1);
}

function factorsOf(stages: readonly string[], rates: LayerRates): Map<string, number> {
  if (typeof rates !== 'object' || Array.isArray(rates)) {
    throw new TrainingError('layerRates', rates, 'an object', 'Give for example { decay: 0.8 }.');
  }
  const given = Object.entries(rates);
  for (const [name, factor] of given) {
    if (name !== 'decay' && !stages.includes(name)) {
      const remedy = 'Give factors of stages that the network has.';
      throw new TrainingError('layerRates', name, `decay, or ${stages.join(', ')}`, remedy);
    }
    const limit = name === 'decay' ? 1 : LIMIT;
    if (!(typeof factor === 'number' && factor >= 0 && factor <= limit)) {
      const remedy = 'Use such a number, or leave it out.';
      throw new TrainingError(`layerRates.${name}`, factor, `a number from 0 to ${limit}`, remedy);
    }
  }
  if ('decay' in rates && given.length > 1) {
    const remedy = 'Leave one of both out.';
    throw new TrainingError('layerRates', 'a decay and factors', 'either decay or factors', remedy);
  }
  const { decay } = rates as { decay?: number };
  return new Map(
    decay === undefined ? given : stages.map((stage, i) => [stage, decay ** (stages.length - 1 - i)])
  );
}
