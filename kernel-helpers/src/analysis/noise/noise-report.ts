import { COLUMN_MEANINGS } from '../column-meanings';
import { SpecError } from '../errors';
import { type Table, tableOf } from '../table';
import { type OutputNoise, outputNoise } from './output-noise';
import {
  type NormalizationCounts,
  normalizationCounts,
  type NormalizationPlace,
  requirePlace
} from './place';
import { type StatisticNoise, statisticNoise } from './statistic-noise';

/** Everything the theory says about one place. */
export interface NoiseReport {
  place: Required<NormalizationPlace>;
  counts: NormalizationCounts;
  statistics: StatisticNoise;
  output: OutputNoise;
}

/** @throws SpecError for an impossible place, or a single value. */
export function noiseReport(place: NormalizationPlace): NoiseReport {
  return {
    place: requirePlace(place),
    counts: normalizationCounts(place),
    statistics: statisticNoise(place),
    output: outputNoise(place)
  };
}

/** What can run along the x axis of a curve. `side` sets height and width. */
export type NoiseAxis = 'batchSize' | 'channels' | 'groups' | 'side' | 'correlation';

/**
 * The theory along one axis.
 * @throws SpecError for the first value at which the place is impossible.
 */
export function noiseCurve(
  place: NormalizationPlace,
  axis: NoiseAxis,
  values: readonly number[]
): NoiseReport[] {
  if (values.length === 0) {
    throw new SpecError(axis, values, 'at least one value', 'Give the values of the axis.');
  }
  return values.map((value) =>
    noiseReport(axis === 'side' ? { ...place, height: value, width: value } : { ...place, [axis]: value })
  );
}

/**
 * In words: what the noise is, why 1/√m alone misleads and by how much, and what doesn't hold for group
 * normalisation.
 */
export function noiseInWords({ place, counts, statistics }: NoiseReport): string[] {
  const { batchSize, correlation } = place;
  const { meanError, meanErrorIndependent, designEffect, effectiveValues, values } = statistics;
  const images = batchSize === 1 ? '1 image' : `${batchSize} images`;
  const first = `With ${images}, a batch-norm mean is off by ${percent(meanError)} of σ`;
  return [
    designEffect === 1
      ? `${first}, if pixels are independent.`
      : `${first}; the pixel count alone says ${percent(meanErrorIndependent)}.`,
    designEffect === 1
      ? 'Pixels of real images resemble each other, and 1/√m is then too small: raise ρ to see by how much.'
      : `Pixels of one image resemble each other (ρ = ${rounded(correlation)}): ${whole(values)} values are worth ` +
        `${rounded(effectiveValues)}, and the variance of the mean is ${rounded(designEffect)} times that of 1/√m.`,
    `Group norm averages ${whole(counts.group)} numbers of one image and no other image's: its statistics don't ` +
      `depend on the batch, so that equal counts (at N = ${rounded(counts.crossing)}) don't mean equal noise.`
  ];
}

const rounded = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '∞';
const percent = (share: number): string => `${rounded(100 * share)} %`;
const whole = (value: number): string => value.toLocaleString('en-US');

/** One row for each place, for CSV, Markdown and JSON. */
export function noiseTable(reports: readonly NoiseReport[]): Table {
  return tableOf<NoiseReport>(
    'Noise of normalisation statistics',
    [
      {
        key: 'batch_size',
        name: 'N',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.batchSize,
        value: ({ place }) => place.batchSize
      },
      {
        key: 'height',
        name: 'H',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.mapHeight,
        value: ({ place }) => place.height
      },
      {
        key: 'width',
        name: 'W',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.mapWidth,
        value: ({ place }) => place.width
      },
      {
        key: 'channels',
        name: 'C',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.channels,
        value: ({ place }) => place.channels
      },
      {
        key: 'groups',
        name: 'G',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.groups,
        value: ({ place }) => place.groups
      },
      {
        key: 'correlation',
        name: 'ρ',
        kind: 'number',
        meaning: COLUMN_MEANINGS.correlation,
        value: ({ place }) => place.correlation
      },
      {
        key: 'kurtosis',
        name: 'kurtosis',
        kind: 'number',
        meaning: COLUMN_MEANINGS.kurtosis,
        value: ({ place }) => place.kurtosis
      },
      {
        key: 'batch_values',
        name: 'm, batch norm',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.batchValues,
        value: ({ counts }) => counts.batch
      },
      {
        key: 'group_values',
        name: 'm, group norm',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.groupValues,
        value: ({ counts }) => counts.group
      },
      {
        key: 'crossing',
        name: 'N*',
        kind: 'number',
        meaning: COLUMN_MEANINGS.crossing,
        value: ({ counts }) => counts.crossing
      },
      {
        key: 'design_effect',
        name: 'design effect',
        kind: 'number',
        meaning: COLUMN_MEANINGS.designEffect,
        value: ({ statistics }) => statistics.designEffect
      },
      {
        key: 'effective_values',
        name: 'm/D',
        kind: 'number',
        meaning: COLUMN_MEANINGS.effectiveValues,
        value: ({ statistics }) => statistics.effectiveValues
      },
      {
        key: 'mean_error',
        name: 'error of the mean',
        unit: 'σ',
        kind: 'number',
        meaning: COLUMN_MEANINGS.meanError,
        value: ({ statistics }) => statistics.meanError
      },
      {
        key: 'mean_error_independent',
        name: '1/√m',
        unit: 'σ',
        kind: 'number',
        meaning: COLUMN_MEANINGS.meanErrorIndependent,
        value: ({ statistics }) => statistics.meanErrorIndependent
      },
      {
        key: 'variance_mean',
        name: 'mean of the variance',
        unit: 'σ²',
        kind: 'number',
        meaning: COLUMN_MEANINGS.varianceMean,
        value: ({ statistics }) => statistics.varianceMean
      },
      {
        key: 'variance_error',
        name: 'error of the variance',
        unit: 'σ²',
        kind: 'number',
        meaning: COLUMN_MEANINGS.varianceError,
        value: ({ statistics }) => statistics.varianceError
      },
      {
        key: 'output_noise_first_order',
        name: 'output noise, first order',
        kind: 'number',
        meaning: COLUMN_MEANINGS.outputNoise,
        value: ({ output }) => output.firstOrder
      },
      {
        key: 'output_noise',
        name: 'output noise',
        kind: 'number',
        meaning: COLUMN_MEANINGS.outputNoise,
        value: ({ output }) => output.exact
      }
    ],
    reports
  );
}
