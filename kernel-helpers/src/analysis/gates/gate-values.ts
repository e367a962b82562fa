import type { ArchitectureSpec } from '../spec';

/** Gates of one squeeze-and-excitation block as a network computes them, with what they multiply. Plain JSON. */
export interface GateValues {
  /** Of the images. */
  dataset: string;
  /** Where the gates were read; no specification for models that `buildEfficientNet` didn't make. */
  block: { spec: ArchitectureSpec | null; name: string };
  /** [images][channels], each from 0 to 1. */
  gates: number[][];
  /** [images][channels]: mean of |v| over the pixels of a channel, before its gate. */
  activations: number[][];
  /** [channels]: Euclidean norm of the projection's weights that read a channel. */
  projectionNorms: number[];
}
