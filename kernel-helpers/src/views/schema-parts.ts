/** What the documents' JSON schemas are made of. */
import { AVERAGING_FILTERS, LIMITS, PREPROCESSINGS, RECORD_LIMITS } from '../analysis';

const { largest } = RECORD_LIMITS;
/** Far from the end of the range of numbers: what pictures and sentences make of it stays finite. */
export const finite = { type: 'number', minimum: -largest, maximum: largest } as const;
export const nonNegative = { type: 'number', minimum: 0, maximum: largest } as const;
export const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
export const positiveCount = { ...count, minimum: 1 } as const;
export const share = { type: 'number', minimum: 0, maximum: 1 } as const;
export const text = { type: 'string', maxLength: 2000 } as const;
/** A measured value that may be unknown. */
export const maybe = <T extends object>(schema: T) => ({ anyOf: [schema, { type: 'null' }] }) as const;
/** An object that has exactly these fields, and may have the optional ones. */
export const record = <T extends Record<string, object>, O extends Record<string, object>>(
  properties: T,
  optional?: O
) =>
  ({
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties: { ...properties, ...optional }
  }) as const;
export const list = <T extends object>(items: T, maxItems: number) =>
  ({ type: 'array', maxItems, items }) as const;

/** A bound of the analysis as a schema. */
export const bounded = ({ min, max, integer }: { min: number; max: number; integer?: boolean }) =>
  ({ type: integer ? 'integer' : 'number', minimum: min, maximum: max }) as const;

const block = record({
  operator: { enum: ['MBConv', 'FusedMBConv'] },
  kernelSize: bounded(LIMITS.kernelSize),
  stride: bounded(LIMITS.stride),
  expansionRatio: bounded(LIMITS.expansionRatio),
  inputFilters: bounded(LIMITS.channels),
  expandedFilters: bounded(LIMITS.channels),
  outputFilters: bounded(LIMITS.channels),
  squeezeExciteFilters: bounded(LIMITS.squeezeExcite)
});

const perChannel = list(bounded(LIMITS.transform), LIMITS.channels.max);
const channelTransform = record({ factors: perChannel, offsets: perChannel });

/** The shape of a specification; whether its numbers fit together is `validateSpec`'s to say. */
export const architectureSpec = record(
  {
    name: { type: 'string', maxLength: 200 },
    family: { enum: ['v1', 'lite', 'v2'] },
    widthCoefficient: bounded(LIMITS.multiplier),
    depthCoefficient: bounded(LIMITS.multiplier),
    spatialDimensions: { enum: [1, 2] },
    resolution: bounded(LIMITS.resolution),
    inputChannels: bounded(LIMITS.channels),
    classes: bounded(LIMITS.classes),
    stem: record({
      filters: bounded(LIMITS.channels),
      kernelSize: bounded(LIMITS.kernelSize),
      stride: bounded(LIMITS.stride)
    }),
    stages: list(record({ blocks: list(block, LIMITS.blocksPerStage.max) }), LIMITS.stages.max),
    head: record({ filters: bounded(LIMITS.channels) }),
    activation: { enum: ['swish', 'relu6'] },
    normalization: { enum: ['batch', 'group'] },
    normalizationEpsilon: bounded(LIMITS.epsilon),
    batchNormMomentum: bounded(LIMITS.momentum),
    groupSize: bounded(LIMITS.channels),
    padding: { enum: ['same', 'symmetric'] },
    preprocessing: { anyOf: [{ enum: [...PREPROCESSINGS] }, channelTransform] },
    dropout: bounded(LIMITS.rate),
    stochasticDepth: bounded(LIMITS.rate)
  },
  {
    groups: bounded(LIMITS.channels),
    cropFraction: bounded(LIMITS.cropFraction),
    interpolation: { enum: [...AVERAGING_FILTERS] }
  }
);

const row = record(
  {
    operator: { enum: ['MBConv', 'FusedMBConv'] },
    repeats: bounded(LIMITS.blocksPerStage),
    kernelSize: bounded(LIMITS.kernelSize),
    stride: bounded(LIMITS.stride),
    expansionRatio: bounded(LIMITS.expansionRatio),
    outputFilters: bounded(LIMITS.channels),
    squeezeExciteRatio: bounded(LIMITS.squeezeExciteRatio)
  },
  { scaleRepeats: { type: 'boolean' } }
);

const scaled = { scaled: { type: 'boolean' } } as const;

/** A stage table. */
export const baseNetwork = record(
  {
    name: text,
    family: { enum: ['v1', 'lite', 'v2'] },
    resolution: bounded(LIMITS.resolution),
    stem: record(
      {
        filters: bounded(LIMITS.channels),
        kernelSize: bounded(LIMITS.kernelSize),
        stride: bounded(LIMITS.stride)
      },
      scaled
    ),
    stages: list(row, LIMITS.stages.max),
    head: record({ filters: bounded(LIMITS.channels) }, scaled),
    activation: { enum: ['swish', 'relu6'] },
    keepNinetyPercent: { type: 'boolean' },
    batchNormMomentum: bounded(LIMITS.momentum)
  },
  { spatialDimensions: { enum: [1, 2] } }
);
