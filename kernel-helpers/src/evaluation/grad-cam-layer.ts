import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { didYouMean } from '../analysis/option-names';
import { layersWithin, type NetworkGraph } from '../model';
import { EvaluationError } from './errors';

/** A layer's map, and the layer's path. */
export interface FeatureMap {
  map: SymbolicTensor;
  /** With the names of the networks that it lies in: `features/top_activation`. */
  path: string;
}

/**
 * The map [N, height, width, C] that a layer puts out, one of a nested network too.
 * @param wanted Name or path of the layer; without it the map that the classifier's head reads.
 * @throws EvaluationError for a layer that isn't there or puts out no map, and for a name that several have; tells those
 *   that are near, or the last layer of each size of maps.
 */
export function featureMap(model: LayersModel, graph: NetworkGraph, wanted?: string): FeatureMap {
  const paths = new Map(layersWithin(model).map(({ path, layer }) => [layer as unknown, path]));
  const all = graph.tensors
    .filter((tensor) => tensor.inputs.length > 0 && isMap(tensor))
    .map((map): FeatureMap => ({ map, path: paths.get(map.sourceLayer) ?? map.sourceLayer.name }));
  if (wanted === undefined) {
    const last = lastMap(graph);
    const found = all.find(({ map }) => map === last);
    if (!found) {
      throw refused(wanted, all);
    }
    return found;
  }
  const exact = all.filter(({ path }) => path === wanted);
  const found = exact.length > 0 ? exact : all.filter(({ map }) => map.sourceLayer.name === wanted);
  // A layer that stands at several places is one: the first place is meant, as ever.
  const several = [...new Set(found.map(({ path }) => path))];
  if (several.length > 1) {
    const expected = `one of ${several.join(', ')}`;
    throw new EvaluationError('layer', JSON.stringify(wanted), expected, 'Give its path.');
  }
  if (found.length === 0) {
    throw refused(wanted, all);
  }
  return found[0];
}

function refused(wanted: string | undefined, all: readonly FeatureMap[]): EvaluationError {
  const got = wanted === undefined ? 'a network without maps' : (JSON.stringify(wanted) ?? String(wanted));
  const known = candidates(all);
  const expected = known ? `a layer with a map, such as ${known}` : 'a network with convolutions';
  const names = all.flatMap(({ map, path }) => [map.sourceLayer.name, path]);
  const question = typeof wanted === 'string' ? didYouMean(wanted, [...new Set(names)]) : '';
  const remedy = `${question}Use a name that summary() shows, or its path.`;
  return new EvaluationError('layer', got, expected, remedy);
}

function isMap({ shape }: SymbolicTensor): boolean {
  return shape.length === 4 && shape.slice(1).every((side) => typeof side === 'number');
}

/** The map nearest to the output, but the network's input. */
function lastMap(graph: NetworkGraph): SymbolicTensor | undefined {
  let nearest = [graph.outputs[0]];
  while (nearest.length > 0) {
    const map = nearest.find((tensor) => isMap(tensor) && tensor.inputs.length > 0);
    if (map) {
      return map;
    }
    nearest = [...new Set(nearest.flatMap((tensor) => graph.entering(tensor)))];
  }
  return undefined;
}

/** The last map of each size, coarsest last, as `path (height × width)`. */
function candidates(all: readonly FeatureMap[]): string {
  const last = new Map<string, string>();
  for (const { map, path } of all) {
    const [, height, width] = map.shape as number[];
    if (height * width > 1) {
      last.set(`${height} × ${width}`, path);
    }
  }
  return Array.from(last, ([size, name]) => `${name} (${size})`).join(', ');
}
