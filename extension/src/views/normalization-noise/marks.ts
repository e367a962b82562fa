import type { MonteCarloResult } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type NoiseSimulation,
  type NormalizationNoiseResult,
  type SimulatedNoise,
  simulatedNoise
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { SharePlace } from '../../plot/overlay';
import { exact, times } from '@efficientnet-lab/kernel-helpers/wording';
import { isOn, type Scale, shareOf } from './scale';
import { formatNoise } from './wording';

export interface Mark extends SharePlace {
  label: string;
  /** For where the label has no room. */
  short: string;
  /** Where the label would cover no line, if there is room: it starts or ends at its place. */
  side: 'start' | 'end';
}

/** A simulated point with the ends of its bar, in shares of the axes. */
export interface PointMark extends SharePlace {
  low: number;
  high: number;
}

/** What moves over the curves. */
export interface NoiseMarks {
  /** The state's own noise. */
  here: Mark;
  /** What counting says of it. */
  count: SharePlace;
  /** Where a batch and a group count as many values; null where the axis has no such place. */
  crossing: Mark | null;
  points: PointMark[];
}

/** Half the width of a 95 % interval, in standard errors of a Gaussian. */
export const INTERVAL = 1.96;

export function marksOf(
  result: NormalizationNoiseResult,
  points: readonly SimulatedNoise[],
  scale: Scale,
  trans: TranslationBundle
): NoiseMarks {
  const { here } = result;
  const x = shareOf(scale.x, here.at);
  const ratio = here.batch / here.independent;
  return {
    here: {
      x,
      y: shareOf(scale.y, here.batch),
      label:
        Number.isFinite(ratio) && ratio !== 1
          ? trans.__('%1, %2 the count', formatNoise(here.batch), times(ratio))
          : formatNoise(here.batch),
      short: formatNoise(here.batch),
      side: result.state.axis === 'correlation' ? 'end' : 'start'
    },
    count: { x, y: shareOf(scale.y, here.independent) },
    crossing: crossingOf(result, scale, trans),
    // No logarithm has a place for the zero at the least correlation.
    points: points
      .filter(({ value }) => isOn(scale.y, value))
      .map(({ at, value, standardError }) => ({
        x: shareOf(scale.x, at),
        y: shareOf(scale.y, value),
        low: shareOf(scale.y, Math.max(value - INTERVAL * standardError, 0)),
        high: shareOf(scale.y, value + INTERVAL * standardError)
      }))
  };
}

/** Where on the axis a batch and a group count as many values, and what counting says there; null for no such place. */
export function crossingPlace(result: NormalizationNoiseResult): { at: number; value: number } | null {
  const { state, here, crossing, curve } = result;
  const { axis, batchSize, channels, groups } = state;
  if (axis === 'side' || axis === 'correlation') {
    return null;
  }
  const at = { batchSize: crossing, channels: groups * batchSize, groups: channels / batchSize }[axis];
  // Along the channels and the groups the dashed line is level.
  const value = axis === 'batchSize' ? here.groupCount : here.independent;
  const isInside = at >= curve[0].at && at <= curve[curve.length - 1].at;
  return isInside && Number.isFinite(value) ? { at, value } : null;
}

function crossingOf(result: NormalizationNoiseResult, scale: Scale, trans: TranslationBundle): Mark | null {
  const place = crossingPlace(result);
  if (!place) {
    return null;
  }
  const { axis, batchSize } = result.state;
  const images = exact(axis === 'batchSize' ? result.crossing : batchSize);
  return {
    x: shareOf(scale.x, place.at),
    y: shareOf(scale.y, place.value),
    label: trans.__('equal counts at N* = %1', images),
    short: `N* = ${images}`,
    side: axis === 'groups' ? 'start' : 'end'
  };
}

/** The points of a simulation that have enough batches for an error bar. */
export function simulatedPoints(
  simulations: readonly NoiseSimulation[],
  results: readonly MonteCarloResult[],
  { state }: NormalizationNoiseResult
): SimulatedNoise[] {
  return results
    .flatMap(({ points }, i) =>
      points.map((point, j) => simulatedNoise(simulations[i].at[j], point, state.quantity))
    )
    .filter((point) => point !== null);
}
