import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow';

export type Layer = InstanceType<TensorFlow['layers']['Layer']>;

export interface LayerArguments {
  name?: string;
  trainable?: boolean;
}

export type LayerClass<Arguments extends LayerArguments> = new (args: Arguments) => Layer;

/** What a model passes down to its layers. */
export interface CallOptions {
  training?: boolean;
}

/** The input of a layer that has one; tfjs-layers passes it bare or in a list. */
export function onlyTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}
