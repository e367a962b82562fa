import { type GraphNode, type NodeAttribute, nodeOf, type TensorContent } from './node';

const FLOAT: NodeAttribute = { type: 'float32' };
const NHWC = 'NHWC';
const NORMALIZATIONS = new Set(['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3']);
const CONVOLUTIONS = new Set(['Conv2D', 'DepthwiseConv2dNative']);
const ADDITIONS = new Set(['Add', 'AddV2', 'BiasAdd']);

/**
 * Rewrites a recorded function whose weights are constants into one that TensorFlow runs faster: batch normalisation
 * with given statistics goes into the convolution before it, with its bias where it has one. With s = γ/√(σ² + ε), the
 * kernel becomes w·s and the bias b·s + β − μ·s, which the library adds within the convolution. By itself TensorFlow
 * does so after full convolutions only, not after depthwise ones. Results change by float round-off.
 */
export function rewriteForInference(nodes: readonly GraphNode[]): GraphNode[] {
  const graph = new Reader(nodes);
  const replaced = new Map(nodes.flatMap((node) => foldNormalization(node, graph)));
  return withoutUnusedConstants(nodes.flatMap((node) => replaced.get(node.name) ?? [node]));
}

/** What takes the places of a normalisation and the convolution before it, by name; nothing if they can't be one. */
function foldNormalization(node: GraphNode, graph: Reader): Array<[string, GraphNode[]]> {
  const affine = affineOf(node, graph);
  const biased = affine && convolutionBefore(node, affine.factors.length, graph);
  if (!affine || !biased) {
    return [];
  }
  const { factors, offsets } = affine;
  const { convolution, kernel, addition } = biased;
  // The last axes of both kinds of kernels, [k, k, in, out] and [k, k, in, multiplier], count output channels.
  const weights = kernel.values.map((weight, i) => weight * factors[i % factors.length]);
  const sums = offsets.map((offset, i) => offset + (addition?.bias[i] ?? 0) * factors[i]);
  const folded = constant(`${node.name}_kernel`, kernel.shape, weights);
  const bias = constant(`${node.name}_bias`, [sums.length], sums);
  const [x, , ...waits] = convolution.inputs;
  const biasAdd = {
    name: node.name,
    op: 'BiasAdd',
    inputs: [convolution.name, bias.name, ...node.inputs.filter(isControl)],
    attributes: { T: FLOAT, data_format: { string: NHWC } }
  };
  return [
    [convolution.name, [folded, { ...convolution, inputs: [x, folded.name, ...waits] }]],
    ...(addition ? [[addition.name, []] as [string, GraphNode[]]] : []),
    [node.name, [bias, biasAdd]]
  ];
}

/** What a normalisation multiplies each channel by and adds to it; null unless both are constants. */
function affineOf(node: GraphNode, graph: Reader): { factors: Float32Array; offsets: Float32Array } | null {
  const { epsilon = { float: 1e-4 }, is_training: training } = node.attributes;
  const given = training !== undefined && 'bool' in training && !training.bool;
  if (!NORMALIZATIONS.has(node.op) || !given || !('float' in epsilon) || !isNhwc(node)) {
    return null;
  }
  const [gamma, beta, mean, variance] = node.inputs.slice(1, 5).map((each) => graph.constant(each)?.values);
  if (!gamma || !beta || !mean || !variance || graph.usesLaterOutputs(node.name)) {
    return null;
  }
  const factors = gamma.map((each, i) => each / Math.sqrt(variance[i] + epsilon.float));
  return { factors, offsets: beta.map((each, i) => each - mean[i] * factors[i]) };
}

interface BiasedConvolution {
  convolution: GraphNode;
  kernel: Constant;
  addition: { name: string; bias: Float32Array } | null;
}

/** The convolution whose values a node reads, perhaps with a bias, if nothing else reads them. */
function convolutionBefore(node: GraphNode, channels: number, graph: Reader): BiasedConvolution | null {
  const before = graph.only(node.inputs[0]);
  const added = before && ADDITIONS.has(before.op) ? before : null;
  const bias = graph.constant(added?.inputs[1]);
  const convolution = added ? graph.only(added.inputs[0]) : before;
  const kernel = graph.constant(convolution?.inputs[1]);
  const fits = !added || (bias?.shape.at(-1) === channels && bias.values.length === channels);
  const foldable = convolution && CONVOLUTIONS.has(convolution.op) && isNhwc(convolution);
  if (!kernel || !foldable || !fits || added?.inputs.some(isControl)) {
    return null;
  }
  return { convolution, kernel, addition: added && bias && { name: added.name, bias: bias.values } };
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

function isNhwc({ attributes: { data_format: format } }: GraphNode): boolean {
  return format === undefined || ('string' in format && format.string === NHWC);
}

function isControl(input: string): boolean {
  return input.startsWith('^');
}

type Constant = TensorContent & { values: Float32Array };

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

  /** The node whose first output an input names, if nothing else names it. */
  only(input: string): GraphNode | null {
    return this.uses(input) === 1 ? (this.byName.get(input) ?? null) : null;
  }

  /** How many inputs name the node. */
  uses(name: string): number {
    return this.used.get(name) ?? 0;
  }

  usesLaterOutputs(name: string): boolean {
    return [1, 2, 3, 4, 5].some((output) => this.outputs.has(`${name}:${output}`));
  }

  /** A float32 constant; null for what is computed. */
  constant(input: string | undefined): Constant | null {
    const value = input === undefined ? undefined : this.byName.get(input)?.attributes.value;
    return value !== undefined && 'tensor' in value && value.tensor.dtype === 'float32'
      ? { ...value.tensor, values: new Float32Array(value.tensor.bytes.slice().buffer) }
      : null;
  }
}
