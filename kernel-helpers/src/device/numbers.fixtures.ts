import type { NetworkNumbers } from './numbers';

/** Numbers as a network gives them, made up; what is given stands in their place. */
export function madeUpNumbers(given: Partial<NetworkNumbers> = {}): NetworkNumbers {
  const values = (scale: number): Float32Array =>
    Float32Array.from([3, -1, 2, 0.5], (value) => scale * value);
  return {
    loss: 2,
    logits: values(1),
    weights: { 'stem_conv/kernel': values(1), 'block1a_bn/moving_mean': values(1e-7) },
    gradients: {
      'stem_conv/kernel': values(10),
      'block1a_bn/beta': values(1),
      'top_conv/kernel': values(1e-9)
    },
    ...given
  };
}
