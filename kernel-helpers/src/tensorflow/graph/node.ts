/** A recorded graph as plain data: what is inspected, rewritten and written as a GraphDef. */

/** Element types of tensors in a graph, by TensorFlow's names without `DT_`. */
export type GraphDtype = 'float32' | 'int32' | 'bool' | 'int64' | 'float16' | 'bfloat16';

/** TensorFlow's numbers of the element types (types.proto). */
export const DTYPE_NUMBERS: Readonly<Record<GraphDtype, number>> = {
  float32: 1,
  int32: 3,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  float16: 19
};

/** Bytes of one element. */
export const DTYPE_BYTES: Readonly<Record<GraphDtype, number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  bool: 1,
  bfloat16: 2,
  float16: 2
};

/** Constant values as they lie in memory. */
export interface TensorContent {
  dtype: GraphDtype;
  shape: number[];
  /** Little-endian elements, row-major. */
  bytes: Uint8Array;
}

/** An attribute of a node, with its kind, since JavaScript can't tell 1 from 1.0. */
export type NodeAttribute =
  | { type: GraphDtype }
  | { types: GraphDtype[] }
  | { int: number }
  | { ints: number[] }
  | { float: number }
  | { bool: boolean }
  | { string: string }
  | { shape: number[] }
  | { tensor: TensorContent };

export interface GraphNode {
  name: string;
  /** As in TensorFlow's operation registry. */
  op: string;
  /** `node`, `node:1` for later outputs, `^node` for what only has to run before. Control inputs come last. */
  inputs: string[];
  attributes: Record<string, NodeAttribute>;
}

/** The node that an input of another names. */
export function nodeOf(input: string): string {
  const name = input.startsWith('^') ? input.slice(1) : input;
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(0, colon);
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
