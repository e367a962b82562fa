import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { TensorFlowError } from '../errors';
import type { Attributes } from '../operations';
import { callSite } from './call-site';
import { DTYPE_NUMBERS, type GraphDtype, type NodeAttribute } from './node';

/** An attribute as TensorFlow.js's kernels give it to the binding; `type` is one of its `TF_ATTR_` numbers. */
export type BindingAttribute = Parameters<NodeJSKernelBackend['executeSingleOutput']>[1][number];

type Binding = NodeJSKernelBackend['binding'];

const DTYPES = new Map(Object.entries(DTYPE_NUMBERS).map(([name, number]) => [number, name as GraphDtype]));

/** @throws TensorFlowError `recording` for a kind of attribute that graphs of ours don't hold. */
export function decodeAttributes(
  op: string,
  attributes: readonly BindingAttribute[],
  binding: Binding
): Record<string, NodeAttribute> {
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, decode(op, attribute, binding)]));
}

/**
 * Types that eager TensorFlow takes from an operation's inputs, whatever TensorFlow.js says of them: what it leaves
 * out or gives wrongly, with the input that has it.
 */
const INFERRED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ExpandDims: { T: 0 },
  Mean: { T: 0 }
};

/** Attributes that follow from the inputs' types. */
export function inferredAttributes(
  op: string,
  inputs: ReadonlyArray<{ dtype: GraphDtype }>
): Record<string, NodeAttribute> {
  const places = Object.entries(INFERRED[op] ?? {});
  return Object.fromEntries(places.map(([name, input]) => [name, { type: inputs[input].dtype }]));
}

function decode(op: string, { name, type, value }: BindingAttribute, binding: Binding): NodeAttribute {
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return Array.isArray(value)
        ? { types: value.map((number) => dtype(op, number)) }
        : { type: dtype(op, value) };
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { ints: value as number[] } : { int: Number(value) };
    case binding.TF_ATTR_FLOAT:
      return { float: Number(value) };
    case binding.TF_ATTR_BOOL:
      return { bool: Boolean(value) };
    case binding.TF_ATTR_STRING:
      return { string: String(value) };
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    default:
      throw unsupported(op, `the attribute '${name}' of kind ${type}`);
  }
}

function dtype(op: string, number: unknown): GraphDtype {
  const name = DTYPES.get(Number(number));
  if (name === undefined) {
    throw unsupported(op, `elements of type ${String(number)}`);
  }
  return name;
}

function unsupported(op: string, what: string): TensorFlowError {
  return new TensorFlowError(
    'recording',
    `${op}, called ${callSite()}, has ${what}, which can't be part of a graph.`,
    'float32, int32 or bool',
    'Compute it outside the compiled function and pass in what is float32, int32 or bool.'
  );
}

/** Attributes as our own operations write them. */
export function fromAttributes(attributes: Attributes): Record<string, NodeAttribute> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]): [string, NodeAttribute] => {
      if ('int' in attribute) {
        const { int } = attribute;
        return [name, Array.isArray(int) ? { ints: int } : { int }];
      }
      return [name, attribute];
    })
  );
}
