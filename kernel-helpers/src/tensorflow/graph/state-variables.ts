import type { Variable } from '@tensorflow/tfjs';
import { DTYPE_BYTES, elements, type GraphDtype, type GraphNode } from './node';
import type { ProgramVariable, ProgramWrite } from './program';

/** Of a state, in one call. Of what is on its way there are several copies; a step takes more than these. */
const WRITE_BYTES = 2 ** 26;

/** A variable of a state, and its nodes. */
export interface StateVariable {
  name: string;
  variable: Variable;
  handle: string;
  /** Node that stores the value fed. */
  assign: string;
  dtype: GraphDtype;
  nodes: GraphNode[];
  program: ProgramVariable;
}

/** Variables that are written in one call, and the node that it fetches. */
export interface StateWrite extends ProgramWrite {
  node: GraphNode;
}

/**
 * A variable as a graph holds it, with what feeds and reads it.
 * @param path Before the names of its nodes.
 */
export function stateVariable(name: string, path: string, variable: Variable): StateVariable {
  const { shape } = variable;
  const dtype = variable.dtype as GraphDtype;
  const type = { dtype: { type: dtype } };
  const node = (
    own: string,
    op: string,
    inputs: string[],
    attributes: GraphNode['attributes']
  ): GraphNode => ({
    name: `${path}/${own}`,
    op,
    inputs,
    attributes
  });
  const handle = node('handle', 'VarHandleOp', [], {
    ...type,
    shape: { shape },
    shared_name: { string: path }
  });
  const nodes = [
    handle,
    node('value', 'Placeholder', [], { ...type, shape: { shape } }),
    node('assign', 'AssignVariableOp', [handle.name, `${path}/value`], type),
    node('read', 'ReadVariableOp', [handle.name], type)
  ];
  const program = {
    name,
    shape,
    dtype,
    feed: `${path}/value:0`,
    read: `${path}/read:0`
  };
  return { name, variable, handle: handle.name, assign: `${path}/assign`, dtype, nodes, program };
}

/** How a state is written: all its variables in a few calls. */
export function stateWrites(variables: readonly StateVariable[]): StateWrite[] {
  return portions(variables).map((written, i) => stateWrite(written, `state/written_${i}`));
}

/** Variables in turn, so many bytes at once or a single larger one. */
function portions(variables: readonly StateVariable[]): StateVariable[][] {
  const all: StateVariable[][] = [];
  let bytes = Infinity;
  for (const each of variables) {
    const own = DTYPE_BYTES[each.dtype] * elements(each.variable.shape);
    if (bytes + own > WRITE_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(each);
    bytes += own;
  }
  return all;
}

/** One node that waits for all of them: TensorFlow's time for a call is that of its nodes. */
function stateWrite(written: readonly StateVariable[], name: string): StateWrite {
  const node: GraphNode = {
    name,
    op: 'Const',
    inputs: written.map(({ assign }) => `^${assign}`),
    attributes: {
      dtype: { type: 'int32' },
      value: { tensor: { dtype: 'int32', shape: [], bytes: new Uint8Array(4) } }
    }
  };
  return { variables: written.map((each) => each.name), done: `${name}:0`, node };
}
