import type { LayersModel } from '@tensorflow/tfjs';
import { type RandomState, seedFor } from '../tensorflow';
import { isRandomLayer, type RandomLayer } from './layers';
import { layersWithin } from './nested-layers';

/** Where each random layer of a model stands, by the layer's path. Part of a checkpoint that continues exactly. */
export type ModelRandomState = Record<string, RandomState>;

/** Restarts the model's random masks: the same seed gives the same masks, step by step. */
export function reseed(model: LayersModel, seed: number): void {
  for (const { path, random } of randomLayers(model)) {
    random.state = { seed: seedFor(seed, path), draws: 0 };
  }
}

export function randomState(model: LayersModel): ModelRandomState {
  return Object.fromEntries(randomLayers(model).map(({ path, random }) => [path, random.state]));
}

/** Continues where a state was taken; layers that it does not name are unchanged. */
export function restoreRandomState(model: LayersModel, state: Readonly<ModelRandomState>): void {
  for (const { path, random } of randomLayers(model)) {
    if (path in state) {
      random.state = state[path];
    }
  }
}

function randomLayers(model: LayersModel): Array<{ path: string; random: RandomLayer['random'] }> {
  return layersWithin(model).flatMap(({ path, layer }) =>
    isRandomLayer(layer) ? [{ path, random: layer.random }] : []
  );
}
