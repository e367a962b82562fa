import type { GraphDtype } from './node';

/** Values of a tensor: float32, int32 or bool. */
export type Values = Float32Array | Int32Array | Uint8Array;

export interface ProgramTensor {
  /** What to feed or fetch, for example `train/input_0:0`. */
  tensor: string;
  shape: number[];
  dtype: GraphDtype;
}

export interface ProgramFunction {
  inputs: ProgramTensor[];
  /** `key` is the index or name in what the recorded function returns; null for a lone tensor. */
  outputs: Array<ProgramTensor & { key: string | number | null }>;
  /** Feed of seeds and draws, int32 [streams, 2]; null for functions that draw no random numbers. */
  random: string | null;
  /** How many draws one run takes from each stream. */
  draws: number[];
}

/** A variable of the state. */
export interface ProgramVariable {
  name: string;
  shape: number[];
  dtype: GraphDtype;
  /** Where a new value is fed. */
  feed: string;
  /** What to fetch to read it. */
  read: string;
}

/** Variables that are written at once: TensorFlow builds what a call runs for each choice of feeds and fetches. */
export interface ProgramWrite {
  variables: string[];
  /** What to fetch so that the values that all of them are fed with are stored. */
  done: string;
}

/** Name of an output in a signature: the record's own, or its place in a list. */
export function outputName(key: string | number | null): string {
  return typeof key === 'string' ? key : `output_${key ?? 0}`;
}

/** Compiled functions and their state as plain data, to be run by a GraphSession, also in another thread. */
export interface Program {
  /** Content of a SavedModel's `saved_model.pb`. */
  savedModel: Uint8Array;
  functions: Record<string, ProgramFunction>;
  state: ProgramVariable[];
  /** Each variable of the state is in one of them. */
  writes: ProgramWrite[];
  /** Number of random streams. */
  streams: number;
  /** Whether operations of ours are among its nodes. */
  native: boolean;
}
