import { LIMITS, PUBLISHED_VARIANTS } from '../analysis';
import { DOCUMENT_VERSION, MIME_TYPE, MODEL_TABLE_COLUMNS, PIN_LETTERS } from './document';
import { frontSchema } from './front-state';
import { gatesSchema } from './gates-state';
import { noiseSchema } from './noise-state';
import {
  architectureSpec,
  bounded,
  count,
  finite,
  list,
  maybe,
  nonNegative,
  record,
  share,
  text
} from './schema-parts';
import { searchExplorerSchema } from './search-state';
import { stoppingPointSchema } from './stopping-state';

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
const trainingMonitor = record(
  {
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
  },
  { heardAt: text }
);

const view = (name: string, data: object) =>
  record({ version: { const: DOCUMENT_VERSION }, view: { const: name }, sentence: text, data });

/** JSON schemas of the views' documents, by view. */
export const VIEW_SCHEMAS = {
  'scaling-explorer': view('scaling-explorer', scalingExplorer),
  'training-monitor': view('training-monitor', trainingMonitor),
  'block-explorer': view('block-explorer', blockExplorer),
  'model-table': view('model-table', modelTable),
  'tool-comparison': view('tool-comparison', toolComparison),
  'search-explorer': view('search-explorer', searchExplorerSchema),
  front: view('front', frontSchema),
  'stopping-point': view('stopping-point', stoppingPointSchema),
  'normalization-noise': view('normalization-noise', noiseSchema),
  gates: view('gates', gatesSchema)
} as const;

/** The published schema (`schema/v1.json` in the package is this object). */
export const DOCUMENT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:efficientnet-lab:document:v1',
  title: `EfficientNet Lab document (${MIME_TYPE})`,
  oneOf: Object.values(VIEW_SCHEMAS)
} as const;
