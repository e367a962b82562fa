import { type GraphNode, nodeOf } from './node';
import { inOrder } from './order';

/** Operations of ours whose first output `EnetNormalize` gives again, and which of their outputs it needs for that. */
const NORMALIZATIONS: ReadonlyMap<string, { mean: number; inverse: number }> = new Map([
  ['EnetBatchNorm', { mean: 1, inverse: 3 }],
  ['EnetGroupNorm', { mean: 1, inverse: 2 }]
]);
/** What follows from a normalisation's output in one cheap pass over it, or in none. */
const FOLLOWING: ReadonlySet<string> = new Set(['EnetScale', 'Reshape']);

/**
 * The graph with activations computed again on the way back (Chen et al. 2016, arXiv:1604.06174): gradients that read what
 * a normalisation gave, or what gates made of it, read it from operations that give the same bits once more, from the
 * normalisation's input, which its own gradient keeps anyway. So the output need not be held from one pass to the other.
 *
 * These operations wait for the last gradient that all their readers wait for: TensorFlow would otherwise run them at once.
 *
 * @param nodes With operations of ours.
 */
export function withRecomputation(nodes: readonly GraphNode[]): GraphNode[] {
  const links = new Links(nodes);
  const backward = links.behind(nodes.filter(({ op }) => op.endsWith('NormGrad')));
  const isBackward = ({ name }: GraphNode): boolean => backward.has(name);
  const again = new Map<string, GraphNode>();
  for (const normalization of nodes.filter(({ op }) => NORMALIZATIONS.has(op))) {
    const chain = links.chain(normalization, (node) => FOLLOWING.has(node.op) && !isBackward(node));
    const readers = chain.flatMap(({ name }) => links.readers(name));
    const last = links.lastBefore(readers.filter(isBackward), backward);
    if (last === null || readers.every((reader) => isBackward(reader) || chain.includes(reader))) {
      continue;
    }
    for (const node of chain.reverse()) {
      if (links.readers(node.name).some((reader) => isBackward(reader) || again.has(reader.name))) {
        again.set(node.name, node === normalization ? normalized(node, last) : onceMore(node));
      }
    }
  }
  const read = nodes.filter(
    (node) => node.op !== 'Reshape' || !again.has(node.name) || !links.readers(node.name).every(isBackward)
  );
  const rewritten = read.map((node) =>
    isBackward(node) ? { ...node, inputs: node.inputs.map((ref) => again.get(ref)?.name ?? ref) } : node
  );
  return [...rewritten, ...again.values()];
}

function nameAgain(name: string): string {
  return `${name}_again`;
}

function normalized({ name, op, inputs, attributes }: GraphNode, after: string): GraphNode {
  const { mean = 0, inverse = 0 } = NORMALIZATIONS.get(op) ?? {};
  const { epsilon: _, ...own } = attributes;
  return {
    name: nameAgain(name),
    op: 'EnetNormalize',
    inputs: [...inputs.slice(0, 3), `${name}:${mean}`, `${name}:${inverse}`, `^${after}`],
    attributes: own
  };
}

function onceMore(node: GraphNode): GraphNode {
  const [first, ...others] = node.inputs;
  return { ...node, name: nameAgain(node.name), inputs: [nameAgain(first), ...others] };
}

/** Who reads whom in a graph; what only waits for another node does not read it. */
class Links {
  private readonly byName: ReadonlyMap<string, GraphNode>;
  private readonly all = new Map<string, GraphNode[]>();
  private readonly place: ReadonlyMap<string, number>;

  constructor(nodes: readonly GraphNode[]) {
    this.byName = new Map(nodes.map((node) => [node.name, node]));
    for (const node of nodes) {
      for (const input of this.inputs(node)) {
        this.all.set(input, [...(this.all.get(input) ?? []), node]);
      }
    }
    this.place = new Map(inOrder(nodes).map(({ name }, i) => [name, i]));
  }

  /** Those that read the node's first output. */
  readers(name: string): GraphNode[] {
    return (this.all.get(name) ?? []).filter(({ inputs }) => inputs.includes(name));
  }

  /** Names of the nodes and of all that come of them. */
  behind(nodes: readonly GraphNode[]): Set<string> {
    return reached(
      nodes.map(({ name }) => name),
      (name) => (this.all.get(name) ?? []).map((reader) => reader.name)
    );
  }

  /** The node and, behind what they are made of, those that come of its first output by their own first input. */
  chain(node: GraphNode, follows: (node: GraphNode) => boolean): GraphNode[] {
    const own = this.readers(node.name).filter((reader) => reader.inputs[0] === node.name && follows(reader));
    return [node, ...own.flatMap((reader) => this.chain(reader, follows))];
  }

  /** Of those named, the last from which all the nodes come; null where there is none. */
  lastBefore(nodes: readonly GraphNode[], among: ReadonlySet<string>): string | null {
    const before = nodes.map((node) =>
      reached(
        this.inputs(node).filter((name) => among.has(name)),
        (name) => this.inputs(this.byName.get(name)).filter((input) => among.has(input))
      )
    );
    const common = [...(before[0] ?? [])].filter((name) => before.every((each) => each.has(name)));
    const placeOf = (name: string): number => this.place.get(name) ?? 0;
    return common.reduce<string | null>(
      (last, name) => (last === null || placeOf(name) > placeOf(last) ? name : last),
      null
    );
  }

  private inputs(node: GraphNode | undefined): string[] {
    return [...new Set(node?.inputs.filter((input) => !input.startsWith('^')).map(nodeOf))];
  }
}

/** Names that lead from some to others, with the first ones. */
function reached(from: readonly string[], next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (!found.has(name)) {
      found.add(name);
      waiting.push(...next(name));
    }
  }
  return found;
}
