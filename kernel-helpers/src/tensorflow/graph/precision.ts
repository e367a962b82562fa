import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { TensorFlowError } from '../errors';
import { loadTensorFlow } from '../load';
import { type GraphNode, type NodeAttribute, nodeOf } from './node';

/** Element types that a graph may compute most of its work in. */
export type Precision = 'float32' | 'bfloat16' | 'float16';

/** Products of many terms, where 16 bits save time, and the inputs of type T that they take. */
const PRODUCTS: ReadonlyMap<string, readonly number[]> = new Map([
  ['Conv2D', [0, 1]],
  ['Conv2DBackpropInput', [1, 2]],
  ['Conv2DBackpropFilter', [0, 2]],
  ['DepthwiseConv2dNative', [0, 1]],
  ['DepthwiseConv2dNativeBackpropInput', [1, 2]],
  ['DepthwiseConv2dNativeBackpropFilter', [0, 2]],
  ['MatMul', [0, 1]],
  ['BatchMatMul', [0, 1]],
  ['BatchMatMulV2', [0, 1]]
]);

/**
 * A sum over all pixels that TensorFlow on CPUs adds up in float16 itself: there 2048 + 0.9 is 2048, and 64 × 64 terms
 * of 0.63 give 2048, not 2580. Other products add in float32, and bfloat16's too.
 */
const ADDED_IN_FLOAT16 = 'DepthwiseConv2dNativeBackpropFilter';

/**
 * What may be done in 16 bits where it stands between products: it saves memory traffic and casts. Normalisation is
 * here because only its map has the type T; scale, offset and statistics have a type of their own, float32.
 */
const BETWEEN: ReadonlyMap<string, readonly number[]> = new Map([
  ...['Sigmoid', 'Tanh', 'Relu', 'Relu6', 'Neg', 'Identity'].map(slots([0])),
  ...['Reshape', 'Transpose', 'Squeeze', 'ExpandDims', 'Pad', 'MaxPool', 'AvgPool'].map(slots([0])),
  ...['Mul', 'Add', 'AddV2', 'Sub', 'Maximum', 'Minimum', 'BiasAdd'].map(slots([0, 1])),
  ...['SigmoidGrad', 'TanhGrad', 'ReluGrad', 'Relu6Grad'].map(slots([0, 1])),
  ...['Select', 'SelectV2'].map(slots([1, 2])),
  ['MaxPoolGrad', [0, 1, 2]],
  ['AvgPoolGrad', [1]],
  ['FusedBatchNormV3', [0]],
  ['FusedBatchNormGradV3', [0, 1]]
]);

function slots(inputs: readonly number[]): (op: string) => [string, readonly number[]] {
  return (op) => [op, inputs];
}

/**
 * Mixed precision (Micikevicius et al., 2018, arXiv:1710.03740): gives a recorded function that multiplies in 16 bits.
 * Convolutions and matrix products, their gradients, and the element-wise work between two of them change their type.
 * Everything else stays in float32: weights and what the optimiser does with them, reductions, statistics of
 * normalisation, softmax, losses. A tensor that crosses a border is cast once. Names of nodes stay.
 *
 * `bfloat16` has float32's range with 8 significant bits. `float16` has 11, but its smallest numbers are near 6e-8:
 * use `scaledGradients` with it.
 *
 * @param recorded In an order in which inputs come before what reads them.
 */
