import { CheckpointError } from '../errors';

/** State of an optimiser, for a checkpoint; the same for eager and compiled runs. */
export interface OptimizerState {
  /** Steps taken. */
  iterations: number;
  /**
   * By name; each the values for all trainable weights one after the other, `average` for all weights and moving
   * statistics, `lossScale` the scale and the finite steps in a row.
   */
  slots: Record<string, Float32Array>;
}

/** @throws CheckpointError `mismatch` unless the state has these slots and lengths. */
export function requireSlots(
  state: OptimizerState,
  expected: Readonly<Record<string, number>>,
  path: string
): void {
  const told = (slots: Array<[string, number]>): string =>
    slots.map(([name, length]) => `${name} (${length})`).join(', ') || 'none';
  const got = told(Object.entries(state.slots).map(([name, { length }]) => [name, length]));
  const wanted = told(Object.entries(expected));
  if (got !== wanted) {
    const remedy =
      'Resume with the optimizer, the emaDecay and the trainable layers that it was written with.';
    throw new CheckpointError('mismatch', path, `the slots ${got}`, wanted, remedy);
  }
}

/** Values one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The parts of given sizes. */
export function parted(whole: Float32Array, sizes: readonly number[]): Float32Array[] {
  let at = 0;
  return sizes.map((size) => whole.subarray(at, (at += size)));
}
