import type { MeasuredLayer, MeasuredNoise, MeasuredValue } from '../../analysis';
import { LIMITS, NOISE_LIMITS, noiseReport, SpecError } from '../../analysis';
import { closestCount, groupCountsOf } from './group-counts';
import { bounded, list, maybe, nonNegative, record, text } from '../schema-parts';

/** What a document keeps of a measurement: of layers and batch sizes, not of channels. */
export interface MeasuredInNetwork {
  network: string;
  dataset: string;
  images: number;
  /** Share of such intervals that hold the true error. */
  confidence: number;
  layers: MeasuredLayerErrors[];
  /** The one that is shown; null for none. */
  layer: string | null;
}

export interface MeasuredLayerErrors {
  name: string;
  /** Side of a square map. */
  side: number;
  channels: number;
  /** G; null for batch normalisation. */
  groups: number | null;
  /** ρ, mean over channels; null for maps of one pixel. */
  correlation: number | null;
  /** Of squared deviations. */
  squaresCorrelation: number | null;
  kurtosis: number;
  points: { batchSize: number; meanError: MeasuredValue; varianceError: MeasuredValue }[];
}

const LAYERS = 1000;
const SIZES = 100;
const value = record({ value: nonNegative, from: nonNegative, to: nonNegative });

export const measuredSchema = record({
  network: text,
  dataset: text,
  images: bounded({ min: 2, max: 1e9, integer: true }),
  confidence: bounded({ min: 0, max: 1 }),
  layers: list(
    record({
      name: { type: 'string', maxLength: 200 },
      side: bounded(NOISE_LIMITS.side),
      channels: bounded(LIMITS.channels),
      groups: maybe(bounded(LIMITS.channels)),
      correlation: maybe(bounded(NOISE_LIMITS.correlation)),
      squaresCorrelation: maybe(bounded(NOISE_LIMITS.correlation)),
      kurtosis: nonNegative,
      points: list(
        record({ batchSize: bounded(NOISE_LIMITS.batchSize), meanError: value, varianceError: value }),
        SIZES
      )
    }),
    LAYERS
  ),
  layer: maybe({ type: 'string', maxLength: 200 })
});

/**
 * What a document keeps of `measureNormalizationNoise`.
 * @param layer The one to show; default the first.
 * @throws SpecError for a layer that was not measured, and maps that are not square, which the view has no side for.
 */
export function measuredInNetwork(
  noise: MeasuredNoise | MeasuredInNetwork,
  layer?: string
): MeasuredInNetwork {
  const { network, dataset, images, confidence } = noise;
  const layers = 'gap' in noise ? noise.layers.map(errorsOf) : noise.layers;
  const asked = layer ?? ('layer' in noise ? noise.layer : layers[0]?.name);
  if (asked !== null && !layers.some(({ name }) => name === asked)) {
    const known = layers.map(({ name }) => name).join(', ');
    throw new SpecError('layer', asked, `one of ${known}`, 'Choose a layer that was measured.');
  }
  return { network, dataset, images, confidence, layers, layer: asked };
}

function errorsOf(layer: MeasuredLayer): MeasuredLayerErrors {
  const { name, height, width, channels, groups, correlation, squaresCorrelation, kurtosis } = layer;
  if (height !== width) {
    const remedy = 'Use measuredNoiseTable(measured).';
    throw new SpecError('measured', `${name}, ${height} × ${width}`, 'square maps', remedy);
  }
  const points = layer.points.map(({ batchSize, replaced }) => ({ batchSize, ...replaced }));
  return { name, side: height, channels, groups, correlation, squaresCorrelation, kurtosis, points };
}

/** The part of the view's state that a measured layer decides. */
export interface MeasuredStart {
  side: number;
  channels: number;
  groups: number;
  correlation: number;
  shape: 'gaussian';
  axis: 'batchSize';
}

/** Channels of one group where group normalisation is only thought of, as in the networks of this package. */
const GROUP_SIZE = 8;

/** Where theory is to be looked at beside a measured layer. */
export function startOfLayer({ side, channels, groups, correlation }: MeasuredLayerErrors): MeasuredStart {
  return {
    ...{
      side,
      channels,
      groups: groups ?? closestCount(groupCountsOf(channels), channels / GROUP_SIZE),
      correlation: correlation ?? 0
    },
    shape: 'gaussian',
    axis: 'batchSize'
  };
}

/** A measured error beside theory. */
export interface MeasuredComparison extends MeasuredValue {
  batchSize: number;
  /** By the state's correlation. */
  theory: number;
  verdict: 'inside' | 'below' | 'above';
}

/** The layer that a state shows; null where none is chosen or the document names one that it lacks. */
export function shownLayer(measured: MeasuredInNetwork | undefined): MeasuredLayerErrors | null {
  return measured?.layers.find(({ name }) => name === measured.layer) ?? null;
}

/** Significant digits of errors in code; a view shows three. */
const DIGITS = 6;

/** The layer that is shown, without the others, as code for a cell holds it; undefined where none is shown. */
export function shownMeasurement(measured: MeasuredInNetwork | undefined): MeasuredInNetwork | undefined {
  const layer = shownLayer(measured);
  if (measured === undefined || layer === null) {
    return undefined;
  }
  const short = (error: MeasuredValue): MeasuredValue => ({
    value: shortened(error.value),
    from: shortened(error.from),
    to: shortened(error.to)
  });
  const points = layer.points.map(({ batchSize, meanError, varianceError }) => ({
    batchSize,
    meanError: short(meanError),
    varianceError: short(varianceError)
  }));
  return { ...measured, layers: [{ ...layer, points }] };
}

const shortened = (value: number): number => Number(value.toPrecision(DIGITS));

/** Whether a state is at a measured layer's map and channels, where its errors mean something. */
export function isAtLayer(
  layer: MeasuredLayerErrors,
  state: Pick<MeasuredStart, 'side' | 'channels'>
): boolean {
  return layer.side === state.side && layer.channels === state.channels;
}

/** Measured errors of a layer beside theory for a correlation. */
export function comparedErrors(
  layer: MeasuredLayerErrors,
  quantity: 'meanError' | 'varianceError',
  state: { groups: number; correlation: number; kurtosis: number }
): MeasuredComparison[] {
  return layer.points.map((point) => {
    const { batchSize, [quantity]: error } = point;
    const { side, channels } = layer;
    const report = noiseReport({ batchSize, height: side, width: side, channels, ...state });
    const theory = report.statistics[quantity];
    const verdict = theory < error.from ? 'below' : theory > error.to ? 'above' : 'inside';
    return { ...error, batchSize, theory, verdict };
  });
}