export function toMixedPrecision(recorded: readonly GraphNode[], precision: Precision): GraphNode[] {
  if (precision === 'float32') {
    return [...recorded];
  }
  const nodes = recorded.map(withoutIdleCast);
  const narrow = narrowNodes(nodes.filter(({ op }) => precision !== 'float16' || op !== ADDED_IN_FLOAT16));
  const casts = new Map<string, GraphNode>();
  const isNarrow = (input: string): boolean => narrow.has(input.replace(/:0$/, ''));
  return nodes.flatMap((node) => {
    const added: GraphNode[] = [];
    const cast = (input: string, from: Precision, to: Precision): string => {
      const key = input.replace(/:0$/, '');
      const known = casts.get(key);
      if (known) {
        return known.name;
      }
      const name = `${key.replace(':', '_')}_as_${to}`;
      const attributes: Record<string, NodeAttribute> = { SrcT: { type: from }, DstT: { type: to } };
      const made = { name, op: 'Cast', inputs: [input], attributes };
      casts.set(key, made);
      added.push(made);
      return name;
    };
    const own = narrow.get(node.name);
    const inputs = node.inputs.map((input, i) => {
      const wanted = own?.includes(i) ?? false;
      if (input.startsWith('^') || wanted === isNarrow(input)) {
        return input;
      }
      return wanted ? cast(input, 'float32', precision) : cast(input, precision, 'float32');
    });
    const attributes: GraphNode['attributes'] = own
      ? { ...node.attributes, T: { type: precision } }
      : node.attributes;
    return [...added, { ...node, inputs, attributes }];
  });
}

/** TensorFlow.js also casts float32 to float32, which would keep what is between products out of 16 bits. */
function withoutIdleCast(node: GraphNode): GraphNode {
  const { SrcT: from, DstT: to } = node.attributes;
  const idle = node.op === 'Cast' && 'type' in from && 'type' in to && from.type === to.type;
  return idle ? { ...node, op: 'Identity', attributes: { T: from } } : node;
}

/** Nodes whose first output becomes narrow, with those of their inputs that do. */
function narrowNodes(nodes: readonly GraphNode[]): Map<string, readonly number[]> {
  const float = nodes.filter(({ attributes: { T } }) => T && 'type' in T && T.type === 'float32');
  const products = new Set(float.filter(({ op }) => PRODUCTS.has(op)).map(({ name }) => name));
  const between = float.filter(({ op }) => BETWEEN.has(op));
  const after = new Set(products);
  for (const node of between) {
    if (dataInputs(node).some((input) => after.has(input))) {
      after.add(node.name);
    }
  }
  const before = new Set<string>();
  for (const node of [...float].reverse()) {
    if (products.has(node.name) || (BETWEEN.has(node.op) && before.has(node.name))) {
      dataInputs(node).forEach((input) => before.add(input));
    }
  }
  return new Map(
    float
      .filter(({ name }) => products.has(name) || (after.has(name) && before.has(name)))
      .map((node) => [node.name, slotsOf(node)])
  );
}

/** Names of the nodes whose first outputs come in as T. */
function dataInputs(node: GraphNode): string[] {
  return slotsOf(node)
    .map((slot) => node.inputs[slot])
    .filter((input) => !/:[1-9]/.test(input))
    .map(nodeOf);
}

function slotsOf({ op }: GraphNode): readonly number[] {
  return PRODUCTS.get(op) ?? BETWEEN.get(op) ?? [];
}

/**
 * `tf.variableGrads` with loss scaling: the loss is multiplied before its gradients are taken and they are divided
 * afterwards, in float32. Gradients that float16 would round to zero on the way back keep their values.
 *
 * Take a power of two: then scaling itself rounds nothing. Gradients that become infinite (float16 ends at 65504) ask
 * for a smaller one; `train` finds it while it goes on.
 *
 * @param scale Greater than 0; as a tensor one that a graph computes, which nobody checks.
 * @throws TensorFlowError `invalid-argument` for another number.
 */
export function scaledGradients(
  loss: () => Scalar,
  weights: Variable[],
  scale: number | Scalar
): { value: Scalar; grads: Record<string, Tensor> } {
  if (typeof scale === 'number' && !(scale > 0 && Number.isFinite(scale))) {
    const found = `The loss scale is ${scale}.`;
    throw new TensorFlowError('invalid-argument', found, 'a finite number above 0', 'Take one such as 1024.');
  }
  const tf = loadTensorFlow();
  const { value, grads } = tf.variableGrads(() => tf.mul(loss(), scale), weights);
  const unscaled = Object.entries(grads).map(([name, gradient]) => [name, tf.div(gradient, scale)]);
  return { value: tf.div(value, scale), grads: Object.fromEntries(unscaled) as Record<string, Tensor> };
}
