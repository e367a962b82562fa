import { withBlocks } from './blocks';
import { NARROW_DEPTHWISE } from './depthwise';
import type { NativeEquivalent } from './equivalent';
import { type GraphNode, nodeOf } from './node';
import { BIAS, finishedConvolutions, keepsKernel, RESIDUAL, unnoted } from './pointwise';

/** Activations that normalisations compute too, with the operations that their gradients are recorded as. */
const ACTIVATIONS: Readonly<Record<string, { activation: string; gradient: string }>> = {
  EnetSwish: { activation: 'swish', gradient: 'EnetSwishGrad' },
  EnetRelu6: { activation: 'relu6', gradient: 'EnetRelu6Grad' }
};
const NORMALIZATIONS: ReadonlySet<string> = new Set(['EnetBatchNorm', 'EnetGroupNorm']);
const ADDITIONS: ReadonlySet<string> = new Set(['Add', 'AddV2']);
/** The gradient of a mean over height and width: the same at all positions of an image. */
const SPREAD = 'EnetSpread';
/** Operations that only exist within others. */
const FUSED_ONLY: ReadonlySet<string> = new Set([
  SPREAD,
  NARROW_DEPTHWISE,
  BIAS,
  RESIDUAL,
  ...Object.entries(ACTIVATIONS).flatMap(([op, { gradient }]) => [op, gradient])
]);

/**
 * The graph with our operations in place of what they are equivalent to: an activation in one with the normalisation
 * before it, both ways, and in the gradient also squeeze-and-excitation behind it. What nothing needs any more is left out.
 *
 * @param recorded The nodes as they were when the equivalents were noted; `nodes` may have been rewritten since.
 * @param kept References whose nodes stay whatever else does: what is fetched.
 */
export function withNativeOperations(
  recorded: readonly GraphNode[],
  nodes: readonly GraphNode[],
  equivalents: readonly NativeEquivalent[],
  kept: readonly string[]
): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const before = new Map(recorded.map((node) => [node.name, node]));
  const usable = [
    ...equivalents.flatMap((equivalent) => ofRewritten(equivalent, before, byName)),
    ...unnoted(nodes)
  ];
  const activated = activatedNormalizations(usable);
  const gated = gatedGradients(activated, usable, nodes);
  const finished = finishedConvolutions(usable, nodes, kept);
  const fused = [...usable, ...activated, ...gated, ...finished].filter(({ op }) => !FUSED_ONLY.has(op));
  const names = new Map<string, string>();
  const named = fused.map((equivalent, index) => {
    const { outputs } = equivalent;
    const name = `${outputs.map(nodeOf)[0]}_${equivalent.op}_${index}`;
    // What comes later does more: it takes the place of what came before. A constant stays one: others of the same value,
    // also among what the operation reads, are the same node.
    const computed = (ref: string): boolean => byName.get(nodeOf(ref))?.op !== 'Const';
    outputs.forEach((ref, i) => computed(ref) && names.set(ref, i === 0 ? name : `${name}:${i}`));
    return { name, equivalent };
  });
  const renamed = (ref: string): string =>
    ref.startsWith('^') ? `^${nodeOf(names.get(ref.slice(1)) ?? ref)}` : (names.get(ref) ?? ref);
  const native = named.map(({ name, equivalent: { op, attributes, inputs } }) => ({
    name,
    op,
    attributes: keepsKernel(op, byName.get(inputs[1]))
      ? { ...attributes, constant: { bool: true } }
      : attributes,
    inputs: inputs.map(renamed)
  }));
  const rewritten = nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }));
  const fetched = kept.map(renamed);
  return needed(withBlocks(needed([...rewritten, ...native], fetched), fetched), fetched);
}

/**
 * What an equivalent is in a graph that was rewritten since: a node that computes the same from something else gives what
 * its equivalent gives of that; another node doesn't.
 */
