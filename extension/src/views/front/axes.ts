import { type CostMeasure, pointsOf } from '@efficientnet-lab/kernel-helpers/analysis';
import type { FrontResult } from '@efficientnet-lab/kernel-helpers/views/front';
import { costUnitOf } from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';

export interface Tick {
  value: number;
  text: string;
}

/** One axis of the picture, in its own unit. */
export interface Axis {
  low: number;
  high: number;
  ticks: readonly Tick[];
}

/** The axis of the cost: of all records of the set, so that it stays when families are hidden. */
export interface CostAxis extends Axis {
  scale: 'log' | 'linear';
  measure: CostMeasure;
  /** How many of the measure's own unit the axis counts in: 10⁹ for MACs. */
  size: number;
  /** `10⁹ MACs`, `ms` */
  unit: string;
}

/** Room beside the first and the last point, as a share of the axis. */
const ROOM = 0.06;
const MANY_TICKS = 9;
const POWERS: Readonly<Record<number, string>> = { 1e6: '10⁶ ', 1e9: '10⁹ ' };

export function costAxisOf({ set, state }: FrontResult): CostAxis {
  const { costs, measure } = pointsOf(set, state.cost);
  const { size } = costUnitOf(measure);
  const { low, high } = costRange(extremes(costs, [1, 10]), state.scale);
  return {
    scale: state.scale,
    measure,
    size,
    unit: `${POWERS[size] ?? ''}${measure.unit}`,
    low,
    high,
    ticks: ticksOf(low / size, high / size, state.scale).map((value) => ({
      value: value * size,
      text: tickText(value)
    }))
  };
}

/** The axis of accuracy, per cent. */
export function accuracyAxisOf({ set, state }: FrontResult): Axis {
  const { accuracies } = pointsOf(set, state.cost);
  const [least, most] = extremes(accuracies, [0, 100]);
  const room = Math.max(0.5, 1.5 * ROOM * (most - least));
  const low = Math.max(-room / 2, least - room);
  const high = Math.min(100 + room / 2, most + room);
  return {
    low,
    high,
    ticks: ticksOf(low, Math.min(high, 100), 'linear').map((value) => ({ value, text: tickText(value) }))
  };
}

/** Where a cost lies on its axis, 0 at the left, 1 at the right end; beyond them when it lies outside. */
export function shareOfCost({ scale, low, high }: CostAxis, cost: number): number {
  return scale === 'log' ? Math.log(cost / low) / Math.log(high / low) : (cost - low) / (high - low);
}

/** The cost at a share of the axis. */
export function costAtShare({ scale, low, high }: CostAxis, share: number): number {
  return scale === 'log' ? low * (high / low) ** share : low + share * (high - low);
}

/** Where an accuracy lies on its axis, from below. */
export function shareOfAccuracy({ low, high }: Axis, accuracy: number): number {
  return (accuracy - low) / (high - low);
}

const tickText = (value: number): string =>
  Number.isInteger(value) ? exact(value) : String(Number(value.toPrecision(3)));

function costRange(
  [least, most]: readonly [number, number],
  scale: 'log' | 'linear'
): { low: number; high: number } {
  if (scale === 'linear') {
    return { low: 0, high: (1 + ROOM) * most };
  }
  // A single cost stands in the middle of a factor of two.
  const room = Math.max(2 ** 0.5, (most / least) ** ROOM);
  return { low: least / room, high: most * room };
}

function extremes(values: Float64Array, none: readonly [number, number]): readonly [number, number] {
  if (values.length === 0) {
    return none;
  }
  return [
    values.reduce((least, value) => Math.min(least, value)),
    values.reduce((most, value) => Math.max(most, value))
  ];
}

/** Values a person would choose, 1, 2 or 5 times a power of ten. */
export function ticksOf(low: number, high: number, scale: 'log' | 'linear'): number[] {
  return scale === 'log' ? logTicks(low, high) : linearTicks(low, high);
}

function logTicks(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const within = (mantissas: readonly number[]): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => mantissas.map((mantissa) => mantissa * 10 ** (from + i)))
      .flat()
      .map((value) => Number(value.toPrecision(3)))
      .filter((value) => value >= low && value <= high);
  const fine = within([1, 2, 5]);
  if (fine.length < 2) {
    return linearTicks(low, high);
  }
  if (fine.length <= MANY_TICKS) {
    return fine;
  }
  const powers = within([1]);
  const every = Math.ceil(powers.length / MANY_TICKS);
  return powers.filter((_, i) => i % every === 0);
}

function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / (MANY_TICKS - 3);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((mantissa) => mantissa * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(6))
  );
}
