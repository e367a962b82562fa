import type { LayersModel } from '@tensorflow/tfjs';
import { type RandomState, seedFor } from '../tensorflow';
import { isRandomLayer, type RandomLayer } from './layers';

/** Where each random layer of a model stands, by layer name. Part of a checkpoint that continues exactly. */
export type ModelRandomState = Record<string, RandomState>;

/** Starts the model's random masks anew: the same seed gives the same masks, step by step. */
export function reseed(model: LayersModel, seed: number): void {
  for (const layer of randomLayers(model)) {
    layer.random.state = { seed: seedFor(seed, layer.name), draws: 0 };
  }
}

export function randomState(model: LayersModel): ModelRandomState {
  return Object.fromEntries(randomLayers(model).map((layer) => [layer.name, layer.random.state]));
}

/** Continues where a state was taken; layers that it does not name go on as they are. */
export function restoreRandomState(model: LayersModel, state: Readonly<ModelRandomState>): void {
  for (const layer of randomLayers(model)) {
    if (layer.name in state) {
      layer.random.state = state[layer.name];
    }
  }
}

function randomLayers(model: LayersModel): RandomLayer[] {
  return model.layers.filter(isRandomLayer);
}
