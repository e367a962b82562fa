import { DEPTHWISE, NARROW_DEPTHWISE } from './depthwise';
import { isPointwise } from './lowering';
import type { NativeEquivalent } from './equivalent';
import { type GraphNode, nodeOf } from './node';
import type { AbstractTensor, Operation } from './shapes';

/** Sums that exist only within other operations: of a map and one value for each channel, and of two maps. */
export const BIAS = 'EnetBias';
export const RESIDUAL = 'EnetResidual';

export const CONVOLUTION = 'EnetPointwise';
/** Convolutions, by what finishes their sums too. */
const FINISHING: Readonly<Record<string, string>> = {
  [CONVOLUTION]: CONVOLUTION,
  [DEPTHWISE]: DEPTHWISE,
  [NARROW_DEPTHWISE]: DEPTHWISE
};
const ACTIVATIONS: Readonly<Record<string, string>> = { EnetSwish: 'swish', EnetRelu6: 'relu6' };

/** What activations are recorded as, besides the node that gives them. */
const ACTIVATION_PARTS: ReadonlySet<string> = new Set(['Sigmoid', 'Mul']);
const NO_PARTS: ReadonlySet<string> = new Set();
const ONE = new Uint8Array(Float32Array.of(1).buffer);

/**
 * The operation of ours that gives a 1×1 convolution, its gradient to the map or to the kernel, or a sum that may become
 * part of one; null elsewhere.
 *
 * @param refs What stands for the operation's inputs in a node's list of inputs.
 */
export function pointwiseEquivalent(
  operation: Operation,
  output: AbstractTensor,
  refs: readonly string[]
): Omit<NativeEquivalent, 'outputs'> | null {
  const { op, inputs } = operation;
  if (output.dtype !== 'float32') {
    return null;
  }
  switch (op) {
    case 'Conv2D':
      return isPointwise(operation, inputs[0], inputs[1])
        ? { op: CONVOLUTION, inputs: [refs[0], refs[1]], attributes: {} }
        : null;
    case 'Conv2DBackpropInput':
      return isPointwise(operation, output, inputs[1])
        ? { op: CONVOLUTION, inputs: [refs[2], refs[1]], attributes: { transposed: { bool: true } } }
        : null;
    case 'Conv2DBackpropFilter':
      return isPointwise(operation, inputs[0], output)
        ? { op: 'EnetPointwiseKernelGradient', inputs: [refs[0], refs[2]], attributes: {} }
        : null;
    case 'Add':
    case 'AddV2':
      return sum(inputs, refs);
    default:
      return null;
  }
}

function sum(
  [{ shape }, other]: readonly AbstractTensor[],
  refs: readonly string[]
): Omit<NativeEquivalent, 'outputs'> | null {
  if (shape.length !== 4) {
    return null;
  }
  if (other.shape.join() === shape.join()) {
    return { op: RESIDUAL, inputs: [...refs], attributes: {} };
  }
  return other.shape.length === 1 && other.shape[0] === shape[3]
    ? { op: BIAS, inputs: [...refs], attributes: {} }
    : null;
}

/** Whether a convolution's kernel is the same at every run, so that it is put in order once. */
export function keepsKernel(op: string, kernel: GraphNode | undefined): boolean {
  return op === CONVOLUTION && kernel?.op === 'Const';
}

/** Biases that a rewriting has put in, and activations of TensorFlow.js's own, which nothing was noted for. */
export function unnoted(nodes: readonly GraphNode[]): NativeEquivalent[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return nodes.flatMap((node): NativeEquivalent[] => {
    const { name, op, inputs } = node;
    const x = swishInput(node, byName);
    return op === 'BiasAdd'
      ? [{ op: BIAS, attributes: {}, inputs: inputs.slice(0, 2), outputs: [name] }]
      : x === null
        ? []
        : [{ op: 'EnetSwish', attributes: {}, inputs: [x], outputs: [name] }];
  });
}

