import { DOCUMENT_VERSION, MIME_TYPE } from './document';

const finite = { type: 'number' } as const;
const nonNegative = { type: 'number', minimum: 0 } as const;
const count = { type: 'integer', minimum: 0 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const text = { type: 'string', maxLength: 2000 } as const;
/** A measured value that may be unknown. */
const maybe = <T extends object>(schema: T) => ({ anyOf: [schema, { type: 'null' }] }) as const;
/** An object that has exactly these fields. */
const record = <T extends Record<string, object>>(properties: T) =>
  ({ type: 'object', additionalProperties: false, required: Object.keys(properties), properties }) as const;
const list = <T extends object>(items: T, maxItems: number) => ({ type: 'array', maxItems, items }) as const;

const scalingExplorer = record({
  mode: { enum: ['rule', 'published', 'manual'] },
  phi: { type: 'number', minimum: -20, maximum: 20 },
  alpha: { type: 'number', minimum: 0.1, maximum: 10 },
  beta: { type: 'number', minimum: 0.1, maximum: 10 },
  gamma: { type: 'number', minimum: 0.1, maximum: 10 },
  variant: { enum: ['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7'] },
  depth: { type: 'number', minimum: 0.01, maximum: 100 },
  width: { type: 'number', minimum: 0.01, maximum: 100 },
  resolution: { type: 'integer', minimum: 1, maximum: 8192 }
});

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
  'training-monitor': view('training-monitor', trainingMonitor)
} as const;

/** The published schema (`schema/v1.json` in the package is this object). */
export const DOCUMENT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:efficientnet-lab:document:v1',
  title: `EfficientNet Lab document (${MIME_TYPE})`,
  oneOf: Object.values(VIEW_SCHEMAS)
} as const;
