import type { Augmenter } from './augmentation/augmenter';
import type { Augmentation } from './augmentation/options';
import type { UnreadableImage } from './dataset';

/** Which images a step of an epoch sees, and how. */
export interface TrainingOrder {
  batchSize: number;
  seed: number;
  /** 1-based. */
  epoch: number;
  augmentation?: Augmentation;
  /** Steps of the epoch to leave out, done before a resume; default 0. */
  firstStep?: number;
}

/** Images of one step, before they become tensors. */
export interface Batch {
  /** What the network takes in, pixels 0…255 as floats: [count, resolution, resolution, channels]. */
  pixels: Float32Array;
  shape: [number, number, number, number];
  labels: Int32Array;
  /** Where its images lie in their data set. */
  places: Uint32Array;
  /** Images that could not be decoded; absent without any. */
  unreadable?: UnreadableImage[];
  /** Absent where each image has one label. */
  mixing?: Mixing;
}

/** What else is in mixed images. */
export interface Mixing {
  /** Second label of each image. */
  labels: Int32Array;
  /** Weight of each image's own label; the second has the rest. */
  share: Float32Array;
}

/** Images of a batch and where each is moved to. */
export interface Selection {
  places: Uint32Array;
  /** Pixels down and to the right for each image, one pair behind the other; null for none. */
  shifts: Int32Array | null;
  /** How the i-th image is changed; null for not at all. */
  augmenters: ((i: number) => Augmenter) | null;
  /** Whether augmenters cut parts out themselves; others get prepared images. */
  crops: boolean;
}
