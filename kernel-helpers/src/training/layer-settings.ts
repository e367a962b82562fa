import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import { layersWithin, modelDescription } from '../model';
import { canonical } from './canonical';

/**
 * Checksum of what the layers of a model are set to, for models that no specification describes: rates of dropout,
 * momentum, regularisation, what is trained. Names and initial values count for nothing once there are weights.
 */
export function layerSettings(model: LayersModel): string | null {
  if (modelDescription(model) !== null) {
    return null;
  }
  const settings = layersWithin(model).map(({ layer }) => {
    const config = Object.entries(layer.getConfig()).filter(
      ([key]) => !/^(name|layers)$|initializer$/i.test(key)
    );
    return [layer.getClassName(), Object.fromEntries(config), layer.trainable];
  });
  return createHash('sha256').update(canonical(settings)).digest('hex').slice(0, 16);
}
