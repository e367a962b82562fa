import type { Tensor } from '@tensorflow/tfjs';
import { TensorFlowError } from './errors';
import type { DrawnStream, RandomState } from './graph/drawn-stream';
import { activeRecording } from './graph/recording';
import { loadTensorFlow } from './load';
import { runOperation } from './operations';

/** Both halves of a seed; each a 32-bit integer. */
export type SeedPair = readonly [number, number];

/**
 * Uniform numbers in [0, 1): a function of shape and seed alone (`StatelessRandomUniform`, a
 * counter-based Philox generator), so the same seed gives the same numbers on every run and device.
 */
export function randomUniform(shape: number[], seed: SeedPair): Tensor {
  return stateless('StatelessRandomUniform', shape, seed);
}

/** Standard normal numbers; a function of shape and seed alone. */
export function randomNormal(shape: number[], seed: SeedPair): Tensor {
  return stateless('StatelessRandomNormal', shape, seed);
}

/**
 * Normal numbers of mean 0 and parameter σ = 1, redrawn beyond ±2; a function of shape and seed alone.
 * Their standard deviation is 0.87962566, not 1: divide by it to get a wanted one.
 */
export function randomTruncatedNormal(shape: number[], seed: SeedPair): Tensor {
  return stateless('StatelessTruncatedNormal', shape, seed);
}

function stateless(operation: string, shape: number[], seed: SeedPair | Tensor): Tensor {
  const tf = loadTensorFlow();
  return tf.tidy(() =>
    runOperation(operation, { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } }, [
      tf.tensor1d(shape, 'int32'),
      seed instanceof tf.Tensor ? seed : tf.tensor1d([...seed], 'int32')
    ])
  );
}

/** A seeded stream: each draw differs from the last, and the same seed repeats the same draws. */
export class RandomStream implements DrawnStream {
  private current: RandomState;

  /** @throws TensorFlowError `invalid-argument` unless the seed is a 32-bit integer. */
  constructor(seed: number) {
    this.current = { seed: requireSeed(seed), draws: 0 };
  }

  get state(): RandomState {
    return { ...this.current };
  }

  set state({ seed, draws }: RandomState) {
    this.current = { seed: requireSeed(seed), draws };
  }

  /** Uniform numbers in [0, 1), different at each call, and at each run of a compiled function. */
  uniform(shape: number[]): Tensor {
    const recording = activeRecording();
    return recording
      ? stateless('StatelessRandomUniform', shape, recording.seedOf(this))
      : randomUniform(shape, [this.current.seed, this.current.draws++]);
  }
}

/**
 * A seed of its own for each name under one seed (FNV-1a), so that adding a layer does not change the
 * others' numbers.
 * @returns A signed 32-bit integer.
 */
export function seedFor(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ requireSeed(seed);
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash | 0;
}

function requireSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < -(2 ** 31) || seed >= 2 ** 31) {
    throw new TensorFlowError(
      'invalid-argument',
      `The seed is ${seed}.`,
      'a whole number from -2147483648 to 2147483647',
      'Give one, or leave the seed out.'
    );
  }
  return seed;
}