function ofRewritten(
  equivalent: NativeEquivalent,
  before: ReadonlyMap<string, GraphNode>,
  nodes: ReadonlyMap<string, GraphNode>
): NativeEquivalent[] {
  const inputs = new Map(equivalent.inputs.map((ref) => [ref, ref]));
  for (const ref of equivalent.outputs) {
    const [was, is] = [before.get(nodeOf(ref)), nodes.get(nodeOf(ref))];
    if (was === is) {
      continue;
    }
    if (
      is?.op !== was?.op ||
      is?.attributes !== was?.attributes ||
      is?.inputs.length !== was?.inputs.length
    ) {
      return [];
    }
    was?.inputs.forEach((old, i) => inputs.has(old) && inputs.set(old, is?.inputs[i] ?? old));
  }
  const own = equivalent.inputs.map((ref) => inputs.get(ref) ?? ref);
  return own.every((ref) => nodes.has(nodeOf(ref))) ? [{ ...equivalent, inputs: own }] : [];
}

/** Normalisations with the activation behind them, and the gradients of both as one. */
function activatedNormalizations(equivalents: readonly NativeEquivalent[]): NativeEquivalent[] {
  const givers = new Map(equivalents.map((equivalent) => [equivalent.outputs[0], equivalent]));
  return equivalents.flatMap((equivalent): NativeEquivalent[] => {
    const { op, inputs, outputs, attributes } = equivalent;
    const before = givers.get(inputs[0]);
    if (before === undefined) {
      return [];
    }
    const activation = ACTIVATIONS[op]?.activation;
    if (activation !== undefined && NORMALIZATIONS.has(before.op)) {
      const merged = { ...before.attributes, activation: { string: activation } };
      return [{ ...before, attributes: merged, outputs: [outputs[0], ...before.outputs.slice(1)] }];
    }
    const normalization = op.endsWith('NormGrad') ? op.replace(/Grad$/, '') : null;
    const through = Object.values(ACTIVATIONS).find(({ gradient }) => gradient === before.op);
    if (normalization === null || through === undefined) {
      return [];
    }
    // The activation's gradient is at what this normalisation gave.
    const [dy, u] = before.inputs;
    const given = givers.get(u);
    if (given?.op !== normalization || given.inputs[0] !== inputs[1]) {
      return [];
    }
    const merged = { ...attributes, activation: { string: through.activation } };
    return [{ op, attributes: merged, inputs: [dy, ...inputs.slice(1)], outputs }];
  });
}

/**
 * Gradients of normalisations whose activated values y went into both inputs of squeeze-and-excitation: the map that is
 * scaled, and the mean that the gates come from. What reaches y is the sum of both gradients, which is not stored.
 */
function gatedGradients(
  gradients: readonly NativeEquivalent[],
  equivalents: readonly NativeEquivalent[],
  nodes: readonly GraphNode[]
): NativeEquivalent[] {
  const additions = new Map(nodes.filter(({ op }) => ADDITIONS.has(op)).map((node) => [node.name, node]));
  const giver = (op: string, refs: readonly string[]): NativeEquivalent | undefined =>
    equivalents.find((each) => each.op === op && refs.includes(each.outputs[0]));
  return gradients.flatMap((gradient): NativeEquivalent[] => {
    const refs = additions.get(gradient.inputs[0])?.inputs ?? [];
    const scaled = giver('EnetScaleGrad', refs);
    const spread = giver(SPREAD, refs);
    if (!gradient.op.endsWith('NormGrad') || refs.length !== 2 || !scaled || !spread) {
      return [];
    }
    const [dy, , gate] = scaled.inputs;
    return [
      {
        ...gradient,
        op: gradient.op.replace('Enet', 'EnetGated'),
        inputs: [dy, ...gradient.inputs.slice(1), gate, spread.inputs[0]]
      },
      { op: 'EnetGateGrad', attributes: {}, inputs: scaled.inputs, outputs: [scaled.outputs[1]] }
    ];
  });
}

/** Those of the nodes that others need, and all that are fed. */
function needed(nodes: readonly GraphNode[], kept: readonly string[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const reached = new Set(nodes.filter(({ op }) => op === 'Placeholder').map(({ name }) => name));
  const waiting = [...kept.map(nodeOf), ...reached];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    reached.add(name);
    for (const input of byName.get(name)?.inputs ?? []) {
      if (!reached.has(nodeOf(input))) {
        waiting.push(nodeOf(input));
      }
    }
  }
  return nodes.filter(({ name }) => reached.has(name));
}
