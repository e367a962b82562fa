import { LIMITS, PUBLISHED_VARIANTS } from '../analysis';
import { DOCUMENT_VERSION, MIME_TYPE, MODEL_TABLE_COLUMNS, PIN_LETTERS } from './document';

const finite = { type: 'number' } as const;
const nonNegative = { type: 'number', minimum: 0 } as const;
const count = { type: 'integer', minimum: 0 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const text = { type: 'string', maxLength: 2000 } as const;
/** A measured value that may be unknown. */
const maybe = <T extends object>(schema: T) => ({ anyOf: [schema, { type: 'null' }] }) as const;
/** An object that has exactly these fields, and may have the optional ones. */
const record = <T extends Record<string, object>, O extends Record<string, object>>(
  properties: T,
  optional?: O
) =>
  ({
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties: { ...properties, ...optional }
  }) as const;
const list = <T extends object>(items: T, maxItems: number) => ({ type: 'array', maxItems, items }) as const;

/** A bound of the analysis as a schema. */
const bounded = ({ min, max, integer }: { min: number; max: number; integer?: boolean }) =>
  ({ type: integer ? 'integer' : 'number', minimum: min, maximum: max }) as const;

const blockExplorer = record({
  spatialDimensions: { enum: [1, 2] },
  size: bounded(LIMITS.resolution),
  inputFilters: bounded(LIMITS.channels),
  outputFilters: bounded(LIMITS.channels),
  kernelSize: bounded(LIMITS.kernelSize),
  stride: bounded(LIMITS.stride),
  expansionRatio: bounded(LIMITS.expansionRatio),
  squeezeExciteRatio: share,
  alpha: share,
  criterion: { enum: ['perMac', 'netUtility'] },
  relativeCost: share
});

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

/** The shape of a specification; whether its numbers fit together is `validateSpec`'s to say. */
const architectureSpec = record({
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
  preprocessing: { enum: ['none', 'unit', 'imagenet', 'inception'] },
  dropout: bounded(LIMITS.rate),
  stochasticDepth: bounded(LIMITS.rate)
});

const scalingExplorer = record(
  {
    mode: { enum: ['rule', 'published', 'manual'] },
    phi: { type: 'number', minimum: -20, maximum: 20 },
    alpha: { type: 'number', minimum: 0.1, maximum: 10 },
    beta: { type: 'number', minimum: 0.1, maximum: 10 },
    gamma: { type: 'number', minimum: 0.1, maximum: 10 },
    variant: { enum: PUBLISHED_VARIANTS.map(({ name }) => name) },
    depth: { type: 'number', minimum: 0.01, maximum: 100 },
    width: { type: 'number', minimum: 0.01, maximum: 100 },
    resolution: { type: 'integer', minimum: 1, maximum: 8192 }
  },
  {
    picture: { enum: ['phi', 'dimensions'] },
    pins: list(record({ letter: { enum: PIN_LETTERS }, spec: architectureSpec }), PIN_LETTERS.length)
  }
);

const modelTable = record({
  spec: architectureSpec,
  sort: record({
    column: { enum: MODEL_TABLE_COLUMNS },
    descending: { type: 'boolean' }
  }),
  search: { type: 'string', maxLength: 200 }
});

const toolComparison = record({ spec: architectureSpec });

const CURVE_POINTS = 400;
const trainingMonitor = record({
  runId: text,
  status: { enum: ['running', 'stopping', 'finished', 'stopped', 'failed', 'interrupted'] },
  model: text,
  dataset: text,
  epochs: count,
  stepsPerEpoch: count,
  step: count,
  elapsedSeconds: nonNegative,
  remainingSeconds: maybe(nonNegative),
  imagesPerSecond: maybe(nonNegative),
  learningRate: nonNegative,
  curve: record({
    step: list(count, CURVE_POINTS),
    loss: list(finite, CURVE_POINTS),
    accuracy: list(share, CURVE_POINTS),
    learningRate: list(nonNegative, CURVE_POINTS)
  }),
  history: list(
    record({
      epoch: { type: 'integer', minimum: 1 },
      loss: finite,
      accuracy: share,
      validationLoss: maybe(finite),
      validationAccuracy: maybe(share),
      learningRate: nonNegative,
      seconds: nonNegative
    }),
    100_000
  ),
  checkpoint: maybe(text),
  messages: list(text, 100),
  record: {
    type: 'object',
    maxProperties: 100,
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'] }
  }
});

const view = (name: string, data: object) =>
  record({ version: { const: DOCUMENT_VERSION }, view: { const: name }, sentence: text, data });

/** JSON schemas of the views' documents, by view. */
export const VIEW_SCHEMAS = {
  'scaling-explorer': view('scaling-explorer', scalingExplorer),
  'training-monitor': view('training-monitor', trainingMonitor),
  'block-explorer': view('block-explorer', blockExplorer),
  'model-table': view('model-table', modelTable),
  'tool-comparison': view('tool-comparison', toolComparison)
} as const;

/** The published schema (`schema/v1.json` in the package is this object). */
export const DOCUMENT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:efficientnet-lab:document:v1',
  title: `EfficientNet Lab document (${MIME_TYPE})`,
  oneOf: Object.values(VIEW_SCHEMAS)
} as const;
