import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow';
import { layersWithin } from '../nested-layers';
import type { CallOptions, Layer } from './layer-class';

/**
 * Gives `trainable` Keras's meaning in TensorFlow.js, whose nested networks freeze their weights and leave the layers
 * within unaware, so that these go on with the statistics of batches. Set anew, a network's `trainable` becomes that of
 * all layers within; set to what it is already, nothing happens, as in Keras 3. Layers of a frozen network that are set
 * free again are trained by the network around it. A frozen batch normalisation, one of TensorFlow.js's own too, works
 * with its moving statistics in training and leaves them alone.
 */
export function freezeLikeKeras(tf: TensorFlow): void {
  const container = Object.getPrototypeOf(tf.LayersModel.prototype) as LayersModel;
  const { get, set } = Object.getOwnPropertyDescriptor(container, 'trainable') ?? {};
  if (get === undefined || set === undefined) {
    throw new Error('This TensorFlow.js has no trainable of networks: a version that is not known.');
  }
  const trained = (model: LayersModel): LayersModel['weights'] =>
    layersWithin(model).flatMap(({ layer }) => layer.trainableWeights);
  Object.defineProperties(container, {
    trainable: {
      configurable: true,
      get,
      set(this: LayersModel, trainable: boolean) {
        const changes = this.trainable !== trainable;
        set.call(this, trainable);
        // A network under construction has no layers yet.
        for (const layer of changes ? (this.layers ?? []) : []) {
          layer.trainable = trainable;
        }
      }
    },
    trainableWeights: {
      configurable: true,
      get(this: LayersModel) {
        return this.trainable ? trained(this) : [];
      }
    },
    nonTrainableWeights: {
      configurable: true,
      get(this: LayersModel) {
        const held = layersWithin(this).flatMap(({ layer }) => layer.nonTrainableWeights);
        return this.trainable ? held : [...trained(this), ...held];
      }
    }
  });
  const normalization = Object.getPrototypeOf(tf.layers.batchNormalization()) as Layer;
  const { call } = normalization;
  normalization.call = function (this: Layer, inputs: Tensor | Tensor[], options: CallOptions) {
    return call.call(this, inputs, this.trainable ? options : { ...options, training: false });
  };
}
