import type { Mark } from '../../chart';
import { exact, setting } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import type { NoiseAxes } from './axes';
import type { NormalizationNoiseResult } from './result';
import type { SimulatedNoise } from './simulation';
import type { NormalizationNoiseState } from './state';
import { noiseAxisName, noiseShare } from './words';

/** Half the width of a 95 % interval, in standard errors of a Gaussian. */
const NORMAL_95 = 1.96;

/** A place on the state's axis in words. */
export function atText(at: number, { axis }: NormalizationNoiseState, trans: Phrases): string {
  return `${noiseAxisName(axis, trans)}: ${axis === 'correlation' ? setting(at) : exact(at)}`;
}

/** Errors of a simulation, with their intervals. */
export function simulatedMarks(
  simulated: readonly SimulatedNoise[],
  { state }: NormalizationNoiseResult,
  { noise }: NoiseAxes,
  trans: Phrases
): Mark[] {
  // No logarithm has a place for the zero at the least correlation.
  const shown = simulated.filter(({ value }) => 100 * value >= noise.from);
  const ends = shown.map(({ value, standardError }) => ({
    from: value - NORMAL_95 * standardError,
    to: value + NORMAL_95 * standardError
  }));
  return shown.length === 0
    ? []
    : [
        {
          kind: 'points',
          id: 'simulated',
          meaning: 'batchNorm',
          moving: true,
          open: true,
          radius: 3.5,
          places: shown.map(({ at, value }) => ({ x: at, y: 100 * value })),
          intervals: {
            axis: 'y',
            ends: ends.map(({ from, to }) => ({ from: Math.max(noise.from, 100 * from), to: 100 * to }))
          },
          hover: shown.map(
            ({ at, value }, i) =>
              `${trans.__(
                'simulated: %1, 95 % interval %2 to %3',
                noiseShare(value),
                noiseShare(Math.max(0, ends[i].from)),
                noiseShare(ends[i].to)
              )}\n${atText(at, state, trans)}`
          )
        }
      ];
}

/** Errors measured in a network, with their intervals. */
export function measuredMarks(
  { measured, state }: NormalizationNoiseResult,
  { noise }: NoiseAxes,
  trans: Phrases
): Mark[] {
  const shown = measured?.points.filter(({ value }) => 100 * value >= noise.from) ?? [];
  if (!measured || shown.length === 0) {
    return [];
  }
  const name = trans.__('measured at %1', measured.layer.name);
  return [
    {
      kind: 'points',
      id: 'measured',
      meaning: 'text',
      moving: true,
      symbol: 'square',
      priority: 2,
      radius: 4,
      places: shown.map(({ batchSize, value }) => ({ x: batchSize, y: 100 * value })),
      names: shown.map((_, i) => (i === shown.length - 1 ? name : '')),
      intervals: {
        axis: 'y',
        ends: shown.map(({ from, to }) => ({ from: Math.max(noise.from, 100 * from), to: 100 * to }))
      },
      hover: shown.map(
        ({ batchSize, value, from, to, theory }) =>
          `${trans.__(
            '%1: %2, interval %3 to %4; theory %5',
            name,
            noiseShare(value),
            noiseShare(from),
            noiseShare(to),
            noiseShare(theory)
          )}\n${atText(batchSize, state, trans)}`
      )
    }
  ];
}