/** The x of σ(α·x)·x with α = 1, as layers with `activation: 'swish'` compute it; null for other nodes. */
function swishInput({ op, inputs }: GraphNode, nodes: ReadonlyMap<string, GraphNode>): string | null {
  const [sigmoid, x] = inputs;
  const within = op === 'Mul' ? nodes.get(sigmoid) : undefined;
  const scaled = within?.op === 'Sigmoid' ? nodes.get(within.inputs[0]) : undefined;
  const isOnce = scaled?.op === 'Mul' && scaled.inputs.includes(x);
  const value = isOnce && nodes.get(scaled.inputs.filter((ref) => ref !== x)[0])?.attributes.value;
  const isOne = value && 'tensor' in value && Buffer.compare(value.tensor.bytes, ONE) === 0;
  return isOne ? x : null;
}

/**
 * Convolutions with all of what follows that is a bias, then an activation, then the sum with another map, and the gates
 * before them: where nothing else reads what is between them, it is never stored.
 */
export function finishedConvolutions(
  equivalents: readonly NativeEquivalent[],
  nodes: readonly GraphNode[],
  kept: readonly string[]
): NativeEquivalent[] {
  const graph = new Readers(nodes, kept);
  return equivalents.flatMap((convolution) => {
    if (!(convolution.op in FINISHING) || 'transposed' in convolution.attributes) {
      return [];
    }
    const biased = followed(convolution, [BIAS], equivalents, graph);
    const activated = followed(biased, Object.keys(ACTIVATIONS), equivalents, graph);
    const finished =
      convolution.op === CONVOLUTION
        ? gated(convolution, followed(activated, [RESIDUAL], equivalents, graph), equivalents, graph)
        : activated;
    return finished === convolution ? [] : [finished];
  });
}

/** A convolution with what follows it, where that is one of these; itself elsewhere. */
function followed(
  convolution: NativeEquivalent,
  wanted: readonly string[],
  equivalents: readonly NativeEquivalent[],
  graph: Readers
): NativeEquivalent {
  const [before] = convolution.outputs;
  const next = equivalents.find(
    ({ op, inputs, outputs }) =>
      wanted.includes(op) &&
      // Once: a sum with itself has no other map to add.
      inputs.filter((ref) => ref === before).length === 1 &&
      graph.isReadFor(before, outputs[0], op in ACTIVATIONS ? ACTIVATION_PARTS : NO_PARTS)
  );
  if (next === undefined) {
    return convolution;
  }
  const { attributes, inputs } = convolution;
  const others = next.inputs.filter((ref) => ref !== before);
  const activation = ACTIVATIONS[next.op];
  const added =
    activation !== undefined
      ? { activation: { string: activation } }
      : { [next.op === BIAS ? 'biases' : 'residuals']: { int: 1 } };
  return {
    op: FINISHING[convolution.op],
    attributes: { ...attributes, ...added },
    inputs: [...inputs, ...others],
    outputs: next.outputs
  };
}

/** A finished convolution that multiplies its map by the gates of squeeze-and-excitation too, where that map has some. */
function gated(
  convolution: NativeEquivalent,
  finished: NativeEquivalent,
  equivalents: readonly NativeEquivalent[],
  graph: Readers
): NativeEquivalent {
  const [scaled, ...others] = finished.inputs;
  const scale = equivalents.find(({ op, outputs }) => op === 'EnetScale' && outputs[0] === scaled);
  if (!scale || !graph.isReadFor(scaled, nodeOf(convolution.outputs[0]), NO_PARTS)) {
    return finished;
  }
  const [x, gate] = scale.inputs;
  return {
    ...finished,
    attributes: { ...finished.attributes, gates: { int: 1 } },
    inputs: [x, ...others, gate]
  };
}

/** Who reads what in a graph. */
class Readers {
  private readonly byRef = new Map<string, GraphNode[]>();

  constructor(
    nodes: readonly GraphNode[],
    private readonly kept: readonly string[]
  ) {
    for (const node of nodes) {
      for (const ref of node.inputs) {
        const key = ref.startsWith('^') ? nodeOf(ref) : ref;
        this.byRef.set(key, [...(this.byRef.get(key) ?? []), node]);
      }
    }
  }

  /** Whether a value is read by one node alone, and by parts of what it computes, which only it reads. */
  isReadFor(ref: string, node: string, parts: ReadonlySet<string>): boolean {
    const readers = this.byRef.get(ref) ?? [];
    return (
      !this.kept.includes(ref) &&
      readers.length > 0 &&
      readers.every(({ name, op }) => name === node || (parts.has(op) && this.isReadFor(name, node, parts)))
    );
  }
}
