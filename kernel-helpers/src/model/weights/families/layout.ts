import type { StoredTensor } from '../formats';
import type { NamedVariable, VariableKind } from './variables';

/** For each of our axes the axis of PyTorch's that it is. */
const AXES: Readonly<Record<VariableKind, readonly number[] | null>> = {
  conv: [2, 3, 1, 0],
  depthwise: [2, 3, 0, 1],
  dense: [1, 0],
  vector: null
};

/** The shape that a variable of ours has in PyTorch's files. */
export function torchShape({ kind, shape }: NamedVariable): number[] {
  const axes = AXES[kind];
  return axes ? shape.map((_, axis) => shape[axes.indexOf(axis)]) : shape;
}

/** PyTorch's axes in our order. */
export function fromTorch(kind: VariableKind, tensor: StoredTensor): StoredTensor {
  const axes = AXES[kind];
  return axes ? permuted(tensor, axes) : tensor;
}

/** Our axes in PyTorch's order. */
export function toTorch(kind: VariableKind, tensor: StoredTensor): StoredTensor {
  const axes = AXES[kind];
  return axes
    ? permuted(
        tensor,
        axes.map((_, axis) => axes.indexOf(axis))
      )
    : tensor;
}

function permuted({ shape, values }: StoredTensor, axes: readonly number[]): StoredTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const to = axes.map((axis) => shape[axis]);
  const steps = axes.map((axis) => strides[axis]);
  const moved = new Float32Array(values.length);
  const place = new Array<number>(to.length).fill(0);
  let from = 0;
  for (let i = 0; i < moved.length; i++) {
    moved[i] = values[from];
    // Counts up like an odometer: no division for each value.
    for (let axis = to.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++place[axis] < to[axis]) {
        break;
      }
      from -= steps[axis] * to[axis];
      place[axis] = 0;
    }
  }
  return { shape: to, values: moved };
}
