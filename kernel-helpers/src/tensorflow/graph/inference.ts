import { type GraphNode, type NodeAttribute, nodeOf, type TensorContent } from './node';

const FLOAT: NodeAttribute = { type: 'float32' };
const NHWC = 'NHWC';
const NORMALIZATIONS = new Set(['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3']);
const CONVOLUTIONS = new Set(['Conv2D', 'DepthwiseConv2dNative']);

/**
 * Rewrites a recorded function whose weights are constants into one that TensorFlow runs faster: batch normalisation
 * with given statistics goes into the convolution before it. With s = γ/√(σ² + ε), the kernel becomes w·s, and a bias
 * β − μ·s is added, which the library computes within the convolution. By itself TensorFlow does so after full
 * convolutions only, not after depthwise ones. Results change by float round-off.
 */
export function rewriteForInference(nodes: readonly GraphNode[]): GraphNode[] {
  const graph = new Reader(nodes);
  const groups = nodes.flatMap((node) => foldNormalization(node, graph));
  const replaced = new Map(groups.map((group) => [group[group.length - 1].name, group]));
  return withoutUnusedConstants(nodes.flatMap((node) => replaced.get(node.name) ?? [node]));
}

/** The convolution and the bias that take the place of a convolution and its normalisation; none if they can't. */
function foldNormalization(node: GraphNode, graph: Reader): GraphNode[][] {
  const { epsilon = { float: 1e-4 } } = node.attributes;
  if (!NORMALIZATIONS.has(node.op) || !isFalse(node.attributes.is_training) || !('float' in epsilon)) {
    return [];
  }
  const [input, ...parameters] = node.inputs;
  const convolution = graph.node(input);
  const kernel = graph.constant(convolution?.inputs[1]);
  const [scale, offset, mean, variance] = parameters.slice(0, 4).map((each) => graph.constant(each)?.values);
  const alone =
    convolution !== null && CONVOLUTIONS.has(convolution.op) && graph.uses(convolution.name) === 1;
  const plain = alone && isNhwc(convolution) && isNhwc(node) && !graph.usesLaterOutputs(node.name);
  if (!plain || !kernel || !scale || !offset || !mean || !variance) {
    return [];
  }
  const factors = scale.map((gamma, i) => gamma / Math.sqrt(variance[i] + epsilon.float));
  // The last axes of both kinds of kernels, [k, k, in, out] and [k, k, in, multiplier], count output channels.
  const weights = kernel.values.map((weight, i) => weight * factors[i % factors.length]);
  const foldedKernel = constant(`${node.name}_kernel`, kernel.shape, weights);
  const bias = constant(
    `${node.name}_bias`,
    [factors.length],
    offset.map((beta, i) => beta - mean[i] * factors[i])
  );
  const [x, , ...waits] = convolution.inputs;
  return [
    [foldedKernel, { ...convolution, inputs: [x, foldedKernel.name, ...waits] }],
    [
      bias,
      {
        name: node.name,
        op: 'BiasAdd',
        inputs: [input, bias.name, ...node.inputs.filter((each) => each.startsWith('^'))],
        attributes: { T: FLOAT, data_format: { string: NHWC } }
      }
    ]
  ];
}

function constant(name: string, shape: number[], values: Float32Array): GraphNode {
  const tensor: TensorContent = { dtype: 'float32', shape, bytes: new Uint8Array(values.buffer) };
  return { name, op: 'Const', inputs: [], attributes: { dtype: FLOAT, value: { tensor } } };
}

/** Constants whose only readers were replaced would still be stored and loaded. */
function withoutUnusedConstants(nodes: GraphNode[]): GraphNode[] {
  const graph = new Reader(nodes);
  return nodes.filter(({ op, name }) => op !== 'Const' || graph.uses(name) > 0);
}

function isFalse(attribute: NodeAttribute | undefined): boolean {
  return attribute !== undefined && 'bool' in attribute && !attribute.bool;
}

function isNhwc({ attributes: { data_format: format } }: GraphNode): boolean {
  return format === undefined || ('string' in format && format.string === NHWC);
}

class Reader {
  private readonly byName: ReadonlyMap<string, GraphNode>;
  private readonly used = new Map<string, number>();
  private readonly outputs: ReadonlySet<string>;

  constructor(nodes: readonly GraphNode[]) {
    this.byName = new Map(nodes.map((node) => [node.name, node]));
    const inputs = nodes.flatMap((node) => node.inputs);
    this.outputs = new Set(inputs);
    inputs.map(nodeOf).forEach((name) => this.used.set(name, this.uses(name) + 1));
  }

  /** The node whose first output an input names. */
  node(input: string): GraphNode | null {
    return this.byName.get(input) ?? null;
  }

  /** How many inputs name the node. */
  uses(name: string): number {
    return this.used.get(name) ?? 0;
  }

  usesLaterOutputs(name: string): boolean {
    return [1, 2, 3, 4, 5].some((output) => this.outputs.has(`${name}:${output}`));
  }

  /** A float32 constant; null for what is computed. */
  constant(input: string | undefined): (TensorContent & { values: Float32Array }) | null {
    const value = input === undefined ? undefined : this.byName.get(input)?.attributes.value;
    return value !== undefined && 'tensor' in value && value.tensor.dtype === 'float32'
      ? { ...value.tensor, values: new Float32Array(value.tensor.bytes.slice().buffer) }
      : null;
  }
}
