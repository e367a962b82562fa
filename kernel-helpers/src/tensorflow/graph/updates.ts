import { type GraphNode, type NodeAttribute, nodeOf } from './node';
import { inOrder } from './order';

/** TensorFlow's operation for one weight: what it changes comes first, then numbers with the gradient among them. */
interface UpdateRule {
  rule: string;
  /** The weight and its slots. */
  variables: number;
  gradient: number;
}

function ruleOf({ op, attributes: { use_nesterov: flag } }: GraphNode): UpdateRule | null {
  const nesterov = flag !== undefined && 'bool' in flag && flag.bool;
  switch (op) {
    case 'ResourceApplyGradientDescent':
      return { rule: 'gradient_descent', variables: 1, gradient: 2 };
    case 'ResourceApplyMomentum':
      return { rule: nesterov ? 'nesterov' : 'momentum', variables: 2, gradient: 3 };
    case 'ResourceApplyRMSProp':
      return { rule: 'rmsprop', variables: 3, gradient: 7 };
    case 'ResourceApplyAdam':
      return nesterov ? null : { rule: 'adam', variables: 3, gradient: 9 };
    default:
      return null;
  }
}

interface Member extends UpdateRule {
  node: GraphNode;
  data: string[];
  /** What else it waits for. */
  after: string[];
}

/**
 * The graph with an operation of ours for all weights in place of TensorFlow's for each, where they are changed by one rule
 * with the same numbers on one condition. Only behind a condition: without one, TensorFlow changes a weight as soon as its
 * gradient is there, which takes no longer and holds no gradients.
 */
export function withJoinedUpdates(nodes: readonly GraphNode[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const sorted = inOrder(nodes);
  const steps = updatesBefore(sorted);
  const groups = new Map<string, Member[]>();
  for (const node of sorted) {
    const member = memberOf(node);
    const condition = member?.after.find((name) => isCondition(byName.get(name), byName));
    if (member && condition !== undefined) {
      const numbers = numbersOf(member).map((ref) => valueOf(ref, byName));
      const key = JSON.stringify([member.rule, condition, steps.get(node.name), numbers]);
      groups.set(key, [...(groups.get(key) ?? []), member]);
    }
  }
  const renamed = new Map<string, string>();
  const joined = [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((members): GraphNode => {
      const name = `${members[0].node.name}_joined`;
      members.forEach(({ node }) => renamed.set(node.name, name));
      return { name, ...joinedUpdate(members) };
    });
  const others = nodes
    .filter(({ name }) => !renamed.has(name))
    .map((node) => ({ ...node, inputs: waitingFor(node.inputs, renamed) }));
  return [...others, ...joined];
}

function memberOf(node: GraphNode): Member | null {
  const rule = ruleOf(node);
  const { T } = node.attributes;
  if (rule === null || !('type' in T) || T.type !== 'float32') {
    return null;
  }
  const data = node.inputs.filter((input) => !input.startsWith('^'));
  return { ...rule, node, data, after: node.inputs.slice(data.length).map(nodeOf) };
}

function numbersOf({ data, variables, gradient }: Member): string[] {
  return data.filter((_, i) => i >= variables && i !== gradient);
}

function joinedUpdate(members: readonly Member[]): Omit<GraphNode, 'name'> {
  const [first] = members;
  const numbers = numbersOf(first);
  const variables = Array.from({ length: first.variables }, (_, i) =>
    members.map(({ data }) => data[i])
  ).flat();
  const gradients = members.map(({ data, gradient }) => data[gradient]);
  const after = [...new Set(members.flatMap((member) => member.after))].map((name) => `^${name}`);
  const count = (values: readonly string[]): NodeAttribute => ({ int: values.length });
  return {
    op: 'EnetUpdate',
    inputs: [...variables, ...gradients, ...numbers, ...after],
    attributes: {
      rule: { string: first.rule },
      V: count(variables),
      N: count(gradients),
      S: count(numbers)
    }
  };
}

/** Updates on the longest way to each node: two of as many don't depend on each other. */
function updatesBefore(sorted: readonly GraphNode[]): Map<string, number> {
  const before = new Map<string, number>();
  for (const node of sorted) {
    const own = ruleOf(node) === null ? 0 : 1;
    const most = node.inputs.reduce((max, input) => Math.max(max, before.get(nodeOf(input)) ?? 0), 0);
    before.set(node.name, most + own);
  }
  return before;
}

/** Whether the node runs only on the way that a condition takes. */
function isCondition(node: GraphNode | undefined, byName: ReadonlyMap<string, GraphNode>): boolean {
  const [input = ''] = node?.inputs ?? [];
  return node?.op === 'Identity' && input.endsWith(':1') && byName.get(nodeOf(input))?.op === 'Switch';
}

/** The same for constants of the same value. */
function valueOf(ref: string, byName: ReadonlyMap<string, GraphNode>): unknown {
  const node = byName.get(ref);
  const value = node?.op === 'Const' && node.attributes.value;
  return value && 'tensor' in value ? [value.tensor.dtype, ...value.tensor.bytes] : ref;
}

function waitingFor(inputs: readonly string[], renamed: ReadonlyMap<string, string>): string[] {
  const names = inputs.map((input) =>
    input.startsWith('^') && renamed.has(nodeOf(input)) ? `^${renamed.get(nodeOf(input))}` : input
  );
  return names.filter((name, i) => !name.startsWith('^') || names.indexOf(name) === i);
}
