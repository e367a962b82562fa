import { availableParallelism } from 'node:os';
import { DEPTHWISE } from './depthwise';
import { type GraphNode, nodeOf } from './node';
import { CONVOLUTION } from './pointwise';

/** Images for each thread, at least: a block gives them to threads one by one. */
const IMAGES_OF_THREAD = 2;

/**
 * MBConv blocks of inference as one operation each, from the expansion, where there is one, to the residual, in graphs of
 * our operations with constant weights: what is between the convolutions stays in a core's cache. Where few images are fed
 * the operations by themselves have more to share among threads.
 */
export function withBlocks(nodes: readonly GraphNode[], kept: readonly string[]): GraphNode[] {
  const graph = new Graph(nodes, kept);
  return graph.images < IMAGES_OF_THREAD * availableParallelism()
    ? [...nodes]
    : nodes.map((node) => blockOf(node, graph) ?? node);
}

/** The block that ends with a projection; null for other nodes. */
function blockOf(project: GraphNode, graph: Graph): GraphNode | null {
  const { biases, residuals, gates, activation } = project.attributes;
  const [v, kernel, bias, ...others] = project.inputs;
  const depthwise = graph.finished(v, DEPTHWISE);
  if (project.op !== CONVOLUTION || !biases || activation || !graph.areConstant(kernel, bias) || !depthwise) {
    return null;
  }
  const squeeze = gates
    ? squeezeOf(others[others.length - 1], v, project.name, graph)
    : { weights: [], mean: null };
  const readers = [project.name, ...(squeeze?.mean ? [squeeze.mean] : [])];
  if (squeeze === null || !graph.isReadBy(v, readers)) {
    return null;
  }
  const [u, ...ownWeights] = depthwise.inputs;
  const { biases: _, activation: through, ...geometry } = depthwise.attributes;
  const expand = graph.finished(u, CONVOLUTION);
  const expands =
    expand !== null &&
    graph.isReadBy(u, [depthwise.name]) &&
    textOf(expand.attributes.activation) === textOf(through) &&
    !expand.attributes.residuals &&
    !expand.attributes.gates;
  const [x, ...expansion] = expands ? expand.inputs : [u];
  const residual = residuals ? [others[0]] : [];
  return {
    name: project.name,
    op: 'EnetMBConv',
    inputs: [x, ...expansion, ...ownWeights, ...squeeze.weights, kernel, bias, ...residual],
    attributes: {
      ...geometry,
      activation: through,
      expansions: { int: expansion.length },
      squeezes: { int: squeeze.weights.length },
      residuals: { int: residual.length }
    }
  };
}

/** Weights of squeeze-and-excitation between a map and its gates, and the mean that it begins with; null for other gates. */
function squeezeOf(
  gate: string,
  v: string,
  reader: string,
  graph: Graph
): { weights: string[]; mean: string } | null {
  const sigmoid = graph.node(gate);
  const excite = sigmoid?.op === 'Sigmoid' ? graph.node(sigmoid.inputs[0]) : undefined;
  const squeeze = excite && graph.finished(excite.inputs[0], CONVOLUTION);
  if (!sigmoid || !excite?.attributes.biases || excite.attributes.activation || !squeeze) {
    return null;
  }
  // Shapes alone may change between the mean and the convolution.
  const path = [squeeze.name];
  let mean = graph.node(squeeze.inputs[0]);
  for (; mean?.op === 'Reshape'; mean = graph.node(mean.inputs[0])) {
    path.unshift(mean.name);
  }
  const weights = [...squeeze.inputs.slice(1), ...excite.inputs.slice(1)];
  const isAlone =
    graph.isReadBy(gate, [reader]) &&
    graph.isReadBy(excite.name, [sigmoid.name]) &&
    graph.isReadBy(squeeze.name, [excite.name]) &&
    [mean?.name ?? '', ...path.slice(0, -1)].every((name, i) => graph.isReadBy(name, [path[i]]));
  return mean?.op === 'EnetMean' &&
    mean.inputs[0] === v &&
    isAlone &&
    excite.op === CONVOLUTION &&
    textOf(squeeze.attributes.activation) === 'swish' &&
    weights.length === 4 &&
    graph.areConstant(...weights)
    ? { weights, mean: mean.name }
    : null;
}

function textOf(attribute: GraphNode['attributes'][string] | undefined): string | null {
  return attribute !== undefined && 'string' in attribute ? attribute.string : null;
}

class Graph {
  private readonly byName: ReadonlyMap<string, GraphNode>;
  private readonly readers = new Map<string, Set<string>>();

  constructor(
    nodes: readonly GraphNode[],
    private readonly kept: readonly string[]
  ) {
    this.byName = new Map(nodes.map((node) => [node.name, node]));
    for (const { name, inputs } of nodes) {
      for (const ref of inputs) {
        const own = this.readers.get(nodeOf(ref)) ?? new Set();
        this.readers.set(nodeOf(ref), own.add(name));
      }
    }
  }

  /** Of the maps that are fed, the fewest. */
  get images(): number {
    const counts = [...this.byName.values()].flatMap(({ op, attributes: { shape } }) =>
      op === 'Placeholder' && shape && 'shape' in shape && shape.shape.length === 4 ? [shape.shape[0]] : []
    );
    return counts.length === 0 ? 0 : Math.min(...counts);
  }

  node(ref: string): GraphNode | undefined {
    return this.byName.get(ref);
  }

  /** The operation of ours that gives a value, with a bias and an activation behind it; null for others. */
  finished(ref: string, op: string): GraphNode | null {
    const node = this.byName.get(ref);
    const isFinished = node?.op === op && node.attributes.biases && node.attributes.activation;
    return isFinished && this.areConstant(...node.inputs.slice(1, 3)) ? node : null;
  }

  areConstant(...refs: string[]): boolean {
    return refs.every((ref) => this.byName.get(ref)?.op === 'Const');
  }

  /** Whether nobody but these nodes reads what a node gives. */
  isReadBy(ref: string, names: readonly string[]): boolean {
    const readers = this.readers.get(nodeOf(ref)) ?? new Set();
    return !this.kept.map(nodeOf).includes(nodeOf(ref)) && [...readers].every((name) => names.includes(name));
  }
}
