import type { layers, LayersModel } from '@tensorflow/tfjs';
import { layersWithin } from '../model';
import { TrainingError } from './errors';

type Layer = layers.Layer;

/**
 * Refuses training in which a normalisation has one value to take mean and deviation of: the value minus itself is
 * zero, and what follows is the same whatever an image shows. Nothing would learn, and the loss looks like that of a
 * hard task. PyTorch refuses the same.
 *
 * @param images That pass through the network at once: a batch, or a part of it.
 * @param option That decides on their number.
 * @throws TrainingError naming layers.
 */
export function requireSeveralValues(
  model: LayersModel,
  images: number,
  option: 'batchSize' | 'accumulationSteps',
  got: number
): void {
  const alone = layersWithin(model)
    .map(({ layer }) => layer)
    .filter((layer) => valuesOf(layer, images).includes(1));
  if (alone.length === 0) {
    return;
  }
  const [{ name }] = alone;
  const batch = alone.some((layer) => layer.getClassName() !== GROUPS);
  const others = alone.length > 1 ? ` and ${alone.length - 1} others` : '';
  const expected = `more than one value for ${name}${others} to take a mean of; a map of 1 × 1 pixel has one an image`;
  const remedy = batch
    ? 'Take larger batches or parts, a larger resolution, or freeze these layers.'
    : 'Take a larger groupSize or resolution.';
  throw new TrainingError(option, got, expected, remedy);
}

const GROUPS = 'GroupNormalization';

/** How many values each mean is of, for each place of a layer; none for layers that take no means in training. */
function valuesOf(layer: Layer, images: number): number[] {
  const kind = layer.getClassName();
  // TensorFlow.js's own layer goes by the batch also when it is frozen.
  const byBatch = kind === 'BatchNormalization' || (kind === 'FusedBatchNormalization' && layer.trainable);
  if (!byBatch && kind !== GROUPS) {
    return [];
  }
  const together = byBatch ? images : (layer.getConfig() as { groupSize: number }).groupSize;
  return layer.inboundNodes.map(({ inputShapes }) =>
    (inputShapes as number[][])[0].slice(1, -1).reduce((product, side) => product * side, together)
  );
}
