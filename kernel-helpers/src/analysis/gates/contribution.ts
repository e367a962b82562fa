import { SpecError } from '../errors';
import { type GateMatrix, requireMatrix } from './gate-matrix';
import { type OptionNames, requireOptions } from '../option-names';
import { requireArray } from '../validate';
import { requireChannel } from './gate-statistics';
import type { GateValues } from './gate-values';

/** What a gate multiplies and what then carries the product on. Left out, a magnitude is 1. */
export interface GateMagnitudes {
  /**
   * |v_c| before the gate: one mean over inputs and pixels for each channel, or one row for each input with the mean
   * over pixels for each channel, which is exact.
   */
  activations?: readonly number[] | readonly (readonly number[])[];
  /** ‖row c of the projection's weights‖. */
  projectionNorms?: readonly number[];
}

/** `gateValues` measures them with the gates, and may be given whole. */
const MAGNITUDES: OptionNames<GateMagnitudes & GateValues> = {
  activations: true,
  projectionNorms: true,
  dataset: true,
  block: true,
  gates: true
};

/**
 * Contribution of each channel to the block's output, E|g_c·v_c|·‖Wp_c‖. Gates are not negative and are the same for
 * all pixels, so that E|g·v| is the mean over inputs of g·(mean of |v| over pixels).
 * @throws SpecError for magnitudes of another shape, negative or not finite.
 */
export function gateContributions(matrix: GateMatrix, magnitudes: GateMagnitudes = {}): number[] {
  requireOptions<GateMagnitudes>(magnitudes, MAGNITUDES);
  const { inputs, channels, columns } = requireMatrix(matrix);
  const { activations, projectionNorms } = magnitudes;
  const norms = projectionNorms && requireMagnitudes('projectionNorms', projectionNorms, channels);
  const activationOf = activationReader(activations, inputs, channels);
  return columns.map((gates, c) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) {
      sum += gates[i] * activationOf(i, c);
    }
    return (sum / inputs) * (norms ? norms[c] : 1);
  });
}

function activationReader(
  activations: GateMagnitudes['activations'],
  inputs: number,
  channels: number
): (input: number, channel: number) => number {
  if (activations === undefined) {
    return () => 1;
  }
  if (isRows(activations)) {
    if (activations.length !== inputs) {
      throw new SpecError(
        'activations',
        activations,
        `${inputs} rows, one for each input`,
        'Record activations on the inputs of the gates, in their order.'
      );
    }
    activations.forEach((row, i) => requireMagnitudes(`activations[${i}]`, row, channels));
    return (input, channel) => activations[input][channel];
  }
  const means = requireMagnitudes('activations', activations, channels);
  return (_, channel) => means[channel];
}

function isRows(
  activations: NonNullable<GateMagnitudes['activations']>
): activations is readonly (readonly number[])[] {
  return Array.isArray(activations[0]);
}

function requireMagnitudes(field: string, values: readonly number[], channels: number): readonly number[] {
  const remedy = 'Give one for each channel.';
  if (requireArray(field, values, remedy).length !== channels) {
    throw new SpecError(field, values, `${channels} numbers, one for each channel`, remedy);
  }
  const wrong = values.findIndex((value) => !(Number.isFinite(value) && value >= 0));
  if (wrong >= 0) {
    throw new SpecError(
      `${field}[${wrong}]`,
      values[wrong],
      'a finite number of at least 0',
      'Magnitudes are absolute values or norms.'
    );
  }
  return values;
}

/** A block with other gates that computes the same. */
export interface RescaledTwin {
  matrix: GateMatrix;
  projectionNorms: number[];
}

/**
 * Why the size of a gate alone is no importance: one channel's gates divided by a factor and its projection row
 * multiplied by it. All products g·v·Wp, the block's function and all contributions stay; only the gate shrinks.
 * @throws SpecError for a factor that makes a gate exceed 1, or is not a positive number.
 */
export function rescaledTwin(request: {
  matrix: GateMatrix;
  projectionNorms: readonly number[];
  channel: number;
  factor: number;
}): RescaledTwin {
  requireOptions(request, { matrix: true, projectionNorms: true, channel: true, factor: true });
  const { matrix, factor } = request;
  const { channels, columns } = requireMatrix(matrix);
  const norms = requireMagnitudes('projectionNorms', request.projectionNorms, channels);
  const channel = requireChannel(request.channel, channels);
  const largest = columns[channel].reduce((most, gate) => Math.max(most, gate), 0);
  if (!(factor > 0 && factor < Infinity && largest / factor <= 1)) {
    throw new SpecError(
      'factor',
      factor,
      `a finite number above 0 and at least ${largest}, the channel's largest gate`,
      'A gate never exceeds 1: choose a larger factor.'
    );
  }
  return {
    matrix: {
      ...matrix,
      columns: columns.map((gates, c) => (c === channel ? gates.map((gate) => gate / factor) : gates))
    },
    projectionNorms: norms.map((norm, c) => (c === channel ? norm * factor : norm))
  };
}
