import type { NativeEquivalent } from './equivalent';
import type { NodeAttribute } from './node';
import { type AbstractTensor, type Operation, slidePadding } from './shapes';

/** Widths of kernels, and strides, that our operations know. */
const KERNELS: ReadonlySet<number> = new Set([3, 5]);
const STRIDES: ReadonlySet<number> = new Set([1, 2]);

/** Narrower kernels forward are TensorFlow's, whose library is as fast; ours are where something follows within them. */
const FORWARD_KERNEL = 5;
export const DEPTHWISE = 'EnetDepthwise';
export const NARROW_DEPTHWISE = 'EnetNarrowDepthwise';

/**
 * The operation of ours that gives a depthwise convolution, or its gradient to the map or to the kernel, where ours is
 * the faster one; null elsewhere.
 *
 * @param refs What stands for the operation's inputs in a node's list of inputs.
 */
export function depthwiseEquivalent(
  { op, attributes, inputs }: Operation,
  output: AbstractTensor,
  refs: readonly string[]
): Omit<NativeEquivalent, 'outputs'> | null {
  switch (op) {
    case 'DepthwiseConv2dNative': {
      const geometry = geometryOf(attributes, inputs[0], inputs[1]);
      const [, height, width] = output.shape;
      return (
        geometry && {
          op: inputs[1].shape[0] === FORWARD_KERNEL ? DEPTHWISE : NARROW_DEPTHWISE,
          inputs: [refs[0], refs[1]],
          attributes: { ...geometry, out_height: { int: height }, out_width: { int: width } }
        }
      );
    }
    case 'DepthwiseConv2dNativeBackpropInput': {
      const [, kernel] = inputs;
      const geometry = geometryOf(attributes, output, kernel);
      const [, height, width] = output.shape;
      return (
        geometry && {
          op: 'EnetDepthwiseInputGradient',
          inputs: [refs[2], refs[1]],
          attributes: { ...geometry, height: { int: height }, width: { int: width } }
        }
      );
    }
    case 'DepthwiseConv2dNativeBackpropFilter': {
      const geometry = geometryOf(attributes, inputs[0], output);
      const [high, wide] = output.shape;
      return (
        geometry && {
          op: 'EnetDepthwiseKernelGradient',
          inputs: [refs[2], refs[0]],
          attributes: { ...geometry, kernel_height: { int: high }, kernel_width: { int: wide } }
        }
      );
    }
    default:
      return null;
  }
}

/** How the kernel slides over the map; null for what our operations don't compute. */
function geometryOf(
  attributes: Operation['attributes'],
  map: AbstractTensor,
  kernel: AbstractTensor
): Record<string, NodeAttribute> | null {
  const { data_format: format, dilations } = attributes;
  const [high, wide, , multiplier] = kernel.shape;
  const { stride, before } = slidePadding(attributes, map.shape, [high, wide]);
  const known =
    map.dtype === 'float32' &&
    KERNELS.has(high) &&
    high === wide &&
    multiplier === 1 &&
    STRIDES.has(stride[0]) &&
    stride[0] === stride[1] &&
    (format === undefined || ('string' in format && format.string === 'NHWC')) &&
    (dilations === undefined || ('ints' in dilations && dilations.ints.every((each) => each === 1)));
  return known
    ? { strides: { int: stride[0] }, pad_top: { int: before[0] }, pad_left: { int: before[1] } }
    : null;
}
