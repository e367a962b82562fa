import type { Chart, LineMark, Mark, Place } from '../../chart';
import { exact, setting, times } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { type NoiseAxes, noiseAxis, placesAxis, zeroOf } from './axes';
import { atText, measuredMarks, simulatedMarks } from './point-marks';
import type { NoiseCurvePoint, NoiseValues, NormalizationNoiseResult } from './result';
import type { SimulatedNoise } from './simulation';
import { noiseAxisName, noiseShare, noiseSubject } from './words';

/**
 * Noise of batch normalisation along the state's axis, what counting says of it, and group normalisation's zero below
 * the axis of logarithms; the state, where counts are equal, and what was simulated.
 */
export function noiseChart(
  result: NormalizationNoiseResult,
  simulated: readonly SimulatedNoise[],
  axes: NoiseAxes,
  trans: Phrases
): Chart {
  const { state } = result;
  const subject = noiseSubject(state.quantity, trans);
  const axis = noiseAxisName(state.axis, trans);
  return {
    description: trans.__('Error of the %1 by batch normalisation, against %2', subject, axis),
    x: placesAxis(result, axes, trans),
    y: noiseAxis(state, axes, trans),
    marks: [
      zeroLine(axes, trans),
      ...lineMarks(result, trans),
      ...hereLines(result, axes, trans),
      ...simulatedMarks(simulated, result, axes, trans),
      ...measuredMarks(result, axes, trans),
      ...crossingMarks(result, trans),
      ...hereMarks(result, trans)
    ]
  };
}

function zeroLine(axes: NoiseAxes, trans: Phrases): Mark {
  const words = trans.__('group norm: 0 from other images');
  return {
    kind: 'line',
    meaning: 'groupNorm',
    priority: 2,
    places: [axes.x.from, axes.x.to].map((x) => ({ x, y: zeroOf(axes) })),
    hover: [words, words],
    name: words,
    nameAt: 'end'
  };
}

function lineMarks({ curve, state }: NormalizationNoiseResult, trans: Phrases): Mark[] {
  const isMean = state.quantity === 'meanError';
  const isFirstOrder = state.quantity === 'outputNoise' && curve[0].report.output.exact === null;
  const batch =
    state.axis === 'correlation'
      ? trans.__('batch norm')
      : trans.__('batch norm, ρ = %1', setting(state.correlation));
  const line = (of: keyof NoiseValues, name: string, look: Partial<LineMark> = {}): LineMark => {
    const drawn = curve.filter((point) => point[of] > 0);
    return {
      kind: 'line',
      id: of,
      meaning: 'batchNorm',
      moving: true,
      places: drawn.map((point) => placeOf(point, of)),
      hover: drawn.map((point) => `${name}: ${noiseShare(point[of])}\n${atText(point.at, state, trans)}`),
      name,
      nameAt: 'end',
      ...look
    };
  };
  return [
    line('groupCount', trans.__('count of one group (not its noise)'), {
      meaning: 'groupNorm',
      dash: 'dotted',
      width: 1.5
    }),
    line(
      'independent',
      isMean ? trans.__('if pixels were independent: 1/√m') : trans.__('if pixels were independent'),
      { meaning: 'textFaint', dash: 'dashed' }
    ),
    line('batch', isFirstOrder ? trans.__('%1, 1st order', batch) : batch, { width: 2.5, priority: 3 })
  ];
}

/** A place that is endless stands nowhere: the line has a gap. */
function placeOf(point: NoiseCurvePoint, of: keyof NoiseValues): Place {
  const y = 100 * point[of];
  return { x: point.at, y: Number.isFinite(y) ? y : NaN };
}

/** From the axis up to the state's noise; thick is what counting misses. */
function hereLines({ here }: NormalizationNoiseResult, { noise }: NoiseAxes, trans: Phrases): Mark[] {
  const [batch, count] = [placeOf(here, 'batch'), placeOf(here, 'independent')];
  if (!(batch.y > 0)) {
    return [];
  }
  const line = (places: Place[], width: number, name?: string): Mark => ({
    kind: 'line',
    meaning: 'accent',
    moving: true,
    priority: 3,
    width,
    places,
    name
  });
  const ratio = here.batch / here.independent;
  const middle = { x: here.at, y: Math.sqrt(batch.y * count.y) };
  return [
    line([{ x: here.at, y: noise.from }, batch], 1),
    ...(count.y > 0 && ratio !== 1
      ? [line([count, middle, batch], 3, trans.__('%1 the count', times(ratio)))]
      : [])
  ];
}

function hereMarks({ here, state }: NormalizationNoiseResult, trans: Phrases): Mark[] {
  const place = placeOf(here, 'batch');
  if (!(place.y > 0)) {
    return [];
  }
  const name = noiseShare(here.batch);
  return [
    {
      kind: 'points',
      id: 'here',
      meaning: 'accent',
      moving: true,
      priority: 4,
      radius: 6,
      places: [place],
      names: [name],
      hover: [`${name}\n${atText(here.at, state, trans)}`]
    }
  ];
}

/** Where on the axis a batch and a group count as many values, at what counting says there. */
function crossingMarks({ state, here, crossing, curve }: NormalizationNoiseResult, trans: Phrases): Mark[] {
  const { axis, batchSize, channels, groups } = state;
  if (axis === 'side' || axis === 'correlation') {
    return [];
  }
  const x = { batchSize: crossing, channels: groups * batchSize, groups: channels / batchSize }[axis];
  // Along the channels and the groups the dashed line is level.
  const value = axis === 'batchSize' ? here.groupCount : here.independent;
  if (!(x >= curve[0].at && x <= curve[curve.length - 1].at && Number.isFinite(value))) {
    return [];
  }
  const name = trans.__('equal counts at N* = %1', exact(axis === 'batchSize' ? crossing : batchSize));
  return [
    {
      kind: 'points',
      id: 'crossing',
      meaning: 'text',
      moving: true,
      priority: 1,
      symbol: 'diamond',
      open: true,
      places: [{ x, y: 100 * value }],
      names: [name],
      hover: [name]
    }
  ];
}
