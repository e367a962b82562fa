import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { DrawnStream } from './drawn-stream';
import { TensorFlowError } from '../errors';
import type { Attributes } from '../operations';

/** What code that may run inside a recording asks of it. */
export interface Recording {
  /** The seed of the stream's next draw, int32 [2], which differs at every run of the graph. */
  seedOf(stream: DrawnStream): Tensor;
  /** Adds a node that updates variables in place. */
  applyNative(op: string, attributes: Attributes, inputs: Array<Tensor | Variable>): void;
  /** Nodes recorded in `work` run after those that compute `after`. */
  withControl<T>(after: Tensor[], work: () => T): T;
  /** Notes that an operation of ours gives what was just recorded. */
  equivalent(op: string, attributes: Attributes, inputs: Tensor[], outputs: Tensor[]): void;
  /** What `work` does to variables is done only where the condition holds when the graph runs. */
  onlyIf(condition: Tensor, work: () => void): void;
}

let active: Recording | null = null;

/** The recording in progress, or null while operations compute at once. */
export function activeRecording(): Recording | null {
  return active;
}

/** Whether operations are being recorded rather than computed. */
export function isRecording(): boolean {
  return active !== null;
}

/** Runs code as part of a recording. @throws TensorFlowError `recording` within another one. */
export function duringRecording<T>(recording: Recording, work: () => T): T {
  if (active !== null) {
    throw new TensorFlowError(
      'recording',
      'A function was compiled while another one was being recorded.',
      'one recording at a time',
      'Compile functions one after the other; a recorded function may call plain ones.'
    );
  }
  active = recording;
  try {
    return work();
  } finally {
    active = null;
  }
}

/**
 * Within a recorded function: an update that TensorFlow does in place, for example `ResourceApplyMomentum`.
 *
 * @param inputs In the operation's order. Variables of the state are passed as handles; clone one to pass its value.
 * @throws TensorFlowError `recording` outside a recorded function, or for a variable that is not in the state.
 */
export function applyNative(op: string, attributes: Attributes, inputs: Array<Tensor | Variable>): void {
  if (active === null) {
    throw new TensorFlowError(
      'recording',
      `${op} updates variables of a graph, but no function is being recorded.`,
      'a call within a recorded function',
      'Call it within a function that is given to enet.graph.compile().'
    );
  }
  active.applyNative(op, attributes, inputs);
}

/** Nodes recorded in `work` run after those that compute `after`; without a recording, `work` simply runs. */
export function withControl<T>(after: Tensor[], work: () => T): T {
  return active === null ? work() : active.withControl(after, work);
}

/**
 * What an operation of ours, told by name, computes as well: in a compiled graph it may take the place of all that was
 * recorded between `inputs` and `outputs`.
 *
 * @param outputs For each of the operation's outputs the tensor that it gives, in their order.
 */
export function noteEquivalent(
  op: string,
  attributes: Attributes,
  inputs: Tensor[],
  outputs: Tensor[]
): void {
  active?.equivalent(op, attributes, inputs, outputs);
}

/**
 * Changes variables only if a condition holds: by updates in place, or by `assign`; one variable takes one of both.
 * Within a recorded function the graph decides at each run, and leaves out the updates otherwise.
 *
 * @param condition `bool`, of no dimension.
 */
export function onlyIf(condition: Tensor, work: () => void): void {
  if (active !== null) {
    active.onlyIf(condition, work);
  } else if (condition.dataSync()[0]) {
    work();
  }
}
