import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { EvaluationError } from './errors';

/**
 * The map [N, height, width, C] that a layer puts out.
 * @param name Without it the map that the classifier's head reads.
 * @throws EvaluationError for a layer that isn't there or puts out no map; tells the last layer of each size of maps.
 */
export function featureMap(model: LayersModel, name?: string): SymbolicTensor {
  const maps = model.layers.flatMap((layer) => {
    const output = layer.getOutputAt(0);
    return Array.isArray(output) || output.inputs.length === 0 ? [] : [output].filter(isMap);
  });
  const found = name === undefined ? lastMap(model.outputs[0]) : maps.find((map) => nameOf(map) === name);
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

/** The map nearest to an output, but the network's input. */
function lastMap(output: SymbolicTensor): SymbolicTensor | undefined {
  let nearest = [output];
  while (nearest.length > 0) {
    const map = nearest.find((tensor) => isMap(tensor) && tensor.inputs.length > 0);
    if (map) {
      return map;
    }
    nearest = [...new Set(nearest.flatMap(({ inputs }) => inputs))];
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
