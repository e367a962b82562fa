import type { SymbolicTensor } from '@tensorflow/tfjs';
import type { NetworkGraph } from '../model';
import { EvaluationError } from './errors';

/**
 * The map [N, height, width, C] that a layer puts out, one of a nested network too.
 * @param name Without it the map that the classifier's head reads.
 * @throws EvaluationError for a layer that isn't there or puts out no map; tells the last layer of each size of maps.
 */
export function featureMap(graph: NetworkGraph, name?: string): SymbolicTensor {
  const maps = graph.tensors.filter((tensor) => tensor.inputs.length > 0 && isMap(tensor));
  const found = name === undefined ? lastMap(graph) : maps.find((map) => nameOf(map) === name);
  if (!found) {
    const got = name === undefined ? 'a network without maps' : (JSON.stringify(name) ?? String(name));
    const known = candidates(maps);
    const expected = known ? `a layer with a map, such as ${known}` : 'a network with convolutions';
    throw new EvaluationError('layer', got, expected, 'Take a name that summary() shows.');
  }
  return found;
}

function isMap({ shape }: SymbolicTensor): boolean {
  return shape.length === 4 && shape.slice(1).every((side) => typeof side === 'number');
}

const nameOf = (map: SymbolicTensor): string => map.sourceLayer.name;

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

/** The last map of each size, coarsest last, as `name (height × width)`. */
function candidates(maps: readonly SymbolicTensor[]): string {
  const last = new Map<string, string>();
  for (const map of maps) {
    const [, height, width] = map.shape as number[];
    if (height * width > 1) {
      last.set(`${height} × ${width}`, nameOf(map));
    }
  }
  return Array.from(last, ([size, name]) => `${name} (${size})`).join(', ');
}
