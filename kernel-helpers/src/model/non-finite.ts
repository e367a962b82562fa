import type { LayersModel } from '@tensorflow/tfjs';
import { getWeightsByName } from './weights/weights';

/** Where values that are not finite were seen. */
export interface NonFiniteValues {
  /** Layer, weight, or `input` for the images themselves. */
  name: string;
  /** NaN or infinite. */
  nonFinite: number;
  /** In all. */
  values: number;
}

/** Weights and moving statistics that hold values that are not finite. */
export function nonFiniteWeights(model: LayersModel): NonFiniteValues[] {
  return Object.entries(getWeightsByName(model))
    .map(([name, { values }]) => countNonFinite(name, values))
    .filter(({ nonFinite }) => nonFinite > 0);
}

/** How many of the values are not finite. */
export function countNonFinite(name: string, values: ArrayLike<number>): NonFiniteValues {
  let nonFinite = 0;
  for (let i = 0; i < values.length; i++) {
    nonFinite += Number.isFinite(values[i]) ? 0 : 1;
  }
  return { name, nonFinite, values: values.length };
}
