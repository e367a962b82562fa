import { COLUMN_MEANINGS } from '../column-meanings';
import { type Table, tableOf } from '../table';
import type { MeasuredLayer, MeasuredNoise, MeasuredPoint } from './measured-noise';
import { measuredPoint, theoryHolds, theoryShares } from './measured-verdicts';

/**
 * Layers side by side at one batch size: what was measured, with its interval, beside what theories say; the title
 * tells for how many layers correlated theory lies inside.
 * @param batchSize One of those measured; default the first.
 * @throws SpecError for another.
 */
export function measuredNoiseTable(noise: MeasuredNoise, batchSize = noise.batchSizes[0]): Table {
  const { meanError, varianceError } = theoryShares(noise, batchSize);
  const inside = ({ inside: count, layers }: { inside: number; layers: number }): string =>
    `${count} of ${layers}`;
  const title =
    `${noise.network} on ${noise.images} images of ${noise.dataset}, N = ${batchSize}: correlated theory lies ` +
    `inside the interval of the mean’s error in ${inside(meanError.correlated)} layers, of the variance’s in ` +
    `${inside(varianceError.correlated)}, with kurtosis in ${inside(varianceError.kurtosis)}`;
  return tableOf<Row>(
    title,
    COLUMNS,
    noise.layers.map((layer) => ({ layer, point: measuredPoint(layer, noise, batchSize) }))
  );
}

interface Row {
  layer: MeasuredLayer;
  point: MeasuredPoint;
}

type Columns = Parameters<typeof tableOf<Row>>[1];

const COLUMNS: Columns = [
  {
    key: 'layer',
    name: 'layer',
    kind: 'text',
    meaning: COLUMN_MEANINGS.layer,
    value: ({ layer }) => layer.name
  },
  {
    key: 'normalization',
    name: 'normalisation',
    kind: 'text',
    meaning: COLUMN_MEANINGS.normalization,
    value: ({ layer }) => layer.normalization
  },
  {
    key: 'height',
    name: 'H',
    kind: 'integer',
    meaning: COLUMN_MEANINGS.mapHeight,
    value: ({ layer }) => layer.height
  },
  {
    key: 'width',
    name: 'W',
    kind: 'integer',
    meaning: COLUMN_MEANINGS.mapWidth,
    value: ({ layer }) => layer.width
  },
  {
    key: 'channels',
    name: 'C',
    kind: 'integer',
    meaning: COLUMN_MEANINGS.channels,
    value: ({ layer }) => layer.channels
  },
  {
    key: 'constant_channels',
    name: 'constant',
    kind: 'integer',
    meaning: COLUMN_MEANINGS.constantChannels,
    value: ({ layer }) => layer.constantChannels.length
  },
  {
    key: 'correlation',
    name: 'ρ',
    kind: 'number',
    meaning: COLUMN_MEANINGS.measuredCorrelation,
    value: ({ layer }) => layer.correlation
  },
  {
    key: 'squares_correlation',
    name: 'ρ of squares',
    kind: 'number',
    meaning: COLUMN_MEANINGS.squaresCorrelation,
    value: ({ layer }) => layer.squaresCorrelation
  },
  {
    key: 'kurtosis',
    name: 'kurtosis',
    kind: 'number',
    meaning: COLUMN_MEANINGS.kurtosis,
    value: ({ layer }) => layer.kurtosis
  },
  ...errorColumns('meanError', 'mean', 'σ'),
  {
    key: 'mean_independent',
    name: '1/√m',
    unit: 'σ',
    kind: 'number',
    meaning: COLUMN_MEANINGS.meanErrorIndependent,
    value: ({ point }) => point.theory.meanError.independent
  },
  {
    key: 'mean_correlated',
    name: 'mean, correlated',
    unit: 'σ',
    kind: 'number',
    meaning: COLUMN_MEANINGS.meanError,
    value: ({ point }) => point.theory.meanError.correlated
  },
  {
    key: 'mean_inside',
    name: 'mean inside',
    kind: 'boolean',
    meaning: COLUMN_MEANINGS.theoryInside,
    value: ({ point }) => theoryHolds(point, 'meanError', point.theory.meanError.correlated)
  },
  ...errorColumns('varianceError', 'variance', 'σ²'),
  {
    key: 'variance_independent',
    name: 'variance, independent',
    unit: 'σ²',
    kind: 'number',
    meaning: COLUMN_MEANINGS.varianceErrorIndependent,
    value: ({ point }) => point.theory.varianceError.independent
  },
  {
    key: 'variance_correlated',
    name: 'variance, correlated',
    unit: 'σ²',
    kind: 'number',
    meaning: COLUMN_MEANINGS.varianceError,
    value: ({ point }) => point.theory.varianceError.correlated
  },
  {
    key: 'variance_kurtosis',
    name: 'variance, with kurtosis',
    unit: 'σ²',
    kind: 'number',
    meaning: COLUMN_MEANINGS.varianceErrorKurtosis,
    value: ({ point }) => point.theory.varianceError.kurtosis
  },
  {
    key: 'variance_images',
    name: 'variance, of these images',
    unit: 'σ²',
    kind: 'number',
    meaning: COLUMN_MEANINGS.varianceErrorImages,
    value: ({ point }) => point.theory.varianceError.images
  },
  {
    key: 'variance_inside',
    name: 'variance inside',
    kind: 'boolean',
    meaning: COLUMN_MEANINGS.theoryInside,
    value: ({ point }) => theoryHolds(point, 'varianceError', point.theory.varianceError.correlated)
  },
  {
    key: 'output_noise',
    name: 'output noise',
    kind: 'number',
    meaning: COLUMN_MEANINGS.measuredOutputNoise,
    value: ({ point }) => point.outputNoise
  }
];

/** What was measured, its interval, and the same without replacement. */
function errorColumns(
  quantity: 'meanError' | 'varianceError',
  name: string,
  unit: string
): Columns[number][] {
  const common = { unit, kind: 'number' } as const;
  return [
    {
      ...common,
      key: `${name}_error`,
      name: `error of the ${name}`,
      meaning: COLUMN_MEANINGS.measuredError,
      value: ({ point }) => point.replaced[quantity].value
    },
    {
      ...common,
      key: `${name}_from`,
      name: `${name}, from`,
      meaning: COLUMN_MEANINGS.measuredInterval,
      value: ({ point }) => point.replaced[quantity].from
    },
    {
      ...common,
      key: `${name}_to`,
      name: `${name}, to`,
      meaning: COLUMN_MEANINGS.measuredInterval,
      value: ({ point }) => point.replaced[quantity].to
    },
    {
      ...common,
      key: `${name}_distinct`,
      name: `error of the ${name}, without replacement`,
      meaning: COLUMN_MEANINGS.measuredDistinct,
      value: ({ point }) => point.distinct[quantity].value
    }
  ];
}
