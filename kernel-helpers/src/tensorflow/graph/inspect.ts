import type { CompiledFunction, CompiledResult, GraphState } from './compile';
import { DTYPE_BYTES, elements, type GraphDtype } from './node';
import { outputName } from './program';

/** A tensor of a graph. */
export interface InspectedTensor {
  name: string;
  shape: number[];
  dtype: GraphDtype;
}

/** What a graph is made of. Plain JSON. */
export interface GraphInspection {
  functions: Array<{
    name: string;
    inputs: InspectedTensor[];
    outputs: InspectedTensor[];
    nodes: number;
    /** Random draws of one run. */
    draws: number;
  }>;
  state: InspectedTensor[];
  stateBytes: number;
  nodes: number;
  /** The most frequent first. */
  operations: Array<{ op: string; count: number }>;
  constantBytes: number;
  /** Constants of more than `LARGE_CONSTANT_BYTES`: weights that are no state, or values that were filled in JavaScript. */
  largeConstants: Array<InspectedTensor & { bytes: number }>;
  /** Size of the graph as TensorFlow loads it. */
  definitionBytes: number;
}

/** Constants beyond this are listed one by one. */
const LARGE_CONSTANT_BYTES = 4096;

/** Tells what a compiled function, or all functions of a state, became. Runs nothing. */
export function inspectGraph(graph: GraphState | CompiledFunction<CompiledResult>): GraphInspection {
  const state = typeof graph === 'function' ? graph.state : graph;
  const { nodes } = state;
  const program = state.program();
  const counts = new Map<string, number>();
  nodes.forEach(({ op }) => counts.set(op, (counts.get(op) ?? 0) + 1));
  const constants = nodes.flatMap(({ name, attributes: { value } }) => {
    if (value === undefined || !('tensor' in value)) {
      return [];
    }
    const { shape, dtype, bytes } = value.tensor;
    return [{ name, shape, dtype, bytes: bytes.length }];
  });
  const variables = program.state.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
  return {
    functions: Object.entries(program.functions).map(([name, { inputs, outputs, draws }]) => ({
      name,
      inputs: inputs.map(({ shape, dtype }, i) => ({ name: `input_${i}`, shape, dtype })),
      outputs: outputs.map(({ key, shape, dtype }) => ({ name: outputName(key), shape, dtype })),
      nodes: nodes.filter((node) => node.name.startsWith(`${name}/`)).length,
      draws: draws.reduce((sum, count) => sum + count, 0)
    })),
    state: variables,
    stateBytes: variables.reduce((sum, { shape, dtype }) => sum + elements(shape) * DTYPE_BYTES[dtype], 0),
    nodes: nodes.length,
    operations: [...counts].map(([op, count]) => ({ op, count })).sort((a, b) => b.count - a.count),
    constantBytes: constants.reduce((sum, { bytes }) => sum + bytes, 0),
    largeConstants: constants
      .filter(({ bytes }) => bytes > LARGE_CONSTANT_BYTES)
      .sort((a, b) => b.bytes - a.bytes),
    definitionBytes: program.savedModel.length
  };
}
